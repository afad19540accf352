"""Hours in the field for a place: sums by quarter, never of few people."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from budgets.models import Activity, HoursEntry
from budgets.services.hours_of_place import hours_of_place
from sro.access import Role
from sro.periods import Quarter
from tests.networks.factories import make_space
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

QUARTER = Quarter(2025, 2)


@pytest.fixture
def activity():
    return Activity.objects.create(name="Straßenfest", kinds=["case_independent", "cross_case"])


def line(activity, space, minutes, user=None, **values):
    if "provider" not in values:
        values["team"] = space.district
    return HoursEntry.objects.create(
        **{
            "user": user or person(),
            "day": date(2025, 5, 6),
            "minutes": minutes,
            "kind": "case_independent",
            "activity": activity,
            "social_space": space,
            "district": space.district,
            **values,
        }
    )


def test_hours_of_providers_count_once_they_are_submitted(activity):
    space, provider = make_space(), make_provider()
    line(activity, space, 60, provider=provider, state="submitted")
    line(activity, space, 30, provider=provider, state="approved", kind="cross_case")
    line(activity, space, 600, provider=provider)
    line(activity, space, 600, provider=provider, state="submitted", day=date(2025, 7, 1))
    found = hours_of_place(actor=person(Role.PLANNER), area=space, quarter=QUARTER)
    assert (found.cross_case, found.case_independent, found.hidden) == (30, 60, False)


def test_hours_of_few_people_stay_unseen_in_the_district_too(activity):
    space = make_space()
    other = make_space(district=space.district)
    for _one in range(3):
        line(activity, space, 60)
    line(activity, other, 45)
    planner = person(Role.PLANNER)
    for area in (space, space.district):
        assert hours_of_place(actor=planner, area=area, quarter=QUARTER).case_independent == 180
    assert hours_of_place(actor=planner, area=other, quarter=QUARTER).hidden


def test_who_may_not_read_sums_reads_none(activity):
    space = make_space()
    with pytest.raises(PermissionDenied):
        hours_of_place(
            actor=person(Role.CASEWORKER, district=space.district), area=space, quarter=QUARTER
        )

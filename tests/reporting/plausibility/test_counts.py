"""How often something looks wrong, with small numbers hidden."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from reporting.models import Finding
from reporting.services.plausibility import accept
from reporting.services.plausibility_counts import doubtful, overview
from reporting.suppression import HIDDEN
from sro.access import Role
from sro.periods import Quarter
from tests.cases import factories as make
from tests.networks.factories import make_district, make_space
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db
SECOND = Quarter(2025, 2)
TODAY = date(2025, 6, 10)


def without_end(district, number: int, **values) -> list:
    """Supports without an end, each in a case of its own."""
    space = make_space(district=district)
    return [
        make.make_support(
            case := make.make_case(district=district, social_space=space),
            make.make_person(case, birth_year=2012),
            state="running",
            **values,
        )
        for _ in range(number)
    ]


def test_a_figure_knows_how_many_findings_make_it_doubtful():
    district = make_district()
    without_end(district, 3)
    without_end(make_district(), 4)
    found = doubtful(quarter=SECOND, district=district, today=TODAY)
    assert found == {"supports_running": 3, "density": 3}


def test_what_was_called_right_makes_nothing_doubtful():
    district = make_district()
    supports = without_end(district, 4)
    accept(
        actor=supports[0].case.responsible,
        finding=Finding.objects.get(pk=f"no_end-{supports[0].pk}"),
        reason="Vollzeitpflege auf Dauer.",
        now=make.NOW,
    )
    assert doubtful(quarter=SECOND, district=district, today=TODAY)["density"] == 3


@pytest.mark.parametrize(("quarter", "number"), [((2025, 1), 0), ((2025, 2), 3), ((2025, 3), 3)])
def test_a_quarter_is_asked_about_its_own_days(quarter, number):
    """Supports that begin in June concern no quarter before; they go on into the next."""
    district = make_district()
    without_end(district, 3)
    found = doubtful(quarter=Quarter(*quarter), district=district, today=date(2025, 12, 1))
    assert found.get("density", 0) == number


def test_small_numbers_are_hidden_also_where_a_difference_would_tell():
    """Three without an end and one without a social space: four less three would be the one."""
    district = make_district()
    without_end(district, 3)
    case = make.make_case(district=district)
    child = make.make_person(case, birth_year=2012)
    make.make_support(case, child, state="running", planned_end=date(2025, 9, 1))
    found = doubtful(quarter=SECOND, district=district, today=TODAY)
    assert found == {"supports_running": 4, "density": 4, "needs_reported": HIDDEN}


def test_the_overview_shows_planners_numbers_and_hides_small_ones():
    here, there = make_district(key="A1"), make_district(key="A2")
    without_end(here, 4)
    without_end(there, 1)
    table = overview(actor=person(Role.PLANNER), today=TODAY)
    assert table.districts == (here, there)
    assert table.cells["no_end", there.pk] is HIDDEN
    # With the total of five, four would tell of the one.
    assert (table.cells["no_end", here.pk], table.of_rules["no_end"]) in ((HIDDEN, 5), (4, HIDDEN))


def test_a_team_lead_counts_in_the_own_district():
    here = make_district()
    without_end(here, 3)
    without_end(make_district(), 3)
    table = overview(actor=make.make_team_lead(here), today=TODAY)
    assert table.districts == (here,)
    assert table.total == 3


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.PROVIDER_LEAD, Role.AUDITOR])
def test_others_do_not_count(role):
    somebody = person(role, district=make_district(), provider=make_provider())
    with pytest.raises(PermissionDenied):
        overview(actor=somebody, today=TODAY)

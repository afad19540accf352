"""Months: submitted by the lead, approved or returned line by line, closed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.utils import InternalError

from budgets.models import HoursEntry, HoursMonth
from budgets.services.hours_months import (
    approve_lines,
    close_month,
    return_lines,
    submit_month,
)
from budgets.services.hours_weeks import save_week
from sro.access import Role
from sro.audit.history import history_of
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.budgets.hours.factories import (
    JUNE,
    MONDAY,
    NOW,
    field_key,
    line,
    make_entry,
    make_month,
    make_scene,
)
from tests.cases import factories as cases
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db
JULY_2 = date(2025, 7, 2)


@pytest.fixture
def scene():
    return make_scene()


def submit(scene, actor=None, employer=None):
    return submit_month(
        actor=actor or scene.lead, employer=employer or scene.employer, month=JUNE, now=NOW
    )


def approve(scene, *entries, actor=None):
    return approve_lines(
        actor=actor or scene.team_lead, lines=[each.pk for each in entries], now=NOW
    )


def give_back(scene, *entries, reason="Bitte den Tag prüfen.", actor=None):
    return return_lines(
        actor=actor or scene.team_lead,
        lines=[each.pk for each in entries],
        reason=reason,
        now=NOW,
    )


def state_of(entry) -> str:
    return HoursEntry.objects.get(pk=entry.pk).state


def test_the_lead_submits_all_lines_of_the_month(scene):
    own = make_entry(scene)
    colleague = make_entry(scene, user=person(Role.PROVIDER_STAFF, provider=scene.provider))
    later = make_entry(scene, day=date(2025, 7, 1))
    assert submit(scene) == 2
    assert [state_of(each) for each in (own, colleague, later)] == [
        "submitted",
        "submitted",
        "entered",
    ]
    month = HoursMonth.objects.get()
    assert (month.state, month.submitted_by) == ("submitted", scene.lead)
    assert Entry.objects.get(action="hoursmonth.submitted").details == {"lines": 2}


def test_only_the_lead_of_the_provider_submits(scene):
    make_entry(scene)
    other = person(Role.PROVIDER_LEAD, provider=make_scene().provider)
    for actor in (scene.staff, other, scene.team_lead, scene.worker, person(Role.CONTROLLER)):
        with pytest.raises(PermissionDenied):
            submit(scene, actor=actor)
    assert HoursEntry.objects.get().state == "entered"


def test_an_empty_month_cannot_be_submitted(scene):
    with pytest.raises(NotPossible):
        submit(scene)
    assert not HoursMonth.objects.exists()


def test_when_all_lines_are_approved_the_month_closes_itself(scene):
    first, second = make_entry(scene), make_entry(scene, minutes=30)
    submit(scene)
    approve(scene, first)
    assert HoursMonth.objects.get().state == "submitted"
    approve(scene, second)
    month = HoursMonth.objects.get()
    assert (month.state, month.closed_at) == ("closed", NOW)
    assert {state_of(first), state_of(second)} == {"closed"}


def test_returned_lines_are_put_right_and_submitted_again(scene):
    first, second = make_entry(scene), make_entry(scene, minutes=30)
    submit(scene)
    give_back(scene, first)
    approve(scene, second)
    assert HoursMonth.objects.get().state == "submitted"
    returned = HoursEntry.objects.get(pk=first.pk)
    assert (returned.state, returned.return_reason) == ("returned", "Bitte den Tag prüfen.")
    save_week(
        actor=scene.staff,
        employer=scene.employer,
        monday=MONDAY,
        lines=[line(field_key(scene), (MONDAY, 60, first.pk))],
        version=0,
        now=NOW,
    )
    assert submit(scene) == 1
    approve(scene, first)
    assert HoursMonth.objects.get().state == "closed"


def test_a_returned_line_that_is_emptied_no_longer_keeps_the_month_open(scene):
    first, second = make_entry(scene), make_entry(scene, minutes=30)
    submit(scene)
    give_back(scene, first)
    approve(scene, second)
    save_week(
        actor=scene.staff,
        employer=scene.employer,
        monday=MONDAY,
        lines=[line(field_key(scene), (MONDAY, None, first.pk))],
        version=0,
        now=NOW,
    )
    assert HoursMonth.objects.get().state == "closed"


def test_an_approval_can_be_taken_back_until_the_month_is_closed(scene):
    first, second = make_entry(scene), make_entry(scene)
    submit(scene)
    approve(scene, first)
    give_back(scene, first)
    assert state_of(first) == "returned"
    submit(scene)
    approve(scene, first, second)
    with pytest.raises(NotPossible):
        give_back(scene, first)


def test_returning_needs_a_reason(scene):
    entry = make_entry(scene)
    submit(scene)
    with pytest.raises(ValidationError):
        give_back(scene, entry, reason="  ")
    assert state_of(entry) == "submitted"


def test_only_the_team_lead_of_the_district_decides(scene):
    entry = make_entry(scene)
    submit(scene)
    elsewhere = cases.make_team_lead(make_district())
    for actor in (scene.staff, scene.lead, scene.worker, elsewhere, person(Role.CONTROLLER)):
        for step in (approve, give_back):
            with pytest.raises(PermissionDenied):
                step(scene, entry, actor=actor)
    assert state_of(entry) == "submitted"


def test_one_foreign_line_stops_the_whole_step(scene):
    own = make_entry(scene)
    far = make_space(district=make_district())
    foreign = make_entry(scene, social_space=far, district=far.district)
    submit(scene)
    with pytest.raises(PermissionDenied):
        approve(scene, own, foreign)
    assert state_of(own) == "submitted"


def test_two_leads_of_two_districts_close_a_month_together(scene):
    far = make_space(district=make_district())
    own = make_entry(scene)
    foreign = make_entry(scene, social_space=far, district=far.district)
    submit(scene)
    approve(scene, own)
    approve(scene, foreign, actor=cases.make_team_lead(far.district))
    assert HoursMonth.objects.get().state == "closed"


def test_a_line_decided_meanwhile_is_said(scene):
    first, second = make_entry(scene), make_entry(scene)
    submit(scene)
    give_back(scene, first)
    with pytest.raises(NotPossible):
        approve(scene, first, second)
    assert state_of(second) == "submitted"


def test_nothing_chosen_is_nothing_done(scene):
    with pytest.raises(ValidationError):
        approve(scene)


def test_the_team_lead_closes_the_month_of_the_team(scene):
    entry = make_entry(scene, team=scene.district, user=scene.worker)
    closing = {"employer": scene.team, "month": JUNE, "now": NOW}
    with pytest.raises(PermissionDenied):
        close_month(actor=scene.worker, **closing, today=JULY_2)
    with pytest.raises(NotPossible):
        close_month(actor=scene.team_lead, **closing, today=date(2025, 6, 30))
    close_month(actor=scene.team_lead, **closing, today=JULY_2)
    assert state_of(entry) == "closed"
    with pytest.raises(NotPossible):
        close_month(actor=scene.team_lead, **closing, today=JULY_2)


def test_providers_and_teams_end_their_months_in_their_own_way(scene):
    make_entry(scene)
    with pytest.raises(NotPossible):
        close_month(
            actor=scene.team_lead, employer=scene.employer, month=JUNE, now=NOW, today=JULY_2
        )
    with pytest.raises(NotPossible):
        submit(scene, actor=scene.team_lead, employer=scene.team)


def test_the_correction_leaves_a_trail_the_lead_can_read(scene):
    entry = make_entry(scene)
    submit(scene)
    give_back(scene, entry)
    steps = history_of(HoursEntry.objects.get(), viewer=scene.lead, beginning=True)
    changed = {change.label for step in steps for change in step.changes}
    assert {"Stand", "Minuten"} <= changed
    assert "Fachkraft" not in changed


@pytest.mark.parametrize("state", ["submitted", "approved", "closed"])
def test_no_way_around_changes_what_was_submitted(scene, state):
    entry = make_entry(scene, state=state)
    for change in (
        lambda: HoursEntry.objects.filter(pk=entry.pk).update(minutes=5),
        lambda: HoursEntry.objects.filter(pk=entry.pk).delete(),
        lambda: HoursEntry.objects.filter(pk=entry.pk).update(state="entered"),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            change()


def test_a_closed_month_is_not_opened_again(scene):
    month = make_month(scene, "closed")
    with pytest.raises(InternalError), transaction.atomic():
        HoursMonth.objects.filter(pk=month.pk).update(state="open")

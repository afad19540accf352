"""The life of a case: steps, who is in charge, standing in, transfer, absences."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from cases.models import Absence, Case, CaseStep, FollowUp, StandIn
from cases.rules.states import CASE_TRANSITIONS, CaseState
from cases.services import absences, assigning, life, transfers
from sro import access
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_support,
    make_team_lead,
)
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def freezer_day(monkeypatch):
    """Say which day it is for those who ask the clock (the access table does)."""

    def be(day):
        real = timezone.localdate
        monkeypatch.setattr(timezone, "localdate", lambda *args: real(*args) if args else day)

    return be


def step(actor, case, action, reason="", **more):
    return life.take_step(
        actor=actor, case=case, action=action, reason=reason, now=NOW, today=TODAY, **more
    )


# --- steps ------------------------------------------------------------------------------------


def test_a_case_goes_through_its_life_and_every_step_is_written_down():
    case = make_case()
    actor = case.responsible
    for action in ("clarify", "plan", "run", "wind_down"):
        case = step(actor, case, action)
    case = step(actor, case, "resume", "Die Familie möchte weitermachen.")
    case = step(actor, case, "wind_down")
    case = step(actor, case, "close", "Die Familie kommt allein zurecht.")
    assert (case.state, case.closed_on) == (CaseState.CLOSED, TODAY)
    case = step(actor, case, "reopen", "Die Mutter hat sich wieder gemeldet.")
    assert (case.state, case.closed_on) == (CaseState.CLARIFICATION, None)
    steps = list(case.steps.order_by("pk"))
    assert [each.action for each in steps] == [
        *("clarify", "plan", "run", "wind_down", "resume", "wind_down", "close", "reopen")
    ]
    assert {each.actor for each in steps} == {actor}
    assert steps[6].reason == "Die Familie kommt allein zurecht."
    logged = Entry.objects.filter(object_type="cases.Case", object_id=str(case.pk))
    assert logged.filter(action="case.reopened").exists()
    assert not any("allein" in str(line.details) for line in logged)


@pytest.mark.parametrize("action", [a for a, line in CASE_TRANSITIONS.items() if line.needs_reason])
def test_steps_that_need_a_reason_are_refused_without_one(action):
    start = min(CASE_TRANSITIONS[action].sources)
    more = {"closed_on": TODAY} if start == CaseState.CLOSED else {}
    case = make_case(state=start, **more)
    with pytest.raises(ValidationError) as refused:
        step(case.responsible, case, action, "  ")
    assert "reason" in refused.value.message_dict
    case.refresh_from_db()
    assert case.state == start
    assert not case.steps.exists()


def test_a_step_that_does_not_start_here_is_refused_by_service_and_database():
    case = make_case()
    with pytest.raises(NotPossible):
        step(case.responsible, case, "run")
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(state="running")


@pytest.mark.parametrize("state", ["granted", "running"])
def test_a_case_with_a_running_support_is_not_closed_and_the_advice_says_why(state):
    case = make_case(state="ending")
    make_support(case, state=state)
    with pytest.raises(NotPossible, match=r"beenden|end it first"):
        step(case.responsible, case, "close", "Fertig.")
    case.refresh_from_db()
    assert case.state == "ending"


def test_nobody_takes_steps_in_a_case_of_others():
    case = make_case()
    for stranger in (
        make_caseworker(case.district),
        make_team_lead(),
        person(Role.CONTROLLER),
        person(Role.ADMINISTRATOR),
    ):
        with pytest.raises(PermissionDenied):
            step(stranger, case, "clarify")
    assert step(make_team_lead(case.district), case, "clarify").state == "clarification"


def test_a_step_on_an_outdated_page_is_refused():
    case = make_case()
    Case.objects.filter(pk=case.pk).update(name="Familie Anders")
    with pytest.raises(StaleRecord):
        step(case.responsible, case, "clarify", version=case.version)


def test_steps_stay_as_they_were_written():
    case = make_case()
    step(case.responsible, case, "clarify")
    for change in (lambda: CaseStep.objects.update(reason="x"), CaseStep.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# --- who is in charge -----------------------------------------------------------------------------


def assign(actor, case, responsible, **more):
    return assigning.assign_responsible(
        actor=actor,
        case=case,
        responsible=responsible,
        now=NOW,
        today=TODAY,
        **{"version": case.version, **more},
    )


def deputy(actor, case, user):
    return assigning.assign_deputy(
        actor=actor, case=case, deputy=user, now=NOW, today=TODAY, version=case.version
    )


def test_the_team_lead_hands_a_case_to_a_colleague_with_its_follow_ups():
    case = make_case()
    before, after = case.responsible, make_caseworker(case.district)
    lead = make_team_lead(case.district)
    row = FollowUp.objects.create(
        case=case, due_on=TODAY, note="Anrufen", assigned_to=before, author=before
    )
    with pytest.raises(PermissionDenied):
        assign(before, case, after)
    case = assign(lead, case, after)
    row.refresh_from_db()
    assert case.responsible == row.assigned_to == after
    assert case.steps.get().action == "assign"
    assert access.can(after, "work", case)
    assert not access.can(before, "work", case)


def test_only_people_of_the_district_are_put_in_charge():
    case = make_case()
    lead = make_team_lead(case.district)
    for stranger in (make_caseworker(), person(Role.PLANNER)):
        with pytest.raises(ValidationError):
            assign(lead, case, stranger)
        with pytest.raises(ValidationError):
            deputy(lead, case, stranger)


def test_the_responsible_or_the_lead_names_the_deputy_not_the_deputy():
    case = make_case()
    first, second = make_caseworker(case.district), make_caseworker(case.district)
    case = deputy(case.responsible, case, first)
    assert case.deputy == first
    with pytest.raises(PermissionDenied):
        deputy(first, case, second)
    case = deputy(make_team_lead(case.district), case, second)
    assert not access.can(first, "work", case)
    with pytest.raises(ValidationError):
        deputy(case.responsible, case, case.responsible)
    assert deputy(case.responsible, case, None).deputy is None


def test_a_deputy_who_becomes_responsible_is_no_longer_the_deputy():
    case = make_case()
    second = make_caseworker(case.district)
    case = deputy(case.responsible, case, second)
    case = assign(make_team_lead(case.district), case, second)
    assert (case.responsible, case.deputy) == (second, None)


def test_an_assignment_on_an_outdated_page_is_refused():
    case = make_case()
    with pytest.raises(StaleRecord):
        assign(make_team_lead(case.district), case, make_caseworker(case.district), version=99)


def stand_in(actor, case, days=3, reason="Die Zuständige ist krank."):
    return assigning.stand_in(
        actor=actor, case=case, reason=reason, days=days, now=NOW, today=TODAY
    )


def test_whoever_stands_in_works_on_the_case_for_some_days(freezer_day):
    case = make_case()
    colleague = make_caseworker(case.district)
    row = stand_in(colleague, case)
    assert (row.valid_from, row.valid_until) == (TODAY, TODAY + timedelta(days=3))
    freezer_day(TODAY + timedelta(days=2))
    assert access.can(colleague, "work", case)
    freezer_day(TODAY + timedelta(days=3))
    assert not access.can(colleague, "work", case)
    assert Entry.objects.filter(action="standin.created", actor_id=colleague.pk).exists()


def test_standing_in_needs_a_reason_few_days_and_the_own_district():
    case = make_case()
    colleague = make_caseworker(case.district)
    for wrong in ({"reason": " "}, {"days": 0}, {"days": 15}):
        with pytest.raises(ValidationError):
            stand_in(colleague, case, **wrong)
    with pytest.raises(PermissionDenied):
        stand_in(make_caseworker(), case)
    with pytest.raises(NotPossible):
        stand_in(case.responsible, case)
    assert not StandIn.objects.exists()


def test_a_stand_in_is_ended_by_the_colleague_or_the_lead_alone():
    case = make_case()
    row = stand_in(make_caseworker(case.district), case, days=10)
    end = {"row": row, "now": NOW, "today": TODAY, "version": row.version}
    with pytest.raises(PermissionDenied):
        assigning.end_stand_in(actor=case.responsible, **end)
    row = assigning.end_stand_in(actor=make_team_lead(case.district), **end)
    assert row.valid_until == TODAY + timedelta(days=1)


# --- transfer -----------------------------------------------------------------------------------


def ask(case, district, actor=None, **more):
    return transfers.request_transfer(
        actor=actor or case.responsible,
        case=case,
        to_district=district,
        handover_note="Die Familie ist umgezogen und möchte die Helferin behalten.",
        now=NOW,
        **more,
    )


def accept(actor, row, responsible=None):
    return transfers.accept_transfer(
        actor=actor,
        transfer=row,
        responsible=responsible,
        now=NOW,
        today=TODAY,
        version=row.version,
    )


def test_a_case_moves_with_the_family_and_the_provider_stays():
    old, new = make_district(), make_district()
    case = make_case(make_caseworker(old), social_space=make_space(district=old))
    running, proposed = make_support(case, state="running"), make_support(case)
    former = case.responsible
    lead, successor = make_team_lead(new), make_caseworker(new)
    row = ask(case, new)
    assert access.can(lead, "view", case)
    assert not access.can(lead, "work", case)
    case = accept(lead, row, successor)
    assert (case.district, case.responsible, case.deputy) == (new, successor, None)
    assert case.social_space is None
    assert access.can(successor, "work", case)
    assert not access.can(former, "view", case)
    running.refresh_from_db()
    proposed.refresh_from_db()
    assert (running.outside_district, proposed.outside_district) == (True, False)
    assert running.provider_id
    assert case.steps.filter(action="transfer", actor=lead).exists()


def test_supports_are_not_marked_when_the_provider_changes():
    case = make_case()
    running = make_support(case, state="running")
    new = make_district()
    accept(make_team_lead(new), ask(case, new, keeps_provider=False))
    running.refresh_from_db()
    assert not running.outside_district


def test_only_the_receiving_lead_accepts_or_declines():
    case, new = make_case(), make_district()
    row = ask(case, new)
    for stranger in (case.responsible, make_team_lead(case.district), make_caseworker(new)):
        with pytest.raises(PermissionDenied):
            accept(stranger, row)
    with pytest.raises(ValidationError):
        accept(make_team_lead(new), row, make_caseworker())
    case.refresh_from_db()
    assert case.district != new


def test_a_transfer_is_declined_with_a_reason_or_withdrawn():
    case, new = make_case(), make_district()
    lead = make_team_lead(new)
    row = ask(case, new)
    more = {"transfer": row, "now": NOW, "version": row.version}
    with pytest.raises(ValidationError):
        transfers.decline_transfer(actor=lead, reason="", **more)
    row = transfers.decline_transfer(actor=lead, reason="Die Adresse liegt nicht hier.", **more)
    assert (row.state, row.decided_by) == ("declined", lead)
    assert not access.can(lead, "view", case)
    assert not access.can(lead, "view", row)
    for late in (lead, make_team_lead()):
        with pytest.raises(PermissionDenied):
            accept(late, row)
    with pytest.raises(NotPossible):
        transfers.withdraw_transfer(
            actor=case.responsible, transfer=row, now=NOW, version=row.version
        )
    row = ask(case, new)
    row = transfers.withdraw_transfer(
        actor=case.responsible, transfer=row, now=NOW, version=row.version
    )
    assert row.state == "withdrawn"


def test_one_request_at_a_time_and_not_to_the_own_district():
    case, new = make_case(), make_district()
    with pytest.raises(ValidationError):
        ask(case, case.district)
    ask(case, new)
    with pytest.raises(ValidationError):
        ask(case, make_district())
    with pytest.raises(NotPossible):
        step(case.responsible, case, "close", "Fertig.")


# --- absences -------------------------------------------------------------------------------------


def test_absences_do_not_overlap_and_belong_to_oneself():
    user = make_caseworker()
    row = absences.add_absence(actor=user, valid_from=TODAY, valid_until=date(2025, 6, 10), now=NOW)
    with pytest.raises(ValidationError):
        absences.add_absence(
            actor=user, valid_from=date(2025, 6, 9), valid_until=date(2025, 6, 12), now=NOW
        )
    with pytest.raises(ValidationError):
        absences.add_absence(
            actor=user, valid_from=date(2025, 7, 9), valid_until=date(2025, 7, 9), now=NOW
        )
    absences.add_absence(
        actor=user, valid_from=date(2025, 6, 10), valid_until=date(2025, 6, 12), now=NOW
    )
    change = {"valid_until": date(2025, 6, 9)}
    more = {"absence": row, "version": row.version, "now": NOW}
    with pytest.raises(PermissionDenied):
        absences.change_absence(actor=make_team_lead(), changes=change, **more)
    row = absences.change_absence(actor=user, changes=change, **more)
    assert row.valid_until == date(2025, 6, 9)
    absences.delete_absence(actor=user, absence=row, version=row.version, now=NOW)
    assert Absence.objects.count() == 1

"""What a provider gets of a case, who of it works there, and the reports it writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from cases.models import DevelopmentReport, Goal, GoalShare, ReportedGoal, Support, SupportStaff
from cases.services import reports, shared
from cases.services.reports import GoalWords
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    agree,
    make_case,
    make_caseworker,
    make_conference,
    make_goal,
    make_person,
    make_plan,
    make_report,
    make_support,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def provider():
    return make_provider()


@pytest.fixture
def lead(provider):
    return person(Role.PROVIDER_LEAD, provider=provider)


@pytest.fixture
def staff(provider):
    return person(Role.PROVIDER_STAFF, provider=provider)


@pytest.fixture
def case():
    return make_case()


@pytest.fixture
def goals(case):
    """Two goals of the plan in force."""
    plan = make_plan(case, make_person(case))
    found = [make_goal(plan, text=f"Ziel {number}") for number in (1, 2)]
    agree(plan, in_force=True)
    return found


@pytest.fixture
def support(case, provider, goals):
    return make_support(case, goals[0].owner, provider=provider, state="running")


def share(support, *goals, actor=None):
    return shared.share_goals(
        actor=actor or support.case.responsible, support=support, goals=goals, now=NOW
    )


def assign(support, lead, user, valid_from=TODAY, **more):
    return shared.assign_staff(
        actor=lead, support=support, user=user, valid_from=valid_from, now=NOW, **more
    )


# --- goals ---------------------------------------------------------------------------------------


def test_exactly_the_chosen_goals_are_shared(support, goals, lead):
    share(support, goals[0])
    assert list(Goal.objects.visible_to(lead)) == [goals[0]]
    share(support, goals[1])
    assert list(Goal.objects.visible_to(lead)) == [goals[1]]
    share(support)
    assert not Goal.objects.visible_to(lead).exists()
    lines = Entry.objects.filter(action="support.shared").order_by("pk")
    assert [line.details["added"] for line in lines] == [[goals[0].pk], [goals[1].pk], []]


def test_choosing_the_same_again_changes_nothing(support, goals):
    share(support, goals[0])
    before = GoalShare.objects.get().version
    share(support, goals[0])
    assert GoalShare.objects.get().version == before
    assert Entry.objects.filter(action="support.shared").count() == 1


def test_drafts_and_foreign_goals_are_not_shared(support, case):
    draft = make_goal(make_plan(case, make_person(case)))
    foreign_plan = make_plan(make_case())
    foreign = make_goal(foreign_plan)
    agree(foreign_plan, in_force=True)
    for goal in (draft, foreign):
        with pytest.raises(ValidationError):
            share(support, goal)
    assert not GoalShare.objects.exists()


def test_only_who_works_on_the_case_shares(support, goals, lead, staff):
    for stranger in (lead, staff, make_caseworker(support.case.district), make_caseworker()):
        with pytest.raises(PermissionDenied):
            share(support, goals[0], actor=stranger)


def test_without_a_provider_there_is_nobody_to_share_with(case, goals):
    proposed = make_support(case)
    Support.objects.filter(pk=proposed.pk).update(provider=None)
    proposed.refresh_from_db()
    with pytest.raises(NotPossible):
        share(proposed, goals[0])


# --- professionals of the provider ---------------------------------------------------------------


def test_the_lead_assigns_and_ends(support, lead, staff):
    assert not Support.objects.visible_to(staff).exists()
    row = assign(support, lead, staff)
    assert Support.objects.visible_to(staff).get() == support
    shared.end_staff(
        actor=lead, staff=row, valid_until=TODAY + timedelta(days=1), version=1, now=NOW
    )
    staff.forget_grants()
    actions = list(Entry.objects.values_list("action", flat=True))
    assert "supportstaff.created" in actions
    assert "supportstaff.ended" in actions


def test_work_ends_on_its_last_day(support, lead, staff):
    row = assign(support, lead, staff)
    SupportStaff.objects.filter(pk=row.pk).update(valid_until=TODAY)
    assert not Support.objects.visible_to(staff).exists()


def test_only_people_of_the_provider(support, lead, case):
    foreign = person(Role.PROVIDER_STAFF, provider=make_provider())
    former = person(Role.PROVIDER_STAFF, provider=support.provider)
    former.memberships.update(valid_until=TODAY)
    gone = person(Role.PROVIDER_STAFF, provider=support.provider, is_active=False)
    for user in (foreign, former, gone, case.responsible):
        with pytest.raises(ValidationError):
            assign(support, lead, user)
    assert not SupportStaff.objects.exists()


def test_nobody_but_the_lead_of_this_provider_assigns(support, staff, case):
    other_lead = person(Role.PROVIDER_LEAD, provider=make_provider())
    assign_ok = SupportStaff.objects.create(support=support, user=staff, valid_from=TODAY)
    for actor in (staff, other_lead, case.responsible):
        with pytest.raises(PermissionDenied):
            assign(support, actor, staff)
        with pytest.raises(PermissionDenied):
            shared.end_staff(actor=actor, staff=assign_ok, valid_until=TODAY, version=1, now=NOW)


def test_nobody_works_twice_at_the_same_time(support, lead, staff):
    assign(support, lead, staff, valid_until=LATER)
    with pytest.raises(ValidationError):
        assign(support, lead, staff, valid_from=TODAY + timedelta(days=3))
    assign(support, lead, staff, valid_from=LATER)


def test_a_proposed_support_is_not_the_providers_yet(case, lead, staff):
    proposed = make_support(case, provider=lead.memberships.get().provider)
    with pytest.raises(PermissionDenied):
        assign(proposed, lead, staff)


# --- reports --------------------------------------------------------------------------------------


@pytest.fixture
def report(support, goals, lead, staff):
    share(support, *goals)
    assign(support, lead, staff)
    return reports.request_report(
        actor=support.case.responsible, support=support, due_on=LATER, now=NOW
    )


def write(report, actor, goals=None, version=None, **texts):
    report.refresh_from_db()
    return reports.save_report(
        actor=actor,
        report=report,
        texts=texts or {"development": "Es geht voran."},
        goals=goals or {},
        version=version or report.version,
        now=NOW,
    )


def submit(report, actor):
    report.refresh_from_db()
    return reports.submit_report(actor=actor, report=report, version=report.version, now=NOW)


def test_a_report_is_asked_for_once_at_a_time(support, report):
    with pytest.raises(NotPossible):
        reports.request_report(
            actor=support.case.responsible, support=support, due_on=LATER, now=NOW
        )


def test_asking_needs_a_day_to_come_a_shared_support_and_the_cases_conference(support, case):
    ask = {"actor": case.responsible, "now": NOW}
    with pytest.raises(ValidationError):
        reports.request_report(**ask, support=support, due_on=TODAY - timedelta(days=1))
    with pytest.raises(ValidationError):
        reports.request_report(
            **ask, support=support, due_on=LATER, conference=make_conference(make_case())
        )
    with pytest.raises(NotPossible):
        reports.request_report(**ask, support=make_support(case), due_on=LATER)
    conference = make_conference(case)
    row = reports.request_report(**ask, support=support, due_on=LATER, conference=conference)
    assert (row.conference, row.state) == (conference, "requested")


def test_providers_ask_for_nothing(support, lead):
    with pytest.raises(PermissionDenied):
        reports.request_report(actor=lead, support=support, due_on=LATER, now=NOW)


def test_what_is_not_submitted_is_the_providers_own(report, staff, goals):
    office = report.support.case.responsible
    write(report, staff, {goals[0].pk: GoalWords("Er übt jeden Tag.", 1)})
    assert not DevelopmentReport.objects.allowing(office, "read").exists()
    assert not ReportedGoal.objects.visible_to(office).exists()
    submit(report, staff)
    assert DevelopmentReport.objects.allowing(office, "read").exists()
    seen = ReportedGoal.objects.visible_to(office)
    assert {row.goal: (row.text, row.attainment) for row in seen} == {
        goals[0]: ("Er übt jeden Tag.", 1),
        goals[1]: ("", None),
    }


def test_return_and_accept(report, staff):
    office = report.support.case.responsible
    write(report, staff)
    sent = submit(report, staff)
    assert (sent.submitted_by, sent.submitted_at) == (staff, NOW)
    back = reports.return_report(
        actor=office,
        report=sent,
        reason="Bitte die Schule ergänzen.",
        version=sent.version,
        now=NOW,
    )
    assert (back.state, back.return_reason) == ("returned", "Bitte die Schule ergänzen.")
    assert not DevelopmentReport.objects.allowing(office, "read").exists()
    write(report, staff, development="Mit Schule.")
    again = submit(report, staff)
    taken = reports.accept_report(actor=office, report=again, version=again.version, now=NOW)
    assert taken.state == "accepted"
    verbs = [
        action.rpartition(".")[2]
        for action in Entry.objects.filter(action__startswith="developmentreport.")
        .order_by("pk")
        .values_list("action", flat=True)
    ]
    assert verbs == [
        "created",
        "updated",
        "submitted",
        "returned",
        "updated",
        "submitted",
        "accepted",
    ]
    assert "Schule" not in str(list(Entry.objects.values_list("details", flat=True)))


def test_an_empty_report_is_not_submitted(report, staff):
    with pytest.raises(ValidationError):
        submit(report, staff)


def test_a_submitted_report_is_not_changed(report, staff, goals):
    write(report, staff, {goals[0].pk: GoalWords("Gesehen.")})
    submit(report, staff)
    with pytest.raises(NotPossible):
        write(report, staff, development="Anders")
    with pytest.raises(NotPossible):
        submit(report, staff)
    for table, change in (
        ("developmentreport", "development = 'x'"),
        ("reportedgoal", "text = 'x'"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE cases_{table} SET {change}")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_reportedgoal")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportedGoal.objects.create(report=report, goal=make_goal(make_plan(report.support.case)))


def test_returning_needs_a_reason_and_a_submitted_report(report, staff):
    office = report.support.case.responsible
    with pytest.raises(NotPossible):
        reports.accept_report(actor=office, report=report, version=report.version, now=NOW)
    write(report, staff)
    sent = submit(report, staff)
    with pytest.raises(ValidationError):
        reports.return_report(actor=office, report=sent, reason=" ", version=sent.version, now=NOW)


def test_the_provider_does_not_accept_its_own_report_nor_the_office_write_it(report, staff, lead):
    office = report.support.case.responsible
    with pytest.raises(PermissionDenied):
        write(report, office)
    write(report, staff)
    sent = submit(report, staff)
    for actor in (staff, lead):
        with pytest.raises(PermissionDenied):
            reports.accept_report(actor=actor, report=sent, version=sent.version, now=NOW)


def test_two_people_in_one_report_lose_nothing(report, staff, lead, goals):
    report.refresh_from_db()
    first = report.version
    write(report, staff, {goals[0].pk: GoalWords("Meins.")}, development="")
    with pytest.raises(StaleRecord):
        write(report, lead, version=first)


def test_only_shared_goals_are_reported_on(report, staff, case):
    plan = make_plan(case, make_person(case))
    other = make_goal(plan)
    agree(plan)
    with pytest.raises(ValidationError):
        write(report, staff, {other.pk: GoalWords("Heimlich.")})


def test_what_was_written_about_a_goal_stays_when_it_is_no_longer_shared(report, staff, goals):
    write(report, staff, {goals[0].pk: GoalWords("Gesehen.")})
    share(report.support, goals[1])
    assert set(reports.goals_to_report(report)) == set(goals)


# --- who sees what --------------------------------------------------------------------------------


def test_nobody_else_sees_anything(report, goals):
    others = [
        person(Role.PROVIDER_LEAD, provider=make_provider()),
        person(Role.PROVIDER_STAFF, provider=make_provider()),
        person(Role.PROVIDER_STAFF, provider=report.support.provider),
        person(Role.CONTROLLER),
        person(Role.PLANNER),
        person(Role.ADMINISTRATOR),
        person(Role.AUDITOR),
        make_caseworker(),
        person(),
    ]
    for user in others:
        for model in (Support, Goal, GoalShare, DevelopmentReport, ReportedGoal):
            assert not model.objects.visible_to(user).exists(), (user.memberships.all(), model)


def test_an_ended_membership_ends_the_sight(report, staff):
    assert Support.objects.visible_to(staff).exists()
    staff.memberships.update(valid_until=TODAY)
    staff.forget_grants()
    assert not Support.objects.visible_to(staff).exists()
    assert not DevelopmentReport.objects.visible_to(staff).exists()


def test_another_support_of_the_same_case_stays_hidden(case, lead, support, goals):
    other = make_support(case, provider=make_provider(), state="running")
    share(other, goals[1])
    make_report(other)
    assert list(Support.objects.visible_to(lead)) == [support]
    assert not Goal.objects.visible_to(lead).exists()
    assert not DevelopmentReport.objects.visible_to(lead).exists()

"""Two people, one decision, one frozen snapshot."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from budgets.models import AllocationRun
from budgets.services import proposals
from budgets.services.years import adopt_year
from sro.access import Role
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.budgets.factories import (
    NOW,
    close,
    make_approved_run,
    make_calculated_run,
    make_fund,
    make_proposed_run,
    make_run,
)
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposer():
    return person(Role.CONTROLLER, display_name="Ada Vorschlag")


@pytest.fixture
def second():
    return person(Role.CONTROLLER, display_name="Ben Freigabe")


def test_one_proposes_another_approves(proposer, second):
    run = make_calculated_run()
    proposed = proposals.propose(actor=proposer, run=run, now=NOW)
    assert (proposed.state, proposed.proposed_by, proposed.proposed_at) == (
        "proposed",
        proposer,
        NOW,
    )
    later = NOW + timedelta(days=1)
    approved = proposals.approve(actor=second, run=proposed, now=later)
    assert (approved.state, approved.approved_by, approved.approved_at) == (
        "approved",
        second,
        later,
    )
    assert (approved.checksum, approved.snapshot) == (run.checksum, run.snapshot)
    entry = Entry.objects.get(action="allocation_run.approved")
    assert entry.details == {"checksum": run.checksum, "proposed_by": proposer.pk}


def test_the_proposer_cannot_approve(proposer):
    run = make_proposed_run(proposer)
    with pytest.raises(NotPossible):
        proposals.approve(actor=proposer, run=run, now=NOW)
    run.refresh_from_db()
    assert (run.state, run.approved_by) == ("proposed", None)


def test_nor_past_the_service(proposer):
    run = make_proposed_run(proposer)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(
            state="approved", approved_by=proposer, approved_at=NOW
        )


def test_the_proposer_of_record_cannot_be_exchanged(proposer, second):
    run = make_proposed_run(proposer)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(proposed_by=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(
            state="approved", proposed_by=second, approved_by=proposer, approved_at=NOW
        )


def test_an_approval_without_a_person_is_none():
    run = make_proposed_run()
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(state="approved")


def test_a_person_with_the_right_who_lost_it_cannot_approve(proposer, second):
    run = make_proposed_run(proposer)
    second.memberships.update(valid_until=NOW.date())
    fresh = type(second).objects.get(pk=second.pk)
    with pytest.raises(PermissionDenied):
        proposals.approve(actor=fresh, run=run, now=NOW)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.TEAM_LEAD, Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("action", ["propose", "withdraw", "approve", "reject"])
def test_decisions_are_the_controllers(role, action):
    run = make_calculated_run() if action == "propose" else make_proposed_run()
    other = person(role, district=make_district(key="99"))
    given = {"reason": "so"} if action == "reject" else {}
    with pytest.raises(PermissionDenied):
        getattr(proposals, action)(actor=other, run=run, now=NOW, **given)
    assert AllocationRun.objects.get(pk=run.pk).state == run.state


@pytest.mark.parametrize("action", ["propose", "withdraw", "approve", "reject"])
@pytest.mark.parametrize("make", [make_run, make_approved_run])
def test_what_is_not_waiting_cannot_be_decided(second, action, make):
    run = make()
    given = {"reason": "so"} if action == "reject" else {}
    with pytest.raises(NotPossible):
        getattr(proposals, action)(actor=second, run=run, now=NOW, **given)


def test_a_rejection_names_person_and_reason(proposer, second):
    run = make_proposed_run(proposer)
    rejected = proposals.reject(actor=second, run=run, reason=" Zahlen zu alt ", now=NOW)
    assert (rejected.state, rejected.rejected_by, rejected.decision_reason) == (
        "rejected",
        second,
        "Zahlen zu alt",
    )
    assert rejected.allocations.exists()
    entry = Entry.objects.get(action="allocation_run.rejected")
    assert entry.details == {"reason": "Zahlen zu alt"}


def test_a_rejection_without_reason_is_none(proposer, second):
    run = make_proposed_run(proposer)
    with pytest.raises(ValidationError) as refused:
        proposals.reject(actor=second, run=run, reason=" ", now=NOW)
    assert "reason" in refused.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=run.pk).update(state="rejected", rejected_by=second)


def test_the_proposer_withdraws_instead_of_deciding(proposer, second):
    run = make_proposed_run(proposer)
    with pytest.raises(NotPossible):
        proposals.reject(actor=proposer, run=run, reason="doch nicht", now=NOW)
    with pytest.raises(NotPossible):
        proposals.withdraw(actor=second, run=run, now=NOW)
    back = proposals.withdraw(actor=proposer, run=run, now=NOW)
    assert (back.state, back.proposed_by, back.proposed_at) == ("complete", None, None)
    again = proposals.propose(actor=second, run=back, now=NOW)
    assert proposals.approve(actor=proposer, run=again, now=NOW).state == "approved"


def test_a_new_approval_supersedes_the_earlier_and_keeps_it(second):
    first = make_approved_run()
    run = make_proposed_run(fund=first.fund)
    later = NOW + timedelta(days=1)
    approved = proposals.approve(actor=second, run=run, now=later)
    first.refresh_from_db()
    assert (first.state, first.superseded_by, first.superseded_at) == (
        "superseded",
        approved,
        later,
    )
    assert first.allocations.count() == 3
    assert list(AllocationRun.objects.approved()) == [approved]
    assert Entry.objects.get(action="allocation_run.superseded").details == {
        "superseded_by": approved.pk
    }


def test_the_approved_run_of_another_fund_stays(second):
    first = make_approved_run()
    milieu = make_fund(kind="milieu", name="Milieu", budget_year=first.fund.budget_year)
    proposals.approve(actor=second, run=make_proposed_run(fund=milieu), now=NOW)
    first.refresh_from_db()
    assert first.state == "approved"


def test_nothing_is_decided_in_a_closed_year(second):
    run = make_proposed_run()
    year = run.fund.budget_year
    adopt_year(actor=second, year=year, reason="Beschluss", now=NOW)
    close(year)
    with pytest.raises(NotPossible):
        proposals.approve(actor=second, run=run, now=NOW)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.TEAM_LEAD])
def test_planners_and_team_leads_see_what_is_in_force(role, second):
    first = make_approved_run()
    make_proposed_run(fund=first.fund)
    other = person(role, district=make_district(key="99"))
    assert list(AllocationRun.objects.visible_to(other)) == [first]

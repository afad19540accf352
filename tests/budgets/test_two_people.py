"""Two people at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from budgets.models import AllocationRun
from budgets.services import proposals, runs
from budgets.services.errors import AlreadyRunning
from sro.access import Role
from sro.audit.models import Entry
from sro.refusals import NotPossible
from sro.ui.models import Job
from tests.budgets.factories import NOW, make_calculated_run, make_proposed_run, make_run
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment; returns what each gave or raised."""
    outcomes: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def work(place: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(10)
            outcomes[place] = call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=work, args=(place, call)) for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def divided(outcomes: list[Any]) -> tuple[list[Any], list[Exception]]:
    failed = [each for each in outcomes if isinstance(each, Exception)]
    return [each for each in outcomes if each not in failed], failed


@pytest.mark.parametrize("_round", range(5))
def test_two_people_cannot_both_approve(_round):
    run = make_proposed_run()
    people = [person(Role.CONTROLLER) for _ in range(3)]
    done, failed = divided(
        at_once(
            *(
                lambda actor=actor: proposals.approve(actor=actor, run=run, now=NOW)
                for actor in people
            )
        )
    )
    assert len(done) == 1
    assert [type(error) for error in failed] == [NotPossible, NotPossible]
    assert AllocationRun.objects.get(pk=run.pk).approved_by == done[0].approved_by
    assert Entry.objects.filter(action="allocation_run.approved").count() == 1


def test_one_approves_while_the_other_rejects():
    run = make_proposed_run()
    first, second = person(Role.CONTROLLER), person(Role.CONTROLLER)
    done, failed = divided(
        at_once(
            lambda: proposals.approve(actor=first, run=run, now=NOW),
            lambda: proposals.reject(actor=second, run=run, reason="nein", now=NOW),
        )
    )
    assert (len(done), [type(error) for error in failed]) == (1, [NotPossible])
    assert AllocationRun.objects.get(pk=run.pk).state == done[0].state


def test_two_proposals_of_a_fund_approved_at_once_leave_one_in_force():
    first = make_proposed_run()
    second = make_proposed_run(fund=first.fund)
    actors = person(Role.CONTROLLER), person(Role.CONTROLLER)
    done, failed = divided(
        at_once(
            lambda: proposals.approve(actor=actors[0], run=first, now=NOW),
            lambda: proposals.approve(actor=actors[1], run=second, now=NOW),
        )
    )
    assert failed == []
    states = sorted(AllocationRun.objects.values_list("state", flat=True))
    assert states == ["approved", "superseded"]
    assert len(done) == 2


@pytest.mark.parametrize("same_run", [True, False])
def test_two_starts_of_a_fund(same_run, monkeypatch):
    from sro.ui.services import jobs

    monkeypatch.setattr(jobs, "_send", lambda job: None)
    run = make_run()
    other = run if same_run else make_run(fund=run.fund)
    actors = person(Role.CONTROLLER), person(Role.CONTROLLER)
    done, failed = divided(
        at_once(
            lambda: runs.start_run(actor=actors[0], run=run, now=NOW),
            lambda: runs.start_run(actor=actors[1], run=other, now=NOW),
        )
    )
    assert (len(done), [type(error) for error in failed]) == (1, [AlreadyRunning])
    assert failed[0].run == done[0]
    assert Job.objects.count() == 1
    assert AllocationRun.objects.active().count() == 1


def test_proposing_while_somebody_changes_the_parameters():
    run = make_calculated_run()
    first, second = person(Role.CONTROLLER), person(Role.CONTROLLER)
    done, failed = divided(
        at_once(
            lambda: proposals.propose(actor=first, run=run, now=NOW),
            lambda: runs.update_run(
                actor=second,
                run=run,
                changes={"outflow_year": None},
                version=run.version,
                now=NOW,
            ),
        )
    )
    assert (len(done), len(failed)) == (1, 1)
    after = AllocationRun.objects.get(pk=run.pk)
    assert (after.state, after.allocations.count()) in {("proposed", 3), ("draft", 0)}

"""Closing while others work: one confirmation counts, and no transfer gets lost."""

import threading

import pytest
from django.db import connections, transaction

from budgets.models import BudgetYear, CarryOver
from budgets.services import closing
from sro.access import Role
from sro.refusals import NotPossible
from tests.budgets.closing_world import NOW, World
from tests.budgets.test_two_people import at_once, divided
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_cannot_both_confirm():
    world = World()
    proposal = world.propose()
    people = [person(Role.CONTROLLER) for _ in range(3)]
    done, failed = divided(
        at_once(*(lambda actor=actor: world.confirm(proposal, actor) for actor in people))
    )
    assert (len(done), [type(error) for error in failed]) == (1, [NotPossible, NotPossible])
    assert CarryOver.objects.count() == 3


def test_one_confirms_while_the_other_takes_it_back():
    world = World()
    proposal = world.propose()
    done, failed = divided(
        at_once(
            lambda: world.confirm(proposal),
            lambda: closing.take_back(actor=world.controller, closing=proposal, now=NOW),
        )
    )
    assert (len(done), [type(error) for error in failed]) == (1, [NotPossible])
    state, rows = {"confirmed": ("closed", 3), "withdrawn": ("adopted", 0)}[done[0].state]
    assert (BudgetYear.objects.get(year=2018).state, CarryOver.objects.count()) == (state, rows)


@pytest.mark.parametrize("_round", range(3))
def test_a_transfer_and_the_confirmation_at_the_same_moment(_round):
    world = World()
    proposal = world.propose()
    done, failed = divided(
        at_once(
            lambda: world.confirm(proposal),
            # Between lines that do not exist yet, so that there is nothing to lock but the year.
            lambda: world.move(world.at(world.fall), world.at(world.fall, 0), "10.00"),
        )
    )
    assert (len(done), [type(error) for error in failed]) == (1, [NotPossible])
    closed = BudgetYear.objects.get(year=2018).state == "closed"
    moved = world.lines(world.year).get(("fall", world.districts[0].key)) is not None
    assert closed != moved


def test_a_transfer_that_is_under_way_is_waited_for():
    world = World()
    proposal = world.propose()
    moved = threading.Event()
    outcome = []

    def confirm():
        try:
            moved.wait(10)
            outcome.append(world.confirm(proposal))
        except NotPossible as error:
            outcome.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=confirm)
    thread.start()
    with transaction.atomic():
        world.move(world.at(world.fall), world.at(world.fall, 0), "10.00")
        moved.set()
        thread.join(0.4)
        waited = thread.is_alive()
    thread.join(20)
    assert waited
    assert isinstance(outcome[0], NotPossible)
    assert BudgetYear.objects.get(year=2018).state == "closing"

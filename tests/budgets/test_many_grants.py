"""Many people grant and pay from one line at once: it is never overdrawn, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections

from budgets.models import Outflow, SmallGrant
from budgets.services.grant_money import pay
from budgets.services.transfers import Spot, move
from sro.access import Role
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.grant_world import NOW, TODAY, GrantWorld, fresh
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 12


def at_once(work: Callable[[int], object]) -> list[bool]:
    """Let all writers begin at the same moment; returns who was let through."""
    start = Barrier(WRITERS)

    def write(number: int) -> bool:
        try:
            start.wait()
            work(number)
        except (NotPossible, StaleRecord):
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(write, range(WRITERS)))


def test_granting_and_moving_never_overdraw_a_line():
    world = GrantWorld()
    here, there = (Spot(world.fund, each) for each in world.districts)
    grants = [world.apply("500") for _ in range(WRITERS)]
    people = [person(Role.CONTROLLER) for _ in range(WRITERS)]

    def work(number: int) -> None:
        if number % 3:
            world.grant(grants[number], actor=people[number])
            return
        move(
            actor=people[number],
            source=here,
            target=there,
            amount=Decimal(500),
            reason="Weil es dort gebraucht wird.",
            now=NOW,
        )

    done = at_once(work)
    assert done.count(True) == 4
    assert world.line().free == 0
    bound = SmallGrant.objects.filter(state="granted").count() * 500
    assert world.line().committed == bound


def test_paying_at_once_pays_once():
    world = GrantWorld()
    grant = world.granted("1800")
    seen = fresh(grant).version
    people = [person(Role.CONTROLLER) for _ in range(WRITERS)]
    done = at_once(
        lambda number: pay(
            actor=people[number],
            grant=grant,
            amount=Decimal(900),
            booked_on=TODAY,
            version=seen,
            now=NOW,
        )
    )
    assert done.count(True) == 1
    assert Outflow.objects.get().amount == 900
    assert world.figures() == (900, 900, 200)

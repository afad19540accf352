"""Many people move money from one line at once: nothing is lost, nothing goes below zero."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connections

from budgets.models import BudgetLine, Transfer
from budgets.services.lines import standing
from budgets.services.transfers import Spot, move
from sro.access import Role
from sro.refusals import NotPossible
from tests.budgets.factories import NOW, make_districts, make_fund
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 32
LEFT = 20


def test_thirty_two_writers_on_one_line():
    districts = make_districts(2)
    fund = make_fund(
        kind="milieu", name="Milieu", amount=Decimal(LEFT), transfer_limit=Decimal(1_000)
    )
    people = [person(Role.CONTROLLER) for _ in range(WRITERS)]
    start = Barrier(WRITERS)

    def write(number: int) -> bool:
        try:
            start.wait()
            move(
                actor=people[number],
                source=Spot(fund),
                target=Spot(fund, districts[number % 2]),
                amount=Decimal(1),
                reason="Weil es dort gebraucht wird.",
                now=NOW,
            )
        except NotPossible:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(WRITERS) as pool:
        done = list(pool.map(write, range(WRITERS)))

    assert done.count(True) == LEFT
    assert Transfer.objects.filter(state="executed").count() == LEFT
    rest, *lines = standing(year=fund.budget_year)[0].lines
    assert (rest.planned, rest.free) == (0, 0)
    assert sum(line.planned for line in lines) == LEFT
    assert sum(row.transferred for row in BudgetLine.objects.all()) == 0

"""Money that a district hands on stands in other lines: never lost, never twice, never missing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.models import (
    Alert,
    AllocationRun,
    BudgetLine,
    BudgetYear,
    Threshold,
)
from budgets.services import proposals
from budgets.services.alerts import check_thresholds
from budgets.services.inside import purse_of
from budgets.services.transfers import Spot, move
from sro.access import Role
from sro.refusals import NotPossible
from tests.budgets.divided import THOUSAND, Divided
from tests.budgets.factories import (
    NOW,
    calculated,
    in_force,
    make_approved_run,
    make_outflow,
    make_value,
)
from tests.networks.factories import make_space
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Divided()


def test_in_force_the_money_stands_in_the_lines_of_the_social_spaces(world):
    before = world.lines().total.allocated
    in_force(world.run(Decimal("600.00")))
    assert world.line().planned == Decimal("400.00")
    given = [world.line(space).allocated for space in world.spaces]
    assert given == [Decimal("200.00"), Decimal("150.00"), Decimal("250.00")]
    assert world.lines().total.allocated == before == 2 * THOUSAND
    assert world.lines().by_district[world.here.pk].planned == THOUSAND


def test_a_newer_one_takes_the_place_of_the_older(world):
    older = in_force(world.run())
    newer = in_force(world.run(Decimal("300.00"), indicators=[world.children]))
    older.refresh_from_db()
    assert (older.state, older.superseded_by) == ("superseded", newer)
    assert [world.line(space).allocated for space in world.spaces] == [50, 100, 150]
    assert world.line().planned == Decimal("700.00")


def test_zero_takes_a_division_back(world):
    in_force(world.run())
    in_force(world.run(Decimal(0)))
    assert world.line().planned == THOUSAND
    assert all(world.line(space).planned == 0 for space in world.spaces)


def test_spent_money_is_not_handed_on(world):
    make_outflow(world.here, "300.00", fund_kind="milieu", year=2018)
    assert purse_of(world.fund, world.here).left == Decimal("700.00")
    with pytest.raises(NotPossible, match="700,00"):
        proposals.propose(actor=world.controller, run=calculated(world.run()), now=NOW)


def test_what_was_handed_on_may_be_divided_anew_after_spending(world):
    in_force(world.run())
    make_outflow(world.here, "300.00", fund_kind="milieu", year=2018)
    assert world.line().free == Decimal("-300.00")
    in_force(world.run(indicators=[world.poor]))
    assert world.line(world.spaces[0]).allocated == Decimal("500.00")
    assert world.lines().by_district[world.here.pk].free == Decimal("700.00")


def test_gone_between_proposal_and_approval(world):
    proposed = proposals.propose(actor=world.controller, run=calculated(world.run()), now=NOW)
    world.move(Spot(world.fund, world.here), Spot(world.fund, world.there), "0.01")
    with pytest.raises(NotPossible, match="0,01"):
        proposals.approve(actor=world.second, run=proposed, now=NOW)
    proposed.refresh_from_db()
    assert (proposed.state, proposed.approved_by) == ("proposed", None)
    assert world.line().planned == THOUSAND - Decimal("0.01")


def test_what_a_social_space_gave_away_is_not_taken_back(world):
    in_force(world.run())
    first = world.spaces[0]
    world.move(Spot(world.fund, world.here, first), Spot(world.fund, world.here), "333.33")
    run = calculated(world.run(indicators=[world.children]))
    proposed = proposals.propose(actor=world.controller, run=run, now=NOW)
    # Dividing less would leave the space with still less.
    with pytest.raises(NotPossible, match=f"{first.name}.*verteilen Sie mehr"):
        proposals.approve(actor=world.second, run=proposed, now=NOW)


def test_less_for_the_district_later_is_shown_and_not_hidden(world):
    in_force(world.run())
    make_value(world.poor, world.here, 1)
    make_value(world.poor, world.there, 9)
    later = make_approved_run(
        districts=[world.here, world.there],
        indicator=world.poor,
        fund=world.fund,
        indicator_share=Decimal(1),
    )
    world.among.refresh_from_db()
    assert world.among.superseded_by == later
    assert AllocationRun.objects.inside_districts().approved().count() == 1
    assert world.line().planned < 0
    assert world.lines().total.allocated == 2 * THOUSAND
    # Nothing more can be divided than is there now.
    assert purse_of(world.fund, world.here).left == world.lines().by_district[world.here.pk].planned


def test_a_threshold_looks_at_the_whole_district(world):
    in_force(world.run())
    BudgetYear.objects.update(state="adopted")
    Threshold.objects.create(fund=world.fund, percent=90)
    make_outflow(world.here, "500.00", fund_kind="milieu", year=2018)
    assert check_thresholds(today=date(2018, 6, 2), now=NOW) == 0
    make_outflow(world.here, "450.00", fund_kind="milieu", year=2018)
    assert check_thresholds(today=date(2018, 6, 2), now=NOW) == 1
    assert Alert.objects.get().planned == THOUSAND


def test_lines_are_read_with_as_many_questions_as_before(world):
    world.move(Spot(world.fund, world.here), Spot(world.fund, world.here, world.spaces[0]), "1")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            world.lines()
        return len(queries)

    before = asked()
    in_force(world.run(Decimal("900.00")))
    assert asked() == before


counts = st.integers(0, 10_000)


@settings(max_examples=15)
@given(
    st.lists(st.tuples(counts, counts), min_size=1, max_size=9).filter(
        lambda rows: all(map(sum, zip(*rows, strict=True)))
    ),
    st.integers(0, 100_000).map(lambda cents: Decimal(cents) / 100),
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 30_000)), max_size=4),
)
def test_whatever_is_divided_and_moved_the_lines_add_up(rows, amount, moves):
    with transaction.atomic():
        world = Divided()
        spaces = [make_space(district=world.there) for _row in rows]
        for space, (children, poor) in zip(spaces, rows, strict=True):
            make_value(world.children, space, children)
            make_value(world.poor, space, poor)
        world.here, world.there = world.there, world.here
        run = in_force(world.run(amount))
        assert sum(run.allocations.values_list("amount", flat=True)) == amount
        for each in run.allocations.prefetch_related("parts"):
            assert sum(part.amount for part in each.parts.all()) == each.amount
        for number, cents in moves:
            place = Spot(world.fund, world.here, spaces[number % len(spaces)])
            try:
                with transaction.atomic():
                    world.move(place, Spot(world.fund, world.there), Decimal(cents) / 100)
            except NotPossible:
                continue
        try:
            with transaction.atomic():
                in_force(world.run(purse_of(world.fund, world.here).left, indicators=[world.poor]))
        except NotPossible:
            pass
        figures = world.lines()
        assert figures.total.planned == 2 * THOUSAND
        assert all(line.free >= 0 for line in figures.lines)
        # Recounted slowly: amounts in force, less what went on to social spaces, and transfers.
        for line in figures.lines:
            if line.district is None:
                continue
            rows_of = [
                each
                for found in AllocationRun.objects.approved().filter(fund=world.fund)
                for each in found.allocations.with_units()
                if each.district == line.district
            ]
            own = [each.amount for each in rows_of if each.social_space == line.social_space]
            passed_on = [each.amount for each in rows_of if each.social_space]
            expected = sum(own) - (0 if line.social_space else sum(passed_on))
            assert line.allocated == expected
            moved = BudgetLine.objects.filter(
                fund=world.fund, district=line.district, social_space=line.social_space
            )
            assert line.transferred == sum(moved.values_list("transferred", flat=True))
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_dividing_and_moving_at_once_leaves_no_line_below_zero():
    world = Divided()
    proposed = proposals.propose(
        actor=world.controller, run=calculated(world.run(Decimal("800.00"))), now=NOW
    )
    people = [person(Role.CONTROLLER) for _number in range(8)]
    type(world.fund).objects.update(transfer_limit=THOUSAND)
    world.fund.refresh_from_db()
    start = Barrier(9)

    def work(number: int) -> bool:
        try:
            start.wait()
            if number == 8:
                proposals.approve(actor=world.second, run=proposed, now=NOW)
            else:
                move(
                    actor=people[number],
                    source=Spot(world.fund, world.here),
                    target=Spot(world.fund, world.there),
                    amount=Decimal(100),
                    reason="Weil es dort gebraucht wird.",
                    now=NOW,
                )
        except NotPossible:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(9) as pool:
        done = list(pool.map(work, range(9)))

    moved = done[:8].count(True)
    assert world.line().planned == THOUSAND - 100 * moved - (800 if done[8] else 0)
    assert world.line().planned >= 0
    assert moved == (2 if done[8] else 8)
    assert world.lines().total.planned == 2 * THOUSAND

"""What goes on to the next year, and that the years add up."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.models import (
    CarryOver,
)
from budgets.services import closing
from budgets.services.lines import standing
from sro.refusals import NotPossible
from tests.budgets.closing_world import TODAY, World
from tests.networks.factories import make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def test_what_was_carried_over_counts_into_the_next_years_lines(world):
    world.spend(0, "150.01")
    world.confirm(world.propose())
    lines = world.lines(world.following)
    here, there = (each.key for each in world.districts)
    assert {place: line.carried for place, line in lines.items() if line.carried} == {
        ("milieu", ""): Decimal("150.00"),
        ("milieu", here): Decimal("25.00"),
        ("milieu", there): Decimal("50.00"),
    }
    assert lines["milieu", here].planned == lines["milieu", here].free == Decimal("25.00")
    [fund] = standing(year=world.following, funds=[world.following.funds.get(kind="milieu")])
    assert fund.total.planned == fund.fund.amount + Decimal("225.00")


def test_money_that_was_carried_over_can_be_moved(world):
    world.confirm(world.propose())
    fund = world.following.funds.get(kind="milieu")
    with pytest.raises(NotPossible, match="100,00"):
        world.move(world.at(fund, 0), world.at(fund, 1), "100.01")
    assert world.move(world.at(fund, 0), world.at(fund, 1), "100.00").state == "executed"


def test_what_a_year_brought_goes_on_with_the_next_closing(world):
    world.confirm(world.propose())
    type(world.following).objects.filter(pk=world.following.pk).update(state="adopted")
    at = closing.situation_of(world.following, date(2020, 1, 10))
    [milieu] = [fund for fund in at.funds if fund.slug == "milieu"]
    assert milieu.total.brought == Decimal("300.00")
    assert milieu.total.left == Decimal("900.00")


def test_a_deficit_goes_on_only_by_its_rule():
    for rule, expected in (
        ("surplus", Decimal("0.00")),
        ("surplus_and_deficit", Decimal("-50.00")),
    ):
        with transaction.atomic():
            world = World(rule=rule, percent=50)
            world.spend(1, "200.00")
            world.confirm(world.propose())
            key = world.districts[1].key
            line = world.lines(world.following).get(("milieu", key))
            assert (line.carried if line else Decimal("0.00")) == expected
            transaction.set_rollback(True)


def test_social_spaces_are_part_of_their_district(world):
    space = make_space(district=world.districts[0])
    world.move(world.at(world.milieu, 0), world.at(world.milieu, 0, space), "120.00")
    world.spend(0, "150.00")
    at = closing.situation_of(world.year, TODAY)
    [milieu] = [fund for fund in at.funds if fund.slug == "milieu"]
    assert [line.left for line in milieu.lines] == [Decimal(300), Decimal(50), Decimal(100)]


def test_the_case_budget_keeps_its_rest_unless_it_is_told_otherwise(world):
    world.confirm(world.propose())
    assert not CarryOver.objects.filter(source=world.fall).exists()


def test_the_lines_ask_once_more_for_what_was_carried_over(world):
    world.confirm(world.propose())

    def asked(year):
        with CaptureQueriesContext(connection) as queries:
            standing(year=year)
        return [query["sql"] for query in queries]

    found = asked(world.following)
    assert sum("budgets_carryover" in sql for sql in found) == 1
    assert len(found) <= 9


movements = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 3), st.integers(1, 20_000).map(lambda c: Decimal(c) / 100)
    ),
    max_size=5,
)
bookings = st.lists(
    st.tuples(st.integers(0, 1), st.integers(-5_000, 40_000).map(lambda c: Decimal(c) / 100)),
    max_size=4,
)


@settings(max_examples=8)
@given(
    moved=movements,
    spent=bookings,
    rule=st.sampled_from(["surplus", "surplus_and_deficit"]),
    percent=st.integers(0, 100),
)
def test_whatever_happened_the_years_add_up(moved, spent, rule, percent):
    with transaction.atomic():
        world = World(rule=rule, percent=percent)
        places = [world.at(world.milieu), *(world.at(world.milieu, i) for i in (0, 1))]
        places.append(world.at(world.fall))
        for source, target, amount in moved:
            try:
                with transaction.atomic():
                    world.move(places[source], places[target], amount)
            except NotPossible:
                continue
        for district, amount in spent:
            world.spend(district, str(amount))
        before = world.lines(world.year)
        world.confirm(world.propose())
        assert world.lines(world.year) == before
        # A slow recount, line by line, with fractions.
        expected = {}
        for (kind, key), line in before.items():
            left = Fraction(line.planned) - Fraction(line.spent)
            if kind == "milieu" and (left > 0 or rule == "surplus_and_deficit"):
                cents = left * percent
                half_up = (2 * abs(cents) + 1) // 2
                expected[key] = int(half_up) * (1 if cents > 0 else -1)
        found = {
            row.district.key if row.district else "": int(row.amount * 100)
            for row in CarryOver.objects.all()
        }
        assert found == {key: cents for key, cents in expected.items() if cents}
        after = world.lines(world.following)
        carried = Decimal(sum(found.values())) / 100
        assert sum(line.planned for line in after.values()) == Decimal(1600) + carried
        assert {key for (_, key), line in after.items() if line.carried} == set(found)
        transaction.set_rollback(True)

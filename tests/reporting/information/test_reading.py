"""What is read of an indicator: the whole where it is a sum, changes, several side by side."""

from datetime import date
from decimal import Decimal

import pytest

from budgets.services.value_tables import Level
from reporting.services.information import compare_indicators, read_indicator
from sro.access import Role
from tests.budgets.factories import make_districts, make_indicator, make_value
from tests.networks.factories import make_district, make_municipality, make_space
from tests.people import person

pytestmark = pytest.mark.django_db

EARLY, MIDDLE, LATE = date(2015, 12, 31), date(2016, 12, 31), date(2017, 12, 31)


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def fill(indicator, values):
    """Enter values: area → day → number."""
    for area, days in values.items():
        for day, value in days.items():
            make_value(indicator, area, value, reference_date=day)


def read(actor, indicator, level=Level.DISTRICTS, **more):
    given = {"days": [LATE, MIDDLE, EARLY], "day": LATE, **more}
    return read_indicator(actor=actor, indicator=indicator, level=level, **given)


def test_counts_are_added_up_on_each_day_that_is_complete(planner):
    one, two = make_districts(2)
    count = make_indicator()
    fill(count, {one: {EARLY: 10, MIDDLE: 11, LATE: 12}, two: {EARLY: 30, LATE: 36}})
    found = read(planner, count)
    assert found.whole == (40, None, 48)
    assert found.whole_name == make_municipality().name
    assert found.total == 48
    assert [line.standing.part * 4 for line in found.lines] == [1, 3]
    # The day before is the earlier one; there the second district has no value.
    assert found.since == MIDDLE
    assert [line.change and line.change.amount for line in found.lines] == [1, None]
    assert found.total_change is None
    assert read(planner, count, since=EARLY).total_change.amount == 8


def test_a_district_that_nobody_counted_leaves_the_whole_open(planner):
    one, _ = make_districts(2)
    count = make_indicator()
    fill(count, {one: {LATE: 12}})
    found = read(planner, count, days=[LATE])
    assert found.whole == (None,)
    assert [line.standing for line in found.lines] == [None, None]
    assert [line.value and line.value.value for line in found.lines] == [12, None]
    assert found.since is None


def test_a_district_that_no_longer_exists_is_not_waited_for(planner):
    count = make_indicator()
    old, new = make_district(valid_until=MIDDLE), make_district()
    fill(count, {old: {EARLY: 5}, new: {EARLY: 1, LATE: 7}})
    assert read(planner, count, days=[LATE, EARLY]).whole == (6, 7)


def test_rates_have_no_whole_and_no_share(planner):
    one, two = make_districts(2)
    rate = make_indicator(kind="rate")
    fill(rate, {one: {MIDDLE: "6.0", LATE: "6.5"}, two: {LATE: "4.0"}})
    found = read(planner, rate, days=[LATE, MIDDLE])
    assert (found.whole, found.total, found.compares) == ((), None, False)
    assert found.lines[0].change.amount == Decimal("0.5")
    assert found.lines[0].change.part is None


@pytest.mark.parametrize(("kind", "part", "distance"), [("count", 0.25, None), ("rate", None, -15)])
def test_social_spaces_are_compared_with_what_was_entered_for_their_district(
    planner, kind, part, distance
):
    district = make_district()
    here, there = make_space(district=district), make_space()
    figure = make_indicator(kind=kind)
    fill(figure, {district: {LATE: 20}, here: {LATE: 5}, there: {LATE: 6}})
    found = read(planner, figure, Level.SOCIAL_SPACES, days=[LATE])
    standing = {line.area: line.standing for line in found.lines}
    assert (standing[here].part, standing[here].distance) == (part, distance)
    assert standing[there] is None
    inside = read(planner, figure, Level.SOCIAL_SPACES, days=[LATE], district=district)
    assert [line.area for line in inside.lines] == [here]
    assert inside.whole_name == district.name


def test_who_sees_no_values_reads_none(planner):
    (one,) = make_districts(1)
    count = make_indicator()
    fill(count, {one: {LATE: 12}})
    found = read(person(Role.AUDITOR), count, days=[LATE])
    assert [line.value for line in found.lines] == [None] * len(found.lines)


class TestSideBySide:
    def compare(self, actor, indicators, **more):
        return compare_indicators(
            actor=actor, indicators=indicators, **{"level": Level.DISTRICTS, **more}
        )

    def test_without_days_each_indicator_stands_with_its_latest(self, planner):
        one, two = make_districts(2)
        count, rate = make_indicator(), make_indicator(kind="rate")
        fill(count, {one: {EARLY: 1, MIDDLE: 2}, two: {MIDDLE: 3}})
        fill(rate, {one: {LATE: 4}})
        found = self.compare(planner, [count, rate])
        assert [(head.indicator, head.day) for head in found.heads] == [
            (count, MIDDLE),
            (rate, LATE),
        ]
        assert found.rows == ((one, (2, 4)), (two, (3, None)))
        assert found.totals == (5, None)

    def test_chosen_days_without_values_are_named(self, planner):
        one = make_district()
        count = make_indicator()
        fill(count, {one: {EARLY: 1}})
        found = self.compare(planner, [count], days=[LATE, EARLY])
        assert [head.day for head in found.heads] == [EARLY]
        assert found.absent == ((count, LATE),)

    def test_chosen_districts_stand_alone_without_a_sum(self, planner):
        one, two = make_districts(2)
        count = make_indicator()
        fill(count, {one: {LATE: 1}, two: {LATE: 2}})
        found = self.compare(planner, [count], districts=[two])
        assert found.rows == ((two, (2,)),)
        assert found.totals == (None,)

    def test_social_spaces_of_chosen_districts(self, planner):
        here, there = make_space(), make_space()
        count = make_indicator()
        fill(count, {here: {LATE: 1}, there: {LATE: 2}})
        found = self.compare(planner, [count], level=Level.SOCIAL_SPACES, districts=[here.district])
        assert found.rows == ((here, (1,)),)

    def test_the_number_of_questions_does_not_grow(self, planner, django_assert_num_queries):
        districts = make_districts(3)
        figures = [make_indicator() for _ in range(3)]
        for figure in figures:
            fill(figure, {district: {EARLY: 1, LATE: 2} for district in districts})
        self.compare(planner, figures)  # the person's rights are known from here on
        for chosen in (figures[:1], figures):
            with django_assert_num_queries(5):
                self.compare(planner, chosen, days=[EARLY, LATE])

"""What goes on to the next year, and what makes a closing another one."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.closing import (
    CarryRule,
    ClosingSheet,
    Point,
    PointState,
    SheetFund,
    SheetLine,
    Weight,
    accepting,
    blocking,
    carried,
    changes,
    grown,
    to_accept,
)

ZERO = Decimal("0.00")
LINE = SheetLine(
    district=7,
    key="01",
    name="Mitte",
    allocated=Decimal("100.00"),
    brought=ZERO,
    transferred=Decimal("-5.00"),
    spent=Decimal("60.50"),
    committed=ZERO,
    unknown=0,
    left=Decimal("34.50"),
    carry=Decimal("17.25"),
)
REST = replace(LINE, district=0, key="", name="", left=None, carry=None)
FUND = SheetFund("milieu", "Milieu", "surplus", 50, (LINE, REST))
POINTS = (
    Point("transfers", Weight.BLOCKS, 0),
    Point("amounts", Weight.BLOCKS, 2),
    Point("hours", Weight.CONFIRM, 3),
    Point("unmatched", Weight.CONFIRM, 0),
    Point("alerts", Weight.HINT, 1),
)
SHEET = ClosingSheet(POINTS, (FUND,))


@pytest.mark.parametrize(
    ("rule", "percent", "left", "expected"),
    [
        ("none", 100, 12_345, 0),
        ("surplus", 100, 12_345, 12_345),
        ("surplus", 0, 12_345, 0),
        ("surplus", 50, 1, 1),  # half a cent goes up
        ("surplus", 33, 100, 33),
        ("surplus", 35, 10, 4),
        ("surplus", 100, -1, 0),
        ("surplus_and_deficit", 50, -1, -1),
        ("surplus_and_deficit", 50, -3, -2),
        ("surplus_and_deficit", 100, -99, -99),
        ("surplus_and_deficit", 100, 0, 0),
    ],
)
def test_how_much_goes_on(rule, percent, left, expected):
    assert carried(rule, percent, left) == expected


@pytest.mark.parametrize(("rule", "percent"), [("surplus", -1), ("surplus", 101), ("all", 50)])
def test_a_rule_that_is_none(rule, percent):
    with pytest.raises(ValueError, match=r"share|valid"):
        carried(rule, percent, 100)


@given(
    rule=st.sampled_from(list(CarryRule)),
    percent=st.integers(0, 100),
    left=st.integers(-(10**14), 10**14),
)
def test_the_share_is_exact_to_half_a_cent_and_never_more_than_there_is(rule, percent, left):
    amount = carried(rule, percent, left)
    if rule is CarryRule.NONE or (rule is CarryRule.SURPLUS and left < 0):
        assert amount == 0
        return
    exact = Fraction(left * percent, 100)
    assert abs(amount - exact) <= Fraction(1, 2)
    assert abs(amount) <= abs(left)
    assert amount * left >= 0
    if abs(amount - exact) == Fraction(1, 2):
        assert abs(amount) > abs(exact)


def test_the_state_of_a_point_follows_from_number_and_weight():
    states = {point.code: point.state for point in POINTS}
    assert states == {
        "transfers": PointState.SETTLED,
        "amounts": PointState.MUST,
        "hours": PointState.OPEN,
        "unmatched": PointState.SETTLED,
        "alerts": PointState.OPEN,
    }
    assert [point.code for point in blocking(POINTS)] == ["amounts"]
    assert [point.code for point in to_accept(POINTS)] == ["hours"]
    accepted = accepting(POINTS, {"hours", "unmatched", "alerts"})
    assert [point.code for point in accepted if point.accepted] == ["hours"]


def test_more_of_a_point_than_was_accepted():
    more = [replace(POINTS[2], number=4), replace(POINTS[3], number=1), POINTS[4]]
    assert [point.code for point in grown(POINTS, more)] == ["hours", "unmatched"]
    assert grown(POINTS, [replace(POINTS[2], number=1)]) == []


def test_a_sheet_comes_back_from_the_table_as_it_went_in():
    assert ClosingSheet.from_json(SHEET.as_json()) == SHEET


def test_sums_are_unknown_as_soon_as_a_part_is():
    total = FUND.total
    assert (total.allocated, total.transferred) == (Decimal("200.00"), Decimal("-10.00"))
    assert (total.left, total.carry, SHEET.carry) == (None, None, None)
    assert FUND.carries
    known = ClosingSheet((), (replace(FUND, lines=(LINE, LINE)),))
    assert known.carry == Decimal("34.50")


def test_an_equal_sheet_has_no_changes():
    moved = replace(SHEET, points=())
    assert changes(SHEET, moved) == []
    renamed = replace(FUND, lines=(replace(LINE, name="Mitte-Süd"), REST))
    assert changes(SHEET, ClosingSheet(POINTS, (renamed,))) == []


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("allocated", None),
        ("brought", Decimal("0.01")),
        ("transferred", ZERO),
        ("spent", Decimal("60.51")),
        ("committed", Decimal("1.00")),
        ("unknown", 1),
        ("left", ZERO),
        ("carry", ZERO),
    ],
)
def test_every_figure_counts(figure, value):
    other = replace(FUND, lines=(replace(LINE, **{figure: value}), REST))
    [found] = changes(SHEET, ClosingSheet(POINTS, (other,)))
    assert (found.fund, found.line, found.figure) == ("Milieu", "Mitte", figure)


def test_lines_that_come_or_go_and_rules_count():
    less = ClosingSheet(POINTS, (replace(FUND, lines=(LINE,)),))
    assert [each.figure for each in changes(SHEET, less)] == ["line"]
    assert [each.figure for each in changes(less, SHEET)] == ["line"]
    other_rule = ClosingSheet(POINTS, (replace(FUND, percent=49),))
    assert [each.figure for each in changes(SHEET, other_rule)] == ["rule"]

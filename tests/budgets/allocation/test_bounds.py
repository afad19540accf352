"""Floors and caps on examples small enough to follow by hand."""

from fractions import Fraction

import pytest

from budgets.allocation import AllocationError, AllocationInputs, Indicator, allocate

UNITS = ("a", "b", "c")


def bounded(total, points, reference, floor=None, cap=None):
    values = dict(zip(UNITS, points, strict=True))
    return allocate(
        AllocationInputs(
            total=total,
            indicator_share=1,
            units=UNITS,
            indicators=(Indicator("x", 1, "proportional", values),),
            floor_percent=floor,
            cap_percent=cap,
            reference=dict(zip(UNITS, reference, strict=True)),
        )
    )


def amounts(result):
    return [result.amounts[unit] for unit in UNITS]


def held(result):
    return [result.bounds.held[unit].value for unit in UNITS]


@pytest.mark.parametrize(
    ("case", "expected", "states", "factor"),
    [
        # Wide bounds change nothing.
        ((600, (1, 2, 3), (100, 200, 300), -50, 50), [100, 200, 300], ["scaled"] * 3, 1),
        # The cap on c frees 100, shared by a and b as 1 : 2.
        ((600, (1, 2, 3), (100, 400, 200), None, 0), [100, 300, 200], None, None),
        # A floor for a takes 60 from b and c, as 2 : 3.
        ((600, (1, 2, 3), (160, 0, 0), 0, None), [160, 176, 264], ["floor"] + 2 * ["scaled"], None),
        # A unit without share gets its floor and no more.
        ((600, (0, 1, 1), (50, 0, 0), 0, None), [50, 275, 275], ["floor"] + 2 * ["scaled"], None),
        # Floors that use up everything.
        ((600, (9, 1, 1), (100, 200, 300), 0, None), [100, 200, 300], None, None),
        # Caps that leave nothing over.
        ((600, (9, 1, 1), (100, 200, 300), None, 0), [100, 200, 300], None, None),
        # A floor equal to the cap fixes the amount.
        ((600, (9, 1, 1), (100, 200, 300), 0, 0), [100, 200, 300], None, None),
        # A reference of zero with a cap gives nothing.
        ((600, (1, 1, 1), (0, 600, 600), None, 0), [0, 300, 300], None, Fraction(3, 2)),
        # Nothing to divide.
        ((0, (1, 1, 1), (5, 5, 5), -100, 0), [0, 0, 0], None, 1),
    ],
)
def test_one_scale_meets_the_total_within_the_bounds(case, expected, states, factor):
    result = bounded(*case)
    assert amounts(result) == expected
    assert states is None or held(result) == states
    assert factor is None or result.bounds.factor == factor
    assert sum(row.amount for row in result.trace) == case[0]


def test_floors_are_rounded_up_and_caps_down_to_whole_cents():
    # 90 and 110 per cent of 15 are 13.5 and 16.5; of 25 they are 22.5 and 27.5.
    result = bounded(57, (1, 9, 9), (15, 15, 25), -10, 10)
    assert result.bounds.lower == {"a": 14, "b": 14, "c": 23}
    assert result.bounds.upper == {"a": 16, "b": 16, "c": 27}
    assert amounts(result) == [14, 16, 27]
    assert held(result) == ["floor", "cap", "scaled"]


def test_the_effect_of_bounds_is_a_component_of_its_own():
    result = bounded(600, (1, 2, 3), (160, 0, 0), 0)
    effects = [row for row in result.trace if row.component == "bounds"]
    assert [row.amount for row in effects] == [60, -24, -36]
    assert [row.value for row in effects] == [160, 0, 0]
    assert [row.value_text for row in effects] == ["1.60", "0.00", "0.00"]
    assert [row.amount for row in result.trace if row.component == "x"] == [100, 200, 300]


def test_without_floor_and_cap_a_reference_changes_nothing():
    result = bounded(600, (1, 2, 3), (1, 1, 1))
    assert amounts(result) == [100, 200, 300]
    assert result.bounds is None
    assert {row.component for row in result.trace} == {"x"}


@pytest.mark.parametrize(
    ("case", "code", "field", "unit"),
    [
        ((599, (1, 2, 3), (100, 200, 300), 0, None), "floors_exceed_total", "floor_percent", None),
        ((601, (1, 2, 3), (100, 200, 300), None, 0), "caps_below_total", "cap_percent", None),
        # c could take the rest, but has no share to be scaled up.
        ((600, (1, 1, 0), (100, 100, 900), None, 0), "caps_below_total", "cap_percent", None),
        # 101 per cent of 10 cents is no whole cent.
        ((30, (1, 1, 1), (10, 5, 15), 1, 1), "no_cent_between", "floor_percent", "a"),
    ],
)
def test_bounds_that_cannot_hold_are_refused(case, code, field, unit):
    with pytest.raises(AllocationError) as refused:
        bounded(*case)
    assert (refused.value.code, refused.value.field, refused.value.unit) == (code, field, unit)

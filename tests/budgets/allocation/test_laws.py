"""What must hold for every allocation, whatever the figures."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from budgets.allocation import AllocationError, AllocationInputs, Indicator, allocate
from budgets.allocation.frozen import checksum, inputs_document, result_document
from tests.budgets.allocation import strategies

orderings = st.randoms(use_true_random=False)


def allocated(inputs):
    try:
        return allocate(inputs)
    except AllocationError:
        assume(False)


def shuffled(mapping, random):
    keys = list(mapping)
    random.shuffle(keys)
    return {key: mapping[key] for key in keys}


@settings(max_examples=100, deadline=None)
@given(strategies.inputs(bounds=True))
def test_amounts_and_parts_add_up_exactly(inputs):
    result = allocated(inputs)
    assert sum(result.amounts.values()) == inputs.total
    assert all(amount >= 0 for amount in result.amounts.values())
    for unit, amount in result.amounts.items():
        assert sum(row.amount for row in result.rows_of(unit)) == amount
    assert all(row.amount >= 0 for row in result.trace if row.component != "bounds")
    assert sum(row.weight for row in result.rows_of(inputs.units[0]) if row.weight) == 1


@settings(max_examples=100, deadline=None)
@given(strategies.inputs())
def test_amounts_are_the_exact_quota_rounded_up_or_down(inputs):
    result = allocated(inputs)
    for unit, amount in result.amounts.items():
        quota = sum(inputs.total * row.weight * (row.share or 0) for row in result.rows_of(unit))
        assert abs(amount - quota) < 1


@settings(max_examples=100, deadline=None)
@given(strategies.inputs(bounds=True), orderings)
def test_the_order_of_the_inputs_is_irrelevant(inputs, random):
    indicators = [
        Indicator(
            code=each.code,
            weight=each.weight,
            method=each.method,
            direction=each.direction,
            values=shuffled(each.values, random),
            base_values=each.base_values and shuffled(each.base_values, random),
        )
        for each in inputs.indicators
    ]
    random.shuffle(indicators)
    reordered = AllocationInputs(
        total=inputs.total,
        indicator_share=inputs.indicator_share,
        units=random.sample(inputs.units, len(inputs.units)),
        indicators=indicators,
        previous_outflow=shuffled(inputs.previous_outflow, random),
        floor_percent=inputs.floor_percent,
        cap_percent=inputs.cap_percent,
        reference=inputs.reference and shuffled(inputs.reference, random),
    )
    assert reordered == inputs
    assert checksum(inputs_document(reordered)) == checksum(inputs_document(inputs))
    result, again = allocated(inputs), allocated(reordered)
    assert result_document(again) == result_document(result)
    assert list(again.amounts) == list(result.amounts)


@settings(max_examples=100, deadline=None)
@given(strategies.inputs(), st.fractions(Fraction(1, 1000), 1000), st.data())
def test_scaling_an_indicator_changes_nothing(inputs, factor, data):
    result = allocated(inputs)
    chosen = data.draw(st.sampled_from(inputs.indicators))
    scaled = replace(
        chosen,
        values={unit: value * factor for unit, value in chosen.values.items()},
        base_values=chosen.base_values
        and {unit: value * factor for unit, value in chosen.base_values.items()},
    )
    others = [each for each in inputs.indicators if each is not chosen]
    again = allocated(replace(inputs, indicators=(*others, scaled)))
    assert again.amounts == result.amounts
    assert again.parts == result.parts


@settings(max_examples=100, deadline=None)
@given(strategies.inputs(), st.fractions(Fraction(1, 1000), 1000))
def test_only_the_proportion_of_the_weights_counts(inputs, factor):
    result = allocated(inputs)
    scaled = [replace(each, weight=each.weight * factor) for each in inputs.indicators]
    again = allocated(replace(inputs, indicators=scaled))
    assert again.amounts == result.amounts
    assert again.parts == result.parts


@settings(max_examples=150, deadline=None)
@given(strategies.inputs(methods=("proportional",), least=2), st.data())
def test_more_need_never_means_less_money(inputs, data):
    """One value rises, all others stay: this unit's amount must not fall, not by a cent.

    Largest remainders can betray this when several values change at once, but not here: the others'
    quotas can only fall, and each of them that falls below a whole cent sets one cent free.
    """
    result = allocated(inputs)
    unit = data.draw(st.sampled_from(inputs.units))
    chosen = data.draw(st.sampled_from(inputs.indicators))
    more = data.draw(
        st.one_of(st.integers(1, 3), st.fractions(Fraction(1, 100), 10), st.integers(1, 10**6))
    )
    values = {**chosen.values, unit: chosen.values[unit] + more}
    others = [each for each in inputs.indicators if each is not chosen]
    again = allocate(replace(inputs, indicators=(*others, replace(chosen, values=values))))
    assert again.amounts[unit] >= result.amounts[unit]


@settings(max_examples=150, deadline=None)
@given(strategies.inputs(bounds=True))
def test_floors_and_caps_are_kept(inputs):
    assume(inputs.bounded)
    result = allocated(inputs)
    for unit, amount in result.amounts.items():
        reference = inputs.reference[unit]
        if inputs.floor_percent is not None:
            assert amount >= reference * (1 + inputs.floor_percent / 100)
        if inputs.cap_percent is not None:
            assert amount <= reference * (1 + inputs.cap_percent / 100)


@settings(max_examples=60, deadline=None)
@given(strategies.inputs())
def test_bounds_that_hold_anyway_change_nothing(inputs):
    result = allocated(inputs)
    everything = dict.fromkeys(inputs.units, inputs.total)
    held = allocate(replace(inputs, floor_percent=-100, cap_percent=0, reference=everything))
    assert held.amounts == result.amounts
    assert held.bounds.factor == 1
    assert all(row.amount == 0 for row in held.trace if row.component == "bounds")

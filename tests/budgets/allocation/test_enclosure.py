"""The fast splitting decides only what is certain, and then as the plain method does."""

from fractions import Fraction

from hypothesis import event, given, settings
from hypothesis import strategies as st

from budgets.allocation import AllocationInputs, Indicator
from budgets.allocation.enclosure import Mix, split_if_certain
from budgets.allocation.shares import components
from sro.money import largest_remainder
from tests.budgets.allocation import strategies


@settings(max_examples=200, deadline=None)
@given(
    st.integers(1, 10**6),
    st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(any),
    st.integers(4, 40),
    st.integers(1, 4),
    st.data(),
)
def test_a_certain_split_is_the_exact_split(total, weights, bits, width, data):
    quotas = [Fraction(total * weight, sum(weights)) * 2**bits for weight in weights]
    # Any span of this width that holds the quota, not only the one that begins just below it.
    lows = [max(0, quota.__floor__() - data.draw(st.integers(0, width - 1))) for quota in quotas]
    certain = split_if_certain(total, lows, width=width, bits=bits)
    event(f"certain: {certain is not None}")
    if certain is not None:
        assert certain == largest_remainder(total, weights, range(len(weights)))


def test_ties_and_whole_quotas_are_left_to_the_exact_method():
    assert split_if_certain(1, [128, 128], width=1, bits=8) is None
    assert split_if_certain(2, [255, 256], width=2, bits=8) is None
    assert split_if_certain(1, [192, 64], width=1, bits=8) == [1, 0]


@settings(max_examples=100, deadline=None)
@given(strategies.inputs(), st.integers(0, 10**9))
def test_points_are_in_the_proportion_of_the_shares(inputs, total):
    try:
        mix = Mix(components(inputs))
    except ValueError:
        return
    points = mix.points()
    expected = largest_remainder(total, points, range(len(points)))
    assert mix.split(total) == expected
    exact = [
        sum(component.contribution(position) for component in components(inputs))
        for position in range(len(inputs.units))
    ]
    assert [Fraction(point, sum(points)) for point in points] == exact


def test_shares_smaller_than_any_step_still_get_their_due():
    """A share of 10^-60 is less than 2^-192; only the exact method can divide a cent by it."""
    values = {"a": Fraction(1, 10**30), "b": Fraction(1, 10**30), "c": 10**30 - 1}
    inputs = AllocationInputs(3, 1, ("a", "b", "c"), (Indicator("x", 1, "proportional", values),))
    mix = Mix(components(inputs))
    assert mix.split(3) == [0, 0, 3]
    assert mix.split_unit(0, 5) == [5]

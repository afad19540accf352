"""Whatever is missing, wrong or impossible is refused with its place, never guessed."""

import pickle
import string
from decimal import Decimal
from fractions import Fraction

import pytest

from budgets.allocation import MESSAGES, AllocationError, AllocationInputs, Indicator, allocate

GOOD = {
    "total": 1000,
    "indicator_share": Fraction(3, 5),
    "units": ("a", "b"),
    "previous_outflow": {"a": 1, "b": 2},
}
GOOD_INDICATOR = {
    "code": "x",
    "weight": 1,
    "method": "proportional",
    "values": {"a": 1, "b": 2},
}
BOTH = {"a": 100, "b": 100}


def calculate(changes, indicator_changes):
    indicators = changes.get(
        "indicators", lambda: [Indicator(**{**GOOD_INDICATOR, **indicator_changes})]
    )()
    return allocate(AllocationInputs(**{**GOOD, **changes, "indicators": indicators}))


def test_the_good_inputs_are_good():
    assert sum(calculate({}, {}).amounts.values()) == 1000


@pytest.mark.parametrize(
    ("changes", "code", "field", "unit"),
    [
        ({"total": -1}, "negative", "total", None),
        ({"total": 1.5}, "not_cents", "total", None),
        ({"total": True}, "not_cents", "total", None),
        ({"total": Decimal(5)}, "not_cents", "total", None),
        ({"total": 10**30}, "too_many_digits", "total", None),
        ({"indicator_share": Decimal("1.01")}, "not_share", "indicator_share", None),
        ({"indicator_share": Decimal("-0.01")}, "not_share", "indicator_share", None),
        ({"indicator_share": 0.6}, "not_number", "indicator_share", None),
        ({"indicator_share": Decimal("NaN")}, "not_finite", "indicator_share", None),
        ({"units": ()}, "no_units", "units", None),
        ({"units": "ab"}, "not_list", "units", None),
        ({"units": ("a", "b", "a")}, "duplicate_unit", "units", "a"),
        ({"units": ("a", "")}, "empty", "units", None),
        ({"units": ("a", 2)}, "not_text", "units", None),
        ({"previous_outflow": None}, "needs_outflow", "previous_outflow", None),
        ({"previous_outflow": {}}, "needs_outflow", "previous_outflow", None),
        ({"previous_outflow": {"a": 1}}, "missing", "previous_outflow", "b"),
        ({"previous_outflow": {"a": 1, "b": 2, "c": 3}}, "unknown_unit", "previous_outflow", "c"),
        ({"previous_outflow": {"a": 1, "b": -2}}, "negative", "previous_outflow", "b"),
        ({"previous_outflow": {"a": 1, "b": 2.0}}, "not_cents", "previous_outflow", "b"),
        ({"previous_outflow": {"a": 0, "b": 0}}, "sum_zero", "previous_outflow", None),
        ({"previous_outflow": [1, 2]}, "not_mapping", "previous_outflow", None),
        ({"indicators": list}, "no_indicators", "indicators", None),
        ({"floor_percent": 0}, "needs_reference", "reference", None),
        ({"cap_percent": 0, "reference": {}}, "needs_reference", "reference", None),
        ({"cap_percent": 0, "reference": {"a": 1}}, "missing", "reference", "b"),
        ({"reference": {"a": 1, "b": 2, "z": 0}}, "unknown_unit", "reference", "z"),
        ({"reference": {"a": 1, "b": -1}}, "negative", "reference", "b"),
        ({"floor_percent": -101, "reference": BOTH}, "below_minus_100", "floor_percent", None),
        ({"cap_percent": -101, "reference": BOTH}, "below_minus_100", "cap_percent", None),
        ({"floor_percent": True, "reference": BOTH}, "not_number", "floor_percent", None),
        (
            {"floor_percent": 5, "cap_percent": 4, "reference": BOTH},
            "floor_above_cap",
            "floor_percent",
            None,
        ),
        ({"floor_percent": 401, "reference": BOTH}, "floors_exceed_total", "floor_percent", None),
        ({"cap_percent": 399, "reference": BOTH}, "caps_below_total", "cap_percent", None),
    ],
)
def test_faults_of_the_whole_are_refused(changes, code, field, unit):
    with pytest.raises(AllocationError) as refused:
        calculate(changes, {})
    error = refused.value
    assert (error.code, error.field, error.indicator, error.unit) == (code, field, None, unit)


@pytest.mark.parametrize(
    ("changes", "code", "field", "unit"),
    [
        ({"weight": -1}, "negative", "weight", None),
        ({"weight": "1"}, "not_number", "weight", None),
        ({"weight": Decimal("Infinity")}, "not_finite", "weight", None),
        ({"method": "average"}, "unknown_method", "method", None),
        ({"method": None}, "unknown_method", "method", None),
        ({"direction": "down"}, "unknown_direction", "direction", None),
        ({"direction": "inverse"}, "direction_without_effect", "direction", None),
        ({"values": {"a": 1}}, "missing", "values", "b"),
        ({"values": {}}, "missing", "values", "a"),
        ({"values": {"a": 1, "b": None}}, "not_number", "values", "b"),
        ({"values": {"a": 1, "b": True}}, "not_number", "values", "b"),
        ({"values": {"a": 1, "b": 0.5}}, "not_number", "values", "b"),
        ({"values": {"a": 1, "b": -1}}, "negative", "values", "b"),
        ({"values": {"a": Decimal("-NaN"), "b": 1}}, "not_finite", "values", "a"),
        ({"values": {"a": Decimal("1e999999999"), "b": 1}}, "too_many_digits", "values", "a"),
        ({"values": {"a": Decimal("1e-999999999"), "b": 1}}, "too_many_digits", "values", "a"),
        ({"values": {"a": 1, "b": 1, "c": 1}}, "unknown_unit", "values", "c"),
        ({"values": {"a": 1, 2: 1}}, "not_text", "values", None),
        ({"values": [1, 2]}, "not_mapping", "values", None),
        ({"values": {"a": 0, "b": 0}}, "sum_zero", "values", None),
        ({"method": "inverse", "values": {"a": 1, "b": 0}}, "zero_under_inverse", "values", "b"),
        ({"method": "range_weighted"}, "needs_base", "base_values", None),
        ({"method": "range_weighted", "base_values": {}}, "needs_base", "base_values", None),
        ({"method": "range_weighted", "base_values": {"a": 1}}, "missing", "base_values", "b"),
        (
            {"method": "range_weighted", "base_values": {"a": 0, "b": 0}},
            "sum_zero",
            "base_values",
            None,
        ),
        ({"base_values": {"a": 1, "b": -1}}, "negative", "base_values", "b"),
    ],
)
def test_faults_of_an_indicator_name_it(changes, code, field, unit):
    with pytest.raises(AllocationError) as refused:
        calculate({}, changes)
    error = refused.value
    assert (error.code, error.field, error.indicator, error.unit) == (code, field, "x", unit)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("", "empty"),
        (7, "not_text"),
        ("previous_outflow", "reserved_code"),
        ("bounds", "reserved_code"),
    ],
)
def test_indicators_need_a_name_of_their_own(code, problem):
    with pytest.raises(AllocationError) as refused:
        Indicator(**{**GOOD_INDICATOR, "code": code})
    assert (refused.value.code, refused.value.field) == (problem, "code")


def test_indicators_must_differ():
    with pytest.raises(AllocationError) as refused:
        calculate({"indicators": lambda: [Indicator(**GOOD_INDICATOR)] * 2}, {})
    assert (refused.value.code, refused.value.indicator) == ("duplicate_indicator", "x")


def test_weights_of_zero_need_an_indicator_share_of_zero():
    with pytest.raises(AllocationError) as refused:
        calculate({}, {"weight": 0})
    assert (refused.value.code, refused.value.field) == ("weights_zero", "weight")
    assert calculate({"indicator_share": 0}, {"weight": 0}).amounts == {"a": 333, "b": 667}


def test_what_cannot_be_computed_stops_nothing_unless_it_carries_weight():
    assert calculate({"indicator_share": 0}, {"values": {"a": 0, "b": 0}}).amounts["a"] == 333
    assert calculate({"indicator_share": 1, "previous_outflow": {"a": 0, "b": 0}}, {}).amounts
    # Missing data are refused all the same: half of a list is a mistake.
    with pytest.raises(AllocationError):
        calculate({"indicator_share": 1, "previous_outflow": {"a": 0}}, {})


def test_inputs_are_settled_once_and_for_all():
    values = {"b": 2, "a": Decimal("1.50")}
    inputs = AllocationInputs(
        **{**GOOD, "units": ["b", "a"], "indicators": [Indicator("x", 1, "proportional", values)]}
    )
    values["a"] = 99
    assert inputs.units == ("a", "b")
    assert inputs.indicators[0].values == {"a": Fraction(3, 2), "b": 2}
    with pytest.raises(TypeError):
        inputs.previous_outflow["a"] = 5
    with pytest.raises(AttributeError):
        inputs.total = 5


def test_the_message_names_the_place():
    with pytest.raises(AllocationError) as refused:
        calculate({}, {"method": "inverse", "values": {"a": 1, "b": 0}})
    assert str(refused.value) == (
        "values, indicator x, unit b: The method inverse cannot use a value of zero."
    )


def test_errors_survive_the_way_between_processes():
    error = AllocationError("unknown_method", field="method", indicator="x", given="?", choices="!")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.code, copy.field, copy.indicator, copy.unit, copy.params) == (
        str(error),
        "unknown_method",
        "method",
        "x",
        None,
        {"given": "?", "choices": "!"},
    )


def test_messages_use_named_parameters_only():
    for template in MESSAGES.values():
        names = {"given", "choices", "digits", "sum", "limit", "reason"}
        assert template % dict.fromkeys(names, "?")
        assert template[0] in string.ascii_uppercase

"""Input files: read exactly, or refused with the place of the fault."""

import json
from copy import deepcopy
from fractions import Fraction

import pytest

from budgets.allocation import AllocationError, allocate
from budgets.allocation.document import output_document, read_document
from tests.budgets.allocation import berlin

GOOD = {
    "total": "1000.00",
    "indicator_share": "0.6",
    "units": ["a", "b"],
    "previous_outflow": {"a": "10.50", "b": "21"},
    "indicators": [
        {"code": "x", "weight": "1", "method": "proportional", "values": {"a": "1", "b": "2"}},
        {
            "code": "y",
            "weight": "2",
            "method": "range_weighted",
            "direction": "inverse",
            "values": {"a": "0.5", "b": "1.5"},
            "base_values": {"a": "10", "b": "20"},
        },
    ],
    "floor_percent": "-50",
    "cap_percent": "1e4",
    "reference": {"a": "400", "b": "600.00"},
}
REMOVED = object()


def changed(path: str, value: object) -> str:
    """GOOD as text with one place changed or removed; path like ``indicators.0.values.a``."""
    document = deepcopy(GOOD)
    *way, last = path.split(".")
    place = document
    for key in way:
        place = place[int(key) if isinstance(place, list) else key]
    if value is REMOVED:
        del place[last]
    else:
        place[int(last) if isinstance(place, list) else last] = value
    return json.dumps(document)


def refusal(text):
    with pytest.raises(AllocationError) as refused:
        allocate(read_document(text))
    error = refused.value
    assert error.message
    return error.code, error.field, error.indicator, error.unit


def test_a_file_is_read_exactly():
    inputs = read_document(json.dumps(GOOD))
    assert inputs.total == 100_000
    assert inputs.indicator_share == Fraction(3, 5)
    assert inputs.previous_outflow == {"a": 1050, "b": 2100}
    assert inputs.indicators[1].values == {"a": Fraction(1, 2), "b": Fraction(3, 2)}
    assert inputs.cap_percent == 10_000
    assert inputs.reference == {"a": 40_000, "b": 60_000}


def test_json_numbers_are_read_to_the_last_digit():
    text = json.dumps(GOOD).replace('"1000.00"', "90071992547409.93").replace('"0.6"', "0.60")
    text = text.replace('"0.5"', "0.1234567890123456789012345")
    inputs = read_document(text)
    assert inputs.total == 9_007_199_254_740_993
    assert inputs.indicators[1].values["a"] == Fraction(1234567890123456789012345, 10**25)


def test_bytes_with_a_mark_at_the_beginning_are_read():
    assert read_document(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()).units == ("a", "b")


def test_what_may_be_left_out():
    only_indicators = {
        "total": "1",
        "indicator_share": "1",
        "units": ["a"],
        "indicators": [{"code": "x", "weight": 1, "method": "proportional", "values": {"a": 3}}],
        "previous_outflow": None,
        "floor_percent": None,
        "reference": None,
    }
    assert allocate(read_document(json.dumps(only_indicators))).amounts == {"a": 100}
    only_outflow = {
        "total": "1",
        "indicator_share": 0,
        "units": ["a"],
        "previous_outflow": {"a": "3"},
    }
    assert allocate(read_document(json.dumps(only_outflow))).amounts == {"a": 100}


@pytest.mark.parametrize(
    ("path", "value", "code", "field"),
    [
        ("total", REMOVED, "missing", "total"),
        ("total", None, "missing", "total"),
        ("total", True, "not_number", "total"),
        ("total", [], "not_number", "total"),
        ("total", {}, "not_number", "total"),
        ("total", "", "not_number", "total"),
        ("total", "abc", "not_number", "total"),
        ("total", "1.000,00", "not_number", "total"),
        ("total", "1e3", "not_number", "total"),
        ("total", "1.001", "too_many_decimals", "total"),
        ("total", "1.000", "too_many_decimals", "total"),
        ("total", "-1", "negative", "total"),
        ("total", "NaN", "not_finite", "total"),
        ("total", float("inf"), "not_finite", "total"),
        ("total", "9" * 31, "too_many_digits", "total"),
        ("indicator_share", REMOVED, "missing", "indicator_share"),
        ("indicator_share", "1.01", "not_share", "indicator_share"),
        ("indicator_share", "-0.1", "not_share", "indicator_share"),
        ("indicator_share", "60 %", "not_number", "indicator_share"),
        ("indicator_share", False, "not_number", "indicator_share"),
        ("indicator_share", float("nan"), "not_finite", "indicator_share"),
        ("units", REMOVED, "missing", "units"),
        ("units", [], "no_units", "units"),
        ("units", "ab", "not_list", "units"),
        ("units", {"a": 1}, "not_list", "units"),
        ("units.0", 1, "not_text", "units"),
        ("units.0", "", "empty", "units"),
        ("units.0", "\ud800", "not_printable", "units"),
        ("units.0", "a\nb", "not_printable", "units"),
        ("previous_outflow", REMOVED, "needs_outflow", "previous_outflow"),
        ("previous_outflow", {}, "needs_outflow", "previous_outflow"),
        ("previous_outflow", [], "not_mapping", "previous_outflow"),
        ("previous_outflow", {"a": 0, "b": 0}, "sum_zero", "previous_outflow"),
        ("indicators", REMOVED, "no_indicators", "indicators"),
        ("indicators", [], "no_indicators", "indicators"),
        ("indicators", {}, "not_list", "indicators"),
        ("indicators.0", "x", "not_object", "indicators"),
        ("indicators.0.code", REMOVED, "missing", "code"),
        ("indicators.0.code", 7, "not_text", "code"),
        ("indicators.0.code", "", "empty", "code"),
        ("floor_percent", "x", "not_number", "floor_percent"),
        ("floor_percent", "-100.5", "below_minus_100", "floor_percent"),
        ("floor_percent", "20000", "floor_above_cap", "floor_percent"),
        ("floor_percent", "1", "floors_exceed_total", "floor_percent"),
        ("cap_percent", "-1", "caps_below_total", "cap_percent"),
        ("cap_percent", "1e999999999", "too_many_digits", "cap_percent"),
        ("reference", REMOVED, "needs_reference", "reference"),
        ("reference", "a", "not_mapping", "reference"),
        ("totl", "1", "unknown_field", "totl"),
    ],
)
def test_faults_of_the_whole_name_the_field(path, value, code, field):
    assert refusal(changed(path, value)) == (code, field, None, None)


@pytest.mark.parametrize(
    ("path", "value", "code", "field"),
    [
        ("weight", REMOVED, "missing", "weight"),
        ("weight", "-1", "negative", "weight"),
        ("weight", "one", "not_number", "weight"),
        ("weight", True, "not_number", "weight"),
        ("method", REMOVED, "missing", "method"),
        ("method", "mean", "unknown_method", "method"),
        ("method", 5, "not_text", "method"),
        ("direction", "up", "unknown_direction", "direction"),
        ("direction", [], "not_text", "direction"),
        ("values", REMOVED, "missing", "values"),
        ("values", ["1"], "not_mapping", "values"),
        ("base_values", REMOVED, "needs_base", "base_values"),
        ("base_values", None, "needs_base", "base_values"),
        ("base_values", {"a": 0, "b": 0}, "sum_zero", "base_values"),
        ("wieght", "1", "unknown_field", "wieght"),
    ],
)
def test_faults_of_an_indicator_name_field_and_code(path, value, code, field):
    assert refusal(changed(f"indicators.1.{path}", value)) == (code, field, "y", None)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (REMOVED, "missing"),
        (None, "missing"),
        ("-1", "negative"),
        (-0.5, "negative"),
        ("NaN", "not_finite"),
        ("-inf", "not_finite"),
        (float("-inf"), "not_finite"),
        ("", "not_number"),
        ("1,5", "not_number"),
        ("1_000", "not_number"),
        ("٣", "not_number"),
        (" 1", "not_number"),
        ("0x10", "not_number"),
        (True, "not_number"),
        ([1], "not_number"),
        ({"x": 1}, "not_number"),
        ("1e999999999", "too_many_digits"),
        ("1e-999999999", "too_many_digits"),
        ("1e40", "too_many_digits"),
        ("0." + "0" * 40 + "1", "too_many_digits"),
        ("1" * 100_000, "too_many_digits"),
    ],
)
@pytest.mark.parametrize("field", ["values", "base_values"])
def test_faults_of_a_value_name_field_code_and_unit(field, value, code):
    assert refusal(changed(f"indicators.1.{field}.b", value)) == (code, field, "y", "b")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (REMOVED, "missing"),
        (None, "missing"),
        ("-0.01", "negative"),
        ("1.234", "too_many_decimals"),
        ("Infinity", "not_finite"),
        ("1.000,00", "not_number"),
        (False, "not_number"),
        ("1" * 31, "too_many_digits"),
    ],
)
@pytest.mark.parametrize("field", ["previous_outflow", "reference"])
def test_faults_of_an_amount_name_field_and_unit(field, value, code):
    assert refusal(changed(f"{field}.a", value)) == (code, field, None, "a")


def test_huge_json_numbers_are_refused_quickly():
    text = json.dumps(GOOD).replace('"a": "1"', '"a": 1e999999999999999999999')
    assert refusal(text) == ("too_many_digits", "values", "x", "a")
    text = json.dumps(GOOD).replace('"a": "1"', '"a": ' + "1" * 1_000_000)
    assert refusal(text) == ("too_many_digits", "values", "x", "a")


@pytest.mark.parametrize("field", ["previous_outflow", "reference"])
def test_unknown_units_are_named(field):
    assert refusal(changed(f"{field}.c", "1")) == ("unknown_unit", field, None, "c")


def test_unknown_units_of_an_indicator_are_named():
    place = ("unknown_unit", "base_values", "y", "c")
    assert refusal(changed("indicators.1.base_values.c", "1")) == place


def test_units_given_twice_are_named():
    assert refusal(changed("units.1", "a")) == ("duplicate_unit", "units", None, "a")
    doubled = json.dumps(GOOD).replace('"a": "1"', '"a": "1", "a": "1"')
    assert refusal(doubled) == ("duplicate_unit", "values", "x", "a")
    doubled = json.dumps(GOOD).replace('"a": "10.50"', '"a": "10.50", "a": "10.50"')
    assert refusal(doubled) == ("duplicate_unit", "previous_outflow", None, "a")


def test_fields_given_twice_are_named():
    doubled = json.dumps(GOOD).replace('"total"', '"total": "1", "total"')
    assert refusal(doubled) == ("duplicate_field", "total", None, None)
    doubled = json.dumps(GOOD).replace('"weight": "2"', '"weight": "2", "weight": "3"')
    assert refusal(doubled) == ("duplicate_field", "weight", "y", None)


def test_indicators_given_twice_are_named():
    place = ("duplicate_indicator", "indicators", "x", None)
    assert refusal(changed("indicators.1.code", "x")) == place


def test_a_zero_under_inverse_names_the_unit():
    text = changed("indicators.0.method", "inverse").replace('"b": "2"', '"b": "0.0"')
    assert refusal(text) == ("zero_under_inverse", "values", "x", "b")


def test_all_weights_zero_are_refused():
    text = changed("indicators.0.weight", 0).replace('"weight": "2"', '"weight": "0"')
    assert refusal(text) == ("weights_zero", "weight", None, None)


def test_all_values_zero_are_refused():
    text = changed("indicators.0.values", {"a": 0, "b": "0.00"})
    assert refusal(text) == ("sum_zero", "values", "x", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_json"),
        ("{", "not_json"),
        ("{}{}", "not_json"),
        ('{"total": 1,}', "not_json"),
        ('{"total": 01}', "not_json"),
        ("[]", "not_object"),
        ("null", "not_object"),
        ("17", "not_object"),
        ('"text"', "not_object"),
        ("[" * 1_000_000, "too_deep"),
        ('{"a":' * 1_000_000, "too_deep"),
        (b"\xff\xfe{}", "not_utf8"),
        ('{"total": "Müller"}'.encode("latin-1"), "not_utf8"),
    ],
)
def test_files_that_hold_no_calculation_are_refused(text, code):
    assert refusal(text) == (code, "file", None, None)


def test_output_lists_amounts_and_their_explanation():
    result = allocate(read_document(json.dumps(GOOD)))
    output = output_document(result)
    assert output["formula"] == "essen-1"
    assert output["total"] == "1000.00"
    assert set(output) == {"formula", "total", "allocations", "trace"}
    # a: 0.6 · (1/3 · 1/3 + 2/3 · 20/40) + 0.4 · 1/3 = 0.4
    assert output["allocations"] == {"a": "400.00", "b": "600.00"}
    assert output["trace"][:4] == [
        {
            "unit": "a",
            "component": "x",
            "method": "proportional",
            "value": "1",
            "base_value": None,
            "share": "0.333333333333",
            "share_exact": "1/3",
            "weight": "0.2",
            "weight_exact": "1/5",
            "amount": "66.67",
        },
        {
            "unit": "a",
            "component": "y",
            "method": "range_weighted",
            "value": "0.5",
            "base_value": "10",
            "share": "0.5",
            "share_exact": "1/2",
            "weight": "0.4",
            "weight_exact": "2/5",
            "amount": "200.00",
        },
        {
            "unit": "a",
            "component": "previous_outflow",
            "method": "proportional",
            "value": "10.50",
            "base_value": None,
            "share": "0.333333333333",
            "share_exact": "1/3",
            "weight": "0.4",
            "weight_exact": "2/5",
            "amount": "133.33",
        },
        {
            "unit": "a",
            "component": "bounds",
            "method": "scaled",
            "value": "400.00",
            "base_value": None,
            "share": None,
            "share_exact": None,
            "weight": None,
            "weight_exact": None,
            "amount": "0.00",
        },
    ]
    assert len(output["trace"]) == 8


@pytest.mark.parametrize("indicator_share", ["0.60", "1.00"])
def test_berlin_as_file_gives_the_same_as_typed_inputs(indicator_share):
    text = json.dumps(berlin.document(indicator_share))
    assert read_document(text) == berlin.inputs(indicator_share)
    assert (
        output_document(allocate(read_document(text)))["allocations"]
        == (berlin.golden()[indicator_share])
    )

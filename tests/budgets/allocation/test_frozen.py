"""A frozen run can be recomputed bit for bit, and every change to it is noticed."""

import json
from copy import deepcopy
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings

from budgets.allocation import AllocationError, AllocationInputs, Indicator, allocate
from budgets.allocation.frozen import (
    ABSENT,
    Difference,
    canonical_json,
    check,
    checksum,
    compare,
    freeze,
    inputs_document,
    inputs_from_document,
    recompute,
)
from tests.budgets.allocation import berlin, strategies

INPUTS_SHA256 = "b9f91956faf221ef157d9a744e1bdfed99fef4f4df854e4a8e05a7ba3bb008dc"
RESULT_SHA256 = "bcc13c162115336093e409720156bf94937970ba51c7869e2ba87971f90ffd64"


@pytest.fixture(scope="module")
def berlin_run():
    inputs = berlin.inputs("0.60")
    return freeze(allocate(berlin.inputs("0.60", cap_percent=9, reference=inputs.previous_outflow)))


@pytest.fixture
def frozen(berlin_run):
    return deepcopy(berlin_run)


@settings(max_examples=60, deadline=None)
@given(strategies.inputs(bounds=True))
def test_inputs_survive_storage(inputs):
    stored = json.loads(json.dumps(inputs_document(inputs)))
    assert inputs_from_document(stored) == inputs
    assert canonical_json(stored) == canonical_json(inputs_document(inputs))


def test_a_stored_run_is_identical_when_recomputed(frozen):
    stored = json.loads(json.dumps(frozen, indent=1))
    assert check(stored) is None
    assert dict(recompute(stored).amounts) == stored["result"]["amounts"]


def test_the_checksum_of_berlin_stays_the_same_in_every_release():
    """A frozen run of today must still be recomputed to the same bits in years to come."""
    frozen = freeze(allocate(berlin.inputs("0.60")))
    assert frozen["formula"] == "essen-1"
    assert frozen["inputs_sha256"] == INPUTS_SHA256
    assert frozen["result_sha256"] == RESULT_SHA256


def test_a_changed_result_is_found_with_its_place(frozen):
    frozen["result"]["trace"]["03"]["inhabitants_u18"]["amount"] += 1
    amount = frozen["result"]["trace"]["03"]["inhabitants_u18"]["amount"]
    path = ("trace", "03", "inhabitants_u18", "amount")
    assert check(frozen) == Difference(path, amount, amount - 1)


def test_a_changed_result_checksum_is_found(frozen):
    frozen["result_sha256"] = "0" * 64
    found = check(frozen)
    assert (found.path, found.left) == (("result_sha256",), "0" * 64)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda frozen: frozen["inputs"].update(total=1), "checksum"),
        (lambda frozen: frozen.update(inputs_sha256=""), "checksum"),
        (lambda frozen: frozen.update(formula="essen-0"), "unknown_formula"),
    ],
)
def test_changed_inputs_are_refused(frozen, damage, code):
    damage(frozen)
    with pytest.raises(AllocationError) as refused:
        check(frozen)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("damage", "code", "field"),
    [
        (lambda inputs: inputs.pop("units"), "missing", "units"),
        (lambda inputs: inputs["indicators"][0].pop("weight"), "missing", "weight"),
        (lambda inputs: inputs.update(indicator_share="0.6"), "not_number", "indicator_share"),
        (lambda inputs: inputs.update(indicator_share=1), "not_number", "indicator_share"),
        (lambda inputs: inputs.update(cap_percent="1/0"), "not_number", "cap_percent"),
        (lambda inputs: inputs.update(total="5"), "not_cents", "total"),
        (
            lambda inputs: inputs["indicators"][0]["values"].update({"01": "x"}),
            "not_number",
            "values",
        ),
    ],
)
def test_damaged_inputs_are_refused(frozen, damage, code, field):
    damage(frozen["inputs"])
    with pytest.raises(AllocationError) as refused:
        inputs_from_document(frozen["inputs"])
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"a": 1}, {"a": 1}, None),
        ({"b": 1, "a": 2}, {"b": 3, "a": 4}, Difference(("a",), 2, 4)),
        ({"a": 1}, {}, Difference(("a",), 1, ABSENT)),
        ({}, {"a": None}, Difference(("a",), ABSENT, None)),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, Difference(("a", "000001", "b"), 2, 3)),
        ({"a": [1]}, {"a": [1, 2]}, Difference(("a", "000001"), ABSENT, 2)),
        (1, True, Difference((), 1, True)),
        ({"a": 1}, {"a": "1"}, Difference(("a",), 1, "1")),
    ],
)
def test_compare_gives_the_first_difference(left, right, expected):
    assert compare(left, right) == expected


def test_documents_are_checksummed_by_content():
    assert checksum({"a": 1, "ü": [None]}) == checksum({"ü": [None], "a": 1})
    assert checksum({"a": 1}) != checksum({"a": 2})
    with pytest.raises(ValueError, match="JSON"):
        checksum(float("nan"))


def test_fractions_of_any_length_are_kept_exactly():
    """Under ``inverse`` exact shares have thousands of digits, more than int() and str() allow."""
    units = tuple(f"{number:03}" for number in range(400))
    values = {unit: Decimal(10**12 + 7 * int(unit) ** 3 + 1) for unit in units}
    inputs = AllocationInputs(10**9, 1, units, (Indicator("x", 1, "inverse", values),))
    frozen = json.loads(json.dumps(freeze(allocate(inputs))))
    share = frozen["result"]["trace"]["007"]["x"]["share"]
    assert len(share) > 4300
    assert check(frozen) is None


def test_numbers_are_stored_as_fractions():
    values = {"a": Decimal("12.50"), "b": 3}
    inputs = AllocationInputs(
        5, 1, ("a", "b"), (Indicator("x", Fraction(1, 3), "inverse", values),)
    )
    stored = inputs_document(inputs)["indicators"][0]
    assert stored["values"] == {"a": "25/2", "b": "3"}
    assert stored["weight"] == "1/3"

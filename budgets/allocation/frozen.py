"""Inputs and results as plain documents: to store, to checksum, to recompute bit for bit.

Documents hold only objects, lists, texts, whole numbers and null, and survive any JSON store.
Amounts are cents; every other number is an exact fraction like ``"3/4"``. Nothing depends on the
order of keys.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from budgets.allocation.errors import AllocationError
from budgets.allocation.inputs import AllocationInputs, Indicator
from budgets.allocation.numbers import Place, fraction_from_text, fraction_text
from budgets.allocation.registry import allocate
from budgets.allocation.trace import AllocationResult, TraceRow

Document = dict[str, Any]


def canonical_json(document: Any) -> str:
    """The one text of a document: sorted keys, no spaces, ASCII."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)


def checksum(document: Any) -> str:
    """SHA-256 of the canonical text, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(document).encode("ascii")).hexdigest()


def inputs_document(inputs: AllocationInputs) -> Document:
    """The inputs as document; equal inputs give equal documents."""
    return {
        "total": inputs.total,
        "indicator_share": fraction_text(inputs.indicator_share),
        "units": list(inputs.units),
        "indicators": [
            {
                "code": indicator.code,
                "weight": fraction_text(indicator.weight),
                "method": indicator.method.value,
                "direction": indicator.direction.value,
                "values": _texts(indicator.values),
                "base_values": _texts(indicator.base_values),
            }
            for indicator in inputs.indicators
        ],
        "previous_outflow": _plain(inputs.previous_outflow),
        "floor_percent": _text(inputs.floor_percent),
        "cap_percent": _text(inputs.cap_percent),
        "reference": _plain(inputs.reference),
    }


def inputs_from_document(document: Mapping[str, Any]) -> AllocationInputs:
    """The inputs that inputs_document wrote. Raises AllocationError if the document is damaged."""
    try:
        return AllocationInputs(
            total=document["total"],
            indicator_share=fraction_from_text(
                document["indicator_share"], {"field": "indicator_share"}
            ),
            units=tuple(document["units"]),
            indicators=tuple(map(_indicator, document["indicators"])),
            previous_outflow=document["previous_outflow"],
            floor_percent=_number(document["floor_percent"], {"field": "floor_percent"}),
            cap_percent=_number(document["cap_percent"], {"field": "cap_percent"}),
            reference=document["reference"],
        )
    except KeyError as absent:
        raise AllocationError("missing", field=str(absent.args[0])) from None


def result_document(result: AllocationResult) -> Document:
    """Everything a calculation brought forth, as document."""
    trace: dict[str, Document] = {unit: {} for unit in result.inputs.units}
    for row in result.trace:
        trace[row.unit][row.component] = _row(row)
    return {
        "formula": result.formula,
        "total": result.inputs.total,
        "amounts": dict(result.amounts),
        "trace": trace,
        "bounds": None
        if result.bounds is None
        else {
            "factor": fraction_text(result.bounds.factor),
            "lower": dict(result.bounds.lower),
            "upper": _plain(result.bounds.upper),
        },
    }


def freeze(result: AllocationResult) -> Document:
    """A run as it is kept: formula version, inputs and result, the latter two with their
    checksums."""
    inputs, outcome = inputs_document(result.inputs), result_document(result)
    return {
        "formula": result.formula,
        "inputs": inputs,
        "inputs_sha256": checksum(inputs),
        "result": outcome,
        "result_sha256": checksum(outcome),
    }


def recompute(frozen: Mapping[str, Any]) -> AllocationResult:
    """Calculate a frozen run again from its inputs by the version it was made with.

    Raises AllocationError if the inputs do not match their checksum or the version is unknown.
    """
    if checksum(frozen["inputs"]) != frozen["inputs_sha256"]:
        raise AllocationError("checksum", field="inputs")
    return allocate(inputs_from_document(frozen["inputs"]), frozen["formula"])


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where two documents differ; ABSENT stands for a side that lacks it.

    path: keys from the outside in, such as ``("trace", "03", "unemployed", "amount")``.
    """

    path: tuple[str, ...]
    left: Any
    right: Any


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()


def check(frozen: Mapping[str, Any]) -> Difference | None:
    """Recompute a frozen run and compare: None if identical to the last bit.

    The stored result is compared itself, and then against its stored checksum. Raises as recompute.
    """
    again = result_document(recompute(frozen))
    return compare(frozen["result"], again) or compare(
        {"result_sha256": frozen["result_sha256"]}, {"result_sha256": checksum(again)}
    )


def compare(left: Any, right: Any, path: tuple[str, ...] = ()) -> Difference | None:
    """The first difference of two documents in the order of their keys, or None."""
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in sorted({*left, *right}):
            found = compare(left.get(key, ABSENT), right.get(key, ABSENT), (*path, key))
            if found:
                return found
        return None
    if isinstance(left, list) and isinstance(right, list):
        return compare(_numbered(left), _numbered(right), path)
    # 1 == True in Python, but not in a document.
    return None if left == right and type(left) is type(right) else Difference(path, left, right)


def _numbered(items: list[Any]) -> dict[str, Any]:
    return {f"{position:06}": item for position, item in enumerate(items)}


def _indicator(document: Mapping[str, Any]) -> Indicator:
    code = document["code"]

    def numbers(field: str) -> dict[str, Fraction] | None:
        if document[field] is None:
            return None
        return {
            unit: fraction_from_text(text, {"field": field, "indicator": code, "unit": unit})
            for unit, text in document[field].items()
        }

    return Indicator(
        code=code,
        weight=fraction_from_text(document["weight"], {"field": "weight", "indicator": code}),
        method=document["method"],
        direction=document["direction"],
        values=numbers("values") or {},
        base_values=numbers("base_values"),
    )


def _row(row: TraceRow) -> Document:
    return {
        "method": row.method,
        "value": row.value if isinstance(row.value, int) else fraction_text(row.value),
        "base_value": _text(row.base_value),
        "share": _text(row.share),
        "weight": _text(row.weight),
        "amount": row.amount,
    }


def _text(number: Fraction | None) -> str | None:
    return None if number is None else fraction_text(number)


def _number(text: str | None, place: Place) -> Fraction | None:
    return None if text is None else fraction_from_text(text, place)


def _texts(numbers: Mapping[str, Fraction] | None) -> dict[str, str] | None:
    return None if numbers is None else {key: fraction_text(numbers[key]) for key in numbers}


def _plain(amounts: Mapping[str, int] | None) -> dict[str, int] | None:
    return None if amounts is None else dict(amounts)

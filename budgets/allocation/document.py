"""The input and output files of the command line and whoever else exchanges calculations as JSON.

Input: ``total``, ``indicator_share``, ``units``, ``previous_outflow``, ``indicators`` (``code``,
``weight``, ``method``, ``direction``, ``values``, ``base_values``), ``floor_percent``,
``cap_percent``, ``reference``. Amounts are euro with at most two decimals. Numbers may be written
as text or as JSON numbers and are read exactly either way; a null counts as missing, an unknown
name is an error, since it may be a misspelt one.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from budgets.allocation.errors import AllocationError
from budgets.allocation.inputs import AllocationInputs, Direction, Indicator
from budgets.allocation.numbers import (
    MAX_DIGITS,
    Place,
    decimal_text,
    exact_number,
    fraction_text,
    rounded_text,
)
from budgets.allocation.trace import AllocationResult, TraceRow
from sro.money import MoneyError, format_plain, parse_plain

_FIELDS = (
    "total",
    "indicator_share",
    "units",
    "previous_outflow",
    "indicators",
    "floor_percent",
    "cap_percent",
    "reference",
)
_INDICATOR_FIELDS = ("code", "weight", "method", "direction", "values", "base_values")

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(?:s?nan|inf|infinity)", re.IGNORECASE)
_LONGEST_NUMBER = 3 * MAX_DIGITS
_MONEY_CODES = {
    "not_a_number": "not_number",
    "not_finite": "not_finite",
    "too_many_decimals": "too_many_decimals",
    "too_large": "too_many_digits",
}

_Read = TypeVar("_Read")


class _Number(str):
    """The digits of a JSON number as they stand in the file, so that none is lost."""

    __slots__ = ()


class _Object(dict[str, Any]):
    """A JSON object that remembers the first name given twice."""

    doubled: str | None = None

    @classmethod
    def of(cls, pairs: list[tuple[str, Any]]) -> "_Object":
        built = cls()
        for name, value in pairs:
            if name in built and built.doubled is None:
                built.doubled = name
            built[name] = value
        return built


def read_document(text: str | bytes) -> AllocationInputs:
    """Inputs of a calculation from the text of an input file (bytes: UTF-8). Raises
    AllocationError."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise AllocationError("not_utf8", field="file") from None
    try:
        document = json.loads(
            text,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_Number,
            object_pairs_hook=_Object.of,
        )
    except json.JSONDecodeError as error:
        raise AllocationError("not_json", field="file", reason=str(error)) from None
    except RecursionError:
        raise AllocationError("too_deep", field="file") from None
    return _inputs(document)


def _inputs(document: Any) -> AllocationInputs:
    fields = _fields(document, _FIELDS, {"field": "file"})
    return AllocationInputs(
        total=_required(fields, "total", _money, {}),
        indicator_share=_required(fields, "indicator_share", _number, {}),
        units=_required(fields, "units", _units, {}),
        indicators=_optional(fields, "indicators", _indicators, {}) or (),
        previous_outflow=_optional(fields, "previous_outflow", _amounts, {}),
        floor_percent=_optional(fields, "floor_percent", _number, {}),
        cap_percent=_optional(fields, "cap_percent", _number, {}),
        reference=_optional(fields, "reference", _amounts, {}),
    )


def _indicators(items: Any, place: Place) -> tuple[Indicator, ...]:
    return tuple(_indicator(item, place) for item in _list(items, place))


def _indicator(item: Any, place: Place) -> Indicator:
    code = item.get("code") if isinstance(item, _Object) else None
    named = {"indicator": code} if type(code) is str and code.isprintable() else {}
    fields = _fields(item, _INDICATOR_FIELDS, {**place, **named})
    return Indicator(
        code=_required(fields, "code", _text, {}),
        weight=_required(fields, "weight", _number, named),
        method=_required(fields, "method", _text, named),
        direction=_optional(fields, "direction", _text, named) or Direction.DIRECT,
        values=_required(fields, "values", _values, named),
        base_values=_optional(fields, "base_values", _values, named),
    )


def _fields(document: Any, known: tuple[str, ...], place: Place) -> _Object:
    if not isinstance(document, _Object):
        raise AllocationError("not_object", **place)
    if document.doubled is not None:
        raise AllocationError("duplicate_field", **{**place, "field": document.doubled})
    for name in document:
        if name not in known:
            raise AllocationError("unknown_field", **{**place, "field": name})
    return document


def _required(
    fields: _Object, field: str, read: Callable[[Any, Place], _Read], place: Place
) -> _Read:
    found = _optional(fields, field, read, place)
    if found is None:
        raise AllocationError("missing", field=field, **place)
    return found


def _optional(
    fields: _Object, field: str, read: Callable[[Any, Place], _Read], place: Place
) -> _Read | None:
    if fields.get(field) is None:
        return None
    return read(fields[field], {"field": field, **place})


def _list(items: Any, place: Place) -> list[Any]:
    if not isinstance(items, list):
        raise AllocationError("not_list", **place)
    return items


def _units(items: Any, place: Place) -> tuple[str, ...]:
    return tuple(_text(item, place) for item in _list(items, place))


def _text(value: Any, place: Place) -> Any:
    if type(value) is not str:
        raise AllocationError("not_text", **place)
    if not value.isprintable():
        raise AllocationError("not_printable", **place)
    return value


def _values(values: Any, place: Place) -> dict[str, Fraction]:
    return _by_unit(values, _number, place)


def _amounts(values: Any, place: Place) -> dict[str, int]:
    return _by_unit(values, _money, place)


def _by_unit(values: Any, read: Callable[[Any, Place], _Read], place: Place) -> dict[str, _Read]:
    if not isinstance(values, _Object):
        raise AllocationError("not_mapping", **place)
    if values.doubled is not None:
        raise AllocationError("duplicate_unit", **place, unit=values.doubled)
    return {unit: _present(value, read, {**place, "unit": unit}) for unit, value in values.items()}


def _present(value: Any, read: Callable[[Any, Place], _Read], place: Place) -> _Read:
    if value is None:
        raise AllocationError("missing", **place)
    return read(value, place)


def _number(value: Any, place: Place) -> Fraction:
    if not isinstance(value, str):
        raise AllocationError("not_number", **place)
    if _NOT_FINITE.fullmatch(value):
        raise AllocationError("not_finite", **place)
    if not _NUMBER.fullmatch(value):
        raise AllocationError("not_number", **place)
    exponent = value.lower().partition("e")[2]
    if len(value) > _LONGEST_NUMBER or len(exponent) > 4:
        raise AllocationError("too_many_digits", **place, digits=MAX_DIGITS)
    return exact_number(Decimal(value), place)


def _money(value: Any, place: Place) -> int:
    if not isinstance(value, str):
        raise AllocationError("not_number", **place)
    try:
        return parse_plain(value)
    except MoneyError as error:
        _refuse_money(error, place)


def _refuse_money(error: MoneyError, place: Place) -> NoReturn:
    raise AllocationError(_MONEY_CODES[error.code], **place, digits=MAX_DIGITS) from None


def output_document(result: AllocationResult) -> dict[str, Any]:
    """The result as written to the output file: amounts in euro as text with two decimals.

    share and weight are rounded to twelve places for reading; share_exact and weight_exact are the
    fractions the formula used.
    """
    return {
        "formula": result.formula,
        "total": format_plain(result.inputs.total),
        "allocations": {unit: format_plain(amount) for unit, amount in result.amounts.items()},
        "trace": [_trace_row(row) for row in result.trace],
    }


def _trace_row(row: TraceRow) -> dict[str, str | None]:
    return {
        "unit": row.unit,
        "component": row.component,
        "method": row.method,
        "value": row.value_text,
        "base_value": None if row.base_value is None else decimal_text(row.base_value),
        "share": None if row.share is None else rounded_text(row.share),
        "share_exact": None if row.share is None else fraction_text(row.share),
        "weight": None if row.weight is None else rounded_text(row.weight),
        "weight_exact": None if row.weight is None else fraction_text(row.weight),
        "amount": format_plain(row.amount),
    }

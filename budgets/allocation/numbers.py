"""Exact numbers in and out: nothing here rounds unless its name says so."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from budgets.allocation.errors import AllocationError
from sro.money import round_half_up

MAX_DIGITS = 30
"""Most digits before and after the decimal point. Keeps "1e999999999" from filling the memory."""

SHARE_PLACES = 12
"""Decimal places of shares and weights where they are shown beside the exact fraction."""

_LIMIT = 10**MAX_DIGITS
_FRACTION = re.compile(r"(-?[0-9]+)(?:/([0-9]+))?")

Place = dict[str, Any]
"""Where a number stands: field, and indicator and unit where they exist."""


def exact_number(value: Any, place: Place) -> Fraction:
    """An int, Decimal or Fraction as Fraction. Floats are refused: they are not what was typed."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise AllocationError("not_number", **place)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise AllocationError("not_finite", **place)
        if value and (value.adjusted() >= MAX_DIGITS or _decimals(value) > MAX_DIGITS):
            raise AllocationError("too_many_digits", **place, digits=MAX_DIGITS)
    number = Fraction(value)
    if abs(number.numerator) >= _LIMIT * number.denominator:
        raise AllocationError("too_many_digits", **place, digits=MAX_DIGITS)
    return number


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def not_negative(value: Any, place: Place) -> Fraction:
    """As exact_number, and at least zero."""
    number = exact_number(value, place)
    if number < 0:
        raise AllocationError("negative", **place)
    return number


def cents_amount(value: Any, place: Place) -> int:
    """A whole, not negative number of cents."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise AllocationError("not_cents", **place)
    return int(not_negative(value, place))


def integer_text(number: int) -> str:
    """All digits of an integer, however long (``str`` stops at 4,300)."""
    return format(Decimal(number), "f")


def fraction_text(number: Fraction) -> str:
    """``"3/4"``, or ``"3"`` when whole: the exact form kept in frozen runs."""
    if number.denominator == 1:
        return integer_text(number.numerator)
    return f"{integer_text(number.numerator)}/{integer_text(number.denominator)}"


def fraction_from_text(text: Any, place: Place) -> Fraction:
    """The number that fraction_text wrote. Raises AllocationError for anything else."""
    match = _FRACTION.fullmatch(text) if isinstance(text, str) else None
    if match is None or (match[2] and not int(Decimal(match[2]))):
        raise AllocationError("not_number", **place)
    return Fraction(int(Decimal(match[1])), int(Decimal(match[2] or "1")))


def decimal_text(number: Fraction) -> str:
    """The number in decimal notation where that is exact, else as fraction_text."""
    for places in range(2 * MAX_DIGITS + 1):
        if 10**places % number.denominator == 0:
            return _with_point(int(number * 10**places), places)
    return fraction_text(number)


def rounded_text(number: Fraction, places: int = SHARE_PLACES) -> str:
    """The number rounded half up to ``places`` decimals, without trailing zeros. For reading
    only."""
    return _with_point(round_half_up(number * 10**places), places)


def _with_point(scaled: int, places: int) -> str:
    digits = integer_text(abs(scaled)).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"

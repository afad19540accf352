"""Numbers in German form for labels, tables and axes; exact, never through a float.

A value handed to a chart is an int, Decimal, Fraction or finite float, or `None` (nobody has
said it: "keine Angabe"), or `SUPPRESSED` (known, but too small to be shown).
Money is handed over in whole cents, with `MONEY`.
"""

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction


class ChartError(ValueError):
    """The figures handed over cannot be drawn; the message names what and where."""


class Gap(Enum):
    """Why a value has no number."""

    SUPPRESSED = "suppressed"


SUPPRESSED = Gap.SUPPRESSED

Number = int | Decimal | Fraction | float
Value = int | Decimal | Fraction | float | Gap | None

MINUS = "\u2212"
PROTECTED_SPACE = "\u00a0"


def exact(value: Number, where: str = "") -> Fraction:
    """Return the number as a fraction. Raises `ChartError` for anything not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction | float):
        raise ChartError(f"not a number: {value!r} {where}".rstrip())
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise ChartError(f"not a finite number: {value!r} {where}".rstrip())
    return Fraction(value)


def german(value: Number, decimals: int = 0) -> str:
    """Write a number with decimal comma and thousands points, rounded half away from zero."""
    number = exact(value)
    scaled = abs(number) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = MINUS if number < 0 and whole else ""
    integer, rest = divmod(whole, 10**decimals)
    grouped = f"{integer:,}".replace(",", ".")
    return f"{sign}{grouped},{rest:0{decimals}d}" if decimals else f"{sign}{grouped}"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How values of one kind are written.

    `per` divides the value before it is written (100: cents given, euro shown).
    `large` are the words for axes and classes, largest first, e.g. `((1_000_000, "Mio."),)`.
    """

    decimals: int = 0
    unit: str = ""
    per: int = 1
    signed: bool = False
    large: tuple[tuple[int, str], ...] = ()

    def text(self, value: Number) -> str:
        """Write the value with its unit, and with a plus sign if the format is signed."""
        number = exact(value) / self.per
        sign = "+" if self.signed and german(number, self.decimals).strip("0,.") else ""
        sign = sign if number > 0 else ""
        return sign + german(number, self.decimals) + self.suffix

    @property
    def suffix(self) -> str:
        """The unit behind a protected space, or nothing."""
        return f"{PROTECTED_SPACE}{self.unit}" if self.unit else ""

    def with_sign(self) -> "NumberFormat":
        """The same format with a plus sign before increases."""
        return replace(self, signed=True)

    def axis(self, largest: Number) -> "Axis":
        """Return the unit in which an axis up to `largest` (absolute) is labelled."""
        shown = abs(exact(largest)) / self.per
        for size, word in self.large:
            if shown >= 10 * size:
                unit = f"{word}{PROTECTED_SPACE}{self.unit}" if self.unit else word
                return Axis(Fraction(self.per * size), unit)
        return Axis(Fraction(self.per), self.unit)


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis shows `value / divisor`, in `unit`."""

    divisor: Fraction
    unit: str

    def number(self, value: Number) -> Fraction:
        """The value in the unit of the axis."""
        return exact(value) / self.divisor

    def text(self, shown: Fraction, *, signed: bool = False) -> str:
        """Write a round number of the axis with as many decimals as it needs, without unit."""
        decimals = decimals_of(shown)
        sign = "+" if signed and shown > 0 else ""
        return sign + german(shown, decimals)

    def text_with_unit(self, shown: Fraction, *, signed: bool = False) -> str:
        """Like `text`, with the unit."""
        unit = f"{PROTECTED_SPACE}{self.unit}" if self.unit else ""
        return self.text(shown, signed=signed) + unit


def decimals_of(shown: Fraction, most: int = 6) -> int:
    """Return how many decimals a round number needs, at most `most`."""
    return next((d for d in range(most) if (shown * 10**d).denominator == 1), most)


LARGE_GERMAN = ((1_000_000, "Mio."), (1_000, "Tsd."))

COUNT = NumberFormat(large=LARGE_GERMAN[:1])
"""Whole things: people, cases, places."""
PERCENT = NumberFormat(decimals=1, unit="%")
"""Per cent with one decimal; hand over 12.5 for 12,5 %."""
MONEY = NumberFormat(decimals=2, unit="€", per=100, large=LARGE_GERMAN)
"""Whole cents, shown in euro."""
MONEY_DIFFERENCE = MONEY.with_sign()
"""Whole cents with sign, shown in euro."""

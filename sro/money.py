"""Money in whole cents: reading, writing, rounding and splitting without losing any.

Calculations carry money as ``int`` cents; tables carry ``Decimal`` with two places. Binary floating
point never touches an amount. Standard library only.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, ClassVar

MAX_DIGITS = 30
"""Most digits before the decimal point; far beyond any budget, small enough to stay fast."""

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

_PLAIN = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_GERMAN = re.compile(
    r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:,([0-9]+))?"
)
_GERMAN_SPACES = str.maketrans({NO_BREAK_SPACE: " ", "\N{NARROW NO-BREAK SPACE}": " "})


class MoneyError(ValueError):
    """An amount that cannot be read without guessing.

    ``code`` is one of ``not_a_number``, ``not_finite``, ``too_many_decimals``, ``too_large``, so
    that a form can say it in the reader's language.
    """

    MESSAGES: ClassVar[dict[str, str]] = {
        "not_a_number": "is not an amount of money",
        "not_finite": "must be finite",
        "too_many_decimals": "must have at most two decimals",
        "too_large": f"must have at most {MAX_DIGITS} digits before the decimal point",
    }

    def __init__(self, code: str) -> None:
        super().__init__(self.MESSAGES[code])
        self.code = code


def parse_plain(text: str) -> int:
    """Cents of an amount in plain notation, as files and programs write it: ``"-1234.5"`` →
    -123450.

    No exponent, no grouping, no spaces, at most two decimals. Raises MoneyError.
    """
    if text.strip().lstrip("+-").lower() in {"nan", "inf", "infinity", "snan"}:
        raise MoneyError("not_finite")
    return _cents_of_match(_PLAIN.fullmatch(text))


def parse_german(text: str) -> int:
    """Cents of an amount as people here write it: ``"1.234.567,89 €"`` → 123456789.

    Groups of three may be set off by dots or spaces, the sign of the currency may be left out.
    ``"1.5"`` is refused: it could mean one and a half or fifteen. Raises MoneyError.
    """
    bare = text.translate(_GERMAN_SPACES).strip().replace("\N{MINUS SIGN}", "-")
    for currency in ("€", "EUR"):
        bare = bare.removesuffix(currency)
    return _cents_of_match(_GERMAN.fullmatch(bare.strip()))


def _cents_of_match(match: re.Match[str] | None) -> int:
    if match is None:
        raise MoneyError("not_a_number")
    sign, whole, decimals = match.groups(default="")
    digits = whole.replace(".", "").replace(" ", "").lstrip("0")
    if len(digits) > MAX_DIGITS:
        raise MoneyError("too_large")
    if len(decimals) > 2:
        raise MoneyError("too_many_decimals")
    cents = int(digits + decimals.ljust(2, "0"))
    return -cents if sign else cents


def cents_from_decimal(amount: Decimal) -> int:
    """Cents of an exact decimal amount; more than two decimals are refused, never rounded away.

    Trailing zeros do not count as decimals. Raises MoneyError.
    """
    if not amount.is_finite():
        raise MoneyError("not_finite")
    if amount and amount.adjusted() >= MAX_DIGITS:
        raise MoneyError("too_large")
    if amount and amount.adjusted() < -2:
        raise MoneyError("too_many_decimals")
    numerator, denominator = amount.as_integer_ratio()
    cents, rest = divmod(numerator * 100, denominator)
    if rest:
        raise MoneyError("too_many_decimals")
    return cents


def decimal_from_cents(cents: int) -> Decimal:
    """The amount in euro with exactly two places, as the tables store it."""
    return Decimal(format_plain(cents))


def format_plain(cents: int) -> str:
    """``-123450`` → ``"-1234.50"``, the form that parse_plain reads."""
    euro, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euro}.{rest:02d}"


def format_german(cents: int) -> str:
    """``123456789`` → ``"1.234.567,89 €"``, with a no-break space before the currency."""
    euro, rest = divmod(abs(cents), 100)
    grouped = f"{euro:,}".replace(",", ".")
    return f"{'-' if cents < 0 else ''}{grouped},{rest:02d}{NO_BREAK_SPACE}€"


def round_half_up(exact: Fraction | Decimal | int) -> int:
    """The nearest whole number; a half goes away from zero (commercial rounding, DIN 1333).

    The only rounding of single amounts in the product: 0.5 → 1, -0.5 → -1, 2.5 → 3. Amounts that
    have to add up to a total are not rounded one by one but split by largest_remainder.
    """
    numerator, denominator = exact.as_integer_ratio()
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -magnitude if numerator < 0 else magnitude


def largest_remainder(
    total: int, shares: Sequence[Fraction | int], keys: Sequence[Any]
) -> list[int]:
    """Split ``total`` (cents, ≥ 0) in proportion to ``shares`` so that the parts add up exactly.

    Method of the largest remainder (Hamilton/Hare/Niemeyer): everybody gets the exact quota rounded
    down; the cents left over go one each to the largest remainders. Equal remainders are served in
    ascending order of ``keys``, which must differ from each other; so the parts depend on the keys
    alone, not on the order in which they are listed.

    Shares need not add up to one. Returns the parts in the order of ``shares``. Raises ValueError
    for a negative total or share, keys that are missing or doubled, and a positive total with
    nothing to split it by.
    """
    if len(shares) != len(keys) or len(set(keys)) != len(keys):
        raise ValueError("every share needs a key of its own")
    if total < 0 or any(share < 0 for share in shares):
        raise ValueError("total and shares must not be negative")
    common = lcm(*(share.denominator for share in shares))
    weights = [share.numerator * (common // share.denominator) for share in shares]
    divisor = sum(weights)
    if divisor == 0:
        if total:
            raise ValueError("shares add up to nothing")
        return [0] * len(shares)
    quotas = [divmod(total * weight, divisor) for weight in weights]
    parts = [whole for whole, _ in quotas]
    by_rank = sorted(range(len(keys)), key=lambda i: keys[i])
    by_rank.sort(key=lambda i: quotas[i][1], reverse=True)
    for i in by_rank[: total - sum(parts)]:
        parts[i] += 1
    return parts

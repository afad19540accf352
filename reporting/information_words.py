"""How differences and shares are written in tables and titles."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from sro.money import round_half_up
from sro.ui.templatetags.ui import MISSING
from sro.ui.templatetags.ui import number as number_text


def rounded(part: Fraction, places: int) -> Decimal:
    """Return a fraction as a decimal number with so many places."""
    return Decimal(round_half_up(part * 10**places)).scaleb(-places)


def signed(value: Decimal | None) -> str:
    """Write a difference with its sign; no difference has none."""
    if value is None:
        return MISSING
    text = number_text(value).replace("-", "−")
    return f"+{text}" if value > 0 else text


def share(part: Fraction | None) -> str:
    """Write a part of a whole in per cent with one decimal."""
    if part is None:
        return MISSING
    return f"{number_text(rounded(part * 100, 1), 1)}\u00a0%".replace("-", "−")


def signed_share(part: Fraction | None) -> str:
    """Write a change in per cent with one decimal and its sign."""
    text = share(part)
    return f"+{text}" if part is not None and rounded(part * 100, 1) > 0 else text


def plain(value: Decimal | None) -> Decimal | None:
    """Return a figure without the zeros that only the table's column adds."""
    if value is None:
        return None
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral() else short

"""Floors and caps: the one scaling of all shares that meets the total within every unit's
bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any

from budgets.allocation.errors import AllocationError
from budgets.allocation.inputs import AllocationInputs
from sro.money import format_plain, largest_remainder


class Held(StrEnum):
    """What decides a unit's amount."""

    FLOOR = "floor"
    CAP = "cap"
    SCALED = "scaled"


@dataclass(frozen=True)
class BoundsOutcome:
    """How floors and caps acted.

    factor: λ, by which every share between its bounds is scaled; 1 if nothing had to be moved.
    lower and upper: cents per unit, upper None without a cap. held: what decided each unit's
    amount.
    """

    factor: Fraction
    lower: Mapping[str, int]
    upper: Mapping[str, int] | None
    held: Mapping[str, Held]


def bounded_amounts(
    inputs: AllocationInputs, points: Sequence[int]
) -> tuple[list[int], BoundsOutcome]:
    """clip(λ · total · share, r · (1 + floor/100), r · (1 + cap/100)) in cents, adding up to the
    total.

    ``points`` are whole numbers in the proportion of the shares, in the order of the units. Amounts
    are whole cents, so a floor is kept exactly if the next whole cent above it is kept: floors are
    rounded up and caps down before λ is sought. Units between their bounds share what the others
    leave by largest remainder. Raises AllocationError if the bounds cannot meet the total.
    """
    lower, upper = _bounds(inputs)
    scale = _scale(inputs.total, points, lower, upper)
    held = [
        _held(scale, point, low, high)
        for point, low, high in zip(points, lower, upper, strict=True)
    ]
    amounts = [
        low if state is Held.FLOOR else high if state is Held.CAP and high is not None else 0
        for state, low, high in zip(held, lower, upper, strict=True)
    ]
    scaled = [position for position, state in enumerate(held) if state is Held.SCALED]
    shared_out = largest_remainder(
        inputs.total - sum(amounts), [points[position] for position in scaled], scaled
    )
    for position, amount in zip(scaled, shared_out, strict=True):
        amounts[position] = amount
    outcome = BoundsOutcome(
        factor=scale * sum(points) / inputs.total if inputs.total else Fraction(1),
        lower=dict(zip(inputs.units, lower, strict=True)),
        upper=None
        if inputs.cap_percent is None
        else {unit: high or 0 for unit, high in zip(inputs.units, upper, strict=True)},
        held=dict(zip(inputs.units, held, strict=True)),
    )
    return amounts, outcome


def _bounds(inputs: AllocationInputs) -> tuple[list[int], list[int | None]]:
    reference = inputs.reference or {}
    lower: list[int] = []
    upper: list[int | None] = []
    for unit in inputs.units:
        amount = reference[unit]
        low = 0 if inputs.floor_percent is None else ceil(amount * (1 + inputs.floor_percent / 100))
        high = (
            None if inputs.cap_percent is None else floor(amount * (1 + inputs.cap_percent / 100))
        )
        if high is not None and low > high:
            raise AllocationError("no_cent_between", field="floor_percent", unit=unit)
        lower.append(low)
        upper.append(high)
    return lower, upper


def _held(scale: Fraction, point: int, low: int, high: int | None) -> Held:
    # Compared crosswise, because shortening fractions of such length takes most of the time.
    wanted = scale.numerator * point
    if wanted < low * scale.denominator:
        return Held.FLOOR
    if high is not None and wanted > high * scale.denominator:
        return Held.CAP
    return Held.SCALED


def _scale(
    total: int, points: Sequence[int], lower: Sequence[int], upper: Sequence[int | None]
) -> Fraction:
    """Cents per point for which the clipped amounts add up to ``total``; the smallest if several
    do.

    The sum of the clipped amounts grows with the scale in straight pieces. Its slope changes only
    where a unit leaves its floor or reaches its cap; walking these break points in order finds the
    piece that meets the total, and the scale on it exactly.
    """
    fixed = sum(lower)
    if fixed > total:
        raise AllocationError("floors_exceed_total", field="floor_percent", **_sum(fixed))
    breaks: list[tuple[Fraction, int, int]] = []
    for point, low, high in zip(points, lower, upper, strict=True):
        if point:
            breaks.append((Fraction(low, point), -low, point))
            if high is not None:
                breaks.append((Fraction(high, point), high, -point))
    breaks.sort(key=lambda entry: (entry[0], -entry[2]))
    slope = 0
    reached = Fraction(0)
    for scale, change_fixed, change_slope in breaks:
        if fixed + slope * scale >= total:
            break
        fixed += change_fixed
        slope += change_slope
        reached = scale
    if fixed == total and slope == 0:
        return reached
    if slope == 0:
        raise AllocationError("caps_below_total", field="cap_percent", **_sum(fixed))
    return Fraction(total - fixed, slope)


def _sum(cents: int) -> dict[str, Any]:
    # In cents too, for an interface that writes amounts its own way.
    return {"sum": format_plain(cents), "cents": cents}

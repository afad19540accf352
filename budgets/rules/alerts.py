"""When somebody is told that a line is running over. A warning; it stops nothing."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction


class Step(StrEnum):
    """What happens to the alert of a line."""

    RAISE = "raise"
    CLOSE = "close"
    NOTHING = "nothing"


def share_used(planned: int | None, used: int) -> Fraction | None:
    """Return which share of the plan the forecast reaches (1 = all of it), cents by cents.

    None where nothing is planned or the plan is unknown: there is no share of nothing.
    """
    if planned is None or planned <= 0:
        return None
    return Fraction(used, planned)


def crossed(percent: int, planned: int | None, used: int, *, complete: bool) -> bool | None:
    """Return whether a forecast has reached `percent` of the plan; None where nobody can say.

    `complete` is False where some supports have no amount yet: then `used` is the least it will be,
    which may be enough to know that the threshold is crossed, but never that it is not. Where
    nothing is planned, any use crosses.
    """
    if planned is None:
        return None
    reached = used > 0 if planned <= 0 else Fraction(used * 100, planned) >= percent
    return reached if reached or complete else None


def step(*, is_open: bool, crossed: bool | None) -> Step:
    """Return what to do: raise once per crossing, close when it is over, else leave as it is."""
    if crossed is None or crossed == is_open:
        return Step.NOTHING
    return Step.RAISE if crossed else Step.CLOSE

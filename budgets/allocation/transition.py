"""The way from one indicator share to another in planned steps, each a run of its own.

Essen went from 60 to 100 per cent in steps of 10 points. Its source says both "within four years"
and "quarterly", so the interval is a setting.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from budgets.allocation.errors import AllocationError
from budgets.allocation.numbers import exact_number
from sro.periods import DateRange, Quarter

MAX_STEPS = 100


class Interval(StrEnum):
    """How long each step lasts."""

    YEARLY = "yearly"
    QUARTERLY = "quarterly"


_QUARTERS = {Interval.YEARLY: 4, Interval.QUARTERLY: 1}


@dataclass(frozen=True, slots=True)
class TransitionStep:
    """One step: the indicator share (0 to 1) for the quarters from ``begin`` over ``period``."""

    share: Fraction
    begin: Quarter
    period: DateRange


def transition_path(
    start_share: Fraction,
    step: Fraction,
    target: Fraction,
    *,
    begin: Quarter,
    interval: Interval = Interval.YEARLY,
) -> tuple[TransitionStep, ...]:
    """The steps from ``start_share`` to ``target``, both included, the first one beginning with
    ``begin``.

    step: points of share per interval, above zero; the path goes up or down as the target lies. The
    last step is shorter where the way is not a multiple of it. Raises AllocationError.
    """
    start, goal = _share(start_share, "start_share"), _share(target, "target")
    width = exact_number(step, {"field": "step"})
    if width <= 0:
        raise AllocationError("not_positive", field="step")
    if interval not in list(Interval):
        choices = ", ".join(Interval)
        raise AllocationError("unknown_interval", field="interval", given=interval, choices=choices)
    count = ceil(abs(goal - start) / width)
    if count > MAX_STEPS:
        raise AllocationError("too_many_steps", field="step", limit=MAX_STEPS)
    signed = width if goal > start else -width
    quarters = _QUARTERS[Interval(interval)]
    return tuple(
        TransitionStep(
            share=goal if number == count else start + number * signed,
            begin=begin.shifted(number * quarters),
            period=DateRange(
                begin.shifted(number * quarters).start,
                begin.shifted((number + 1) * quarters).start,
            ),
        )
        for number in range(count + 1)
    )


def _share(value: Fraction, field: str) -> Fraction:
    share = exact_number(value, {"field": field})
    if not 0 <= share <= 1:
        raise AllocationError("not_share", field=field)
    return share

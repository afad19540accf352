"""Control limits of a funnel plot: how far areas of one size lie apart by chance alone.

Exact probabilities, standard library only. Method and sources: docs/evaluation.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from math import exp, lgamma, log, sqrt

WARNING = 0.95
ALARM = 0.998
TAILS = ((1 - ALARM) / 2, (1 - WARNING) / 2, (1 + WARNING) / 2, (1 + ALARM) / 2)


class Chance(StrEnum):
    """By which law counts vary: events among many people, or a part of a whole."""

    POISSON = "poisson"
    BINOMIAL = "binomial"


class Place(StrEnum):
    """Where an area lies. Inside says "as chance would have it", outside asks a question."""

    INSIDE = "inside"
    ABOVE = "above"
    BELOW = "below"
    FAR_ABOVE = "far_above"
    FAR_BELOW = "far_below"


@dataclass(frozen=True, slots=True)
class Limits:
    """Control limits of the rate, for one size of base."""

    low_alarm: float
    low: float
    high: float
    high_alarm: float

    def place(self, rate: float) -> Place:
        """Return where a rate lies; on a limit is inside."""
        if rate > self.high_alarm:
            return Place.FAR_ABOVE
        if rate < self.low_alarm:
            return Place.FAR_BELOW
        if rate > self.high:
            return Place.ABOVE
        return Place.BELOW if rate < self.low else Place.INSIDE


def limits(rate: float, base: float, chance: Chance) -> Limits:
    """Return the limits around `rate` for areas with this `base`; both limits are rates.

    A rate is what comes to one of the base: 0.02 supports for each young resident. Raises
    ValueError for a base that is not positive, a rate below 0, a share above 1 and, for shares,
    a base that is no whole number.
    """
    if base <= 0 or rate < 0:
        raise ValueError("limits need a positive base and a rate from 0 on")
    if chance is Chance.BINOMIAL and (rate > 1 or base != int(base)):
        raise ValueError("a share lies between 0 and 1, of a whole number")
    if rate == 0 or (chance is Chance.BINOMIAL and rate == 1):
        return Limits(rate, rate, rate, rate)
    found = [each / base for each in quantiles(rate, base, chance, TAILS)]
    return Limits(*found)


def quantiles(rate: float, base: float, chance: Chance, tails: Iterable[float]) -> tuple[int, ...]:
    """Return for each share, ascending, the smallest count that so many draws do not exceed.

    No interpolation: for small areas it would point out more of them than the limits promise.
    """
    wanted = list(tails)
    mean = rate * base
    spread = sqrt(mean * (1 - rate)) if chance is Chance.BINOMIAL else sqrt(mean)
    start = max(0, int(mean - 9 * spread - 9))
    found: list[int] = []
    below = 0.0
    for number, each in _probabilities(rate, base, chance, start):
        upto = below + each
        reached = list(takewhile(lambda tail, upto=upto: tail <= upto, wanted[len(found) :]))
        found += [number for _tail in reached]
        if len(found) == len(wanted):
            break
        below = upto
    # Rounding may leave the sum a hair below the last tail.
    return tuple(found + [number] * (len(wanted) - len(found)))


def _probabilities(
    rate: float, base: float, chance: Chance, start: int
) -> Iterable[tuple[int, float]]:
    """Yield counts from `start` on with their probabilities, to where nothing more is to come."""
    mean = rate * base
    last = int(base) if chance is Chance.BINOMIAL else int(mean + 12 * sqrt(mean) + 40)
    if chance is Chance.BINOMIAL:
        here = (
            lgamma(base + 1)
            - lgamma(start + 1)
            - lgamma(base - start + 1)
            + start * log(rate)
            + (base - start) * log(1 - rate)
        )
        odds = log(rate / (1 - rate))
    else:
        here = start * log(mean) - mean - lgamma(start + 1)
        odds = log(mean)
    for number in range(start, last + 1):
        yield number, exp(here)
        if number < last:
            here += odds - log(number + 1)
            here += log(base - number) if chance is Chance.BINOMIAL else 0.0

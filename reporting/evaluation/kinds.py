"""By which law of chance a figure varies, and what its base is.

Pure: standard library only. Money, minutes and durations are in no table here: they do not vary as
counts do, and are compared over time only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from reporting.evaluation.funnel import Chance
from reporting.figures import FIGURES, Figure, Unit

NO_RATE_OF_ITS_OWN = frozenset({"supports_running", "volunteers"})
"""The rate of the first is a figure of its own (density); volunteers come in groups."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`count` of the sum of `base`; people read the rate times `per`."""

    chance: Chance
    count: str
    base: tuple[str, ...]
    per: int

    def parts(self, counted: Mapping[str, Fraction | None]) -> tuple[int, Fraction] | None:
        """Return count and base; None where one is not known or there is no base."""
        count = counted[self.count]
        known = [part for name in self.base if (part := counted[name]) is not None]
        if count is None or len(known) < len(self.base):
            return None
        base = sum(known, Fraction(0))
        return (int(count), base) if base > 0 else None


def kind_of(figure: Figure) -> Kind | None:
    """Return how a figure varies; None if it is no count of people, talks or plans."""
    counts = figure.counts
    if not figure.people or figure.code in NO_RATE_OF_ITS_OWN:
        return None
    if figure.code == "foster_share":
        return Kind(Chance.BINOMIAL, counts[0], counts, 100)
    if figure.unit is Unit.PERCENT:
        return Kind(Chance.BINOMIAL, counts[0], counts[1:], 100)
    if figure.unit is Unit.PER_THOUSAND:
        return Kind(Chance.POISSON, counts[0], counts[1:], 1000)
    if figure.unit is Unit.NUMBER and len(counts) == 1:
        return Kind(Chance.POISSON, counts[0], ("residents",), 1000)
    if figure.unit is Unit.NUMBER:
        return Kind(Chance.POISSON, counts[0], counts[1:], 1)
    return None


WITH_CHANCE: tuple[Figure, ...] = tuple(figure for figure in FIGURES if kind_of(figure))
"""The figures that a funnel plot or an evaluation can be made of."""

"""What a reader gets to see of a count: the number, or a dash that holds nothing else.

The same object feeds page, PDF, spreadsheet, CSV and API, so that no way out of the product has to
remember to hide. It carries no value and therefore cannot give one away, whatever is done with it.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Literal, NoReturn

DASH = "\N{EN DASH}"
SMALL = 2
"""Largest count of persons that is not shown; an office may set another."""


class Hidden(Enum):
    """The one thing that stands for every hidden cell.

    An enumeration of one member, so that copies and what comes back from pickle are the same
    object, and ``cell is HIDDEN`` tells a type checker that the rest are numbers. It is no number:
    unequal to all of them, and arithmetic, order and truth raise TypeError, because a hidden count
    that silently counts as zero would be a false figure.
    """

    HIDDEN = DASH

    def __str__(self) -> str:
        return DASH

    def __repr__(self) -> str:
        return "HIDDEN"

    def __format__(self, spec: str) -> str:
        # A format made for numbers (",d") must not fail on a dash.
        return DASH

    def __bool__(self) -> NoReturn:
        raise TypeError("a hidden count is neither zero nor not: ask whether it is HIDDEN")


HIDDEN: Literal[Hidden.HIDDEN] = Hidden.HIDDEN
Shown = int | Hidden


def is_small(count: int, limit: int = SMALL) -> bool:
    """Whether so few persons could be recognised. Nobody is not small: 0 is shown."""
    return 1 <= count <= limit


def is_sparse(counts: Iterable[int], limit: int = SMALL, *, few: int = 20) -> bool:
    """Whether so many of these counts are small that protecting them shows hardly anything.

    Looking for a protection then takes seconds: whoever publishes leaves all of them out instead,
    the zeros too. Up to ``few`` small ones are always worth a search.
    """
    some = [count for count in counts if count]
    small = sum(count <= limit for count in some)
    return small > few and 4 * small > 3 * len(some)


def change(now: Shown, before: Shown) -> Shown:
    """How many more than before. Hidden with either: the other one and the change would give it."""
    return HIDDEN if now is HIDDEN or before is HIDDEN else now - before

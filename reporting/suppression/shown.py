"""What a reader gets to see of a count: the number, or a dash that holds nothing else.

The same object feeds page, PDF, spreadsheet, CSV and API, so that no way out of the product has to
remember to hide. It carries no value and therefore cannot give one away, whatever is done with it.
"""

from collections.abc import Iterable
from enum import Enum
from fractions import Fraction
from typing import Literal, NoReturn, TypeVar

DASH = "\N{EN DASH}"
SMALL = 2
"""Largest count of persons that is not shown; an office may set another."""

Derived = TypeVar("Derived")


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


def hides(base_count: Shown, limit: int = SMALL) -> bool:
    """Whether a figure that rests on these persons has to be hidden.

    For everything that is derived from people: a mean, a median, a share, an amount of money.
    """
    return base_count is HIDDEN or is_small(base_count, limit)


def derived(figure: Derived, *counts: Shown, limit: int = SMALL) -> Derived | Hidden:
    """The figure, or HIDDEN if one of the counts that it rests on or could give away is hidden.

    Name every count: of a mean the persons behind it, of a share both its counts. Money that adds
    up like the counts cannot be computed exactly if it is hidden in the same cells as they, the
    complementary ones included; how near it can be estimated is not looked at.
    """
    return HIDDEN if any(hides(count, limit) for count in counts) else figure


def share(part: Shown, base: Shown, limit: int = SMALL) -> Fraction | Hidden | None:
    """``part`` of ``base`` exactly, None of a base of nobody.

    A percentage is the part in other words: with a base of 20, 5 % is one person, and rounding
    hides nothing below a base of a hundred. So it is hidden with its part and with its base (the
    base comes back from part and percentage). 95 % of 20 says the same of those who are left: where
    the base is shown, give them to ``protect`` as an unprinted cell.

    Raises ValueError for a part that is not within its base.
    """
    if part is HIDDEN or base is HIDDEN or hides(part, limit) or hides(base, limit):
        return HIDDEN
    if not 0 <= part <= base:
        raise ValueError("a part must lie within its base")
    return Fraction(part, base) if base else None


def change(now: Shown, before: Shown) -> Shown:
    """How many more than before. Hidden with either: the other one and the change would give it."""
    return HIDDEN if now is HIDDEN or before is HIDDEN else now - before


def relative_change(now: Shown, before: Shown) -> Fraction | Hidden | None:
    """The change as a share of what was before, None if that was nobody. Hidden with either."""
    if now is HIDDEN or before is HIDDEN:
        return HIDDEN
    return Fraction(now - before, before) if before else None

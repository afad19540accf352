"""Hours of so few people that their shares would be those of single persons. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from budgets.rules.hours import FEWEST_PEOPLE

#: How many different people the minutes of an area and quarter are of; never shown itself.
PEOPLE = "minutes_people"
_MINUTES = "minutes_"


def minutes_of_few(counted: Mapping[str, Fraction | None]) -> frozenset[str]:
    """Return which of an area's counts are minutes that must not be told, nor what rests on them.

    All of them where fewer than FEWEST_PEOPLE worked there in the quarter, otherwise none. Minutes
    of nobody are zero and tell of nobody.
    """
    if not 0 < (counted.get(PEOPLE) or 0) < FEWEST_PEOPLE:
        return frozenset()
    return frozenset(name for name in counted if name.startswith(_MINUTES)) - {PEOPLE}

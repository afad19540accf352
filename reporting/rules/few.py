"""Counts of an area that tell of single people, whatever other areas show. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from budgets.rules.hours import FEWEST_PEOPLE

#: How many different people the minutes of an area and quarter are of.
WORKERS = "minutes_people"
#: How many of its running projects have so few volunteers that their pages do not tell the number.
SMALL_PROJECTS = "projects_of_few"
#: These help to decide what is shown; they are shown nowhere themselves.
UNTOLD = frozenset((WORKERS, SMALL_PROJECTS))

_MINUTES = "minutes_"


def counts_of_few(counted: Mapping[str, Fraction | None]) -> frozenset[str]:
    """Return which of an area's counts must not be told, nor anything that rests on them.

    The minutes, where fewer than FEWEST_PEOPLE worked there in the quarter: their shares would be
    those of single persons. The volunteers, where a project has few: the pages of the others tell
    theirs, and what is left would be that project's. The same holds of every area above.
    """
    found: set[str] = set()
    if 0 < (counted.get(WORKERS) or 0) < FEWEST_PEOPLE:
        found |= {name for name in counted if name.startswith(_MINUTES)}
    if counted.get(SMALL_PROJECTS):
        found.add("volunteers")
    return frozenset(found) - UNTOLD

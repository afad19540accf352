"""Which further sections a plan has, from the kinds of support in it. Pure.

- § 36b SGB VIII, going over to another authority: integration support and support for young
  adults; from a year before the young person comes of age also for supports outside the family.
- § 37c, help outside the own family: foster care, home, individual support outside, and
  integration support or support for young adults where it takes place outside. The perspective is
  part of the plan from the beginning.
- § 41a, care afterwards: support for young adults.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

TRANSITION, PERSPECTIVE, AFTERCARE = SECTIONS = ("36b", "37c", "41a")
OUTSIDE_BY_LAW = frozenset({"33", "34"})
OUTSIDE_BY_SETTING = frozenset({"27", "35", "35a", "41"})
_PARAGRAPH = re.compile(r"(?:§+\s*)?(\d+[a-z]?)\b")
_RESIDENTIAL = "residential"


@dataclass(frozen=True)
class Help:
    """A kind of support in the plan: "§ 34 SGB VIII" (or "34") and its setting's code."""

    legal_basis: str
    setting: str = ""


def paragraphs(legal_basis: str) -> frozenset[str]:
    """Return the paragraphs a legal basis names: "§ 41 i. V. m. § 34" → 41 and 34."""
    text = legal_basis.lower()
    if "§" not in text:
        hit = _PARAGRAPH.match(text.strip())
        return frozenset({hit.group(1)}) if hit else frozenset()
    return frozenset(re.findall(r"§+\s*(\d+[a-z]?)\b", text))


def is_outside_family(help_: Help) -> bool:
    """Say whether § 37c applies: the child lives outside the own family."""
    named = paragraphs(help_.legal_basis)
    if named & OUTSIDE_BY_LAW:
        return True
    return bool(named & OUTSIDE_BY_SETTING) and help_.setting == _RESIDENTIAL


def sections_for(
    helps: Iterable[Help], *, birth_dates: Iterable[date] = (), on: date | None = None
) -> tuple[str, ...]:
    """Return the sections the plan calls for, in the order of the law.

    `birth_dates` are those of the young people concerned; `on` the day the plan is made.
    """
    kinds = list(helps)
    named = frozenset().union(*(paragraphs(each.legal_basis) for each in kinds))
    outside = any(is_outside_family(each) for each in kinds)
    grown = on is not None and any(_is_17(born, on) for born in birth_dates)
    called = {
        TRANSITION: bool(named & {"35a", "41"}) or (outside and grown),
        PERSPECTIVE: outside,
        AFTERCARE: "41" in named,
    }
    return tuple(code for code in SECTIONS if called[code])


def _is_17(born: date, on: date) -> bool:
    # Somebody born on 29 February comes of a year on 1 March.
    return (on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) >= 17

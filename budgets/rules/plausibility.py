"""What looks wrong in indicator values. Points out; never corrects, never fills a gap.

Works on plain figures, so that it says the same about the database and about a file that is not
imported yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from sro.money import round_half_up


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue without needing Django to do so."""
    return message


MESSAGES = {
    "no_values": gettext_noop("There are no values at all."),
    "missing": gettext_noop("There is no value as of %(date)s."),
    "missing_spaces": gettext_noop(
        "As of %(date)s there are no values for %(count)s of %(total)s social spaces."
    ),
    "stale": gettext_noop(
        "The latest value is as of %(date)s. Values count as out of date after %(months)s months."
    ),
    "jump": gettext_noop(
        "From %(before)s as of %(date_before)s to %(now)s as of %(date)s: %(percent)s per cent."
    ),
    "jump_from_zero": gettext_noop("From 0 as of %(date_before)s to %(now)s as of %(date)s."),
    "parts": gettext_noop(
        "As of %(date)s the social spaces add up to %(sum)s, the district has %(whole)s."
    ),
    "zero_inverse": gettext_noop(
        "The value is 0 as of %(date)s. The method inverse cannot use a value of zero."
    ),
}
"""Sentence by code; English is also the key of the translation."""


@dataclass(frozen=True)
class Facts:
    """What the rules need to know about an indicator."""

    code: str
    adds_up: bool
    inverse: bool
    stale_after_months: int
    jump_percent: Decimal


DISTRICT, SOCIAL_SPACE = "district", "social_space"

NAMED = 10
"""So many social spaces without a value are named one by one; more are only counted."""


@dataclass(frozen=True)
class Figure:
    """One value of a place on a day; `area` is the key of a place of this `level`."""

    level: str
    area: str
    reference_date: date
    value: Decimal


@dataclass(frozen=True)
class Finding:
    """Something to look at.

    `area` is the key of a place of this `level` (``district`` or ``social_space``); both are empty
    where the finding concerns the indicator as a whole.
    """

    code: str
    level: str = ""
    area: str = ""
    reference_date: date | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The sentence in English, to be translated and filled with `params`."""
        return MESSAGES[self.code]


def findings(
    facts: Facts,
    districts: Sequence[Figure],
    spaces: Sequence[Figure],
    *,
    areas: Mapping[str, Sequence[str]],
    today: date,
) -> list[Finding]:
    """Everything conspicuous about the values of one indicator.

    `areas` maps the keys of all districts to those of their social spaces. Order: what is missing,
    what is old, then by place.
    """
    if not districts and not spaces:
        return [Finding("no_values")]
    of_spaces = {key for keys in areas.values() for key in keys}
    return [
        *_missing(DISTRICT, districts, areas.keys()),
        *_missing(SOCIAL_SPACE, spaces, of_spaces),
        *_stale(facts, [*districts, *spaces], today),
        *_jumps(facts, districts),
        *_jumps(facts, spaces),
        *(_zeros(districts) if facts.inverse else ()),
        *(_parts(districts, spaces, areas) if facts.adds_up else ()),
    ]


def _about(code: str, figure: Figure, **params: Any) -> Finding:
    day = figure.reference_date
    return Finding(code, figure.level, figure.area, day, {"date": text_of(day), **params})


def _missing(level: str, figures: Sequence[Figure], expected: Iterable[str]) -> Iterator[Finding]:
    """Places without a value on a day for which other places have one."""
    everywhere = set(expected)
    by_date: dict[date, set[str]] = defaultdict(set)
    for figure in figures:
        by_date[figure.reference_date].add(figure.area)
    for day in sorted(by_date, reverse=True):
        absent = sorted(everywhere - by_date[day])
        params: dict[str, Any] = {"date": text_of(day)}
        if level == SOCIAL_SPACE and len(absent) > NAMED:
            params |= {"count": len(absent), "total": len(everywhere)}
            yield Finding("missing_spaces", reference_date=day, params=params)
        else:
            yield from (Finding("missing", level, area, day, params) for area in absent)


def _stale(facts: Facts, figures: Sequence[Figure], today: date) -> Iterator[Finding]:
    latest = max(figure.reference_date for figure in figures)
    months = (today.year - latest.year) * 12 + today.month - latest.month
    full_months = months - (today.day < latest.day)
    if full_months >= facts.stale_after_months:
        params = {"date": text_of(latest), "months": facts.stale_after_months}
        yield Finding("stale", reference_date=latest, params=params)


def _jumps(facts: Facts, figures: Sequence[Figure]) -> Iterator[Finding]:
    """A change between two neighbouring days that is larger than the indicator allows for."""
    by_area: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        by_area[figure.area].append(figure)
    for area in sorted(by_area):
        ordered = sorted(by_area[area], key=lambda figure: figure.reference_date)
        for before, now in pairwise(ordered):
            found = jump(facts, before, now)
            if found is not None:
                yield found


def jump(facts: Facts, before: Figure, now: Figure) -> Finding | None:
    """What to say about the step from one figure of a place to its next; None if it is usual."""
    texts = {"date_before": text_of(before.reference_date), "now": number_text(now.value)}
    if not before.value:
        return _about("jump_from_zero", now, **texts) if now.value else None
    difference = now.value - before.value
    if abs(difference) * 100 <= facts.jump_percent * before.value:
        return None
    percent = Fraction(difference) * 100 / Fraction(before.value)
    return _about(
        "jump",
        now,
        **texts,
        before=number_text(before.value),
        percent=f"{round_half_up(percent):+d}",
    )


def _zeros(figures: Sequence[Figure]) -> Iterator[Finding]:
    for figure in sorted(figures, key=lambda each: (each.reference_date, each.area)):
        if not figure.value:
            yield _about("zero_inverse", figure)


def _parts(
    districts: Sequence[Figure], spaces: Sequence[Figure], areas: Mapping[str, Sequence[str]]
) -> Iterator[Finding]:
    """Counts only, and only where all parts are there: a gap is another finding."""
    parts = {(figure.area, figure.reference_date): figure.value for figure in spaces}
    for whole in sorted(districts, key=lambda each: (each.area, each.reference_date)):
        keys = [(key, whole.reference_date) for key in areas.get(whole.area, ())]
        if not keys or any(key not in parts for key in keys):
            continue
        total = sum((parts[key] for key in keys), Decimal(0))
        if total != whole.value:
            yield _about("parts", whole, sum=number_text(total), whole=number_text(whole.value))


def text_of(day: date) -> str:
    """A day as it is written here: 31.12.2017."""
    return f"{day:%d.%m.%Y}"


def number_text(value: Decimal) -> str:
    """A number as it is written here, without superfluous zeros: 1.675,5."""
    whole, _point, decimals = f"{value:,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + (f",{decimals}" if decimals else "")

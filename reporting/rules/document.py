"""A district report as it is shown, printed, handed out and frozen: one thing for all of these.

Pure. Values are text, so that no digit is lost on the way and nothing is rounded twice: a number in
plain notation, "–" for what is hidden, None for what is not known.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from reporting.figures import Unit
from reporting.suppression import DASH
from sro.money import round_half_up

#: Of the quarter, the quarter before, and the same quarter a year before.
Values = tuple[str | None, str | None, str | None]

UNKNOWN: Values = (None, None, None)

#: Digits behind the point with which a figure of this unit is kept.
DIGITS = {
    Unit.NUMBER: 2,
    Unit.PERCENT: 2,
    Unit.PER_THOUSAND: 2,
    Unit.MONTHS: 1,
    Unit.CENTS: 0,
    Unit.MINUTES: 0,
}


def text_of(value: Fraction | int | None, unit: Unit) -> str | None:
    """Return a value as it is kept: rounded half up (away from zero), no needless digits."""
    if value is None:
        return None
    digits = DIGITS[unit]
    text = format(Decimal(round_half_up(Fraction(value) * 10**digits)).scaleb(-digits), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Line:
    """An area with its values; `level` is city, district, space or elsewhere.

    `pk` is the number of the area (the district's for elsewhere), which keys are not: an area may
    bear the key of the one that it follows. It is 0 for the city, and in reports of earlier
    versions of the product.
    """

    level: str
    key: str
    name: str
    values: Values
    pk: int = 0


@dataclass(frozen=True)
class Part:
    """A part of a split, of the district and of the city."""

    code: str
    title: str
    district: Values
    city: Values


@dataclass(frozen=True)
class SplitOf:
    """How the figure's count is split."""

    by: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class FigureIn:
    """A figure with its definition and its values of all areas of the district, and of the city."""

    code: str
    title: str
    definition: str
    source: str
    unit: str
    of: str
    lines: tuple[Line, ...]
    splits: tuple[SplitOf, ...] = ()

    def at(self, level: str) -> Line | None:
        """The first line of a level."""
        return next((line for line in self.lines if line.level == level), None)

    @property
    def spaces(self) -> tuple[Line, ...]:
        """The lines below the district."""
        return tuple(line for line in self.lines if line.level in ("space", "elsewhere"))

    def line_of(self, level: str, pk: int, key: str) -> Line | None:
        """The line of an area; None also where an old report leaves open which of two it means."""
        named = [line for line in self.lines if (line.level, line.key) == (level, key)]
        found = [line for line in named if line.pk == pk]
        return next(iter(found or (named if len(named) == 1 and not named[0].pk else ())), None)


@dataclass(frozen=True)
class TableIn:
    """A table beside the figures. `kinds` says of each column whether it is text or money …

    `inside` tables stay in the office.
    """

    code: str
    title: str
    note: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    inside: bool = False


@dataclass(frozen=True)
class SectionIn:
    """A section: its figures and tables, and what the district says about them."""

    code: str
    title: str
    figures: tuple[FigureIn, ...]
    tables: tuple[TableIn, ...] = ()
    commentary: str = ""
    note: str = ""
    for_group: bool = False


@dataclass(frozen=True)
class Document:
    """The whole report. Days and times are ISO text; `counted_at` names its distance to UTC."""

    district_key: str
    district: str
    city: str
    year: int
    quarter: int
    number: int
    reason: str
    formula: str
    limit: int
    base: str
    counted_at: str
    sections: tuple[SectionIn, ...]
    discussed_on: str = ""
    group_view: str = ""
    undiscussed_reason: str = ""
    signed_on: str = ""
    public: bool = False
    language: str = field(default="de")

    def as_json(self) -> dict[str, Any]:
        """The report as it is stored."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        for section in plain["sections"]:
            for figure in section["figures"]:
                for line in figure["lines"]:
                    # Reports that were frozen without it are told letter by letter.
                    if not line["pk"]:
                        del line["pk"]
        return plain

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Document:
        """Read a stored report back."""
        sections = tuple(_section(each) for each in stored["sections"])
        # What a later version of the product no longer knows is left in the store alone.
        known = {each.name for each in fields(cls)}
        kept = {name: value for name, value in stored.items() if name in known}
        return cls(**{**kept, "sections": sections})

    def figure(self, code: str) -> FigureIn | None:
        """A figure by its code."""
        return next((f for s in self.sections for f in s.figures if f.code == code), None)

    def for_public(self) -> Document:
        """What the committee and everybody else may read: no notes, no tables of the office."""
        sections = tuple(
            replace(
                section,
                note="",
                for_group=False,
                tables=tuple(table for table in section.tables if not table.inside),
            )
            for section in self.sections
        )
        return replace(self, sections=sections, undiscussed_reason="", public=True)


def checksum(*documents: Mapping[str, Any]) -> str:
    """Return SHA-256 over figures, texts, definitions and formula version as they are stored."""
    text = json.dumps(documents, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def with_dashes(document: Document, protected: Document) -> Document:
    """Return a document with the dashes that another one has at the same places besides.

    A line that the other one does not know is hidden: nobody can say what it would give away.
    """
    figures = {f.code: f for section in protected.sections for f in section.figures}
    sections = tuple(
        replace(
            section,
            figures=tuple(_dashed(each, figures.get(each.code)) for each in section.figures),
        )
        for section in document.sections
    )
    return replace(document, sections=sections)


def _dashed(figure: FigureIn, protected: FigureIn | None) -> FigureIn:
    others = protected.lines if protected else ()
    parts = {
        (split.by, part.code): part
        for split in (protected.splits if protected else ())
        for part in split.parts
    }
    none: Values = (DASH, DASH, DASH)
    return replace(
        figure,
        lines=tuple(
            replace(each, values=_hidden(each.values, _told_of(each, others)))
            for each in figure.lines
        ),
        splits=tuple(
            replace(
                split,
                parts=tuple(
                    replace(
                        part,
                        district=_hidden(part.district, other.district if other else none),
                        city=_hidden(part.city, other.city if other else none),
                    )
                    for part in split.parts
                    for other in (parts.get((split.by, part.code)),)
                ),
            )
            for split in figure.splits
        ),
    )


def _told_of(line: Line, others: Iterable[Line]) -> Values:
    """What others tell of the same area; the least of all that bear its key without a number."""
    same = [
        other.values
        for other in others
        if (other.level, other.key) == (line.level, line.key)
        and (other.pk == line.pk or not (other.pk and line.pk))
    ]
    now, previous, year_before = (_least([values[at] for values in same]) for at in range(3))
    return now, previous, year_before


def _least(values: list[str | None]) -> str | None:
    if not values or DASH in values:
        return DASH
    return None if None in values else values[0]


def _hidden(values: Values, protected: Values) -> Values:
    """Values with the dashes of others; what those do not know any more may have had one."""
    first, second, third = (
        DASH if other == DASH or (other is None and value is not None) else value
        for value, other in zip(values, protected, strict=True)
    )
    return first, second, third


@dataclass(frozen=True)
class Change:
    """A value that is another one now than it was: figure, area, column, and both.

    `column` is 0 for the quarter, 1 for the one before, 2 for the same a year before.
    """

    figure: str
    area: str
    before: str | None
    now: str | None
    column: int = 0


def changes(before: Document, now: Document) -> list[Change]:
    """Return where figures differ, also those compared with, parts of splits, and areas come or go.

    Whether something changed behind a dash is not told: what was hidden or is hidden now is left
    out, since the number of the other day would help to find it. Tables are not compared.
    """
    old, new = _values_of(before), _values_of(now)
    found = []
    for place in {**new, **old}:
        title, area, column = place[1:]
        both = old.get(place), new.get(place)
        if both[0] != both[1] and DASH not in both:
            found.append(Change(title, area, both[0], both[1], column))
    return found


def _values_of(document: Document) -> dict[tuple[str, str, str, int], str | None]:
    """All values by code, figure (with its part), area and column."""
    found: dict[tuple[str, str, str, int], str | None] = {}

    def add(code: str, title: str, area: str, values: Values) -> None:
        for column, value in enumerate(values):
            found[code, title, area, column] = value

    for section in document.sections:
        for figure in section.figures:
            # Areas that follow each other may share their key: they stand in order of time.
            before: Counter[tuple[str, str]] = Counter()
            for line in figure.lines:
                place = (line.level, line.key)
                code = f"{figure.code} {line.level} {line.key} {before[place]}"
                add(code, figure.title, line.name, line.values)
                before[place] += 1
            for split in figure.splits:
                for part in split.parts:
                    code = f"{figure.code} {split.by} {part.code}"
                    title = f"{figure.title} {split.title}: {part.title}"
                    add(code, title, document.district, part.district)
                    add(f"{code} city", title, document.city, part.city)
    return found


def is_hidden(value: str | None) -> bool:
    """Whether a value is kept from readers."""
    return value == DASH


def number_of(value: str | None) -> Fraction | None:
    """Return the number, None where it is hidden or not known."""
    return None if value is None or value == DASH else Fraction(value)


def difference(now: str | None, before: str | None) -> Fraction | None:
    """Return how much more it is than before, None where either is hidden or not known."""
    first, second = number_of(now), number_of(before)
    return None if first is None or second is None else first - second


def _values(stored: Any) -> Values:
    first, second, third = stored
    return (first, second, third)


def _section(stored: Mapping[str, Any]) -> SectionIn:
    figures = tuple(_figure(each) for each in stored["figures"])
    tables = tuple(
        TableIn(
            **{
                **each,
                "columns": tuple(each["columns"]),
                "kinds": tuple(each["kinds"]),
                "rows": tuple(tuple(row) for row in each["rows"]),
            }
        )
        for each in stored["tables"]
    )
    return SectionIn(**{**stored, "figures": figures, "tables": tables})


def _figure(stored: Mapping[str, Any]) -> FigureIn:
    lines = tuple(Line(**{**each, "values": _values(each["values"])}) for each in stored["lines"])
    splits = tuple(
        SplitOf(
            each["by"],
            each["title"],
            tuple(
                Part(part["code"], part["title"], _values(part["district"]), _values(part["city"]))
                for part in each["parts"]
            ),
        )
        for each in stored["splits"]
    )
    return FigureIn(**{**stored, "lines": lines, "splits": splits})

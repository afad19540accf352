"""A district report as it is shown, printed, handed out and frozen: one thing for all of these.

Pure. Values are text, so that no digit is lost on the way and nothing is rounded twice: a number in
plain notation, "–" for what is hidden, None for what is not known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
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
    """An area with its values; `level` is city, district, space or elsewhere."""

    level: str
    key: str
    name: str
    values: Values


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
    """The whole report. Days and times are ISO text."""

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
        return plain

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Document:
        """Read a stored report back."""
        sections = tuple(_section(each) for each in stored["sections"])
        return cls(**{**stored, "sections": sections})

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


@dataclass(frozen=True)
class Change:
    """A value that is another one now than it was: figure, area, and both."""

    figure: str
    area: str
    before: str | None
    now: str | None


def changes(before: Document, now: Document) -> list[Change]:
    """Return where figures of the quarter itself differ; figures and areas that came or went too.

    Hidden values are compared as hidden: whether something changed behind a dash is not told.
    """
    old, new = _by_place(before), _by_place(now)
    return [
        Change(title, area, old.get(place), new.get(place))
        for place, (title, area) in {**_places(before), **_places(now)}.items()
        if old.get(place) != new.get(place)
    ]


def _places(document: Document) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {
        (figure.code, line.level, line.key): (figure.title, line.name)
        for section in document.sections
        for figure in section.figures
        for line in figure.lines
    }


def _by_place(document: Document) -> dict[tuple[str, str, str], str | None]:
    return {
        (figure.code, line.level, line.key): line.values[0]
        for section in document.sections
        for figure in section.figures
        for line in figure.lines
    }


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

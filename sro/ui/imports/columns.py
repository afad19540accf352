"""The columns an importer knows, and finding them in the header of a file."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_noop

from .problems import FileRefused

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class Kind(StrEnum):
    """What the cells of a column hold, and what they become.

    TEXT, CODE, PHONE → str · INTEGER → int · DECIMAL, MONEY (euro) → Decimal · DATE → date ·
    BOOLEAN → bool · CHOICE → the value the label stands for.
    A CODE is a key or number that is not counted with: leading zeros and points stay.
    """

    TEXT = "text"
    CODE = "code"
    PHONE = "phone"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"


NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
WORDS = frozenset({Kind.TEXT, Kind.CODE, Kind.PHONE})


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of an import file.

    `name` is the name in code; `header` the German heading of templates, exports and messages;
    `synonyms` further headings that mean the same (case, umlauts, spaces and signs do not matter;
    `name` itself always counts). A column that is not `required` may be absent from the file; a
    cell may be empty or carry a mark for "missing" only with `blank`, and then becomes `empty`
    (by default "" for words and None otherwise).

    `minimum` and `maximum` bound numbers and dates, `places` the decimals (MONEY: 2), `length`
    the characters of words. `choices` maps labels to values. `percent` allows a per cent sign,
    which is dropped ("12,5 %" is 12.5). With `brackets` a number in brackets is negative.
    `convert` turns the value read into another one and may raise `BadCell`.
    """

    name: str
    header: str
    synonyms: Sequence[str] = ()
    kind: Kind = Kind.TEXT
    required: bool = True
    blank: bool = False
    empty: Any = ...
    minimum: Any = None
    maximum: Any = None
    places: int | None = None
    length: int | None = None
    choices: Mapping[str, Any] | None = None
    percent: bool = False
    brackets: bool = False
    convert: Callable[[Any], Any] | None = None
    example: str = ""

    def __post_init__(self) -> None:
        if self.empty is ...:
            object.__setattr__(self, "empty", "" if self.kind in WORDS else None)
        if self.kind is Kind.MONEY and self.places is None:
            object.__setattr__(self, "places", 2)
        if self.kind is Kind.CHOICE and not self.choices:
            raise ValueError(f"Column {self.name}: a CHOICE needs choices")
        for bound in (self.minimum, self.maximum):
            if isinstance(bound, float):
                raise TypeError(f"Column {self.name}: bounds are int, Decimal or date, not float")


def folded(label: str) -> str:
    """A heading or label without case, umlauts, spaces and signs: "Fläche (m²)" → "flaechem2"."""
    plain = unicodedata.normalize("NFC", label).casefold().translate(_FOLDED)
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", plain))


def known_headings(columns: Iterable[Column]) -> dict[str, Column]:
    """Folded heading → column. Raises ValueError when two columns claim the same heading."""
    known: dict[str, Column] = {}
    for column in columns:
        for label in (column.header, column.name, *column.synonyms):
            if known.setdefault(folded(label), column) is not column:
                raise ValueError(f"Two columns share the heading {label!r}")
    return known


@dataclass(frozen=True, slots=True)
class Heading:
    """Where each known column stands in the file, and the headings nobody knows."""

    positions: Mapping[str, int]
    ignored: tuple[str, ...]


def find_columns(headings: Sequence[str], columns: Sequence[Column], *, line: int) -> Heading:
    """Find the columns in the header. Raises `FileRefused` naming missing, unknown, expected."""
    known = known_headings(columns)
    positions: dict[str, int] = {}
    ignored: list[str] = []
    for position, label in enumerate(headings):
        column = known.get(folded(label))
        if column is None:
            if label:
                ignored.append(label)
        elif column.name in positions:
            raise FileRefused(
                gettext_noop(
                    "The column “%(column)s” is there twice: “%(first)s” and “%(second)s”. "
                    "Please remove one of them."
                ),
                line=line,
                column=column.header,
                first=headings[positions[column.name]],
                second=label,
            )
        else:
            positions[column.name] = position
    missing = [each.header for each in columns if each.required and each.name not in positions]
    if missing:
        expected = ", ".join(each.header for each in columns)
        if ignored:
            raise FileRefused(
                gettext_noop(
                    "Columns are missing: %(missing)s. Unknown: %(unknown)s. "
                    "Expected are: %(expected)s."
                ),
                line=line,
                missing=", ".join(missing),
                unknown=", ".join(ignored[:12]),
                expected=expected,
            )
        raise FileRefused(
            gettext_noop("Columns are missing: %(missing)s. Expected are: %(expected)s."),
            line=line,
            missing=", ".join(missing),
            expected=expected,
        )
    return Heading(positions, tuple(ignored))

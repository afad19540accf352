"""Numbers as people write them: "1 675", "1.675,50", "1,675.50", "12,5 %", "–".

A cell that reads the same in German and in plain form needs no decision; one that reads only in
one form is evidence for that form; one that reads differently in both ("1.675") is ambiguous and
is never decided by itself. The form is decided for a column as a whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_noop


class NumberFormat(StrEnum):
    """GERMAN is 1.675,50; PLAIN is 1,675.50 or 1675.50."""

    GERMAN = "german"
    PLAIN = "plain"


class BadCell(ValueError):
    """A cell that cannot be read; the message is an English msgid."""

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params = params
        super().__init__(message)


#: Marks for "no figure here". They mean missing, never zero, although tables of official
#: statistics also use the dash for "exactly nothing": the file cannot say which was meant.
MISSING = frozenset(
    {"", ".", "..", "...", "…", "-", "–", "—", "−", "/", "x", "k.a.", "k. a.", "n.v.", "n. v."}
    | {"n/a", "na", "#nv", "#n/a", "null"}
)
#: Enough decisive cells to stop looking: parsing is strict and reports any that do not fit.
_ENOUGH = 1000
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009\t"), " ") | {
    ord("−"): "-",
    ord("’"): "'",
}
_UNIT = re.compile(r"\s*(%|€|EUR)$", re.IGNORECASE)
_TRAILING_MINUS = re.compile(r"(.*\d)\s*-$")
_SHORTENED_BY_SPREADSHEET = re.compile(r"[+-]?\d([.,]\d+)?E[+-]?\d+", re.IGNORECASE | re.ASCII)
#: The usual cell, read without further ado once the form is known.
_USUAL = {
    NumberFormat.GERMAN: re.compile(r"-?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,\d+)?", re.ASCII),
    NumberFormat.PLAIN: re.compile(r"-?(?:[1-9]\d{0,2}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII),
    None: re.compile(r"-?\d+", re.ASCII),
}
_IN_BRACKETS = re.compile(r"\s*\(\s*([^()+-]*\d)\s*\)\s*")
_GROUPING = {NumberFormat.GERMAN: ".", NumberFormat.PLAIN: ",", None: "'"}


def _pattern(group: str, decimal: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<sign>[+-]?)\s?(?P<whole>[1-9]\d{{0,2}}(?P<group>[{group} '])\d{{3}}"
        rf"(?:(?P=group)\d{{3}})*|\d+)?(?:{decimal}(?P<fraction>\d+))?",
        re.ASCII,
    )


_PATTERNS = {NumberFormat.GERMAN: _pattern(".", ","), NumberFormat.PLAIN: _pattern(",", r"\.")}


@dataclass(frozen=True, slots=True)
class _Cell:
    body: str
    unit: str


def is_missing(cell: str) -> bool:
    """Whether the cell holds one of the marks for a missing figure."""
    if cell[-1:].isdecimal():  # most cells; no mark ends in a digit
        return False
    return cell.translate(_SPACES).strip().lower() in MISSING or cell.strip() in MISSING


def without_brackets(cell: str) -> str:
    """The cell with a minus instead of the brackets in which bookkeepers put what is negative."""
    found = _IN_BRACKETS.fullmatch(cell)
    return f"-{found[1]}" if found else cell


def _cleaned(cell: str) -> _Cell:
    body = cell.translate(_SPACES).strip()
    unit = ""
    if found := _UNIT.search(body):
        unit = "%" if found[1] == "%" else "€"
        body = body[: found.start()]
    return _Cell(_TRAILING_MINUS.sub(r"-\1", body) if body.endswith("-") else body, unit)


def _read(body: str, form: NumberFormat) -> Decimal | None:
    match = _PATTERNS[form].fullmatch(body)
    if match is None:
        return None
    sign, whole, group, fraction = match.group("sign", "whole", "group", "fraction")
    if whole is None and fraction is None:
        return None
    digits = (whole or "0").replace(group, "") if group else (whole or "0")
    return Decimal(f"{sign}{digits}.{fraction}" if fraction else f"{sign}{digits}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many cells read only in German, only in plain form, and examples that read in both."""

    german: int = 0
    plain: int = 0
    ambiguous: tuple[str, ...] = ()

    @property
    def form(self) -> NumberFormat | None:
        """The form the cells speak for; None when they do not."""
        if not self.german and not self.plain:
            return None
        return NumberFormat.GERMAN if self.german >= self.plain else NumberFormat.PLAIN


def evidence(cells: Iterable[str]) -> Evidence:
    """Weigh the different cells of a column (each value once)."""
    german = plain = 0
    ambiguous: list[str] = []
    for cell in cells:
        if "," not in cell and "." not in cell:
            continue
        body = _cleaned(cell).body
        as_german = _read(body, NumberFormat.GERMAN)
        as_plain = _read(body, NumberFormat.PLAIN)
        if as_german == as_plain:
            continue
        if as_plain is None:
            german += 1
        elif as_german is None:
            plain += 1
        elif len(ambiguous) < _ENOUGH:
            ambiguous.append(cell)
        if german + plain >= _ENOUGH:
            break
    return Evidence(german, plain, tuple(ambiguous))


def grouping_only(cells: Iterable[str]) -> NumberFormat | None:
    """The form in which the point or comma of all these ambiguous cells groups thousands.

    For columns that cannot hold three decimals this is the only possible reading. None when some
    cells use the point and others the comma.
    """
    points = {"." in cell for cell in cells}
    if len(points) != 1:
        return None
    return NumberFormat.GERMAN if points.pop() else NumberFormat.PLAIN


def parse_number(
    cell: str, form: NumberFormat | None = None, *, percent: bool = False, money: bool = False
) -> Decimal:
    """The exact value of a cell that is not missing.

    Without `form` a cell that reads differently in both forms is refused. A percent sign is
    accepted with `percent` and keeps the figure ("12,5 %" is 12.5); a currency sign with `money`.
    Raises `BadCell`.
    """
    if _USUAL[form].fullmatch(cell):
        return Decimal(cell.replace(_GROUPING[form], "").replace(",", "."))
    cleaned = _cleaned(cell)
    if cleaned.unit == "%" and not percent:
        raise BadCell(gettext_noop("A per cent sign does not belong in this column."))
    if cleaned.unit == "€" and not money:
        raise BadCell(gettext_noop("A currency sign does not belong in this column."))
    if form is not None:
        value = _read(cleaned.body, form)
        if value is not None:
            return value
    return _read_either_way(cleaned.body, form)


def _read_either_way(body: str, form: NumberFormat | None) -> Decimal:
    """The value when both forms agree on it; otherwise the reason why the cell is refused."""
    found = (_read(body, each) for each in NumberFormat)
    readings = {each for each in found if each is not None}
    if not readings:
        if _SHORTENED_BY_SPREADSHEET.fullmatch(body):
            raise BadCell(
                gettext_noop(
                    "The spreadsheet has shortened this number. "
                    "Please show it with all its digits and save the file again."
                )
            )
        raise BadCell(gettext_noop("This is not a number."))
    if form is NumberFormat.GERMAN:
        raise BadCell(
            gettext_noop("This number does not fit the others, which have a decimal comma.")
        )
    if form is NumberFormat.PLAIN:
        raise BadCell(
            gettext_noop("This number does not fit the others, which have a decimal point.")
        )
    if len(readings) > 1:
        raise BadCell(gettext_noop("It is unclear which sign separates the decimals here."))
    return readings.pop()

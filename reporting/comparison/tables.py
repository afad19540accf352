"""Tables of comparisons: the same rows for the page and for what is taken along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from networks.models import District, SocialSpace
from reporting.comparison.words import (
    PLACES,
    base_name,
    change_text,
    format_of,
    plain,
    rate_format,
    rate_unit,
    text,
    unit_of,
)
from reporting.evaluation.families import CITY
from reporting.evaluation.funnel import Chance, Limits, Place, limits
from reporting.figures import Unit
from reporting.services.comparing import Sheet, Shown, place_of
from reporting.services.evaluating import Evaluation
from reporting.suppression import DASH, HIDDEN
from sro.periods import Quarter
from sro.ui.charts import COUNT
from sro.ui.quarters import quarter_name
from sro.ui.tables import Column


@dataclass(frozen=True)
class Cell:
    """What stands on the page, and what goes into a spreadsheet."""

    text: str
    value: Any


@dataclass(frozen=True)
class Grid:
    """A table: headings and rows of cells; the first cell names its row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def with_columns(self) -> list[list[tuple[Column, Cell]]]:
        """Return the rows, each cell with its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    def values(self) -> list[list[Any]]:
        """Return the rows for a spreadsheet."""
        return [[cell.value for cell in row] for row in self.rows]


def _column(name: str, label: str, kind: str = "number") -> Column:
    return Column(name, label, name, kind=kind)


def _named(name: str) -> Cell:
    return Cell(name, name)


def course_table(sheet: Sheet, area: District | SocialSpace, quarters: Sequence[Quarter]) -> Grid:
    """An area quarter by quarter, with its changes, beside its district and the city."""
    number = format_of(sheet.figure)
    kind = "money" if sheet.figure.unit is Unit.CENTS else "number"
    place = place_of(area)
    beside = beside_of(sheet, area)

    def cell(value: Shown) -> Cell:
        return Cell(text(value, number), plain(value, number))

    def change(now: Shown, quarter: Quarter) -> Cell:
        value = difference(now, sheet.value(quarter, place) if quarter in sheet.hidden else None)
        return Cell(change_text(value, number), plain(value, number))

    rows = []
    for quarter in quarters:
        now = sheet.value(quarter, place)
        rows.append(
            (
                _named(quarter_name(quarter)),
                cell(now),
                change(now, quarter.previous),
                change(now, quarter.previous_year),
                *(cell(sheet.value(quarter, other)) for _name, other in beside),
            )
        )
    unit = unit_of(sheet.figure, sheet.base)
    columns = (
        _column("quartal", _("Quarter"), "text"),
        _column("wert", f"{area.name} ({unit})", kind),
        _column("vorquartal", _("Change since the quarter before"), kind),
        _column("vorjahr", _("Change since the year before"), kind),
        *(_column(f"neben{n}", name, kind) for n, (name, _place) in enumerate(beside)),
    )
    return Grid(columns, tuple(rows))


def beside_of(sheet: Sheet, area: District | SocialSpace) -> list[tuple[str, tuple[str, int]]]:
    """Return what an area stands beside: its district, and the city."""
    found = []
    if isinstance(area, SocialSpace) and area.district_id in sheet.districts:
        district = sheet.districts[area.district_id]
        found.append((_("District %(name)s") % {"name": district.name}, place_of(district)))
    return [*found, (_("City"), CITY)]


def difference(now: Shown, before: Shown) -> Shown:
    """Return how much more it is now; hidden with either, unknown with either."""
    if now is HIDDEN or before is HIDDEN:
        return HIDDEN
    return None if now is None or before is None else now - before


@dataclass(frozen=True)
class FunnelRow:
    """An area that can be shown, with the limits for its size."""

    area: District | SocialSpace
    base: Fraction
    rate: Fraction
    limits: Limits
    place: Place


@dataclass(frozen=True)
class Funnel:
    """All areas of a level in a quarter. Without `city` there is nothing to compare with."""

    city: Fraction | None
    rows: tuple[FunnelRow, ...]
    hidden: int
    unknown: int


def funnel_of(sheet: Sheet, quarter: Quarter, level: str) -> Funnel:
    """Return where each area lies, in the order of keys."""
    kind = sheet.kind
    whole = sheet.shown_parts(quarter, CITY)
    if kind is None or whole is None or whole is HIDDEN:
        return Funnel(None, (), 0, 0)
    count, base = whole
    city = count / base
    rows, hidden, unknown = [], 0, 0
    for area in sheet.areas(level):
        parts = sheet.shown_parts(quarter, place_of(area))
        if parts is HIDDEN:
            hidden += 1
        elif parts is None:
            unknown += 1
        else:
            found = limits(float(city), float(parts[1]), kind.chance)
            # The limits are rounded numbers; an area of exactly the city's rate lies inside.
            rate = parts[0] / parts[1]
            rows.append(FunnelRow(area, parts[1], rate, found, found.place(float(rate))))
    return Funnel(city, tuple(rows), hidden, unknown)


def funnel_table(sheet: Sheet, funnel: Funnel) -> Grid:
    """All areas that can be shown, by their keys: nobody stands first or last."""
    kind = sheet.kind
    if kind is None:
        raise ValueError("this figure has no limits")
    number = rate_format(kind)
    unit = rate_unit(sheet.figure, kind, sheet.base)

    def rate(value: Fraction | float) -> Cell:
        shown = Fraction(value) * kind.per
        return Cell(text(shown, number), plain(shown, number))

    rows = tuple(
        (
            _named(row.area.key),
            _named(row.area.name),
            Cell(text(row.base, COUNT), plain(row.base, COUNT)),
            rate(row.rate),
            rate(row.limits.low),
            rate(row.limits.high),
            rate(row.limits.low_alarm),
            rate(row.limits.high_alarm),
            _named(str(PLACES[row.place])),
        )
        for row in funnel.rows
    )
    return Grid(
        (
            _column("schluessel", _("Key"), "text"),
            _column("name", pgettext("place", "Area"), "text"),
            _column("basis", base_name(sheet.figure, kind, sheet.base)),
            _column("rate", _("Rate (%(unit)s)") % {"unit": unit}),
            _column("unten95", _("95 % limit, lower")),
            _column("oben95", _("95 % limit, upper")),
            _column("unten998", _("99.8 % limit, lower")),
            _column("oben998", _("99.8 % limit, upper")),
            _column("lage", _("Where it lies"), "text"),
        ),
        rows,
    )


def evaluation_table(found: Evaluation) -> Grid:
    """Quarter by quarter: the group and the comparison."""
    sheet = found.sheet
    kind, with_work, without = sheet.kind, found.with_work, found.without
    if kind is None or with_work is None or without is None:
        return Grid((), ())
    number = rate_format(kind)

    def cell(value: Fraction | None, *, signed: bool = False) -> Cell:
        if value is None:
            return Cell(DASH, DASH)
        written = change_text(value, number) if signed else text(value, number)
        return Cell(written, plain(value, number))

    rows = []
    for place, quarter in enumerate(sheet.quarters):
        pair = (with_work.rates[place], without.rates[place])
        rows.append(
            (_named(quarter_name(quarter)), *map(cell, pair), cell(_less(*pair), signed=True))
        )
    if found.cut is not None:
        before, after = range(found.cut), range(found.cut, len(sheet.quarters))
        for name, places in ((_("Mean before"), before), (_("Mean after"), after)):
            means = (with_work.mean(places), without.mean(places))
            rows.append((_named(name), *map(cell, means), cell(_less(*means), signed=True)))
    unit = rate_unit(sheet.figure, kind, sheet.base)
    return Grid(
        (
            _column("quartal", _("Quarter"), "text"),
            _column("mit", _("With networked work (%(unit)s)") % {"unit": unit}),
            _column("ohne", _("Without (%(unit)s)") % {"unit": unit}),
            _column("unterschied", _("Difference")),
        ),
        tuple(rows),
    )


def _less(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def is_share(sheet: Sheet) -> bool:
    """Whether the figure is a part of a whole."""
    return sheet.kind is not None and sheet.kind.chance is Chance.BINOMIAL


def uses_residents(sheet: Sheet) -> bool:
    """Whether the figure's rate refers to the base of all reports."""
    return sheet.kind is not None and "residents" in sheet.kind.base

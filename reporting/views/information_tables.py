"""The tables of the family information system, as shown and as handed out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budgets.models import Indicator, IndicatorKind
from budgets.services.value_tables import Level
from reporting.information_words import plain, rounded, share, signed, signed_share
from reporting.rules.information import Change
from reporting.services.information import Comparison, Head, Line, Reading
from sro.ui.tables import Column
from sro.ui.templatetags.ui import day as day_text
from sro.ui.templatetags.ui import number as number_text


@dataclass(frozen=True)
class ShownLine:
    """A row as the page shows it; a hint stands small below its figure."""

    key: str
    name: str
    value: str
    note: str
    standing: str
    earlier: str
    change: str
    change_hint: str


@dataclass(frozen=True)
class ShownTable:
    """The table of a day; empty heads mean that a column is not shown."""

    lines: list[ShownLine]
    total: ShownLine | None
    standing_head: str
    since_head: str
    columns: list[Column]
    export: list[list[Any]]


def indicator_table(reading: Reading) -> ShownTable:
    """Return what the page shows and what goes out of it: the same figures."""
    counts = reading.table.indicator.kind == IndicatorKind.COUNT
    standing_head = _standing_head(reading, counts=counts)
    since_head = day_text(reading.since) if reading.since else ""
    return ShownTable(
        [_shown(line, counts=counts) for line in reading.lines],
        _total(reading) if counts else None,
        standing_head,
        since_head,
        _columns(reading, standing_head, counts=counts),
        [_handed_out(line, reading, standing_head, counts=counts) for line in reading.lines],
    )


def _standing_head(reading: Reading, *, counts: bool) -> str:
    if not reading.compares:
        return ""
    if reading.table.level == Level.SOCIAL_SPACES:
        return _("Share of the district") if counts else _("Distance to the district’s value")
    return _("Share of %(area)s") % {"area": reading.whole_name}


def _shown(line: Line, *, counts: bool) -> ShownLine:
    standing = line.standing
    return ShownLine(
        line.area.key,
        line.area.name,
        number_text(line.value.value) if line.value else "",
        line.value.source if line.value else "",
        "–" if standing is None else share(standing.part) if counts else signed(standing.distance),
        number_text(line.earlier),
        *_change(line.change),
    )


def _change(change: Change | None) -> tuple[str, str]:
    if change is None:
        return "–", ""
    return signed(change.amount), signed_share(change.part) if change.part is not None else ""


def _total(reading: Reading) -> ShownLine:
    known = reading.total is not None
    earlier = dict(zip(reading.history.days, reading.whole, strict=True)).get(reading.since)
    return ShownLine(
        "",
        reading.whole_name,
        number_text(reading.total) if known else "",
        "",
        "",
        number_text(earlier),
        *_change(reading.total_change),
    )


def _columns(reading: Reading, standing_head: str, *, counts: bool) -> list[Column]:
    """The columns of the export; rows bring their values in this order."""
    columns = [
        Column("schluessel", _("Key"), ""),
        Column("gebiet", pgettext("place", "Area"), ""),
        Column("kennzahl", _("Indicator"), ""),
        Column("einheit", _("Unit"), ""),
        Column("stand", _("Reference date"), "", kind="date"),
        Column("wert", _("Value"), "", kind="number"),
    ]
    if standing_head:
        columns.append(
            Column("vergleich", standing_head, "", kind="percent" if counts else "number")
        )
    if reading.since:
        columns += [
            Column("seit", _("Earlier date"), "", kind="date"),
            Column("frueher", _("Earlier value"), "", kind="number"),
            Column("veraenderung", pgettext("difference", "Change"), "", kind="number"),
        ]
        if counts:
            columns.append(Column("anteil", _("Change (share)"), "", kind="percent"))
    return [
        *columns,
        Column("quelle", _("Source"), ""),
        Column("lizenz", _("Licence"), ""),
    ]


def _handed_out(line: Line, reading: Reading, standing_head: str, *, counts: bool) -> list[Any]:
    indicator = reading.table.indicator
    row: list[Any] = [
        line.area.key,
        line.area.name,
        indicator.name,
        indicator.unit,
        reading.table.day,
        plain(line.value.value) if line.value else None,
    ]
    if standing_head:
        row.append(_standing_figure(line, counts=counts))
    if reading.since:
        changed = line.change
        row += [reading.since, plain(line.earlier), plain(changed.amount) if changed else None]
        if counts:
            part = changed.part if changed else None
            row.append(None if part is None else rounded(part, 4))
    note = line.value.source if line.value else ""
    return [*row, note or indicator.source, _licence(indicator)]


def _standing_figure(line: Line, *, counts: bool) -> Any:
    if line.standing is None:
        return None
    if counts:
        return None if line.standing.part is None else rounded(line.standing.part, 4)
    return plain(line.standing.distance)


def _licence(indicator: Indicator) -> str:
    return indicator.licence or _("licence not stated")


def comparison_export(comparison: Comparison) -> tuple[list[Column], list[list[Any]]]:
    """Return columns and rows of a comparison; the last rows name sources and licences."""
    columns = [
        Column("schluessel", _("Key"), ""),
        Column("gebiet", pgettext("place", "Area"), ""),
        *(
            Column(f"wert-{number}", _column_head(head), "", kind="number")
            for number, head in enumerate(comparison.heads, 1)
        ),
    ]
    rows: list[list[Any]] = [
        [area.key, area.name, *(plain(value) for value in values)]
        for area, values in comparison.rows
    ]
    if any(total is not None for total in comparison.totals):
        rows.append(["", comparison.total_name, *(plain(total) for total in comparison.totals)])
    rows.append(["", _("Source"), *(head.indicator.source for head in comparison.heads)])
    rows.append(["", _("Licence"), *(_licence(head.indicator) for head in comparison.heads)])
    return columns, rows


def _column_head(head: Head) -> str:
    indicator = head.indicator
    return f"{indicator.name}, {day_text(head.day)} ({indicator.unit})"

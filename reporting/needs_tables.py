"""The needs report in words: the same tables and pictures for page, PDF and spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from budgets.pictures import area_features
from reporting.rules.needs import Span
from reporting.services.needs import Line, Needs
from reporting.suppression import HIDDEN, Shown
from sro.periods import Quarter
from sro.ui.charts import SUPPRESSED, Picture, Table, Value, bar_chart, choropleth
from sro.ui.papers import office_letterhead
from sro.ui.pdf import heading, note, paragraph, picture, render_report, table
from sro.ui.quarters import quarter_name
from sro.ui.tables import Column
from sro.ui.templatetags.charts import translated_words
from sro.ui.templatetags.ui import number


def span_in_words(span: Span) -> str:
    """Return a year or a quarter as people say it."""
    if span.quarter is None:
        return str(span.year)
    return quarter_name(Quarter(span.year, span.quarter))


def area_in_words(needs: Needs) -> str:
    """Return the area the report is about."""
    return needs.district.name if needs.district else _("all districts")


def kind_in_words(needs: Needs) -> str:
    """Return the kind of offer the areas are compared by."""
    return needs.kind.name if needs.kind else _("all kinds")


def _shown(value: Shown | None) -> str:
    return "–" if value is None or value is HIDDEN else number(value)


def _signed(value: Shown) -> str:
    return f"+{value}" if value is not HIDDEN and value > 0 else _shown(value).replace("-", "−")


def _cells(line: Line, name: str) -> tuple[str, ...]:
    return (name, _shown(line.now), _shown(line.before), _signed(line.change), _shown(line.offers))


def _columns(needs: Needs, first: str) -> tuple[str, ...]:
    now, before = span_in_words(needs.span), span_in_words(needs.span.before)
    return (
        first,
        _("Families, %(span)s") % {"span": now},
        _("Families, %(span)s") % {"span": before},
        pgettext("difference", "Change"),
        _("Offers there are"),
    )


def kinds_table(needs: Needs) -> Table:
    """What is missed, by kind. No sum: a family may miss several kinds."""
    rows = tuple(_cells(line, line.label or _("not stated")) for line in needs.by_kind)
    return Table(_columns(needs, _("What is missed")), rows, frozenset(range(1, 5)))


def areas_table(needs: Needs) -> Table:
    """Where it is missed."""
    rows = tuple(_cells(line, line.label or _("no social space known")) for line in needs.by_area)
    first = _("Social space") if needs.district else _("District")
    total = _cells(needs.total, _("Total"))
    return Table(_columns(needs, first), rows, frozenset(range(1, 5)), total)


def _value(value: Shown) -> Value:
    return SUPPRESSED if value is HIDDEN else value


def kinds_picture(needs: Needs) -> Picture | None:
    """Bars of the families by kind; None where there is no number to draw."""
    lines = sorted(needs.by_kind, key=lambda line: -_size(line.now))
    if not any(_size(line.now) for line in lines):
        return None
    return bar_chart(
        [(line.label or _("not stated"), _value(line.now)) for line in lines],
        title=_("What families miss, %(area)s, %(span)s")
        % {"area": area_in_words(needs), "span": span_in_words(needs.span)},
        description=_("Bars of the families that miss an offer, by its kind."),
        columns=(_("What is missed"), _("Families")),
        source=_("Agreed support plans"),
        words=translated_words(),
    )


def _size(value: Shown) -> int:
    return 0 if value is HIDDEN else value


def areas_picture(needs: Needs) -> Picture | None:
    """Map of the families by area; None without a number to draw, or a boundary."""
    if not any(_size(line.now) for line in needs.by_area):
        return None
    areas, source = area_features(needs.areas)
    if not areas["features"]:
        return None
    first = _("Social space") if needs.district else _("District")
    return choropleth(
        areas,
        {line.key: _value(line.now) for line in needs.by_area if line.key},
        title=_("Where families miss offers (%(kind)s), %(span)s")
        % {"kind": kind_in_words(needs), "span": span_in_words(needs.span)},
        description=_("Map of the areas; the more families miss an offer, the darker."),
        columns=(first, _("Families")),
        names={area.key: area.name for area in needs.areas},
        source=source,
        words=translated_words(),
    )


def definitions() -> list[str]:
    """Return what is counted and what is not."""
    return [
        _(
            "Counted are families whose agreed plan names an offer as missing, each once for the"
            " span and kind, in the area where the family lives today. Drafts do not count."
        ),
        _(
            "The kind is the one chosen in the plan, otherwise that of the offer named. Answers in"
            " words only stand under “not stated”. A family may miss several kinds; the kinds"
            " therefore do not add up."
        ),
        _(
            "One or two families are shown as “–”, and others too where they would give them away."
            " A zero says that nobody named it, not that nothing is missing."
        ),
        _(
            "Offers there are: offers of the registry of today, of institutions of the same kind."
            " How many places they have is not counted."
        ),
    ]


def paper(needs: Needs, now: datetime) -> bytes:
    """Return the report as a tagged PDF; `now` is a local time."""
    bars, chart_map = kinds_picture(needs), areas_picture(needs)
    blocks = [
        *(paragraph(text) for text in definitions()),
        heading(_("What is missed")),
        table(kinds_table(needs)) if needs.by_kind else note(_("No plan names anything.")),
        *([picture(bars)] if bars and bars.svg else []),
        heading(_("Where it is missed: %(kind)s") % {"kind": kind_in_words(needs)}),
        table(areas_table(needs)),
        *([picture(chart_map)] if chart_map and chart_map.svg else []),
    ]
    return render_report(
        _("Needs: %(area)s, %(span)s")
        % {"area": area_in_words(needs), "span": span_in_words(needs.span)},
        blocks,
        letterhead=office_letterhead(),
        source=_("Agreed support plans; registry of offers"),
        now=now,
        lang=get_language() or "de",
    )


def sheet(needs: Needs) -> tuple[Sequence[Column], Iterator[list[object]]]:
    """Return columns and rows of the same tables below each other, for spreadsheets."""
    heads = _columns(needs, "")
    columns = [
        Column("gebiet", _("Area"), ""),
        Column("art", _("What is missed"), ""),
        *(
            Column(name, label, "", kind="number")
            for name, label in zip(("jetzt", "zuvor", "mehr", "angebote"), heads[1:], strict=True)
        ),
    ]
    return columns, _rows(needs)


def _rows(needs: Needs) -> Iterator[list[object]]:
    area, kind = area_in_words(needs), kind_in_words(needs)
    for line in needs.by_kind:
        yield [area, line.label or _("not stated"), *_values(line)]
    for line in needs.by_area:
        yield [line.label or _("no social space known"), kind, *_values(line)]
    yield [area, kind, *_values(needs.total)]


def _values(line: Line) -> list[object]:
    shown = (line.now, line.before, line.change, line.offers)
    return [str(value) if value is HIDDEN else value for value in shown]

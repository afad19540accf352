"""What the reports say of a place, as tables for its page and its printed profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.models import NetworkMember
from networks.places import Place
from reporting.figures import Unit
from reporting.models import DistrictReport
from reporting.needs_tables import area_in_words, kinds_table, span_in_words
from reporting.rules.document import FigureIn
from reporting.rules.needs import Span
from reporting.services.engaged import engaged_in
from reporting.services.lived_spaces import lived_spaces
from reporting.services.needs import needs_of
from reporting.services.place_figures import indicators_of, report_figures
from reporting.suppression import HIDDEN, Shown
from reporting.wording import value
from sro import access
from sro.ui.charts import Table
from sro.ui.quarters import quarter_name
from sro.ui.templatetags.ui import day, number


@dataclass(frozen=True)
class Part:
    """A table with what has to be said about it, and where one can go on."""

    table: Table
    caption: str
    notes: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = field(default=())


Reading = Callable[[Place], list[Part]]


def _shown(count: Shown) -> str:
    return "–" if count is HIDDEN else number(count)


def engaged(place: Place) -> list[Part]:
    """Residents and volunteers in the networks of the place."""
    found = engaged_in(actor=place.user, area=place.area, today=place.today)
    row = (_shown(found.residents), _shown(found.volunteers), _shown(found.together))
    heads = (_("Residents"), _("Volunteers"), _("Together"))
    return [
        Part(
            Table(heads, (row,), frozenset({0, 1, 2})),
            _("Engaged citizens"),
            (
                _(
                    "Members of the networks of this place today. Who works in two counts twice;"
                    " one or two people are shown as “–”."
                ),
            ),
        )
    ]


def families_needs(place: Place) -> list[Part]:
    """What families miss: of a district by kind, of a social space all together."""
    span = Span(place.today.year)
    district = place.district
    found = needs_of(actor=place.user, span=span, today=place.today, district=district)
    link = f"{reverse('reporting:needs')}?bezirk={district.key}"
    links = ((_("To the needs report"), link),)
    if place.is_district:
        table = kinds_table(found)
    else:
        lines = [line for line in found.by_area if line.key == place.area.key]
        rows = tuple((place.area.name, _shown(line.now), _shown(line.before)) for line in lines)
        heads = (
            _("Social space"),
            _("Families, %(span)s") % {"span": span_in_words(span)},
            _("Families, %(span)s") % {"span": span_in_words(span.before)},
        )
        table = Table(heads, rows, frozenset({1, 2}))
    notes = [_("Families whose agreed plan names an offer as missing. Small counts stand as “–”.")]
    if not table.rows:
        notes = [_("No plan agreed in this span names an offer as missing.")]
    caption = _("What families miss, %(area)s, %(span)s") % {
        "area": area_in_words(found) if place.is_district else place.area.name,
        "span": span_in_words(span),
    }
    return [Part(table, caption, tuple(notes), links)]


def lived(place: Place) -> list[Part]:
    """Families that drew something of the place, or of another one."""
    found = lived_spaces(actor=place.user, area=place.area)
    heads = (
        _("Social space"),
        _("Families that drew something here"),
        _("of them living here"),
        _("of them living elsewhere"),
        _("Families from here that drew something elsewhere"),
    )
    rows = tuple(
        (
            each.space.name,
            _shown(each.drawn),
            _shown(each.own),
            _shown(each.others),
            _shown(each.away),
        )
        for each in found
    )
    table = Table(heads, rows, frozenset({1, 2, 3, 4}))
    if not place.is_district:
        # One social space reads better downwards, beside the other readings.
        down = tuple(zip(heads[1:], rows[0][1:], strict=True))
        table = Table((_("What is counted"), _("Families")), down, frozenset({1}))
    return [
        Part(
            table,
            _("What families drew on their resource maps"),
            (
                _(
                    "Families with an open case whose latest map names an institution or offer of"
                    " the registry; each counts once for every social space. Small counts, and"
                    " those that would give them away, stand as “–”. There is no sum: a family may"
                    " draw several places."
                ),
            ),
        )
    ]


def figures(place: Place) -> list[Part]:
    """Figures of the last report, and the latest indicators."""
    return [*_of_report(place), *_indicators(place)]


def _of_report(place: Place) -> list[Part]:
    found = report_figures(actor=place.user, area=place.area)
    if found is None:
        return []
    quarter = found.report.span
    rows = tuple(
        (
            figure.title,
            value(values[0], figure.unit),
            value(values[1], figure.unit),
            _base(figure, found.document.base),
        )
        for figure, values in found.lines
    )
    heads = (
        _("Figure"),
        quarter_name(quarter),
        quarter_name(quarter.previous),
        _("of"),
    )
    source = _("Report of %(district)s (%(state)s), counted on %(day)s") % {
        "district": found.report.district.name,
        "state": found.report.get_state_display(),
        "day": day(found.report.calculated_at),
    }
    report = found.report
    link = reverse(
        "reporting:report", args=[report.year, report.quarter, report.district.key, report.number]
    )
    return [
        Part(
            Table(heads, rows, frozenset({1, 2})),
            _("From the last quarterly report"),
            (source,),
            ((_("To the report"), link),),
        )
    ]


def _base(figure: FigureIn, base: str) -> str:
    named = base if figure.unit == Unit.PER_THOUSAND else ""
    return ", ".join(filter(None, [figure.of, named])) or "–"


def _indicators(place: Place) -> list[Part]:
    found = indicators_of(actor=place.user, area=place.area)
    if not found:
        return []
    rows = tuple(
        (
            each.indicator.name,
            f"{number(each.value)} {each.indicator.unit}",
            day(each.reference_date),
            each.source or each.indicator.source,
        )
        for each in found
    )
    heads = (_("Indicator"), _("Value"), _("As of"), _("Source"))
    link = reverse("reporting:information")
    return [
        Part(
            Table(heads, rows, frozenset({1})),
            _("Indicators"),
            (_("The latest value of each."),),
            ((_("To the family information"), link),),
        )
    ]


def may_read_needs(place: Place) -> bool:
    """Whether the person may read what families of the place need."""
    return access.can(place.user, "read_needs", place.district)


def may_read_engaged(place: Place) -> bool:
    """Whether the person may read how many citizens are engaged; providers know their own."""
    return access.can(place.user, "count", NetworkMember)


def may_read_figures(place: Place) -> bool:
    """Whether the person may read figures of places."""
    return access.can(place.user, "view", DistrictReport)


#: What the address asks for → who may read it, and what it says.
READINGS: dict[str, tuple[Callable[[Place], bool], Reading]] = {
    "engagierte": (may_read_engaged, engaged),
    "bedarf-der-familien": (may_read_needs, families_needs),
    "gelebter-raum": (may_read_needs, lived),
    "kennzahlen": (may_read_figures, figures),
}

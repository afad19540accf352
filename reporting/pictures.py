"""The pictures of a report: one specification each for page, print and paper."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from networks.models import Boundary, SocialSpace
from reporting.models import DistrictReport
from reporting.rules.document import Document, FigureIn, number_of
from reporting.services.figures import compared
from reporting.suppression import DASH
from reporting.wording import counted_at, for_chart, format_of, unit_name, value
from sro.periods import Quarter
from sro.ui.charts import Picture, choropleth, grouped_bar_chart
from sro.ui.quarters import short_quarter
from sro.ui.templatetags.charts import translated_words
from sro.ui.templatetags.ui import day

#: More bars than this are no picture any more; the table says it better.
MOST_BARS = 30


def overview(document: Document) -> dict[str, Picture]:
    """Return a picture for each section that has one, by the section's code."""
    found = {}
    for section in document.sections:
        for figure in section.figures:
            picture = course(document, figure)
            if picture is not None:
                found[section.code] = picture
                break
    return found


def course(document: Document, figure: FigureIn) -> Picture | None:
    """Bars of the district by the parts of its first split, for the three quarters compared."""
    if not figure.splits:
        return None
    split = figure.splits[0]
    if not any(number_of(value) for part in split.parts for value in part.district):
        return None
    labels = [short_quarter(each) for each in compared(_quarter(document))]
    order = (2, 1, 0)
    return grouped_bar_chart(
        [
            (part.title, [for_chart(part.district[at], figure.unit) for at in order])
            for part in split.parts
        ],
        series=[labels[at] for at in order],
        title=_message(document, figure),
        description=_("Three bars for each part: a year before, the quarter before, now."),
        column=split.title,
        number=format_of(figure.unit, _texts(figure)),
        source=_source(document, figure),
        words=translated_words(),
    )


def of_figure(document: Document, figure: FigureIn, report: DistrictReport) -> list[Picture]:
    """Return bars of the social spaces, and a map of them, as far as there is something to draw."""
    spaces = [line for line in figure.spaces if line.level == "space"]
    found = []
    if 0 < len(spaces) <= MOST_BARS and any(number_of(line.values[0]) for line in spaces):
        labels = [short_quarter(each) for each in compared(_quarter(document))]
        found.append(
            grouped_bar_chart(
                [
                    (line.name, [for_chart(line.values[at], figure.unit) for at in (1, 0)])
                    for line in spaces
                ],
                series=[labels[1], labels[0]],
                title=_message(document, figure),
                description=_("Two bars for each social space: the quarter before, and now."),
                column=pgettext("place", "Area"),
                number=format_of(figure.unit, _texts(figure)),
                source=_source(document, figure),
                words=translated_words(),
            )
        )
    drawn = _map(document, figure, report)
    return [*found, drawn] if drawn else found


def _map(document: Document, figure: FigureIn, report: DistrictReport) -> Picture | None:
    shown = [line for line in figure.spaces if line.level == "space"]
    if not any(number_of(line.values[0]) is not None for line in shown):
        return None
    last_day = report.span.last_day
    # Those of the quarter's last day: where one area follows another, one of them is drawn.
    spaces = SocialSpace.objects.valid_on(last_day).filter(district=report.district)
    drawn = {
        pk: line
        for pk, key in spaces.values_list("pk", "key")
        if (line := figure.line_of("space", pk, key))
    }
    places = {id(line): f"area-{pk}" for pk, line in drawn.items()}
    lines = {places.get(id(line), f"line-{at}"): line for at, line in enumerate(shown)}
    boundaries = {
        each.social_space_id: each
        for each in Boundary.objects.filter(social_space_id__in=drawn).order_by("valid_from")
        if each.valid_from <= last_day
    } or {
        each.social_space_id: each
        for each in Boundary.objects.filter(social_space_id__in=drawn).order_by("-valid_from")
    }
    if not boundaries:
        return None
    sources = sorted({each.source for each in boundaries.values() if each.source})
    return choropleth(
        [
            {
                "type": "Feature",
                "properties": {"key": places[id(drawn[pk])], "name": drawn[pk].name},
                "geometry": each.geometry,
            }
            for pk, each in boundaries.items()
        ],
        {key: for_chart(line.values[0], figure.unit) for key, line in lines.items()},
        title=_("Map: %(figure)s, %(quarter)s")
        % {"figure": figure.title, "quarter": short_quarter(_quarter(document))},
        description=_("Map of the social spaces, darker where the value is higher."),
        columns=(pgettext("place", "Area"), unit_name(figure.unit, figure.of)),
        number=format_of(figure.unit, _texts(figure)),
        names={key: line.name for key, line in lines.items()},
        source="; ".join([_source(document, figure), *sources]),
        words=translated_words(),
    )


def _texts(figure: FigureIn) -> list[str | None]:
    return [text for line in figure.lines for text in line.values]


def _message(document: Document, figure: FigureIn) -> str:
    """What the picture says: the district's value, beside that of the quarter before."""
    line = figure.at("district")
    values = line.values if line else (None, None, None)
    if values[0] in (None, DASH) or values[1] in (None, DASH):
        return _("%(figure)s in %(district)s") % {
            "figure": figure.title,
            "district": document.district,
        }
    return _("%(figure)s in %(district)s: %(now)s, after %(before)s in the quarter before") % {
        "figure": figure.title,
        "district": document.district,
        "now": value(values[0], figure.unit),
        "before": value(values[1], figure.unit),
    }


def _source(document: Document, figure: FigureIn) -> str:
    return _("%(source)s; counted on %(day)s") % {
        "source": figure.source,
        "day": day(counted_at(document).date()),
    }


def _quarter(document: Document) -> Quarter:
    return Quarter(document.year, document.quarter)

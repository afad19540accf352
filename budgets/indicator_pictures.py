"""The pictures of an indicator: bars and map of one day, lines over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budgets.models import Indicator
from budgets.services.value_tables import Course, History, Level, ValueTable
from networks.models import Boundary
from sro.ui.charts import NumberFormat, Picture, bar_chart, choropleth, line_chart
from sro.ui.charts.numbers import LARGE_GERMAN, decimals_of
from sro.ui.templatetags.charts import translated_words
from sro.ui.templatetags.ui import day as day_text
from sro.ui.templatetags.ui import number as number_text

# More bars than this are no picture any more; the table and the map say it better.
MOST_BARS = 30
# So many lines stand out; the others stay grey.
LOUD = 4
# Figures of the office have hardly more; the table has them all.
MOST_DECIMALS = 2


def value_bars(table: ValueTable) -> Picture | None:
    """Bars of all areas, largest first, missing ones last; None for too many or none at all."""
    known = [row for row in table.rows if row.value]
    if not known or len(table.rows) > MOST_BARS:
        return None
    rows = sorted(table.rows, key=lambda row: -row.value.value if row.value else Decimal(1))
    highest = rows[0]
    return bar_chart(
        [(row.area.name, row.value.value if row.value else None) for row in rows],
        title=_("%(area)s has the highest value: %(value)s %(unit)s")
        % {
            "area": highest.area.name,
            "value": number_text(highest.value.value),
            "unit": table.indicator.unit,
        },
        description=_("One bar for the value of each area, largest first."),
        columns=(pgettext("place", "Area"), _column(table.indicator)),
        number=number_format(row.value.value for row in known),
        total=table.total,
        source=source_line(table.indicator, table.day),
        words=translated_words(),
    )


def value_map(table: ValueTable, breaks: Sequence[Fraction] | None = None) -> Picture | None:
    """A map of the areas by value; None without boundaries or values.

    `breaks` cut the classes; maps of several days are compared with the same ones.
    """
    boundaries = _boundaries(table)
    known = [row.value.value for row in table.rows if row.value]
    if not boundaries or not known:
        return None
    names = {str(row.area.pk): row.area.name for row in table.rows}
    return choropleth(
        [
            {
                "type": "Feature",
                "properties": {"key": str(pk), "name": names[str(pk)]},
                "geometry": boundary.geometry,
            }
            for pk, boundary in boundaries.items()
        ],
        {str(row.area.pk): row.value.value if row.value else None for row in table.rows},
        title=_("Map: %(indicator)s as of %(day)s")
        % {"indicator": table.indicator.name, "day": day_text(table.day)},
        description=_("Map of the areas, darker where the value is higher."),
        columns=(pgettext("place", "Area"), _column(table.indicator)),
        number=number_format(known),
        breaks=breaks,
        names=names,
        source="; ".join(
            [source_line(table.indicator, table.day), _boundary_sources(boundaries.values())]
        ),
        words=translated_words(),
    )


def course_lines(indicator: Indicator, history: History) -> Picture | None:
    """Lines over time; those that changed most stand out. None with fewer than two days."""
    if len(history.days) < 2 or not history.courses:
        return None
    ranked = _by_change(history)
    loud = {_series(course) for course in (ranked or history.courses)[:LOUD]}
    values = [value for course in history.courses for value in course.values if value is not None]
    return line_chart(
        [day_text(day) for day in history.days],
        [(_series(course), course.values) for course in history.courses],
        title=course_title(history),
        description=_(
            "One line for each area over the days with values; the areas that changed most "
            "stand out."
        ),
        column=pgettext("place", "Area"),
        number=number_format(values),
        muted=[_series(course) for course in history.courses if _series(course) not in loud],
        source=source_line(indicator),
        words=translated_words(),
    )


def source_line(indicator: Indicator, day: date | None = None) -> str:
    """Return source, licence and day as they stand under a picture."""
    parts = [indicator.source, indicator.licence or _("licence not stated")]
    if day is not None:
        parts.append(_("as of %(day)s") % {"day": day_text(day)})
    return ", ".join(parts)


def course_title(history: History) -> str:
    """Say which area changed most over the days of the history."""
    ranked, days = _by_change(history), history.days
    period = {"first": day_text(days[0]), "last": day_text(days[-1])}
    if not ranked:
        return _("Values from %(first)s to %(last)s") % period
    most = ranked[0]
    per_cent = most.change * 100
    rounded = number_text(Decimal(per_cent.numerator) / Decimal(per_cent.denominator), 1)
    sign = "+" if most.change > 0 else ""
    return _("%(area)s changed most from %(first)s to %(last)s: %(change)s per cent") % {
        **period,
        "area": most.area.name,
        "change": f"{sign}{rounded}".replace("-", "−"),
    }


def _by_change(history: History) -> list[Course]:
    known = (course for course in history.courses if course.change is not None)
    return sorted(known, key=lambda course: -abs(course.change))


def _series(course: Course) -> str:
    # Two quarters of different districts may bear the same name; a line needs its own.
    return f"{course.area.name} ({course.area.key})"


def _column(indicator: Indicator) -> str:
    return _("Value (%(unit)s)") % {"unit": indicator.unit}


def number_format(values: Iterable[Decimal]) -> NumberFormat:
    """Return how the values are written: with as many decimals as they need, two at most."""
    needed = max((decimals_of(Fraction(value)) for value in values), default=0)
    return NumberFormat(decimals=min(needed, MOST_DECIMALS), large=LARGE_GERMAN[:1])


def _boundaries(table: ValueTable) -> dict[int, Boundary]:
    """Return the boundary of each area: that of the day, or else the latest known."""
    name = "district_id" if table.level == Level.DISTRICTS else "social_space_id"
    areas = [row.area.pk for row in table.rows]
    found = sorted(
        Boundary.objects.filter(**{f"{name}__in": areas}),
        key=lambda each: (_holds(each, table.day), each.valid_from),
    )
    return {getattr(each, name): each for each in found}


def _boundary_sources(boundaries: Iterable[Boundary]) -> str:
    """Return where the boundaries come from, each source once."""
    named = {
        f"{each.source}, {each.licence}" if each.licence else each.source: None
        for each in boundaries
    }
    return _("boundaries: %(sources)s") % {"sources": "; ".join(named)}


def _holds(boundary: Boundary, day: date) -> bool:
    until = boundary.valid_until
    return boundary.valid_from <= day and (until is None or day < until)

"""The pictures of the family information system: a day as bars and map, the time in small fields.

Bars and map are those of the indicator's own page; here the map keeps its classes over all days.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from budgets.indicator_pictures import (
    course_lines,
    course_title,
    number_format,
    source_line,
    value_bars,
    value_map,
)
from reporting.information_words import signed_share
from reporting.rules.information import change
from reporting.services.information import Reading
from sro.ui.charts import Picture, line_chart, small_multiples
from sro.ui.charts.multiples import MOST_FIELDS
from sro.ui.charts.scales import sequential_classes
from sro.ui.templatetags.charts import translated_words
from sro.ui.templatetags.ui import day as day_text


def pictures_of(reading: Reading, *, by_area: bool) -> dict[str, Any]:
    """Return the pictures by the name under which the page shows them; None where there is none.

    Without `by_area` there are too many areas for fields of their own.
    """
    indicator = reading.table.indicator
    return {
        "map": value_map(reading.table, _breaks(reading)),
        "bars": value_bars(reading.table),
        "multiples": _multiples(reading) if by_area else None,
        "whole_line": _whole_line(reading),
        "source_line": source_line(indicator, reading.table.day),
    }


def _breaks(reading: Reading) -> list[Fraction] | None:
    """The classes of the map: the same for all days, so that a change of colour is a change."""
    values = [
        Fraction(value)
        for course in reading.history.courses
        for value in course.values
        if value is not None
    ]
    return list(sequential_classes(values).breaks) or None


def _multiples(reading: Reading) -> Picture | None:
    """One field for each area; lines in one picture where there are too many; None for one day."""
    history, indicator = reading.history, reading.table.indicator
    if len(history.days) < 2 or not history.courses:
        return None
    if len(history.courses) > MOST_FIELDS:
        return course_lines(indicator, history)
    names = [course.area.name for course in history.courses]
    values = [value for course in history.courses for value in course.values if value is not None]
    return small_multiples(
        [day_text(day) for day in history.days],
        [
            # Two areas may bear the same name; a field needs its own.
            (name if names.count(name) == 1 else f"{name} ({course.area.key})", course.values)
            for name, course in zip(names, history.courses, strict=True)
        ],
        title=course_title(history),
        description=_(
            "One small picture for each area, all with the same scale, over the days with values."
        ),
        column=pgettext("place", "Area"),
        number=number_format(values),
        total=(reading.whole_name, reading.whole) if reading.whole else None,
        source=source_line(indicator),
        words=translated_words(),
    )


def _whole_line(reading: Reading) -> Picture | None:
    """The course of the sum of all areas; None for what does not add up or has one day only."""
    known = [value for value in reading.whole if value is not None]
    if len(known) < 2 or not reading.whole_name:
        return None
    days, name = reading.history.days, reading.whole_name
    ends = [day for day, value in zip(days, reading.whole, strict=True) if value is not None]
    changed = change(known[0], known[-1], adds_up=True)
    words = {"area": name, "first": day_text(ends[0]), "last": day_text(ends[-1])}
    if changed is not None and changed.part is not None:
        share = signed_share(changed.part)
        title = _("%(area)s from %(first)s to %(last)s: %(change)s") % {**words, "change": share}
    else:
        title = _("%(area)s from %(first)s to %(last)s") % words
    return line_chart(
        [day_text(day) for day in days],
        [(name, reading.whole)],
        title=title,
        description=_("One line: the sum of all areas over the days with values."),
        column=pgettext("place", "Area"),
        number=number_format(known),
        source=source_line(reading.table.indicator),
        words=translated_words(),
    )

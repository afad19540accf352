"""Pictures of comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from networks.models import District, SocialSpace
from reporting.comparison.tables import Funnel, beside_of, funnel_table
from reporting.comparison.words import base_name, drawn, format_of, rate_format, rate_unit, unit_of
from reporting.evaluation.funnel import Limits, Place, limits
from reporting.services.comparing import Sheet, place_of
from reporting.services.evaluating import Evaluation
from sro.periods import Quarter
from sro.ui.charts import (
    FunnelLimit,
    FunnelPoint,
    Picture,
    Table,
    Value,
    funnel_chart,
    line_chart,
)
from sro.ui.quarters import short_quarter
from sro.ui.templatetags.charts import translated_words

_CURVE = 120
"""At how many sizes the limits are drawn."""
_GROUP = {Place.INSIDE: 0, Place.ABOVE: 1, Place.BELOW: 1, Place.FAR_ABOVE: 2, Place.FAR_BELOW: 2}


def course_lines(
    sheet: Sheet, area: District | SocialSpace, quarters: Sequence[Quarter]
) -> Picture:
    """The area, its district and the city over time; where nothing can be shown is a gap."""
    lines = [(area.name, place_of(area)), *beside_of(sheet, area)]
    title = _("%(figure)s in %(area)s") % {"figure": _(sheet.figure.title), "area": area.name}
    return line_chart(
        [short_quarter(quarter) for quarter in quarters],
        [
            (name, [drawn(sheet.value(quarter, place)) for quarter in quarters])
            for name, place in lines
        ],
        title=f"{title} ({unit_of(sheet.figure, sheet.base)})",
        description=_(
            "One line for each of the areas over the quarters. A gap means that the number is too"
            " small to be shown, or not known."
        ),
        column=pgettext("place", "Area"),
        number=format_of(sheet.figure),
        source=_(sheet.figure.source),
        words=translated_words(),
    )


def funnel_picture(sheet: Sheet, funnel: Funnel, quarter: Quarter) -> Picture | None:
    """Each area's rate over its size; None where there is nothing to draw."""
    kind = sheet.kind
    if kind is None or funnel.city is None or not funnel.rows:
        return None
    sizes = _sizes(funnel)
    curves = [limits(float(funnel.city), float(size), kind.chance) for size in sizes]
    outside = sum(row.place is not Place.INSIDE for row in funnel.rows)

    def curve(name: str, which: str, dash: int) -> FunnelLimit:
        points = tuple(
            (size, _bound(each, which) * kind.per) for size, each in zip(sizes, curves, strict=True)
        )
        return FunnelLimit(name, points, dash)

    middle = funnel.city * kind.per
    table = funnel_table(sheet, funnel)
    return funnel_chart(
        [
            FunnelPoint(row.area.name, row.base, row.rate * kind.per, _GROUP[row.place])
            for row in funnel.rows
        ],
        [
            FunnelLimit(_("City"), tuple((size, middle) for size in sizes), 0),
            curve(_("95 %"), "low", 1),
            curve(_("95 %"), "high", 1),
            curve(_("99.8 %"), "low_alarm", 2),
            curve(_("99.8 %"), "high_alarm", 2),
        ],
        groups=(
            _("inside the limits"),
            _("outside the 95 % limits"),
            _("outside the 99.8 % limits"),
        ),
        axes=(
            base_name(sheet.figure, kind, sheet.base),
            rate_unit(sheet.figure, kind, sheet.base),
        ),
        title=_("%(figure)s, %(quarter)s/%(year)s: %(outside)s of %(number)s areas outside")
        % {
            "figure": _(sheet.figure.title),
            "quarter": quarter.number,
            "year": quarter.year,
            "outside": outside,
            "number": len(funnel.rows),
        },
        description=_(
            "Each area is a mark: to the right lie the large ones, above those with a high rate."
            " The limits around the rate of the city are wide for small areas and narrow for large"
            " ones."
        ),
        table=Table(
            tuple(str(column.label) for column in table.columns),
            tuple(tuple(cell.text for cell in row) for row in table.rows),
            frozenset(n for n, column in enumerate(table.columns) if column.numeric),
        ),
        number=rate_format(kind),
        source=_(sheet.figure.source),
    )


def _bound(found: Limits, which: str) -> Fraction:
    return Fraction(getattr(found, which))


def _sizes(funnel: Funnel) -> list[int]:
    """Return the sizes at which limits are drawn: closer together where they bend."""
    smallest = max(1, int(min(row.base for row in funnel.rows) * 9 / 10))
    largest = int(max(row.base for row in funnel.rows) * 21 / 20) + 1
    step = (largest / smallest) ** (1 / _CURVE)
    return sorted({round(smallest * step**n) for n in range(_CURVE)} | {largest})


def evaluation_lines(found: Evaluation) -> Picture | None:
    """The group and the comparison over time; None where no area can be shown."""
    sheet, with_work, without = found.sheet, found.with_work, found.without
    kind = sheet.kind
    if kind is None or with_work is None or without is None:
        return None
    if not with_work.shown or not without.shown:
        return None
    lines: list[tuple[str, Sequence[Value]]] = [
        (_("with networked work"), with_work.rates),
        (_("without"), without.rates),
    ]
    return line_chart(
        [short_quarter(quarter) for quarter in sheet.quarters],
        lines,
        title=_("%(figure)s: with and without networked work") % {"figure": _(sheet.figure.title)}
        + f" ({rate_unit(sheet.figure, kind, sheet.base)})",
        description=_(
            "Two lines over the quarters: the areas of the group together, and the areas that"
            " never had networked work."
        ),
        column=_("Areas"),
        number=rate_format(kind),
        source=_(sheet.figure.source),
        words=translated_words(),
    )

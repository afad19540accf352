"""The pictures of an allocation: bars, map, differences, transition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from budgets.models import TransitionPath
from budgets.services.results import Line, Result
from budgets.services.scenarios import Comparison
from budgets.services.transition import StepPreview
from networks.models import Boundary, District
from sro.money import cents_from_decimal
from sro.ui.charts import (
    MONEY,
    PERCENT,
    Picture,
    bar_chart,
    choropleth,
    difference_chart,
    grouped_bar_chart,
    line_chart,
)
from sro.ui.templatetags.charts import translated_words
from sro.ui.templatetags.ui import percent


def amounts(result: Result) -> Picture:
    """Bars of the amounts, beside the previous outflow where the run used it."""
    lines = sorted(result.lines, key=lambda line: -line.amount)
    most = lines[0]
    title = _("%(district)s receives the most: %(share)s of the fund") % {
        "district": most.district.name,
        "share": percent(most.share, 1),
    }
    source = _("Allocation “%(run)s”, calculated by formula %(formula)s") % {
        "run": result.run.name,
        "formula": result.run.formula_version,
    }
    if result.previous_total is None:
        return bar_chart(
            [(line.district.name, cents_from_decimal(line.amount)) for line in lines],
            title=title,
            description=_("One bar for the amount of each district, largest first."),
            columns=(_("District"), _("Allocation")),
            number=MONEY,
            total=cents_from_decimal(result.total),
            source=source,
            words=translated_words(),
        )
    return grouped_bar_chart(
        [(line.district.name, _both(line)) for line in lines],
        series=[
            _("Allocation %(year)s") % {"year": result.run.fund.budget_year.year},
            _("Spending %(year)s") % {"year": result.run.outflow_year},
        ],
        title=title,
        description=_(
            "Two bars for each district: the amount allocated and the spending it is compared "
            "with; the district with the largest amount first."
        ),
        column=_("District"),
        number=MONEY,
        totals=[cents_from_decimal(result.total), cents_from_decimal(result.previous_total)],
        source=source,
        words=translated_words(),
    )


def _both(line: Line) -> list[int | None]:
    previous = line.previous
    return [
        cents_from_decimal(line.amount),
        None if previous is None else cents_from_decimal(previous),
    ]


def share_map(result: Result) -> Picture | None:
    """A map of each district's part of the fund; None while no boundary is known."""
    areas, source = district_features(line.district for line in result.lines)
    if not areas["features"]:
        return None
    return choropleth(
        areas,
        {line.district.key: line.share * 100 for line in result.lines},
        title=_("Where the money goes: part of the fund by district"),
        description=_("Map of the districts, darker where the part of the fund is larger."),
        columns=(_("District"), _("Part of the fund")),
        number=PERCENT,
        names={line.district.key: line.district.name for line in result.lines},
        source=source,
        words=translated_words(),
    )


def differences(comparison: Comparison, column: int) -> Picture:
    """Who gets more and who less in one scenario than in the basis."""
    run = comparison.runs[column]
    winners, losers = len(comparison.winners(column)), len(comparison.losers(column))
    return difference_chart(
        [
            (comparison.districts[row.unit].name, row.cells[column].difference)
            for row in sorted(comparison.rows, key=lambda row: -(row.cells[column].difference or 0))
        ],
        title=_("“%(run)s”: %(winners)s districts get more, %(losers)s less than in “%(basis)s”")
        % {
            "run": run.name,
            "winners": winners,
            "losers": losers,
            "basis": comparison.baseline.name,
        },
        description=_("One bar for the difference of each district, gains first."),
        columns=(_("District"), _("Difference")),
        words=translated_words(),
    )


def difference_map(comparison: Comparison, column: int) -> Picture | None:
    """The same differences on the map, in per cent of the basis; None without boundaries."""
    run = comparison.runs[column]
    areas, source = district_features(comparison.districts.values())
    if not areas["features"]:
        return None
    return choropleth(
        areas,
        {row.unit: row.cells[column].percent for row in comparison.rows},
        title=_("Where “%(run)s” gives more or less, in per cent") % {"run": run.name},
        description=_("Map of the districts: one colour for more, the other, hatched, for less."),
        columns=(_("District"), _("Difference in per cent")),
        number=PERCENT,
        scale="diverging",
        names={key: district.name for key, district in comparison.districts.items()},
        source=source,
        words=translated_words(),
    )


def transition(
    path: TransitionPath, previews: Sequence[StepPreview], districts: Sequence[District]
) -> Picture:
    """One line per district over the steps; the four that move most speak, the others are grey."""

    def moved(district: District) -> int:
        first, last = (previews[n].amounts[district.key] for n in (0, -1))
        return abs(last - first)

    loud = sorted(districts, key=moved, reverse=True)[:4]
    names = ", ".join(district.name for district in loud[:2])
    return line_chart(
        [percent(preview.step.share, 0) for preview in previews],
        [(d.name, [preview.amounts[d.key] for preview in previews]) for d in districts],
        title=_("%(names)s move most on the way") % {"names": names},
        description=_("One line for each district over the steps of the path."),
        column=_("District"),
        number=MONEY,
        muted=[district.name for district in districts if district not in loud],
        source=_("Today's figures of “%(run)s”") % {"run": path.template.name},
        words=translated_words(),
    )


def district_features(districts: Iterable[District]) -> tuple[dict[str, Any], str]:
    """Return the districts' boundaries as GeoJSON, and their sources with licences in words.

    Districts without a boundary are left out.
    """
    by_pk = {district.pk: district for district in districts}
    boundaries = Boundary.objects.filter(district_id__in=by_pk).order_by("district", "valid_from")
    latest = {boundary.district_id: boundary for boundary in boundaries}
    named = dict.fromkeys(
        f"{b.source} ({b.licence})" if b.licence else b.source for b in latest.values()
    )
    features = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"key": by_pk[pk].key, "name": by_pk[pk].name},
                "geometry": boundary.geometry,
            }
            for pk, boundary in latest.items()
        ],
    }
    return features, "; ".join(named)

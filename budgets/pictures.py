"""The pictures of an allocation: bars, map, differences, transition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from budgets.models import TransitionPath
from budgets.services.results import Line, Result
from budgets.services.scenarios import Comparison
from budgets.services.transition import StepPreview
from budgets.wording import words_of
from networks.models import Boundary, District, SocialSpace
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
    words = words_of(result.run)
    name = most.unit.name
    title = words.most % {"district": name, "space": name, "share": percent(most.share, 1)}
    source = _("Allocation “%(run)s”, calculated by formula %(formula)s") % {
        "run": result.run.name,
        "formula": result.run.formula_version,
    }
    if result.previous_total is None:
        return bar_chart(
            [(line.unit.name, cents_from_decimal(line.amount)) for line in lines],
            title=title,
            description=str(words.bars),
            columns=(str(words.unit), _("Allocation")),
            number=MONEY,
            total=cents_from_decimal(result.total),
            source=source,
            words=translated_words(),
        )
    return grouped_bar_chart(
        [(line.unit.name, _both(line)) for line in lines],
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
    """A map of each unit's part of the whole; None while no boundary is known."""
    areas, source = area_features(line.unit for line in result.lines)
    if not areas["features"]:
        return None
    words = words_of(result.run)
    return choropleth(
        areas,
        {line.unit.key: line.share * 100 for line in result.lines},
        title=str(words.map_title),
        description=str(words.map_text),
        columns=(str(words.unit), str(words.part)),
        number=PERCENT,
        names={line.unit.key: line.unit.name for line in result.lines},
        source=source,
        words=translated_words(),
    )


def differences(comparison: Comparison, column: int) -> Picture:
    """Who gets more and who less in one scenario than in the basis."""
    run = comparison.runs[column]
    winners, losers = len(comparison.winners(column)), len(comparison.losers(column))
    words = words_of(run)
    return difference_chart(
        [
            (comparison.units[row.unit].name, row.cells[column].difference)
            for row in sorted(comparison.rows, key=lambda row: -(row.cells[column].difference or 0))
        ],
        title=words.differences
        % {
            "run": run.name,
            "winners": winners,
            "losers": losers,
            "basis": comparison.baseline.name,
        },
        description=str(words.differences_text),
        columns=(str(words.unit), _("Difference")),
        words=translated_words(),
    )


def difference_map(comparison: Comparison, column: int) -> Picture | None:
    """The same differences on the map, in per cent of the basis; None without boundaries."""
    run = comparison.runs[column]
    areas, source = area_features(comparison.units.values())
    if not areas["features"]:
        return None
    words = words_of(run)
    return choropleth(
        areas,
        {row.unit: row.cells[column].percent for row in comparison.rows},
        title=_("Where “%(run)s” gives more or less, in per cent") % {"run": run.name},
        description=str(words.difference_map_text),
        columns=(str(words.unit), _("Difference in per cent")),
        number=PERCENT,
        scale="diverging",
        names={key: unit.name for key, unit in comparison.units.items()},
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


def area_features(areas: Iterable[District | SocialSpace]) -> tuple[dict[str, Any], str]:
    """Return boundaries of districts, or of social spaces, as GeoJSON with their sources in words.

    Areas without a boundary are left out.
    """
    by_pk = {area.pk: area for area in areas}
    inside = any(isinstance(area, SocialSpace) for area in by_pk.values())
    level = "social_space" if inside else "district"
    boundaries = Boundary.objects.filter(**{f"{level}__in": by_pk}).order_by(level, "valid_from")
    latest = {getattr(boundary, f"{level}_id"): boundary for boundary in boundaries}
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

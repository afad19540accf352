"""The pictures of an allocation: bars, map, differences, transition."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from budgets.services.results import Line, Result
from networks.models import Boundary, District
from sro.money import cents_from_decimal
from sro.ui.charts import MONEY, PERCENT, Picture, bar_chart, choropleth, grouped_bar_chart
from sro.ui.templatetags.charts import translated_words


def amounts(result: Result) -> Picture:
    """Bars of the amounts, beside the previous outflow where the run used it."""
    lines = sorted(result.lines, key=lambda line: -line.amount)
    most = lines[0]
    title = _("%(district)s receives the most: %(share)s of the fund") % {
        "district": most.district.name,
        "share": _percent(most.share),
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


def share_map(result: Result) -> Picture:
    """A map of each district's part of the fund."""
    return choropleth(
        district_features(line.district for line in result.lines),
        {line.district.key: line.share * 100 for line in result.lines},
        title=_("Where the money goes: part of the fund by district"),
        description=_("Map of the districts, darker where the part of the fund is larger."),
        columns=(_("District"), _("Part of the fund")),
        number=PERCENT,
        names={line.district.key: line.district.name for line in result.lines},
        source=_("Boundaries: see sources and licences"),
        words=translated_words(),
    )


def district_features(districts: Iterable[District]) -> dict[str, Any]:
    """Return the districts' boundaries as GeoJSON; districts without one are left out."""
    by_pk = {district.pk: district for district in districts}
    boundaries = Boundary.objects.filter(district_id__in=by_pk).order_by("district", "valid_from")
    latest = {boundary.district_id: boundary for boundary in boundaries}
    return {
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


def _percent(share: Decimal) -> str:
    from sro.ui.templatetags.ui import percent

    return percent(share, 1)

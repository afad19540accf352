"""A handful of figures of a place: of the last report of its district, and indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from budgets.models import IndicatorValue
from networks.models import District, SocialSpace
from reporting.models import DistrictReport
from reporting.rules.document import Document, FigureIn, Values
from reporting.services.documents import document_for
from sro import access

#: The figures that say most about a place, in this order.
CODES = ("supports_running", "density", "share_ambulatory", "supports_begun", "supports_ended")
#: So many reports are looked at to find one that the person may read.
TRIED = 4
#: More indicators than these belong into the family information.
INDICATORS = 10


@dataclass(frozen=True)
class Figures:
    """The figures of a report for a place, each with its values there."""

    report: DistrictReport
    document: Document
    lines: tuple[tuple[FigureIn, Values], ...]


def report_figures(*, actor: Any, area: District | SocialSpace) -> Figures | None:
    """Return the place's figures of the last report that the actor may read; None without one."""
    if not access.can(actor, "view", DistrictReport):
        return None
    district = area if isinstance(area, District) else area.district
    reports = DistrictReport.objects.visible_to(actor).filter(district=district)
    for report in reports.exclude(figures=None).select_related("district")[:TRIED]:
        document = document_for(actor, report)
        if document is not None:
            return Figures(report, document, tuple(_lines(document, area)))
    return None


def _lines(document: Document, area: District | SocialSpace) -> list[tuple[FigureIn, Values]]:
    level = "district" if isinstance(area, District) else "space"
    found: list[tuple[FigureIn, Values]] = []
    for code in CODES:
        figure = document.figure(code)
        line = figure.line_of(level, area.pk, area.key) if figure is not None else None
        if figure is not None and line is not None:
            found.append((figure, line.values))
    return found


def indicators_of(*, actor: Any, area: District | SocialSpace) -> list[IndicatorValue]:
    """Return the latest value of each indicator of a place."""
    if not access.can(actor, "view", IndicatorValue):
        return []
    place = {"district": area} if isinstance(area, District) else {"social_space": area}
    latest = (
        IndicatorValue.objects.visible_to(actor)
        .filter(**place)
        .order_by("indicator_id", "-reference_date")
        .distinct("indicator_id")
    )
    rows = IndicatorValue.objects.visible_to(actor).filter(pk__in=latest.values("pk"))
    return list(rows.select_related("indicator").order_by("indicator__name")[:INDICATORS])

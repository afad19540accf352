"""Where each figure of an explanation comes from: source, day, by hand or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from budgets.allocation import BOUNDS, OUTFLOW
from budgets.models import IndicatorSelection
from budgets.services.inputs import Collected

MAX_SOURCE = 600


@dataclass(frozen=True)
class Origin:
    """The source of a figure, the day it speaks of, and whether somebody entered it by hand."""

    source: str
    day: date | None
    is_manual: bool = False


def origin_of(
    collected: Collected, component: str, unit: Any, selection: IndicatorSelection | None
) -> Origin:
    """Where the figure of one component for one district or social space comes from."""
    if component == OUTFLOW:
        return _outflow_origin(collected, unit)
    if component == BOUNDS:
        run = collected.run.reference_run
        if run is not None:
            return Origin(_("Allocation “%(name)s”") % {"name": run.name}, None)
        return _outflow_origin(collected, unit)
    if selection is None:
        raise KeyError(component)
    value = collected.values[selection.indicator_id, selection.reference_date, unit.pk]
    source = value.source or selection.indicator.source
    if selection.indicator.licence:
        source = f"{source} ({selection.indicator.licence})"
    return Origin(source[:MAX_SOURCE], selection.reference_date)


def _outflow_origin(collected: Collected, district: Any) -> Origin:
    figure = collected.outflow[district.pk]
    year = {"year": figure.year}
    if figure.manual is not None:
        reason = _("Entered by hand for %(year)s: %(reason)s") % {
            **year,
            "reason": figure.manual.reason,
        }
        return Origin(reason[:MAX_SOURCE], None, is_manual=True)
    return Origin(_("Outflow ledger %(year)s") % year, figure.booked_until)

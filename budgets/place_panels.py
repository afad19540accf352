"""What money and hours put on the page of a place."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.models import HoursEntry
from budgets.services.hours_of_place import hours_of_place
from budgets.templatetags.hours import hours
from networks.places import Panel, Place, register
from sro import access
from sro.periods import Quarter
from sro.ui.charts import Table
from sro.ui.pdf import table
from sro.ui.quarters import quarter_name


def _hours(place: Place) -> str:
    if not access.can(place.user, "sum", HoursEntry):
        return ""
    kind = "bezirk" if place.is_district else "sozialraum"
    return reverse("hours:place", args=[kind, place.area.pk])


def _paper(place: Place) -> list[dict[str, Any]]:
    if not access.can(place.user, "sum", HoursEntry):
        return []
    running, rows = Quarter.of(place.today), []
    for quarter in (running, running.previous):
        found = hours_of_place(actor=place.user, area=place.area, quarter=quarter)
        rows.append((quarter_name(quarter), hours(found.cross_case), hours(found.case_independent)))
    heads = (_("Quarter"), _("cross-case"), _("case-independent"))
    return [table(Table(heads, tuple(rows), frozenset({1, 2})))]


register(
    Panel(
        "hours",
        "was-laeuft",
        40,
        gettext_lazy("Hours in the field"),
        fragment=_hours,
        paper=_paper,
    )
)

"""Development reports on the start page: due for the provider, come in for the office."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import DevelopmentReport
from cases.rules.states import ReportState
from cases.services.reports import WRITING
from sro import access
from sro.ui import start

SHOWN = 20


def _to_write(user: Any, today: date) -> list[start.StartItem]:
    """Return the reports a provider's person still has to write, the most urgent first."""
    if not access.can(user, "submit", DevelopmentReport):
        return []
    rows = DevelopmentReport.objects.allowing(user, "submit").filter(state__in=WRITING)
    return [
        start.StartItem(
            _("Development report: %(name)s") % {"name": row.support.person.name},
            reverse("cases:shared_report", args=[row.support_id, row.pk]),
            _hint(row, today),
            row.due_on,
        )
        for row in rows.select_related("support__person").order_by("due_on", "pk")[:SHOWN]
    ]


def _hint(row: DevelopmentReport, today: date) -> str:
    if row.state == ReportState.RETURNED:
        return _("given back by the office")
    return _("overdue") if row.due_on < today else ""


def _to_read(user: Any, today: date) -> list[start.StartItem]:
    """Return the reports that came in on the cases somebody is in charge of."""
    if not access.can(user, "accept", DevelopmentReport):
        return []
    rows = DevelopmentReport.objects.allowing(user, "accept").filter(
        Q(support__case__responsible=user) | Q(support__case__deputy=user),
        state=ReportState.SUBMITTED,
    )
    return [
        start.StartItem(
            _("Development report: %(name)s") % {"name": row.support.person.name},
            reverse("cases:report", args=[row.support.case_id, row.pk]),
            _("submitted by the provider"),
        )
        for row in rows.select_related("support__person").order_by("submitted_at", "pk")[:SHOWN]
    ]


start.register(
    start.Section(
        key="reports_to_write", title=gettext_lazy("Reports to write"), items=_to_write, order=20
    )
)
start.register(
    start.Section(key="reports_came", title=gettext_lazy("Reports"), items=_to_read, order=25)
)

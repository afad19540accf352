"""Hours on the start page: what came back, what is to be submitted, what waits to be approved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.models import HoursEntry
from budgets.rules.hours import monday_of
from budgets.rules.states import EntryState
from sro import access
from sro.access import PROVIDER_ROLES
from sro.periods import month_of
from sro.ui import start

SHOWN = 10


def _returned(user: Any) -> list[start.StartItem]:
    """Return the own lines that were given back."""
    rows = HoursEntry.objects.visible_to(user).filter(user=user, state=EntryState.RETURNED)
    return [
        start.StartItem(
            _("Returned: %(activity)s") % {"activity": row.activity},
            reverse("hours:week", args=[monday_of(row.day)]),
            row.return_reason,
            row.day,
        )
        for row in rows.select_related("activity").order_by("day", "pk")[:SHOWN]
    ]


def _to_submit(user: Any, today: date) -> list[start.StartItem]:
    """Return the months that are over and have lines nobody has submitted yet."""
    rows = HoursEntry.objects.allowing(user, "submit").filter(
        state=EntryState.ENTERED, day__lt=month_of(today)
    )
    months = {
        month_of(day) for day in rows.order_by("day").values_list("day", flat=True).distinct()
    }
    return [
        start.StartItem(
            _("Submit the hours of %(month)s") % {"month": date_format(month, "F Y")},
            reverse("hours:month", args=[month]),
        )
        for month in sorted(months)[:SHOWN]
    ]


def _to_approve(user: Any) -> list[start.StartItem]:
    """Return how many lines wait for the team lead."""
    rows = HoursEntry.objects.allowing(user, "approve").filter(state=EntryState.SUBMITTED)
    found = rows.aggregate(lines=Count("pk"), first=Min("day"))
    if not found["lines"]:
        return []
    return [
        start.StartItem(
            ngettext(
                "%(count)s line of hours waits to be approved",
                "%(count)s lines of hours wait to be approved",
                found["lines"],
            )
            % {"count": found["lines"]},
            reverse("hours:approvals"),
            day=found["first"],
        )
    ]


def due(user: Any, today: date) -> list[start.StartItem]:
    """Return what is due about hours, as far as it is the person's."""
    found: list[start.StartItem] = []
    if access.has_role(user, *PROVIDER_ROLES):
        found += _returned(user)
    if access.can(user, "submit", HoursEntry):
        found += _to_submit(user, today)
    if access.can(user, "approve", HoursEntry):
        found += _to_approve(user)
    return found


start.register(start.Section("hours.due", gettext_lazy("Hours"), due, 22))

"""Family group conferences on the start page: for those who coordinate, and the way to the list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import FamilyGroupConference
from cases.rules.councils import IN_PREPARATION, RUNNING, CouncilState
from sro import access
from sro.ui import start

SHOWN = 12


def _items(user: Any, today: date) -> list[start.StartItem]:
    """Return what somebody coordinates, or has to name somebody for, the nearest day first."""
    if not access.can(user, "view", FamilyGroupConference):
        return []
    rows = FamilyGroupConference.objects.visible_to(user).filter(state__in=RUNNING)
    # What a provider's lead sees and nobody coordinates yet waits for that lead.
    mine = Q(coordinator=user) | Q(coordinator=None, provider__isnull=False)
    if not access.can(user, "name_person", FamilyGroupConference):
        mine = Q(coordinator=user)
    found = rows.filter(mine).order_by("scheduled_at", "follow_up_on", "pk")[:SHOWN]
    items = [
        start.StartItem(
            text=_("Family group conference: %(name)s") % {"name": row.name},
            url=reverse("cases:council", args=[row.pk]),
            hint=_next(row),
            day=_day(row),
        )
        for row in found
    ]
    if items or access.can(user, "coordinate", FamilyGroupConference):
        items.append(
            start.StartItem(_("All family group conferences"), reverse("cases:council_list"))
        )
    return items


def _next(row: FamilyGroupConference) -> str:
    if row.coordinator_id is None:
        return _("Please name who coordinates.")
    if row.state == CouncilState.REFERRED:
        return _("Does the family want it?")
    if row.state in IN_PREPARATION and row.scheduled_at is None:
        return _("Arrange a day with the family.")
    return str(row.get_state_display())


def _day(row: FamilyGroupConference) -> date | None:
    if row.state in IN_PREPARATION and row.scheduled_at:
        return timezone.localdate(row.scheduled_at)
    return row.follow_up_on


start.register(
    start.Section(
        key="councils", title=gettext_lazy("Family group conferences"), items=_items, order=22
    )
)

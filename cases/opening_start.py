"""Ways into the cases on the start page: every page of help planning that has no other entrance."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from cases.services import reminders
from sro import access
from sro.ui.start import Section, StartItem, register


def _items(user: Any, today: date) -> list[StartItem]:
    if not access.can(user, "add", Case):
        return []
    items = [
        StartItem(_("My cases"), reverse("cases:list")),
        StartItem(
            _("New case"),
            reverse("cases:new"),
            _("A name and a concern are enough. Please search first."),
        ),
        StartItem(
            _("What is due"),
            reverse("cases:due"),
            _("The next 30 days, and an address for your calendar."),
        ),
        StartItem(_("My absences"), reverse("cases:absences")),
        StartItem(
            _("Entrusted to me"),
            reverse("cases:entrusted"),
            _("What only you see, and what was passed on to you."),
        ),
    ]
    if reminders.leads(user):
        items.append(
            StartItem(
                _("Team"),
                reverse("cases:team"),
                _("Transfers, cases without a responsible colleague, absences."),
            )
        )
    return items


register(Section(key="cases", title=gettext_lazy("Cases"), items=_items, order=30))

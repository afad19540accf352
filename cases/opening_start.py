"""The way to a new case on the start page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from sro import access
from sro.ui.start import Section, StartItem, register


def _items(user: Any, today: date) -> list[StartItem]:
    if not access.can(user, "add", Case):
        return []
    return [
        StartItem(_("My cases"), reverse("cases:list")),
        StartItem(
            _("New case"),
            reverse("cases:new"),
            _("A name and a concern are enough. Please search first."),
        ),
    ]


register(Section(key="cases", title=gettext_lazy("Cases"), items=_items, order=30))

"""The main navigation: only what the role has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sro import access


@dataclass(frozen=True)
class Entry:
    """One entry: shown to whoever may do `action` with any of `models`."""

    label: str | Promise
    view: str
    prefix: str
    models: tuple[str, ...] = ()
    action: str = "view"

    def visible_to(self, user: Any) -> bool:
        """Return whether the person has anything to do there."""
        return not self.models or any(
            access.can(user, self.action, apps.get_model(name)) for name in self.models
        )


ENTRIES = (
    Entry(_("Start"), "start", "/"),
    Entry(_("Cases"), "cases:list", "/faelle/", ("cases.Case",)),
    Entry(_("Supports"), "cases:shared_supports", "/hilfen/", ("cases.Support",), "read_shared"),
    Entry(_("Social space"), "networks:home", "/sozialraum/", ("networks.District",)),
    Entry(_("Budget"), "budgets:home", "/haushalt/", ("budgets.BudgetYear", "budgets.Indicator")),
    Entry(_("Hours"), "hours:home", "/stunden/", ("budgets.Activity",)),
    Entry(
        _("Reports"),
        "reporting:home",
        "/berichte/",
        ("reporting.DistrictReport", "budgets.Indicator"),
    ),
    Entry(_("Administration"), "accounts:home", "/verwaltung/", ("accounts.User",), "add"),
    Entry(_("Log"), "audit:list", "/protokoll/", ("audit.Entry",)),
)


def entries_for(user: Any, path: str) -> list[dict[str, Any]]:
    """Return the entries a person sees, the current one marked."""
    if not getattr(user, "is_authenticated", False):
        return []
    return [
        {
            "label": entry.label,
            "url": reverse(entry.view),
            "current": path == "/" if entry.prefix == "/" else path.startswith(entry.prefix),
        }
        for entry in ENTRIES
        if entry.visible_to(user)
    ]

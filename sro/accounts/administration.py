"""The administration's table of contents. Apps add what they have to administer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sro import access


@dataclass(frozen=True)
class Entry:
    """One place of the administration: its page, shown to whoever may do `action` there."""

    label: str | Promise
    hint: str | Promise
    view: str
    model: str
    action: str = "change"
    order: int = 50

    def visible_to(self, user: Any) -> bool:
        """Return whether the person may do something there."""
        return access.can(user, self.action, apps.get_model(self.model))


_ENTRIES: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add a place; called once from an app's `start.py`."""
    _ENTRIES[entry.view] = entry


def entries_for(user: Any) -> list[Entry]:
    """Return the places a person may use, in order."""
    ordered = sorted(_ENTRIES.values(), key=lambda entry: (entry.order, entry.view))
    return [entry for entry in ordered if entry.visible_to(user)]


register(
    Entry(
        label=_("Users and roles"),
        hint=_("Who may log in, and what each person may see and do."),
        view="accounts:user_list",
        model="accounts.User",
        action="view",
        order=10,
    )
)

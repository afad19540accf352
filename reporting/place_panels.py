"""What the reports put on the page of a place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from networks.places import Panel, Place, register
from reporting.place_tables import READINGS
from sro.ui.pdf import note, table

#: Reading → its title, and the tab on which it stands.
TITLES: dict[str, tuple[str | Promise, str]] = {
    "engagierte": (gettext_lazy("Engaged citizens"), ""),
    "bedarf-der-familien": (gettext_lazy("What families miss"), "was-fehlt"),
    "kennzahlen": (gettext_lazy("Figures"), "zahlen"),
    "gelebter-raum": (gettext_lazy("Lived spaces of families"), "lesarten"),
}


def _fragment(what: str) -> Callable[[Place], str]:
    may_read, _parts = READINGS[what]

    def address(place: Place) -> str:
        if not may_read(place):
            return ""
        kind = "bezirk" if place.is_district else "sozialraum"
        return reverse("reporting:place", args=[what, kind, place.area.pk])

    return address


def _paper(what: str) -> Callable[[Place], list[dict[str, Any]]]:
    may_read, parts = READINGS[what]

    def blocks(place: Place) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for part in parts(place) if may_read(place) else []:
            if part.table.rows:
                found.append(table(part.table, part.caption))
            found += [note(text) for text in part.notes]
        return found

    return blocks


for order, (what, (title, tab)) in enumerate(TITLES.items()):
    register(Panel(what, tab, 60 + order, title, fragment=_fragment(what), paper=_paper(what)))

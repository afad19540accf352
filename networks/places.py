"""The living page of a place: its tabs, and the panels that parts of the product put on them.

A place is a social space or a whole district; everything here treats both alike. Apps register
panels in a module `place_panels`: a panel reads its own rows as the person may see them, or names
the address of a fragment that an app further out shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from networks.models import District, SocialSpace
from networks.services.own_districts import own_districts
from sro import access
from sro.access import PROVIDER_ROLES

M = TypeVar("M", bound=models.Model)

#: So many lines a panel shows; the list of the same rows shows the rest.
CUT = 8

#: Tab → its name, in the order of the page. The key stands in the address.
TABS: dict[str, str | Promise] = {
    "": _("Who is there"),
    "was-laeuft": _("What is going on"),
    "was-fehlt": _("What is missing"),
    "zahlen": _("What the figures say"),
    "karte": _("Map"),
    "lesarten": _("Readings of this space"),
}


@dataclass(frozen=True)
class Place:
    """A social space or a district as somebody looks at it on a day."""

    area: District | SocialSpace
    user: Any
    today: date

    @property
    def is_district(self) -> bool:
        """Whether it is a whole district."""
        return isinstance(self.area, District)

    @property
    def district(self) -> District:
        """The district it is, or lies in."""
        return self.area if isinstance(self.area, District) else self.area.district

    @property
    def kind(self) -> str:
        """How addresses call it: `district` or `space`."""
        return "district" if self.is_district else "space"

    def inside(self, space: str = "social_space", district: str = "") -> dict[str, Any]:
        """Return the condition of rows in it; `space` leads to their social space.

        `district` leads to their district, for rows that may belong to no social space.
        """
        if self.is_district:
            return {district or f"{space}__district": self.area}
        return {space: self.area}

    def query(self, **more: Any) -> str:
        """Return the filters of lists that show what is here."""
        return urlencode({"bezirk" if self.is_district else "sozialraum": self.area.pk, **more})

    def rows(self, model: type[M]) -> models.QuerySet[M]:
        """Return the rows the person may see, each once, whatever leads to them."""
        manager: Any = model._default_manager
        rows: models.QuerySet[M] = manager.visible_to(self.user)
        if access.has_role(self.user, *PROVIDER_ROLES):
            # A provider's way may lead through many rows, say all members of a network.
            return manager.filter(pk__in=rows.order_by().values("pk"))
        return rows

    @property
    def is_kept_by_user(self) -> bool:
        """Whether the person enters networks and projects here."""
        own = own_districts(self.user, self.today)
        return own is None or self.district.pk in own

    def may_see(self, model: type[models.Model]) -> bool:
        """Return whether the person sees such rows at all."""
        return access.can(self.user, "view", model)


@dataclass(frozen=True)
class Item:
    """A line: a name, where it leads ("" for nowhere), and a few words beside it.

    `step` is something the person may do with it: a verb and an address.
    """

    text: str
    url: str = ""
    detail: str = ""
    mark: str = ""
    step: tuple[str, str] | None = None


@dataclass(frozen=True)
class Lines:
    """What a panel says: some lines of `total`, and the way to all of them."""

    items: Sequence[Item]
    total: int | None = None
    more_url: str = ""
    empty: str = ""
    note: str = ""
    note_url: str = ""
    note_label: str = ""
    add_url: str = ""
    add_label: str = ""

    @property
    def rest(self) -> int:
        """How many there are besides the lines shown."""
        return max(0, (self.total or 0) - len(self.items))


@dataclass(frozen=True)
class Panel:
    """A part of a tab: lines of its own, or the address of a fragment; None leaves it out.

    `paper` gives the same for the printed profile, as blocks of sro.ui.pdf; panels with lines are
    printed without further ado.
    """

    key: str
    tab: str
    order: int
    title: str | Promise
    lines: Callable[[Place], Lines | None] | None = None
    fragment: Callable[[Place], str] | None = None
    paper: Callable[[Place], list[dict[str, Any]]] | None = None


def where_nothing_is(place: Place, text: str, *, sees_all: bool | None = None) -> str:
    """Return what stands where no lines are: whoever may not see all must not read "none".

    `sees_all` says whether the person sees every such row here; unless given, the office does.
    """
    if sees_all is None:
        sees_all = access.has_role(place.user, *access.OFFICE)
    return text if sees_all else str(_("There is nothing here that you can see."))


PANELS: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Put a panel on a tab; called from an app's `place_panels`."""
    if panel.tab not in TABS:
        raise ValueError(f"unknown tab {panel.tab!r}")
    PANELS[panel.key] = panel


def panels_of(tab: str) -> list[Panel]:
    """Return the panels of a tab in their order."""
    found = (panel for panel in PANELS.values() if panel.tab == tab)
    return sorted(found, key=lambda panel: (panel.order, panel.key))


@dataclass(frozen=True)
class Shown:
    """A panel with what it has to say in this place."""

    key: str
    title: str | Promise
    lines: Lines | None = None
    fragment: str = ""


def shown_panels(tab: str, place: Place) -> list[Shown]:
    """Return what the panels of a tab have to say to this person."""
    found = []
    for panel in panels_of(tab):
        lines = panel.lines(place) if panel.lines else None
        fragment = panel.fragment(place) if panel.fragment else ""
        if lines is not None or fragment:
            found.append(Shown(panel.key, panel.title, lines, fragment))
    return found


def address(view: str, *args: Any, query: str = "") -> str:
    """Return the address of a page, with a query if there is one."""
    found = reverse(view, args=args)
    return f"{found}?{query}" if query else found


def address_of(area: District | SocialSpace, tab: str = "") -> str:
    """Return the address of a place's page, or of one of its tabs."""
    kind = "district" if isinstance(area, District) else "space"
    if not tab:
        return reverse(f"networks:{kind}_detail", args=[area.pk])
    if tab == "karte":
        return reverse(f"networks:{kind}_map", args=[area.pk])
    return reverse(f"networks:{kind}_part", args=[area.pk, tab])

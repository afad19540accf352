"""What pages of needs share: addresses, ways, words."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.models import Need
from networks.rules.states import NeedState
from networks.views.pages import crumbs
from sro.ui.crumbs import Crumb, crumb

RELATED = ("category", "district", "social_space")
#: Columns of searching; what is shown of these rows is their name.
HEAVY = ("category__search_vector", "district__search_vector", "social_space__search_vector")

ICONS = {
    NeedState.REPORTED: "info",
    NeedState.ASSESSED: "visibility",
    NeedState.PLANNED: "calendar-today",
    NeedState.REALISED: "success",
    NeedState.DECLINED: "close",
    NeedState.MERGED: "info",
}


def address_of(need: Need) -> str:
    """Return the address of a need's page."""
    return reverse("networks:need_detail", args=[need.pk])


def to_board() -> list[Crumb]:
    """Return the way to the board."""
    return crumbs(crumb(_("Needs"), "networks:need_board"))


def to_need(need: Need) -> list[Crumb]:
    """Return the way to a need."""
    return [*to_board(), crumb(need.title, "networks:need_detail", need.pk)]


def answer_in_words(state: str) -> str:
    """Say what somebody who reported a need is told about it."""
    return {
        NeedState.PLANNED.value: _("It is planned."),
        NeedState.REALISED.value: _("It is there now."),
        NeedState.DECLINED.value: _("It is not going to be done."),
    }.get(state, _("It is being looked at once more."))

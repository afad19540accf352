"""What the registry puts on the start page, and the sources it names."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks import (
    bodies_start,  # noqa: F401 - registers its parts of the page
    need_start,  # noqa: F401 - registers its sections
    start_entries,
)
from networks.models import Boundary, Institution, Municipality, Offer, ResourceProposal
from networks.models.proposals import ProposalState
from networks.start_projects import project_items
from sro import access
from sro.ui import sources, start
from sro.ui.templatetags.ui import number as in_words


def _due(user: Any, today: date) -> list[start.StartItem]:
    """Return what a planner should look at: entries to verify, a registry to set up."""
    items = []
    if access.can(user, "change", Municipality) and not Municipality.objects.exists():
        items.append(
            start.StartItem(
                _("Enter the municipality"),
                reverse("networks:municipality_edit"),
                _("Districts and social spaces belong to it."),
            )
        )
    items += _proposed(user)
    items += project_items(user)
    items += start_entries.due(user, today)
    for model, view in ((Institution, "institution_list"), (Offer, "offer_list")):
        if not access.can(user, "verify", model):
            continue
        number = (
            model.objects.visible_to(user)
            .allowing(user, "verify")
            .due_for_verification(today)
            .count()
        )
        if number:
            items.append(_to_verify(model, view, number))
    return items


def _proposed(user: Any) -> list[start.StartItem]:
    """Return the line about proposals that wait for this person's decision."""
    if not access.can(user, "decide", ResourceProposal):
        return []
    rows = ResourceProposal.objects.visible_to(user).allowing(user, "decide")
    number = rows.filter(state=ProposalState.OPEN).count()
    if not number:
        return []
    text = ngettext(
        "Look at %(count)s proposal for the registry",
        "Look at %(count)s proposals for the registry",
        number,
    )
    return [
        start.StartItem(
            text % {"count": in_words(number)},
            f"{reverse('networks:proposal_list')}?stand=offen",
            _("Caseworkers have found something in the quarter."),
        )
    ]


def _to_verify(model: type[Institution | Offer], view: str, number: int) -> start.StartItem:
    if model is Institution:
        text = ngettext("Verify %(count)s institution", "Verify %(count)s institutions", number)
    else:
        text = ngettext("Verify %(count)s offer", "Verify %(count)s offers", number)
    return start.StartItem(
        text % {"count": in_words(number)},
        f"{reverse(f'networks:{view}')}?pruefung=faellig&sort=geprueft",
        _("Nobody has verified them for a year."),
    )


def _sources(user: Any) -> list[sources.Source]:
    """Return where boundaries and institutions come from."""
    boundaries = (
        Boundary.objects.visible_to(user)
        .order_by("source", "licence")
        .values_list("source", "licence")
        .distinct()
    )
    found = [sources.Source(_("Boundaries"), source, licence) for source, licence in boundaries]
    for model, what in ((Institution, _("Institutions")), (Offer, _("Offers"))):
        named = model.objects.visible_to(user).exclude(source="").order_by("source")
        found += [
            sources.Source(what, source)
            for source in named.values_list("source", flat=True).distinct()
        ]
    return found


start.register(
    start.Section(key="networks", title=gettext_lazy("Social space"), items=_due, order=40)
)
sources.register(_sources)

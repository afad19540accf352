"""From the registry to a map, and from a map to the registry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.forms.resource_maps import FoundForm
from cases.models import Case, Resource, ResourceMap
from cases.querysets.nearby import institutions_near, offers_near
from cases.rules.mapping import INFRASTRUCTURE
from cases.services import resource_maps as service
from cases.services.proposals import name_for_others, propose_found_resource
from cases.services.resource_maps import Wanted
from cases.views.pages import part_of
from cases.views.resource_maps import map_address, map_of, way_to
from networks.models import Institution, Offer, ResourceProposal
from sro import access
from sro.ui.editing import form_page

#: Hits of each kind: as suggestions, and on the page.
SUGGESTED, SHOWN = 5, 20
LONGEST = 120


def map_search(request: HttpRequest, pk: int, map_pk: int) -> HttpResponse:
    """Find offers and institutions near the family; without a script, lay one on the map."""
    case, card = map_of(request, pk, map_pk, "change")
    if request.method == "POST":
        return _lay_down(request, case, card)
    text = request.GET.get("q", "").strip()[:LONGEST]
    partial = request.htmx and not request.htmx.boosted
    limit = SUGGESTED if partial else SHOWN
    today = timezone.localdate()
    empty = partial and len(text) < 2
    context: dict[str, Any] = {
        "case": case,
        "card": card,
        "text": text,
        "asked": not empty,
        "offers": [] if empty else offers_near(request.user, case, text, today, limit),
        "institutions": [] if empty else institutions_near(request.user, case, text, today, limit),
    }
    if partial:
        return render(request, "cases/map_suggestions.html", context)
    context |= {"title": _("Look for an offer in the registry"), "breadcrumbs": way_to(case, card)}
    return render(request, "cases/map_search.html", context)


def _lay_down(request: HttpRequest, case: Case, card: ResourceMap) -> HttpResponse:
    """Add what was chosen to the stored map."""
    kind, _sep, chosen = request.POST.get("chosen", "").partition("-")
    model = {"offer": Offer, "institution": Institution}.get(kind)
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
    rows = (model or Offer).objects.visible_to(request.user)
    entry = get_object_or_404(rows, pk=number if model else 0)
    wanted = Wanted(INFRASTRUCTURE, entry.name[:LONGEST], **{f"{kind}_id": entry.pk})
    try:
        service.add_resource(
            actor=request.user, resource_map=card, wanted=wanted, now=timezone.now()
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("“%(name)s” is on the map now.") % {"name": entry.name})
    return HttpResponseRedirect(reverse("cases:map_edit", args=[case.pk, card.pk]))


def map_propose(request: HttpRequest, pk: int, map_pk: int, resource_pk: int) -> HttpResponse:
    """Tell planning about something found here, in words of its own."""
    case, card = map_of(request, pk, map_pk, "change")
    rows = Resource.objects.visible_to(request.user).filter(resource_map=card, found_here=True)
    resource = part_of(request, case, rows, resource_pk, "change")
    access.require(request.user, "add", ResourceProposal)
    return form_page(
        request,
        form_class=FoundForm,
        initial={"name": name_for_others(resource)},
        save=lambda form, version: propose_found_resource(
            actor=request.user,
            resource=resource,
            now=timezone.now(),
            today=timezone.localdate(),
            **form.cleaned_data,
        ),
        title=_("Propose for the registry"),
        intro=_(
            "Planning gets exactly what you write here, with your name and the month: nothing of "
            "the map, nothing of the family."
        ),
        submit_label=_("Propose"),
        success_url=map_address(case, card),
        success_message=lambda saved: (
            _("“%(name)s” has been proposed. Thank you!") % {"name": saved.name}
        ),
        cancel_url=map_address(case, card),
        breadcrumbs=way_to(case, card),
        draft_key=f"cases:map_propose:{resource.pk}",
    )

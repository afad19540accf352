"""Offers of the place for a family: choosing, handing over, the list to take home."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cases.forms.consultations import HandOverForm, OfferSearchForm
from cases.models import Case, Consultation, DocumentKind, IssuedDocument, OfferHandover
from cases.services import consultations as service
from cases.services import documents
from cases.services.offers import NearOffer, chosen_offers, home_of, offers_for
from cases.services.paperwork.offers import offer_facts
from cases.views.pages import open_case, part_of, to_case
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.services import drafts
from sro.ui.tables import Action

SHOWN = 40
PLACES = "offer__institution__social_space__district"


def to_handed(case: Case) -> list[Crumb]:
    """Return the way to the offers that were handed over."""
    return to_case(case, crumb(_("Offers for the family"), "cases:offers_handed", case.pk))


@require_safe
def offers_handed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the offers the family has taken along, by day; printed as it stands."""
    case = open_case(request, pk)
    rows = (
        OfferHandover.objects.visible_to(request.user)
        .filter(case=case)
        .select_related(PLACES)
        .order_by("-handed_on", "offer__sort_key", "pk")
    )
    days: dict[object, list[tuple[OfferHandover, object]]] = {}
    for row in rows:
        days.setdefault(row.handed_on, []).append((row, offer_facts(row)))
    may_work = case.is_open and access.can(request.user, "work", case)
    choose = Action(
        _("Choose offers for the family"),
        reverse("cases:offers", args=[case.pk]),
        primary=not days,
        icon="add",
    )
    return render(
        request,
        "cases/offers_handed.html",
        {
            "title": _("Offers for the family"),
            "breadcrumbs": to_case(case),
            "case": case,
            "days": list(days.items()),
            "may_work": may_work,
            "may_print": access.can(request.user, "add", IssuedDocument),
            "actions": [choose] if may_work else [],
        },
    )


@require_safe
def offers(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose offers near the family; what is chosen stays chosen while the filters change."""
    case = open_case(request, pk)
    today = timezone.localdate()
    form = OfferSearchForm(request.GET)
    home = home_of(case, today)
    here = {"actor": request.user, "case": case, "home": home, "today": today}
    chosen = chosen_offers(ids=_numbers(request.GET.getlist("wahl")), **here)
    found, count = offers_for(limit=SHOWN, **here, **form.asked())
    picked = {each.offer.pk for each in chosen}
    return render(
        request,
        "cases/offers.html",
        {
            "title": _("Choose offers for the family"),
            "breadcrumbs": to_handed(case),
            "case": case,
            "form": form,
            "chosen": chosen,
            "found": [each for each in found if each.offer.pk not in picked],
            "count": count,
            "more": max(count - SHOWN, 0),
        },
    )


def offers_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over the chosen offers, each with a note for the family."""
    case = open_case(request, pk)
    today, key = timezone.localdate(), f"cases:offers_hand_over:{pk}"
    offers = chosen_offers(
        actor=request.user,
        case=case,
        home=None,
        ids=_numbers(_asked_for(request, key)),
        today=today,
    )
    if request.method == "GET" and not offers:
        messages.info(request, _("Please choose at least one offer first."))
        return HttpResponseRedirect(reverse("cases:offers", args=[pk]))
    consultation = (
        Consultation.objects.visible_to(request.user).filter(case=case, held_on=today).first()
    )
    return form_page(
        request,
        form_class=HandOverForm,
        form_kwargs={"offers": offers},
        save=lambda form, version: service.hand_over_offers(
            actor=request.user,
            case=case,
            offers=form.chosen(),
            consultation=consultation,
            today=today,
            now=timezone.now(),
        ),
        title=_("Hand over offers"),
        intro=_intro(offers),
        template="cases/offers_hand_over.html",
        breadcrumbs=to_handed(case),
        submit_label=_("Put on the family's list"),
        cancel_url=reverse("cases:offers", args=[pk]),
        success_url=reverse("cases:offers_handed", args=[pk]),
        success_message=lambda rows: (
            ngettext(
                "%(count)s offer is on the list for the family.",
                "%(count)s offers are on the list for the family.",
                len(rows),
            )
            % {"count": len(rows)}
        ),
        draft_key=key,
    )


@require_POST
def offers_print(request: HttpRequest, pk: int, handover_pk: int) -> HttpResponse:
    """Issue the list of the day as a paper and show it, ready to be printed."""
    case = open_case(request, pk)
    rows = OfferHandover.objects.visible_to(request.user).filter(case=case)
    one = part_of(request, case, rows, handover_pk)
    listed = rows.filter(handed_on=one.handed_on).select_related(PLACES)
    listed = listed.order_by("offer__sort_key", "pk")
    try:
        paper = documents.issue(
            actor=request.user,
            case=case,
            kind=DocumentKind.OFFERS,
            offers=tuple(listed),
            now=timezone.now(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse("cases:offers_handed", args=[pk]))
    return HttpResponseRedirect(reverse("cases:document_download", args=[pk, paper.pk]))


def offer_take_back(request: HttpRequest, pk: int, handover_pk: int) -> HttpResponse:
    """Remove an offer that was put on the list by mistake."""
    case = open_case(request, pk)
    rows = OfferHandover.objects.visible_to(request.user).filter(case=case)
    rows = rows.select_related("offer")
    row = part_of(request, case, rows, handover_pk, "delete")
    back = reverse("cases:offers_handed", args=[pk])
    return confirm_page(
        request,
        title=_("Remove “%(offer)s” from the list?") % {"offer": row.offer.name},
        consequences=[_("The offer no longer stands on the family's list. Papers issued stay.")],
        action=lambda cleaned, version: service.take_back(
            actor=request.user, handover=row, version=version, now=timezone.now()
        ),
        success_url=back,
        cancel_url=back,
        submit_label=_("Remove"),
        success_message=_("The offer has been removed from the list."),
        instance=row,
        breadcrumbs=to_handed(case),
    )


def _asked_for(request: HttpRequest, key: str) -> Sequence[str]:
    """Return the chosen ids: posted, in the address, or in the draft one goes on with."""
    if request.method == "POST":
        return request.POST.getlist("wahl")
    draft = drafts.find(request.user, key) if request.GET.get("entwurf") else None
    return draft.data.get("wahl", []) if draft else request.GET.getlist("wahl")


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts[:SHOWN] if text.isdecimal() and len(text) < 19]


def _intro(offers: Sequence[NearOffer]) -> str:
    return ngettext(
        "%(count)s offer is chosen. A note may say why it fits or whom to ask for.",
        "%(count)s offers are chosen. A note may say why they fit or whom to ask for.",
        len(offers),
    ) % {"count": len(offers)}

"""Consultations of a case."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.council_ways import ways_to_suggest
from cases.forms.consultations import ConsultationForm
from cases.models import (
    Case,
    Consultation,
    ConsultationOutcome,
    OfferHandover,
    Person,
    Referral,
)
from cases.rules.states import CASE_TRANSITIONS
from cases.services import consultations as service
from cases.views.pages import open_case, part_of, to_case
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action

CLOSABLE = CASE_TRANSITIONS["close"].sources


def to_consultations(case: Case) -> list[Crumb]:
    """Return the way to the consultations of a case."""
    return to_case(case, crumb(_("Consultations"), "cases:consultations", case.pk))


def list_address(case: Case, consultation: Consultation | None = None) -> str:
    """Return the address of the consultations, at one of them."""
    base = reverse("cases:consultations", args=[case.pk])
    return f"{base}#beratung-{consultation.pk}" if consultation else base


def actions_of(user: Any, case: Case) -> list[Action]:
    """Return what can be done next by those who work on the case; nothing in a closed one."""
    if not case.is_open:
        return []
    return [
        Action(
            _("Note a consultation"),
            reverse("cases:consultation_new", args=[case.pk]),
            icon="add",
        ),
        Action(_("Choose offers for the family"), reverse("cases:offers", args=[case.pk])),
    ]


@require_safe
def consultations(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all consultations of a case with the offers that were handed over."""
    case = open_case(request, pk)
    handed = OfferHandover.objects.visible_to(request.user).select_related("offer__institution")
    rows = (
        Consultation.objects.visible_to(request.user)
        .filter(case=case)
        .select_related("author")
        .prefetch_related("persons")
    )
    offers: dict[int | None, list[OfferHandover]] = {}
    for row in handed.filter(case=case):
        offers.setdefault(row.consultation_id, []).append(row)
    return render(
        request,
        "cases/consultations.html",
        {
            "title": _("Consultations"),
            "breadcrumbs": to_case(case),
            "case": case,
            "rows": [(row, offers.get(row.pk, [])) for row in rows],
            "actions": [
                *actions_of(request.user, case),
                *ways_to_suggest(request.user, case, Referral.CONSULTATION),
            ],
        },
    )


def consultation_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a consultation; the first one is about what the case was opened for."""
    case = open_case(request, pk)
    first = not Consultation.objects.visible_to(request.user).filter(case=case).exists()
    return form_page(
        request,
        form_class=ConsultationForm,
        form_kwargs=_form_kwargs(request, case),
        initial={
            "held_on": timezone.localdate(),
            **({"concern": case.concern} if first else {}),
        },
        save=lambda form, version: service.note_consultation(
            actor=request.user,
            case=case,
            today=timezone.localdate(),
            now=timezone.now(),
            **form.cleaned_data,
        ),
        title=_("Note a consultation"),
        breadcrumbs=to_consultations(case),
        cancel_url=list_address(case),
        success_url=lambda saved: next_page(case, saved),
        success_message=_("The consultation has been noted."),
        draft_key=f"cases:consultation_new:{case.pk}",
    )


def consultation_edit(request: HttpRequest, pk: int, consultation_pk: int) -> HttpResponse:
    """Change a consultation."""
    case = open_case(request, pk)
    row = part_of(request, case, _rows(request, case), consultation_pk, "change")

    def save(form: ConsultationForm, version: int) -> Consultation:
        changes = dict(form.cleaned_data)
        close = changes.pop("close", False)
        return service.update_consultation(
            actor=request.user,
            consultation=row,
            changes=changes,
            version=version,
            close=close,
            today=timezone.localdate(),
            now=timezone.now(),
        )

    return form_page(
        request,
        form_class=ConsultationForm,
        form_kwargs=_form_kwargs(request, case),
        instance=row,
        save=save,
        title=_("Edit the consultation"),
        breadcrumbs=to_consultations(case),
        cancel_url=list_address(case, row),
        success_url=lambda saved: next_page(case, saved),
        success_message=_("The consultation has been saved."),
    )


def consultation_delete(request: HttpRequest, pk: int, consultation_pk: int) -> HttpResponse:
    """Delete a consultation entered by mistake."""
    case = open_case(request, pk)
    row = part_of(request, case, _rows(request, case), consultation_pk, "delete")
    return confirm_page(
        request,
        title=_("Delete the consultation?"),
        consequences=[
            _("What was noted is removed. That it was there stays in the history."),
            _("Offers that were handed over stay in the case."),
        ],
        action=lambda cleaned, version: service.delete_consultation(
            actor=request.user, consultation=row, version=version, now=timezone.now()
        ),
        success_url=list_address(case),
        cancel_url=list_address(case, row),
        submit_label=_("Delete"),
        success_message=_("The consultation has been deleted."),
        instance=row,
        danger=True,
        breadcrumbs=to_consultations(case),
    )


def next_page(case: Case, saved: Consultation) -> str:
    """Lead to the offers where they were the outcome and none is chosen yet."""
    if saved.outcome == ConsultationOutcome.OFFERS and not saved.offers.exists():
        case.refresh_from_db(fields=["state"])
        if case.is_open:
            return reverse("cases:offers", args=[case.pk])
    return list_address(case, saved)


def _form_kwargs(request: HttpRequest, case: Case) -> dict[str, Any]:
    people = Person.objects.visible_to(request.user).filter(memberships__case=case)
    return {"people": people.order_by("sort_key", "pk"), "may_close": case.state in CLOSABLE}


def _rows(request: HttpRequest, case: Case) -> QuerySet[Consultation]:
    return Consultation.objects.visible_to(request.user).filter(case=case)

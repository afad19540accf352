"""Section of a case's page: what was asked and advised, and the offers handed over."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Consultation, OfferHandover
from cases.sections import Section
from cases.views.consultations import actions_of

_SHOWN = 3


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the last consultations and offers, with two queries."""
    rows = Consultation.objects.visible_to(request.user).filter(case=case)
    found = list(rows.select_related("author")[: _SHOWN + 1])
    handed = OfferHandover.objects.visible_to(request.user).filter(case=case)
    offers = list(handed.select_related("offer")[: 2 * _SHOWN + 1])
    return Section(
        key="beratungen",
        title=_("Consultations"),
        template="cases/sections/consultations.html",
        context={
            "case": case,
            "consultations": found[:_SHOWN],
            "more": len(found) > _SHOWN,
            "offers": offers[: 2 * _SHOWN],
            "more_offers": len(offers) > 2 * _SHOWN,
        },
        actions=tuple(actions_of(request.user, case)),
    )

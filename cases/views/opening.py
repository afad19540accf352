"""Opening a case."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.forms.opening import OpenCaseForm
from cases.models import Case, ConsultationOutcome
from cases.rules.likeness import birth_date_in
from cases.services import opening
from cases.services.opening import SimilarCase
from cases.views.pages import address_of, to_cases
from sro import access
from sro.ui.editing import form_page
from sro.ui.services import drafts

#: Where the words that were searched for wait for the form; never in an address.
TYPED = "cases.typed"
LONGEST = 80


def case_new(request: HttpRequest) -> HttpResponse:
    """Open a case; families it may be are named first, going on is one click."""
    access.require(request.user, "add", Case)
    today, now = timezone.localdate(), timezone.now()
    similar: list[SimilarCase] = []

    def save(form: OpenCaseForm, version: int) -> Case:
        cleaned = form.cleaned_data
        place = {name: cleaned[name] for name in ("name", "concern", "district")}
        twin = opening.sent_before(actor=request.user, now=now, **place)
        if twin is not None:
            return twin
        people = form.people()
        found = opening.similar_cases(actor=request.user, name=cleaned["name"], people=people)
        seen = set(request.POST.getlist("seen"))
        if any(str(each.case.pk) not in seen for each in found):
            similar.extend(found)
            # Whoever looks at one of the families comes back to what was typed.
            drafts.keep(token=request.POST.get("_draft", ""), data=request.POST, now=now)
            raise ValidationError(_("The family may be known already. Please look first."))
        return _open(request, form, people)

    return form_page(
        request,
        form_class=OpenCaseForm,
        form_kwargs={"districts": opening.own_districts(request.user, today), "today": today},
        initial=_typed_before(request),
        save=save,
        title=_("New case"),
        template="cases/case_new.html",
        submit_label=_("Open the case"),
        success_url=_next_page,
        success_message=lambda case: (
            _("The case %(reference)s has been opened.") % {"reference": case.reference}
        ),
        cancel_url=reverse("cases:list"),
        breadcrumbs=to_cases(),
        context={"similar": similar},
    )


@require_POST
def case_new_for(request: HttpRequest) -> HttpResponse:
    """Take the words that were searched for along to the form."""
    access.require(request.user, "add", Case)
    request.session[TYPED] = request.POST.get("q", "")[:200]
    return HttpResponseRedirect(reverse("cases:new"))


def _open(request: HttpRequest, form: OpenCaseForm, people: Any) -> Case:
    cleaned, today, now = form.cleaned_data, timezone.localdate(), timezone.now()
    return opening.open_case(
        actor=request.user,
        name=cleaned["name"],
        concern=cleaned["concern"],
        district=cleaned["district"],
        social_space=cleaned["social_space"],
        people=people,
        today=today,
        now=now,
        consultation=(
            {"advice": cleaned["advice"], "outcome": cleaned["outcome"]}
            if cleaned["advice"] or cleaned["outcome"]
            else None
        ),
    )


def _next_page(case: Case) -> str:
    """Lead to the offers where they were the outcome, else to the case."""
    consultation = case.consultations.first()
    if consultation is not None and consultation.outcome == ConsultationOutcome.OFFERS:
        return reverse("cases:offers", args=[case.pk])
    return address_of(case)


def _typed_before(request: HttpRequest) -> dict[str, Any]:
    """Return what was searched for as first entries, once: a name, perhaps a birth date."""
    text = str(request.session.pop(TYPED, "")) if request.method == "GET" else ""
    day, rest = birth_date_in(text, timezone.localdate())
    return {"name": rest[:LONGEST].strip(), **({"child_birth_date": day} if day else {})}

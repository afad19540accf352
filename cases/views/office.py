"""What the office prints on its papers and how it numbers its files: the administrator's page."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.forms.documents import OfficeForm
from cases.models import OfficeSettings
from cases.services import office
from cases.services.paperwork.sample import sample_invitation
from cases.views.documents import pdf_response
from sro import access
from sro.ui.crumbs import crumb
from sro.ui.editing import form_page


def office_settings(request: HttpRequest) -> HttpResponse:
    """Change letterhead, texts and the pattern of file references."""
    access.require(request.user, "change", OfficeSettings)
    settings = office.office_settings()
    pattern = request.POST.get("reference_pattern", settings.reference_pattern)
    return form_page(
        request,
        form_class=OfficeForm,
        form_kwargs={"example_url": reverse("cases:reference_example")},
        instance=settings,
        save=lambda form, version: office.update_office(
            actor=request.user, changes=form.cleaned_data, version=version, now=timezone.now()
        ),
        title=_("Papers and file references"),
        intro=_("Papers that were issued before stay as they are."),
        template="cases/office_settings.html",
        breadcrumbs=[crumb(_("Administration"), "accounts:home")],
        cancel_url=reverse("accounts:home"),
        success_url=reverse("cases:office_settings"),
        success_message=_("The changes have been saved."),
        context={"sample_url": reverse("cases:office_sample"), **_example(pattern)},
    )


@never_cache
@require_safe
def office_sample(request: HttpRequest) -> HttpResponse:
    """Show an invitation to invented people with the letterhead as it is saved."""
    access.require(request.user, "change", OfficeSettings)
    return pdf_response(sample_invitation(timezone.now()), "muster-einladung.pdf")


@require_safe
def reference_example(request: HttpRequest) -> HttpResponse:
    """Show a reference made by the pattern that is being typed."""
    access.require(request.user, "change", OfficeSettings)
    pattern = request.GET.get("reference_pattern", "")
    # A line for the page, not a page.
    return render(
        request, "cases/reference_example.html", _example(pattern), content_type="text/plain"
    )


def _example(pattern: str) -> dict[str, str]:
    try:
        return {"example": office.example_of(pattern, timezone.localdate().year), "fault": ""}
    except ValidationError as error:
        return {"example": "", "fault": " ".join(error.messages)}

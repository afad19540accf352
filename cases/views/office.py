"""What the office prints on its papers and how it numbers its files: the administrator's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
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
    return form_page(
        request,
        form_class=OfficeForm,
        instance=office.office_settings(),
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
        context={"sample_url": reverse("cases:office_sample")},
    )


@never_cache
@require_safe
def office_sample(request: HttpRequest) -> HttpResponse:
    """Show an invitation to invented people with the letterhead as it is saved."""
    access.require(request.user, "change", OfficeSettings)
    return pdf_response(sample_invitation(timezone.now()), "muster-einladung.pdf")

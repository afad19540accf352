"""What holds for all reports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting.forms.reports import SettingsForm
from reporting.models import ReportSettings
from reporting.services import settings as services
from reporting.views.crumbs import reports_trail
from sro import access
from sro.ui.editing import form_page


def settings_page(request: HttpRequest) -> HttpResponse:
    """Choose the residents to which densities refer, and the largest count that is hidden."""
    access.require(request.user, "change", ReportSettings)
    return form_page(
        request,
        form_class=SettingsForm,
        instance=services.current(),
        save=lambda form, version: services.change(
            actor=request.user, values=form.cleaned_data, version=version, now=timezone.now()
        ),
        title=_("Settings of the reports"),
        intro=_("They hold for everything that is counted from now on. Frozen reports stay."),
        breadcrumbs=reports_trail(),
        cancel_url=reverse("reporting:reports"),
        success_url=reverse("reporting:reports"),
        success_message=_("The settings are saved."),
    )

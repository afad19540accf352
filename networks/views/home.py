"""The registry's first page: what there is, and where to go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from networks.forms.areas import MunicipalityForm
from networks.models import (
    Boundary,
    Catchment,
    District,
    Institution,
    Municipality,
    Need,
    Offer,
    Project,
    Provider,
    ResourceProposal,
    SocialSpace,
    SupportType,
)
from networks.services import areas as service
from networks.views.body_links import links_for
from networks.views.entry_ways import entry_ways
from networks.views.pages import allowed, crumbs
from networks.views.proposals import list_title
from sro import access
from sro.ui.editing import form_page
from sro.ui.tables import Action


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what the registry holds, with ways to lists and maps."""
    user, today = request.user, timezone.localdate()
    municipality = Municipality.objects.visible_to(user).first()
    institutions = Institution.objects.visible_to(user).active_on(today)
    entries = [
        (
            ngettext("district", "districts", 2),
            District.objects.visible_to(user).valid_on(today).count(),
            reverse("networks:district_list"),
            _("Units of organisation and budget."),
        ),
        (
            ngettext("social space", "social spaces", 2),
            SocialSpace.objects.visible_to(user).valid_on(today).count(),
            reverse("networks:space_list"),
            _("Quarters in which people live and help one another."),
        ),
        (
            ngettext("institution", "institutions", 2),
            institutions.count(),
            reverse("networks:institution_list"),
            _("Places people can go to."),
        ),
        (
            ngettext("offer", "offers", 2),
            Offer.objects.visible_to(user).active_on(today).count(),
            reverse("networks:offer_list"),
            _("What people find there."),
        ),
        (
            _("providers"),
            Provider.objects.visible_to(user).valid_on(today).count(),
            reverse("networks:provider_list"),
            _("Free carriers the office works with."),
        ),
        (
            _("support types"),
            SupportType.objects.visible_to(user).filter(is_active=True).count(),
            reverse("networks:support_type_list"),
            _("What can be granted, and where it stands in the law."),
        ),
    ]
    if access.can(user, "view", Need):
        entries.append(
            (
                _("open needs"),
                Need.objects.visible_to(user).open().count(),
                reverse("networks:need_board"),
                _("What is missing, who said so and what became of it."),
            )
        )
    return render(
        request,
        "networks/home.html",
        {
            "title": municipality.name if municipality else _("Social space"),
            "breadcrumbs": [],
            "actions": allowed(
                request,
                "change",
                Municipality,
                Action(_("Edit municipality"), reverse("networks:municipality_edit")),
            ),
            "entries": entries,
            "due": (
                institutions.due_for_verification(today).count()
                if access.can(user, "verify", Institution)
                else 0
            ),
            "more": [
                *(
                    (title, reverse(view))
                    for model, title, view in (
                        (Project, _("Projects"), "networks:project_list"),
                        (ResourceProposal, list_title(user), "networks:proposal_list"),
                        (Catchment, _("Catchments"), "networks:catchment_list"),
                    )
                    if access.can(user, "view", model)
                ),
                *entry_ways(user, municipality),
            ],
            "bodies": links_for(user),
            "may_import_boundaries": access.can(user, "import", Boundary),
        },
    )


def municipality_edit(request: HttpRequest) -> HttpResponse:
    """Enter the municipality once, or change it."""
    access.require(request.user, "change", Municipality)
    municipality = Municipality.objects.visible_to(request.user).first()

    def save(form: MunicipalityForm, version: int) -> Municipality:
        now = timezone.now()
        if municipality is None:
            return service.found_municipality(actor=request.user, now=now, **form.cleaned_data)
        return service.update_municipality(
            actor=request.user,
            municipality=municipality,
            changes=form.cleaned_data,
            version=version,
            now=now,
        )

    return form_page(
        request,
        form_class=MunicipalityForm,
        instance=municipality,
        save=save,
        title=_("Municipality"),
        success_url=reverse("networks:home"),
        success_message=_("The municipality has been saved."),
        cancel_url=reverse("networks:home"),
        breadcrumbs=crumbs(),
    )

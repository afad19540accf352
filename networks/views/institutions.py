"""Institutions: list, record, entering, changing, verifying, deleting, taking along."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from networks.exports import institution_download
from networks.filters.institutions import InstitutionFilter
from networks.forms.institutions import InstitutionForm
from networks.models import Institution, Offer
from networks.services import institutions as service
from networks.views.entries import (
    changes_of,
    due_in_words,
    entry_context,
    full_export,
    places,
    verify_entry,
)
from networks.views.pages import allowed, crumbs, load
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage

#: What the list shows; descriptions and search columns stay in the database.
SHOWN = (
    "name",
    "street",
    "postal_code",
    "last_verified",
    "active_until",
    "category__name",
    "social_space__name",
    "social_space__district__name",
)


def address_of(institution: Institution) -> str:
    """Return the address of an institution's page."""
    return reverse("networks:institution_detail", args=[institution.pk])


def to_list():
    """Return the way to the list."""
    return crumbs(crumb(_("Institutions"), "networks:institution_list"))


def listed(request: HttpRequest):
    """Return the institutions a list shows, with all a row needs."""
    return (
        Institution.objects.visible_to(request.user)
        .select_related("category", "social_space__district")
        .only(*SHOWN)
    )


@require_safe
def institution_list(request: HttpRequest) -> HttpResponse:
    """Show, filter, sort and take along the institutions."""
    today = timezone.localdate()
    actions = [
        *allowed(
            request,
            "add",
            Institution,
            Action(_("Add institution"), reverse("networks:institution_new"), primary=True),
        ),
        *allowed(
            request,
            "import",
            Institution,
            Action(_("Import"), reverse("ui:import_new", args=["institutions"])),
        ),
    ]
    return ListPage(
        request,
        title=_("Institutions"),
        queryset=listed(request),
        columns=[
            Column("name", _("Name"), "name", ("sort_key",), url=address_of),
            Column("art", _("Category"), "category.name", ("category__sort_key", "sort_key")),
            *places("social_space"),
            Column("strasse", _("Street"), "street"),
            Column("plz", _("Postal code"), "postal_code", ("postal_code", "sort_key")),
            Column(
                "geprueft", _("Last verified"), "last_verified", ("last_verified",), kind="date"
            ),
            Column("pruefung", _("Verification"), lambda row: due_in_words(row, today)),
        ],
        sort="name",
        filterset_class=InstitutionFilter,
        breadcrumbs=crumbs(),
        actions=actions,
        export_name="einrichtungen",
        empty=EmptyState(
            _("No institution has been entered yet."),
            _("Here you find places people can go to: kindergartens, libraries, centres."),
            *(
                (reverse("networks:institution_new"), _("Add institution"))
                if access.can(request.user, "add", Institution)
                else ()
            ),
        ),
        template="networks/list.html",
        context=full_export(request, Institution, "networks:institution_export"),
    ).response()


@require_safe
def institution_export(request: HttpRequest) -> HttpResponse:
    """Hand out all details of the institutions the list shows, in the form the import reads."""
    access.require(request.user, "export", Institution)
    rows = Institution.objects.visible_to(request.user).allowing(request.user, "export")
    filterset = InstitutionFilter(request.GET, queryset=rows, request=request)
    return institution_download(
        actor=request.user,
        rows=filterset.qs if filterset.is_valid() else rows.none(),
        filters=[name for name, value in request.GET.items() if value],
        now=timezone.now(),
    )


@require_safe
def institution_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an institution with its offers."""
    rows = Institution.objects.visible_to(request.user).select_related(
        "category", "social_space__district", "provider"
    )
    institution = load(request, rows, pk)
    today = timezone.localdate()
    offers = institution.offers.visible_to(request.user).order_by("sort_key", "pk")
    actions = [
        *allowed(
            request,
            "change",
            institution,
            Action(_("Edit"), reverse("networks:institution_edit", args=[pk]), primary=True),
        ),
        *allowed(
            request, "add", Offer, Action(_("Add offer"), reverse("networks:offer_new", args=[pk]))
        ),
        *allowed(
            request,
            "delete",
            institution,
            Action(_("Delete"), reverse("networks:institution_delete", args=[pk])),
        ),
    ]
    return render(
        request,
        "networks/institution_detail.html",
        {
            "title": institution.name,
            "breadcrumbs": to_list(),
            "actions": actions,
            "institution": institution,
            "offers": [offer for offer in offers if offer.is_active_on(today)],
            "closed_offers": [offer for offer in offers if not offer.is_active_on(today)],
            **entry_context(request, institution, today),
        },
    )


def institution_new(request: HttpRequest) -> HttpResponse:
    """Enter an institution."""
    access.require(request.user, "add", Institution)
    return form_page(
        request,
        form_class=InstitutionForm,
        template="networks/form_page.html",
        save=lambda form, version: service.create_institution(
            actor=request.user,
            now=timezone.now(),
            **changes_of(request, form, Institution, timezone.localdate()),
        ),
        title=_("Add institution"),
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been added.") % {"name": saved.name},
        cancel_url=reverse("networks:institution_list"),
        breadcrumbs=to_list(),
        initial=_place_of(request),
    )


def _place_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return the social space the person comes from, if the address names one."""
    space = request.GET.get("sozialraum", "")
    return {"social_space": int(space)} if space.isdecimal() and len(space) < 19 else None


def institution_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an institution."""
    institution = load(request, Institution.objects.visible_to(request.user), pk, "change")
    return form_page(
        request,
        form_class=InstitutionForm,
        template="networks/form_page.html",
        instance=institution,
        save=lambda form, version: service.update_institution(
            actor=request.user,
            institution=institution,
            changes=changes_of(request, form, institution, timezone.localdate()),
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": institution.name},
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.name},
        cancel_url=address_of(institution),
        breadcrumbs=[*to_list(), crumb(institution.name, "networks:institution_detail", pk)],
    )


def institution_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an institution entered by mistake."""
    institution = load(request, Institution.objects.visible_to(request.user), pk, "delete")
    offers = institution.offers.count()
    consequences = [
        _("“%(name)s” is removed from the registry. Its history is kept.")
        % {"name": institution.name}
    ]
    if offers:
        consequences.append(
            ngettext(
                "%(count)s offer there is removed as well.",
                "%(count)s offers there are removed as well.",
                offers,
            )
            % {"count": offers}
        )
    consequences.append(
        _("If it has closed, please edit it instead and enter the day from which it is closed.")
    )
    return confirm_page(
        request,
        title=_("Delete %(name)s?") % {"name": institution.name},
        consequences=consequences,
        action=lambda cleaned, version: service.delete_institution(
            actor=request.user, institution=institution, version=version, now=timezone.now()
        ),
        success_url=reverse("networks:institution_list"),
        cancel_url=address_of(institution),
        submit_label=_("Delete"),
        success_message=_("“%(name)s” has been deleted.") % {"name": institution.name},
        instance=institution,
        danger=True,
        breadcrumbs=[*to_list(), crumb(institution.name, "networks:institution_detail", pk)],
    )


@require_POST
def institution_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Note with one click that the details have been verified today."""
    institution = load(request, Institution.objects.visible_to(request.user), pk, "verify")
    return verify_entry(request, institution, address_of(institution))

"""Offers of institutions: list, record, entering, changing, verifying, deleting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.exports import offer_download
from networks.filters.institutions import OfferFilter
from networks.forms.institutions import OfferForm
from networks.models import Institution, Offer
from networks.services import institutions as service
from networks.views import institutions
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
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage

SHOWN = (
    "name",
    "kind",
    "direct_access",
    "age_from",
    "age_to",
    "last_verified",
    "active_until",
    "institution__name",
    "institution__social_space__name",
    "institution__social_space__district__name",
)


def address_of(offer: Offer) -> str:
    """Return the address of an offer's page."""
    return reverse("networks:offer_detail", args=[offer.pk])


def to_institution(institution: Institution) -> list[Crumb]:
    """Return the way to the institution an offer belongs to."""
    return [
        *institutions.to_list(),
        crumb(institution.name, "networks:institution_detail", institution.pk),
    ]


@require_safe
def offer_list(request: HttpRequest) -> HttpResponse:
    """Show, filter, sort and take along the offers."""
    today = timezone.localdate()
    rows = (
        Offer.objects.visible_to(request.user)
        .select_related("institution__social_space__district")
        .only(*SHOWN)
    )
    return ListPage(
        request,
        title=_("Offers"),
        queryset=rows,
        columns=[
            Column("name", _("Name"), "name", ("sort_key",), url=address_of),
            Column("art", _("Kind"), "get_kind_display", ("kind", "sort_key")),
            Column(
                "einrichtung",
                _("Institution"),
                "institution.name",
                ("institution__sort_key", "sort_key"),
                url=lambda offer: institutions.address_of(offer.institution),
            ),
            *places("institution.social_space"),
            Column("alter_von", _("Age from"), "age_from", ("age_from",), kind="number"),
            Column("alter_bis", _("Age to"), "age_to", ("age_to",), kind="number"),
            Column("direkt", _("Without application"), "direct_access", kind="boolean"),
            Column(
                "geprueft", _("Last verified"), "last_verified", ("last_verified",), kind="date"
            ),
            Column("pruefung", _("Verification"), lambda row: due_in_words(row, today)),
        ],
        sort="name",
        filterset_class=OfferFilter,
        breadcrumbs=crumbs(),
        actions=[
            *allowed(
                request,
                "import",
                Offer,
                Action(_("Import"), reverse("ui:import_new", args=["offers"])),
            ),
        ],
        export_name="angebote",
        empty=EmptyState(
            _("No offer has been entered yet."),
            _("Offers are entered at the institution where they take place."),
            reverse("networks:institution_list"),
            _("To the institutions"),
        ),
        template="networks/list.html",
        context=full_export(request, Offer, "networks:offer_export"),
    ).response()


@require_safe
def offer_export(request: HttpRequest) -> HttpResponse:
    """Hand out all details of the offers the list shows, in the form the import reads."""
    access.require(request.user, "export", Offer)
    rows = Offer.objects.visible_to(request.user).allowing(request.user, "export")
    filterset = OfferFilter(request.GET, queryset=rows, request=request)
    return offer_download(
        actor=request.user,
        rows=filterset.qs if filterset.is_valid() else rows.none(),
        filters=[name for name, value in request.GET.items() if value],
        now=timezone.now(),
    )


@require_safe
def offer_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an offer."""
    offer = load(
        request,
        Offer.objects.visible_to(request.user).select_related(
            "institution__social_space__district"
        ),
        pk,
    )
    actions = [
        *allowed(
            request,
            "change",
            offer,
            Action(_("Edit"), reverse("networks:offer_edit", args=[pk]), primary=True),
        ),
        *allowed(
            request,
            "delete",
            offer,
            Action(_("Delete"), reverse("networks:offer_delete", args=[pk])),
        ),
    ]
    return render(
        request,
        "networks/offer_detail.html",
        {
            "title": offer.name,
            "breadcrumbs": to_institution(offer.institution),
            "actions": actions,
            "offer": offer,
            **entry_context(request, offer, timezone.localdate()),
        },
    )


def offer_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an offer of an institution."""
    access.require(request.user, "add", Offer)
    institution = load(request, Institution.objects.visible_to(request.user), pk)
    return form_page(
        request,
        form_class=OfferForm,
        template="networks/form_page.html",
        save=lambda form, version: service.create_offer(
            actor=request.user,
            now=timezone.now(),
            institution=institution,
            **changes_of(request, form, Offer, timezone.localdate()),
        ),
        title=_("Add offer"),
        intro=_("At: %(name)s") % {"name": institution.name},
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been added.") % {"name": saved.name},
        cancel_url=institutions.address_of(institution),
        breadcrumbs=to_institution(institution),
        draft_key=f"networks:offer_new:{institution.pk}",
    )


def offer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an offer."""
    offer = load(
        request, Offer.objects.visible_to(request.user).select_related("institution"), pk, "change"
    )
    return form_page(
        request,
        form_class=OfferForm,
        template="networks/form_page.html",
        instance=offer,
        save=lambda form, version: service.update_offer(
            actor=request.user,
            offer=offer,
            changes=changes_of(request, form, offer, timezone.localdate()),
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": offer.name},
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.name},
        cancel_url=address_of(offer),
        breadcrumbs=[
            *to_institution(offer.institution),
            crumb(offer.name, "networks:offer_detail", pk),
        ],
    )


def offer_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an offer entered by mistake."""
    offer = load(
        request, Offer.objects.visible_to(request.user).select_related("institution"), pk, "delete"
    )
    return confirm_page(
        request,
        title=_("Delete %(name)s?") % {"name": offer.name},
        consequences=[
            _("“%(name)s” is removed from the registry. Its history is kept.")
            % {"name": offer.name},
            _("If it has ended, please edit it instead and enter the day from which it is closed."),
        ],
        action=lambda cleaned, version: service.delete_offer(
            actor=request.user, offer=offer, version=version, now=timezone.now()
        ),
        success_url=institutions.address_of(offer.institution),
        cancel_url=address_of(offer),
        submit_label=_("Delete"),
        success_message=_("“%(name)s” has been deleted.") % {"name": offer.name},
        instance=offer,
        danger=True,
        breadcrumbs=[
            *to_institution(offer.institution),
            crumb(offer.name, "networks:offer_detail", pk),
        ],
    )


@require_POST
def offer_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Note with one click that the details have been verified today."""
    offer = load(request, Offer.objects.visible_to(request.user), pk, "verify")
    return verify_entry(request, offer, address_of(offer))

"""Districts: list, record, entering, changing, deleting."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.filters.areas import DistrictFilter
from networks.forms.areas import DistrictForm, NewDistrictForm
from networks.models import District
from networks.services import areas as service
from networks.views.areas import PERIOD_COLUMNS, square_kilometres
from networks.views.pages import allowed, crumbs, load
from networks.views.places import who_is_there
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def address_of(district: District) -> str:
    """Return the address of a district's page."""
    return reverse("networks:district_detail", args=[district.pk])


def to_list() -> list[Crumb]:
    """Return the way to the list."""
    return crumbs(crumb(_("Districts"), "networks:district_list"))


@require_safe
def district_list(request: HttpRequest) -> HttpResponse:
    """Show the districts."""
    today = timezone.localdate()
    rows = (
        District.objects.visible_to(request.user)
        .defer("search_vector")
        .annotate(
            spaces=Count(
                "social_spaces",
                filter=Q(social_spaces__valid_from__lte=today)
                & (Q(social_spaces__valid_until=None) | Q(social_spaces__valid_until__gt=today)),
            )
        )
    )
    return ListPage(
        request,
        title=_("Districts"),
        queryset=rows,
        columns=[
            Column("schluessel", _("Key"), "key", ("key",)),
            Column("name", _("Name"), "name", ("sort_key",), url=address_of),
            Column("flaeche", _("Area in km²"), square_kilometres, ("area_m2",), kind="number"),
            Column("sozialraeume", _("Social spaces"), "spaces", ("spaces",), kind="number"),
            *PERIOD_COLUMNS,
        ],
        sort="schluessel",
        filterset_class=DistrictFilter,
        breadcrumbs=crumbs(),
        actions=[
            Action(_("Map"), reverse("networks:map")),
            *allowed(
                request,
                "add",
                District,
                Action(_("Add district"), reverse("networks:district_new"), primary=True),
            ),
            *allowed(
                request,
                "import",
                District,
                Action(_("Import"), reverse("ui:import_new", args=["districts"])),
            ),
        ],
        export_name="bezirke",
        export_action="view",
        empty=EmptyState(
            _("No district has been entered yet."),
            _("Districts are the units of organisation and budget of the office."),
        ),
    ).response()


@require_safe
def district_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is there, and what has changed since the person's last visit."""
    return who_is_there(request, "district", pk)


def district_new(request: HttpRequest) -> HttpResponse:
    """Enter a district, perhaps in the place of others."""
    access.require(request.user, "add", District)
    return form_page(
        request,
        form_class=NewDistrictForm,
        save=lambda form, version: service.create_district(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add district"),
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been added.") % {"name": saved.name},
        cancel_url=reverse("networks:district_list"),
        breadcrumbs=to_list(),
    )


def district_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a district."""
    district = load(request, District.objects.visible_to(request.user), pk, "change")
    return form_page(
        request,
        form_class=DistrictForm,
        instance=district,
        save=lambda form, version: service.update_district(
            actor=request.user,
            district=district,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": district.name},
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.name},
        cancel_url=address_of(district),
        breadcrumbs=[*to_list(), crumb(district.name, "networks:district_detail", pk)],
    )


def district_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a district entered by mistake."""
    district = load(request, District.objects.visible_to(request.user), pk, "delete")
    return confirm_page(
        request,
        title=_("Delete %(name)s?") % {"name": district.name},
        consequences=[
            _("“%(name)s” is removed with its boundaries. Its history is kept.")
            % {"name": district.name},
            _("If it no longer exists, please edit it instead and enter the day it ended."),
        ],
        action=lambda cleaned, version: service.delete_district(
            actor=request.user, district=district, version=version, now=timezone.now()
        ),
        success_url=reverse("networks:district_list"),
        cancel_url=address_of(district),
        submit_label=_("Delete"),
        success_message=_("“%(name)s” has been deleted.") % {"name": district.name},
        instance=district,
        danger=True,
        breadcrumbs=[*to_list(), crumb(district.name, "networks:district_detail", pk)],
    )

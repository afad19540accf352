"""Social spaces: list, record, entering, changing, deleting."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.filters.areas import SpaceFilter
from networks.forms.areas import NewSpaceForm, SpaceForm
from networks.models import SocialSpace
from networks.services import areas as service
from networks.views.areas import PERIOD_COLUMNS, square_kilometres
from networks.views.pages import allowed, crumbs, load
from networks.views.places import who_is_there
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def address_of(space: SocialSpace) -> str:
    """Return the address of a social space's page."""
    return reverse("networks:space_detail", args=[space.pk])


def to_list() -> list[Crumb]:
    """Return the way to the list."""
    return crumbs(crumb(_("Social spaces"), "networks:space_list"))


@require_safe
def space_list(request: HttpRequest) -> HttpResponse:
    """Show, filter and sort the social spaces."""
    rows = (
        SocialSpace.objects.visible_to(request.user)
        .select_related("district")
        .only("key", "name", "area_m2", "valid_from", "valid_until", "district__name")
        .annotate(places=Count("institutions"))
    )
    return ListPage(
        request,
        title=_("Social spaces"),
        queryset=rows,
        columns=[
            Column("schluessel", _("Key"), "key", ("key",)),
            Column("name", _("Name"), "name", ("sort_key",), url=address_of),
            Column("bezirk", _("District"), "district.name", ("district__sort_key", "sort_key")),
            Column("flaeche", _("Area in km²"), square_kilometres, ("area_m2",), kind="number"),
            Column("einrichtungen", _("Institutions"), "places", ("places",), kind="number"),
            *PERIOD_COLUMNS,
        ],
        sort="schluessel",
        filterset_class=SpaceFilter,
        breadcrumbs=crumbs(),
        actions=[
            *allowed(
                request,
                "add",
                SocialSpace,
                Action(_("Add social space"), reverse("networks:space_new"), primary=True),
            ),
            *allowed(
                request,
                "import",
                SocialSpace,
                Action(_("Import"), reverse("ui:import_new", args=["social-spaces"])),
            ),
        ],
        export_name="sozialraeume",
        export_action="view",
        empty=EmptyState(
            _("No social space has been entered yet."),
            _("Social spaces are the quarters of a district."),
        ),
    ).response()


@require_safe
def space_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is there, and what has changed since the person's last visit."""
    return who_is_there(request, "space", pk)


def space_new(request: HttpRequest) -> HttpResponse:
    """Enter a social space, perhaps in the place of others."""
    access.require(request.user, "add", SocialSpace)
    return form_page(
        request,
        form_class=NewSpaceForm,
        save=lambda form, version: service.create_social_space(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add social space"),
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been added.") % {"name": saved.name},
        cancel_url=reverse("networks:space_list"),
        breadcrumbs=to_list(),
    )


def space_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a social space."""
    space = load(request, SocialSpace.objects.visible_to(request.user), pk, "change")
    return form_page(
        request,
        form_class=SpaceForm,
        instance=space,
        save=lambda form, version: service.update_social_space(
            actor=request.user,
            space=space,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": space.name},
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.name},
        cancel_url=address_of(space),
        breadcrumbs=[*to_list(), crumb(space.name, "networks:space_detail", pk)],
    )


def space_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a social space entered by mistake."""
    space = load(request, SocialSpace.objects.visible_to(request.user), pk, "delete")
    return confirm_page(
        request,
        title=_("Delete %(name)s?") % {"name": space.name},
        consequences=[
            _("“%(name)s” is removed with its boundaries. Its history is kept.")
            % {"name": space.name},
            _("If it no longer exists, please edit it instead and enter the day it ended."),
        ],
        action=lambda cleaned, version: service.delete_social_space(
            actor=request.user, space=space, version=version, now=timezone.now()
        ),
        success_url=reverse("networks:space_list"),
        cancel_url=address_of(space),
        submit_label=_("Delete"),
        success_message=_("“%(name)s” has been deleted.") % {"name": space.name},
        instance=space,
        danger=True,
        breadcrumbs=[*to_list(), crumb(space.name, "networks:space_detail", pk)],
    )

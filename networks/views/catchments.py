"""Catchments: list, noting one, taking it back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.filters.catchments import CatchmentFilter
from networks.forms.catchments import CatchmentForm
from networks.models import Catchment, Institution, Network
from networks.places import address
from networks.services import catchments as service
from networks.services.reach import suggested
from networks.views.pages import crumbs, load
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Column, EmptyState, ListPage

#: So many names stand in a line of the list; of the others only the number.
NAMES = 5


def to_list() -> list[Crumb]:
    """Return the way to the list."""
    return crumbs(crumb(_("Catchments"), "networks:catchment_list"))


def _edit_address(row: Catchment) -> str:
    kind = "network" if row.network_id else "institution"
    return reverse(f"networks:{kind}_catchment", args=[row.network_id or row.institution_id])


def _page_of(row: Catchment) -> str:
    if row.network_id:
        return address("networks:network_detail", row.network_id)
    return address("networks:institution_detail", row.institution_id)


def _names(row: Any) -> str:
    names = sorted(place.social_space.name for place in row.places.all())
    if len(names) <= NAMES:
        return ", ".join(names)
    more = len(names) - NAMES
    rest = _("and %(number)s more") % {"number": more}
    return f"{', '.join(names[:NAMES])} {rest}"


@require_safe
def catchment_list(request: HttpRequest) -> HttpResponse:
    """Show for which social spaces institutions and networks are there, as noted."""
    access.require(request.user, "view", Catchment)
    visible = Catchment.objects.visible_to(request.user).order_by().values("pk")
    rows = (
        Catchment.objects.visible_to(request.user)
        .filter(pk__in=visible)
        .select_related("institution", "network")
        .defer("institution__search_vector")
        .prefetch_related("places__social_space")
        .distinct()
    )
    columns = [
        Column(
            "wer",
            _("Institution or network"),
            str,
            ("institution__sort_key", "network__name"),
            url=_page_of,
        ),
        Column("raeume", _("Social spaces"), _names),
        Column("quelle", _("Source"), "source", ("source",)),
        Column("stand", _("As of"), "as_of", ("as_of",), kind="date"),
    ]
    if access.can(request.user, "change", Catchment) and "format" not in request.GET:
        columns.append(Column("aendern", _("Change"), lambda row: _("Change"), url=_edit_address))
    return ListPage(
        request,
        title=_("Catchments"),
        queryset=rows,
        columns=columns,
        sort="wer",
        filterset_class=CatchmentFilter,
        breadcrumbs=crumbs(),
        export_name="einzugsbereiche",
        export_action="view",
        empty=EmptyState(
            _("No catchment has been noted yet."),
            _(
                "They are drawn from the members of networks; on the page of a social space, under"
                " “Readings of this space”, planning can note them."
            ),
        ),
    ).response()


def institution_catchment(request: HttpRequest, pk: int) -> HttpResponse:
    """Note for which social spaces an institution is there."""
    rows = Institution.objects.visible_to(request.user).defer("search_vector")
    return _note(request, load(request, rows, pk))


def network_catchment(request: HttpRequest, pk: int) -> HttpResponse:
    """Note for which social spaces a network is there."""
    return _note(request, load(request, Network.objects.visible_to(request.user), pk))


def _note(request: HttpRequest, of: Institution | Network) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    whose = {"network": of} if isinstance(of, Network) else {"institution": of}
    noted = Catchment.objects.visible_to(user).filter(**whose).distinct().first()
    access.require(user, "change" if noted else "add", noted or Catchment)

    def save(form: CatchmentForm, version: int) -> Catchment:
        values = {**form.cleaned_data, "social_spaces": list(form.cleaned_data["social_spaces"])}
        if noted is None:
            return service.note_catchment(actor=user, of=of, now=timezone.now(), **values)
        return service.change_catchment(
            actor=user, catchment=noted, changes=values, version=version, now=timezone.now()
        )

    return form_page(
        request,
        form_class=CatchmentForm,
        instance=noted,
        form_kwargs={"today": today},
        initial=None if noted else {"social_spaces": suggested(of, today), "as_of": today},
        save=save,
        title=_("Catchment of %(name)s") % {"name": of.name},
        intro=_(
            "For whom is it there? What you note here stands instead of what is drawn from members"
            " and places."
        ),
        draft_key=f"networks:catchment:{of._meta.model_name}:{of.pk}",
        success_url=reverse("networks:catchment_list"),
        success_message=_("The catchment has been noted."),
        cancel_url=reverse("networks:catchment_list"),
        breadcrumbs=to_list(),
        template="networks/catchment_form.html",
        context={"catchment": noted},
    )


def catchment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a note back."""
    rows = Catchment.objects.visible_to(request.user).select_related("institution", "network")
    noted = load(request, rows, pk, "delete")
    return confirm_page(
        request,
        title=_("Take back the catchment of %(name)s?") % {"name": noted},
        consequences=[_("From then on it is drawn again from members and places.")],
        action=lambda cleaned, version: service.remove_catchment(
            actor=request.user, catchment=noted, version=version, now=timezone.now()
        ),
        success_url=reverse("networks:catchment_list"),
        cancel_url=_edit_address(noted),
        submit_label=_("Take back"),
        success_message=_("The note has been taken back."),
        instance=noted,
        breadcrumbs=to_list(),
    )

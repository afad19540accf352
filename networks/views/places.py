"""The page of a social space or district: one for both, in tabs that are addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.models import Boundary, District, SocialSpace
from networks.news_words import in_words
from networks.papers_places import profile
from networks.places import TABS, Place, address_of, shown_panels
from networks.services import visits
from networks.services.news import news_of
from networks.views.areas import square_kilometres
from networks.views.pages import allowed, crumbs, load
from sro import access
from sro.audit.trail import record_export
from sro.ui.crumbs import Crumb, crumb
from sro.ui.exports import attachment
from sro.ui.once import Done, once
from sro.ui.tables import Action

Area = District | SocialSpace


def load_area(request: HttpRequest, kind: str, pk: int) -> Area:
    """Return the district or social space the person may see (404 otherwise)."""
    if kind == "district":
        districts = District.objects.visible_to(request.user).defer("search_vector")
        return load(request, districts, pk)
    spaces = SocialSpace.objects.visible_to(request.user).select_related("district")
    return load(request, spaces.defer("search_vector", "district__search_vector"), pk)


def place_page(
    request: HttpRequest,
    area: Area,
    tab: str,
    template: str = "networks/place.html",
    **more: Any,
) -> HttpResponse:
    """Show a tab of the page of a place; `more` is what the template needs besides."""
    place = Place(area, request.user, timezone.localdate())
    large = request.GET.get("gross") == "1"
    kept = "?gross=1" if large else ""
    return render(
        request,
        template,
        {
            "title": f"{area.name}: {TABS[tab]}" if tab else area.name,
            "breadcrumbs": _way(area, tab),
            "actions": _actions(request, area) if not tab else [],
            "area": area,
            "place": place,
            "is_valid": area.is_valid_on(place.today),
            "is_coming": place.today < area.valid_from,
            "tabs": [
                (name, address_of(area, key) + kept, key == tab) for key, name in TABS.items()
            ],
            "panels": shown_panels(tab, place),
            "large": large,
            "other_size": request.path if large else f"{request.path}?gross=1",
            "profile_url": reverse(f"networks:{place.kind}_profile", args=[area.pk]),
            **more,
        },
    )


def _way(area: Area, tab: str) -> list[Crumb]:
    way = crumbs(crumb(_("Districts"), "networks:district_list"))
    if isinstance(area, SocialSpace):
        way.append(crumb(area.district.name, "networks:district_detail", area.district_id))
    if tab:
        way.append(Crumb(area.name, address_of(area)))
    return way


def _actions(request: HttpRequest, area: Area) -> list[Action]:
    kind = "district" if isinstance(area, District) else "space"
    return [
        *allowed(
            request,
            "change",
            area,
            Action(_("Edit"), reverse(f"networks:{kind}_edit", args=[area.pk]), primary=True),
        ),
        *allowed(
            request,
            "delete",
            area,
            Action(_("Delete"), reverse(f"networks:{kind}_delete", args=[area.pk])),
        ),
    ]


def who_is_there(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Show the first tab, with what has changed since the person's last visit."""
    area = load_area(request, kind, pk)
    since = visits.visit(actor=request.user, area=area, now=timezone.now())
    place = Place(area, request.user, timezone.localdate())
    return place_page(
        request,
        area,
        "",
        since=since,
        news=in_words(news_of(place, since)) if since else [],
        seen_url=reverse(f"networks:{kind}_seen", args=[pk]),
    )


@require_safe
def part(request: HttpRequest, kind: str, pk: int, tab: str) -> HttpResponse:
    """Show another tab."""
    area = load_area(request, kind, pk)
    if tab != "lesarten":
        return place_page(request, area, tab)
    detail = f"networks:{kind}_detail"
    return place_page(
        request,
        area,
        tab,
        template="networks/place_readings.html",
        square_kilometres=square_kilometres(area),
        predecessors=area.predecessors.visible_to(request.user).only("name", "key"),
        successors=area.successors.visible_to(request.user).only("name", "key"),
        boundaries=area.boundaries.visible_to(request.user)
        .defer("geometry")
        .order_by("-valid_from"),
        may_delete_boundary=access.can(request.user, "delete", Boundary),
        detail_view=detail,
        history_also="networks.Boundary:" + ("district" if kind == "district" else "social_space"),
    )


@require_POST
@once
def seen(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Note that the person knows what has changed."""
    area = load_area(request, kind, pk)
    visits.all_seen(actor=request.user, area=area)
    return Done(address_of(area), _("From now on only what is newer is shown as new."))


@require_safe
def profile_paper(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Hand out the profile of the place as PDF."""
    area = load_area(request, kind, pk)
    place = Place(area, request.user, timezone.localdate())
    record_export(
        request.user, "export.steckbrief", area, format="pdf", model=type(area)._meta.label
    )
    paper = profile(place, timezone.localtime())
    return attachment(paper, f"steckbrief-{area.key}.pdf", "application/pdf")

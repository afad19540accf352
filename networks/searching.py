"""What of the registry the global search finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.models import (
    District,
    Institution,
    Need,
    Network,
    Offer,
    Project,
    Provider,
    SocialSpace,
)
from networks.search.finding import Group, register
from networks.search.words import spellings, typed_words


def _at(view: str) -> Callable[[Any], str]:
    return lambda row: reverse(view, args=[row.pk])


def _line(end: date | None, *parts: str) -> str:
    """Join what is known, and say when the thing is no more."""
    said = [part for part in parts if part]
    if end is not None and end <= timezone.localdate():
        said.append(_("no longer current"))
    return " · ".join(said)


def _district(district: District) -> str:
    return _line(district.valid_until, _("Key %(key)s") % {"key": district.key})


def _space(space: SocialSpace) -> str:
    return _line(space.valid_until, space.district.name, space.key)


def _institution(institution: Institution) -> str:
    space = institution.social_space
    place = f"{space.name} ({space.district.name})"
    return _line(institution.active_until, institution.category.name, institution.street, place)


def _offer(offer: Offer) -> str:
    space = offer.institution.social_space
    place = f"{space.name} ({space.district.name})"
    return _line(offer.active_until, offer.get_kind_display(), offer.institution.name, place)


def _network(network: Network) -> str:
    return _line(network.valid_until, network.get_kind_display(), network.place_name)


def _project(project: Project) -> str:
    return _line(None, project.get_state_display(), project.district.name)


def _need(need: Need) -> str:
    return _line(None, need.get_state_display(), need.place)


def _by_words(field: str) -> Callable[[Any, Any, str, int], tuple[list[Any], list[Any]]]:
    """Return how rows are found that have no index of words: by every word in their title."""

    def find(user: Any, rows: Any, text: str, limit: int) -> tuple[list[Any], list[Any]]:
        for word in typed_words(text):
            rows = rows.filter(**{f"{field}__iregex": spellings(word)})
        return list(rows.order_by(field, "pk")[: limit + 1]), []

    return find


def _provider(provider: Provider) -> str:
    return _line(provider.valid_until, provider.get_legal_form_display(), provider.town)


register(
    Group(
        key="bezirke",
        label=gettext_lazy("Districts"),
        model="networks.District",
        url=_at("networks:district_detail"),
        detail=_district,
        list_view="networks:district_list",
        order=10,
    )
)
register(
    Group(
        key="sozialraeume",
        label=gettext_lazy("Social spaces"),
        model="networks.SocialSpace",
        url=_at("networks:space_detail"),
        detail=_space,
        related=("district",),
        list_view="networks:space_list",
        order=20,
    )
)
register(
    Group(
        key="traeger",
        label=gettext_lazy("Providers"),
        model="networks.Provider",
        url=_at("networks:provider_detail"),
        detail=_provider,
        list_view="networks:provider_list",
        order=30,
    )
)
register(
    Group(
        key="einrichtungen",
        label=gettext_lazy("Institutions"),
        model="networks.Institution",
        url=_at("networks:institution_detail"),
        detail=_institution,
        related=("category", "social_space__district"),
        list_view="networks:institution_list",
        order=40,
    )
)
register(
    Group(
        key="angebote",
        label=gettext_lazy("Offers"),
        model="networks.Offer",
        url=_at("networks:offer_detail"),
        detail=_offer,
        related=("institution__social_space__district",),
        list_view="networks:offer_list",
        order=50,
    )
)
register(
    Group(
        key="netzwerke",
        label=gettext_lazy("Networks"),
        model="networks.Network",
        url=_at("networks:network_detail"),
        detail=_network,
        related=("social_space", "district"),
        list_view="networks:network_list",
        find=_by_words("name"),
        order=60,
    )
)
register(
    Group(
        key="projekte",
        label=gettext_lazy("Projects"),
        model="networks.Project",
        url=_at("networks:project_detail"),
        detail=_project,
        related=("district",),
        list_view="networks:project_list",
        find=_by_words("title"),
        called=attrgetter("title"),
        order=70,
    )
)
register(
    Group(
        key="bedarfe",
        label=gettext_lazy("Needs"),
        model="networks.Need",
        url=_at("networks:need_detail"),
        detail=_need,
        related=("social_space__district", "district"),
        list_view="networks:need_list",
        find=_by_words("title"),
        called=attrgetter("title"),
        order=80,
    )
)

"""What of the registry the global search finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.models import District, Institution, Offer, Provider, SocialSpace
from networks.search.finding import Group, register


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

"""Who is there for a place: catchments as noted, and as drawn from members and places.

An institution is there for the quarter it lies in and for those its networks work in; a network
for its own quarter and for those its member institutions lie in. What planning has noted instead
stands in for what is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from networks.models import Catchment, Institution, Network, NetworkMember, SocialSpace

#: The spaces somebody is there for, by the number of the institution or network.
Drawn = Mapping[int, set[int]]


@dataclass(frozen=True)
class Reach:
    """An institution or a network, and the social spaces it is there for.

    `noted` is planning's note; without one the catchment was drawn.
    """

    of: Institution | Network
    spaces: frozenset[int]
    noted: Catchment | None = None


def drawn_for_networks(networks: Collection[Network], today: date) -> Drawn:
    """Return the spaces of networks: their own, and those of the institutions in them today."""
    found: dict[int, set[int]] = {each.pk: set() for each in networks}
    for each in networks:
        if each.social_space_id is not None:
            found[each.pk].add(each.social_space_id)
    members = NetworkMember.objects.valid_on(today).filter(
        network__in=found, institution__isnull=False
    )
    for network, space in members.order_by().values_list("network", "institution__social_space"):
        found[network].add(space)
    return found


def drawn_for_institutions(institutions: Collection[Institution], today: date) -> Drawn:
    """Return the spaces of institutions: where they lie, and those of their networks of today."""
    found = {each.pk: {each.social_space_id} for each in institutions}
    members = NetworkMember.objects.valid_on(today).filter(institution__in=found)
    for institution, space in members.order_by().values_list(
        "institution", "network__social_space"
    ):
        if space is not None:
            found[institution].add(space)
    return found


def suggested(of: Institution | Network, today: date) -> list[SocialSpace]:
    """Return the spaces that are drawn for one of them, to begin a note with."""
    if isinstance(of, Network):
        drawn = drawn_for_networks([of], today)
    else:
        drawn = drawn_for_institutions([of], today)
    return list(SocialSpace.objects.filter(pk__in=drawn[of.pk]).order_by("sort_key", "pk"))


def reaches_of(
    user: Any, spaces: Collection[int], here: Q, networks: Any, institutions: Any, today: date
) -> list[Reach]:
    """Return who is there for the spaces: networks first, then institutions, by name.

    `networks` and `institutions` are the rows the person may see, `here` says which institutions
    lie in the place. Institutions without a note count only where they lie here and work farther:
    that each of them is there for its own quarter says nothing new.
    """
    wanted = set(spaces)
    noted = {
        (each.network_id, each.institution_id): each
        for each in Catchment.objects.visible_to(user)
        .filter(social_spaces__in=wanted)
        .prefetch_related("places")
        .distinct()
    }
    own = networks.valid_on(today)
    members = NetworkMember.objects.valid_on(today)
    by_members = members.filter(institution__social_space__in=wanted).values("network")
    candidates = own.filter(
        Q(social_space__in=wanted)
        | Q(pk__in=by_members)
        | Q(pk__in=[network for network, _i in noted if network])
    )
    found = _networks(list(candidates.order_by("name", "pk")), noted, wanted, today)
    places = institutions.active_on(today)
    working = members.filter(institution__isnull=False)
    local = places.filter(here, pk__in=working.values("institution"), catchment=None)
    local |= places.filter(pk__in=[each for _n, each in noted if each])
    return [*found, *_institutions(list(local.order_by("sort_key", "pk")), noted, today)]


def _networks(
    networks: list[Network], noted: dict[Any, Catchment], wanted: set[int], today: date
) -> list[Reach]:
    drawn = drawn_for_networks(networks, today)
    others = set(
        Catchment.objects.filter(network__in=networks)
        .exclude(pk__in=[each.pk for each in noted.values()])
        .values_list("network", flat=True)
    )
    found = []
    for each in networks:
        note = noted.get((each.pk, None))
        if note is not None:
            found.append(Reach(each, _spaces(note), note))
        elif each.pk not in others and drawn[each.pk] & wanted:
            found.append(Reach(each, frozenset(drawn[each.pk])))
    return found


def _institutions(
    institutions: list[Institution], noted: dict[Any, Catchment], today: date
) -> list[Reach]:
    drawn = drawn_for_institutions(institutions, today)
    found = []
    for each in institutions:
        note = noted.get((None, each.pk))
        if note is not None:
            found.append(Reach(each, _spaces(note), note))
        elif len(drawn[each.pk]) > 1:
            found.append(Reach(each, frozenset(drawn[each.pk])))
    return found


def _spaces(note: Catchment) -> frozenset[int]:
    return frozenset(place.social_space_id for place in note.places.all())

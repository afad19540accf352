"""Catchments of the demo: whom some institutions and networks are there for. All invented."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from networks.models import Catchment, Institution, Network, SocialSpace
from networks.services.catchments import note_catchment
from sro.access import Role
from sro.accounts.models import User

#: So many districts get noted catchments, with so many institutions in each.
DISTRICTS = 4
EACH = 3


def is_complete() -> bool:
    """Whether there are catchments."""
    return Catchment.objects.exists()


@transaction.atomic
def create(now: datetime) -> None:
    """Note for some institutions and networks for which quarters they are there."""
    planner = User.objects.filter(memberships__role=Role.PLANNER).order_by("pk")[0]
    today = timezone.localdate(now)
    spaces: dict[int, list[SocialSpace]] = {}
    for space in SocialSpace.objects.valid_on(today).order_by("district__key", "key"):
        spaces.setdefault(space.district_id, []).append(space)
    for district, near in list(spaces.items())[:DISTRICTS]:
        institutions = Institution.objects.active_on(today).filter(
            social_space__in=near[:EACH], social_space__district=district
        )
        for number, institution in enumerate(institutions.order_by("key")[:EACH]):
            served = {institution.social_space, *near[number : number + 2]}
            _note(planner, institution, served, "Angabe der Einrichtung (erfunden)", today, now)
        network = Network.objects.filter(district=district).order_by("pk").first()
        if network is not None:
            _note(planner, network, set(near[:EACH]), "Beschluss des Netzwerks", today, now)


def _note(
    planner: User,
    of: Institution | Network,
    spaces: set[Any],
    source: str,
    today: date,
    now: datetime,
) -> None:
    note_catchment(
        actor=planner,
        of=of,
        social_spaces=sorted(spaces, key=lambda each: each.key),
        source=source,
        as_of=today.replace(day=1),
        now=now,
    )

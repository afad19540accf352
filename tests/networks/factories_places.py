"""Rows of what lives in a place: networks, meetings, needs, projects, catchments."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from networks.models import (
    Catchment,
    Need,
    Network,
    NetworkMeeting,
    NetworkMember,
    Project,
)
from tests.networks.factories import LONG_AGO, NOW, TODAY, make_space
from tests.people import person

_number = count(1)


def make_network(space: Any = None, **values: Any) -> Network:
    """A topic network of a social space."""
    if space is not None:
        values = {"social_space": space, "district": space.district, **values}
    return Network.objects.create(
        **{
            "name": f"Netz {next(_number)}",
            "kind": "topic",
            "valid_from": LONG_AGO,
            **values,
        }
    )


def make_member(network: Network, **values: Any) -> NetworkMember:
    """A member; a resident with consent where nothing else is said."""
    kinds = {"institution": "institution", "provider": "provider", "user": "office"}
    kind = next((kinds[name] for name in kinds if values.get(name)), "resident")
    if values.get("kind", kind) in ("resident", "volunteer"):
        number = next(_number)
        values = {
            "name": f"Nachbarin {number}",
            "consent_on": LONG_AGO,
            "valid_until": TODAY + timedelta(days=20 * 365),
            **values,
        }
    return NetworkMember.objects.create(
        **{"network": network, "kind": kind, "valid_from": LONG_AGO, **values}
    )


def make_meeting(network: Network, **values: Any) -> NetworkMeeting:
    """A meeting of two hours."""
    starts_at = values.pop("starts_at", NOW)
    return NetworkMeeting.objects.create(
        **{
            "network": network,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "created_by": values.pop("created_by", None) or person(),
            **values,
        }
    )


def make_need(space: Any = None, **values: Any) -> Need:
    """A need of a social space, just reported."""
    space = space or make_space()
    return Need.objects.create(
        **{
            "title": f"Bedarf {next(_number)}",
            "social_space": space,
            "district": space.district,
            "reported_on": TODAY,
            **values,
        }
    )


def make_project(space: Any = None, **values: Any) -> Project:
    """A project of a social space."""
    space = space or make_space()
    return Project.objects.create(
        **{
            "title": f"Projekt {next(_number)}",
            "aim": "Nachmittage im Hof.",
            "social_space": space,
            "district": space.district,
            "created_by": values.pop("created_by", None) or person(),
            **values,
        }
    )


def make_catchment(of: Any, *spaces: Any, **values: Any) -> Catchment:
    """The noted catchment of an institution or a network."""
    whose = {"network": of} if isinstance(of, Network) else {"institution": of}
    catchment = Catchment.objects.create(
        **{**whose, "source": "Schulamt", "as_of": TODAY, **values}
    )
    catchment.social_spaces.set(spaces)
    return catchment

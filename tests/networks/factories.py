"""Rows for tests of areas, institutions and offers; people come from tests.people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from networks.models import (
    Boundary,
    District,
    Institution,
    InstitutionCategory,
    Municipality,
    Offer,
    ResourceProposal,
    SocialSpace,
)

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
TODAY = date(2025, 6, 2)
LONG_AGO = date(2000, 1, 1)
_number = count(1)


def make_municipality(**values: Any) -> Municipality:
    """The one municipality."""
    return Municipality.objects.first() or Municipality.objects.create(
        **{"key": "99", "name": "Musterstadt", **values}
    )


def make_district(**values: Any) -> District:
    """A district that has existed for long."""
    number = next(_number)
    return District.objects.create(
        **{
            "municipality": make_municipality(),
            "key": f"D{number}",
            "name": f"Bezirk {number}",
            "valid_from": LONG_AGO,
            **values,
        }
    )


def make_space(**values: Any) -> SocialSpace:
    """A social space, in a district of its own unless one is given."""
    number = next(_number)
    return SocialSpace.objects.create(
        **{
            "district": values.get("district") or make_district(),
            "key": f"S{number}",
            "name": f"Quartier {number}",
            "valid_from": LONG_AGO,
            **values,
        }
    )


def make_category(**values: Any) -> InstitutionCategory:
    """A kind of institution."""
    number = next(_number)
    return InstitutionCategory.objects.create(
        **{"code": f"art-{number}", "name": f"Art {number}", **values}
    )


def make_institution(**values: Any) -> Institution:
    """An institution, in a social space of its own unless one is given."""
    number = next(_number)
    return Institution.objects.create(
        **{
            "name": f"Einrichtung {number}",
            "category": values.get("category") or make_category(),
            "social_space": values.get("social_space") or make_space(),
            **values,
        }
    )


def make_offer(**values: Any) -> Offer:
    """An offer, at an institution of its own unless one is given."""
    number = next(_number)
    return Offer.objects.create(
        **{
            "name": f"Angebot {number}",
            "kind": "group",
            "institution": values.get("institution") or make_institution(),
            **values,
        }
    )


def make_proposal(proposed_by: Any, **values: Any) -> ResourceProposal:
    """What somebody proposed for the registry; nobody has decided about it."""
    number = next(_number)
    return ResourceProposal.objects.create(
        **{
            "name": f"Fundstück {number}",
            "proposed_in": TODAY.replace(day=1),
            "proposed_by": proposed_by,
            **values,
        }
    )


def square(west: float = 13.0, south: float = 52.0, side: float = 0.1) -> dict[str, Any]:
    """A square as GeoJSON MultiPolygon."""
    east, north = round(west + side, 6), round(south + side, 6)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "MultiPolygon", "coordinates": [[ring]]}


def make_boundary(area: District | SocialSpace, **values: Any) -> Boundary:
    """The boundary of an area: a square."""
    name = "district" if isinstance(area, District) else "social_space"
    return Boundary.objects.create(
        **{
            name: area,
            "geometry": square(),
            "valid_from": LONG_AGO,
            "source": "Vermessungsamt",
            **values,
        }
    )

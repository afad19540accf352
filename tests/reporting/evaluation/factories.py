"""Groups of areas for tests."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from networks.models import District
from reporting.models import AreaGroup, AreaGroupMember, AreaLevel

SINCE = date(2024, 1, 1)
_number = count(1)


def make_group(level: str = AreaLevel.SPACE, **values: Any) -> AreaGroup:
    """A group without areas."""
    return AreaGroup.objects.create(
        **{
            "name": f"Vernetzt {next(_number)}",
            "level": level,
            "description": "Alle Träger treffen sich jede Woche.",
            **values,
        }
    )


def make_member(group: AreaGroup, area: Any, **values: Any) -> AreaGroupMember:
    """An area of a group."""
    path = "district" if isinstance(area, District) else "social_space"
    return AreaGroupMember.objects.create(**{"group": group, path: area, "since": SINCE, **values})

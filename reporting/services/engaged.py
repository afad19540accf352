"""How many residents and volunteers work in the networks of a place; never who."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from django.db.models import Count, Q

from networks.models import District, MemberKind, NetworkMember, SocialSpace
from reporting.services import settings
from reporting.services.counting import CITY, Area
from reporting.suppression import Equation, Shown, protect
from sro import access

Kind = Literal["all", "resident", "volunteer"]
Cell = tuple[Kind, Area]


@dataclass(frozen=True)
class Engaged:
    """Residents, volunteers and both together, as they may be shown."""

    residents: Shown
    volunteers: Shown
    together: Shown


def engaged_in(*, actor: Any, area: District | SocialSpace, today: date) -> Engaged:
    """Return how many citizens work in the networks of a place today.

    Who works in two networks counts in both. All places are protected together.
    """
    access.require(actor, "count", NetworkMember)
    holds = Q(valid_from__lte=today) & (Q(valid_until=None) | Q(valid_until__gt=today))
    running = Q(network__valid_from__lte=today) & (
        Q(network__valid_until=None) | Q(network__valid_until__gt=today)
    )
    rows = (
        NetworkMember.objects.filter(
            holds, running, kind__in=[MemberKind.RESIDENT, MemberKind.VOLUNTEER]
        )
        .order_by()
        .values_list("kind", "network__social_space", "network__district")
        .annotate(number=Count("pk"))
    )
    cells: dict[Cell, int] = defaultdict(int)
    parts: dict[Cell, set[Cell]] = defaultdict(set)
    for kind, space, district, number in rows:
        lowest = Area("elsewhere", district or 0) if space is None else Area("space", space)
        levels = [lowest, Area("district", district), CITY] if district else [lowest, CITY]
        for level in levels:
            cells[kind, level] += number
            cells["all", level] += number
        for part, total in pairwise(levels):
            for each in (kind, "all"):
                parts[each, total].add((each, part))
    for _kind, level in list(cells):
        cells["resident", level] += 0
        cells["volunteer", level] += 0
    equations = [Equation(total, tuple(sorted(below))) for total, below in parts.items()]
    equations += [
        Equation(cell, (("resident", cell[1]), ("volunteer", cell[1])))
        for cell in cells
        if cell[0] == "all"
    ]
    protected = protect(cells, _complete(equations, cells), limit=settings.current().limit)
    here = Area("district" if isinstance(area, District) else "space", area.pk)

    def shown(kind: Kind) -> Shown:
        return protected.shown((kind, here), cells[kind, here]) if (kind, here) in cells else 0

    return Engaged(shown("resident"), shown("volunteer"), shown("all"))


def _complete(equations: list[Equation[Cell]], cells: dict[Cell, int]) -> list[Equation[Cell]]:
    """Return the equations; parts that nobody belongs to add nothing."""
    return [each for each in equations if all(part in cells for part in each.parts)]

"""Hours worked in the field for a place: sums of a quarter, never a person's.

The same limits as for the balance of case and field: hours of providers count once they are
submitted, and those of a team of the office only if at least three people stand behind them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from budgets.models import HoursEntry
from budgets.rules.hours import FEWEST_PEOPLE, FIELD
from budgets.rules.states import DELIVERED
from networks.models import District, SocialSpace
from sro import access
from sro.periods import Quarter


@dataclass(frozen=True)
class PlaceHours:
    """Minutes of a quarter by kind; `hidden` says that too few people stand behind some."""

    quarter: Quarter
    cross_case: int
    case_independent: int
    hidden: bool


def hours_of_place(*, actor: Any, area: District | SocialSpace, quarter: Quarter) -> PlaceHours:
    """Return the minutes of work in the field for a place, as far as the actor may see sums."""
    access.require(actor, "sum", HoursEntry)
    place = {"district": area} if isinstance(area, District) else {"social_space": area}
    lines = HoursEntry.objects.filter(
        day__gte=quarter.start, day__lt=quarter.end, kind__in=[str(kind) for kind in FIELD], **place
    )
    summed = access.rows(actor, lines, "sum").order_by()
    minutes = dict.fromkeys(map(str, FIELD), 0)
    delivered = summed.filter(provider__isnull=False, state__in=DELIVERED)
    for kind, number in delivered.values_list("kind").annotate(Sum("minutes")):
        minutes[kind] += number
    # By social space also for a district: else the rest would follow from the sums beside it.
    teams = summed.filter(team__isnull=False)
    people = {
        (team, space): number
        for team, space, number in teams.values_list("team", "social_space").annotate(
            Count("user", distinct=True)
        )
    }
    for team, space, kind, number in teams.values_list("team", "social_space", "kind").annotate(
        Sum("minutes")
    ):
        if people[team, space] >= FEWEST_PEOPLE:
            minutes[kind] += number
    return PlaceHours(
        quarter,
        minutes["cross_case"],
        minutes["case_independent"],
        any(number < FEWEST_PEOPLE for number in people.values()),
    )

"""Hours for a project or network: sums of teams and providers, never of a person.

Hours of providers count once they are submitted; those of a team of the office only if at least
three people stand behind them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum

from budgets.models import HoursEntry
from budgets.rules.hours import FEWEST_PEOPLE
from budgets.rules.states import DELIVERED
from networks.models import District, Network, Project, Provider
from sro import access


@dataclass(frozen=True)
class Share:
    """What a team or provider has worked; None where too few people stand behind it."""

    name: str
    minutes: int | None
    is_team: bool


def hours_for(*, actor: Any, thing: Project | Network) -> list[Share]:
    """Return the hours for a project or network in the actor's reach, teams first."""
    access.require(actor, "sum", HoursEntry)
    field = "project" if isinstance(thing, Project) else "network"
    lines = access.rows(actor, HoursEntry.objects.filter(**{field: thing}), "sum")
    teams = {
        pk: minutes if people >= FEWEST_PEOPLE else None
        for pk, minutes, people in lines.filter(team__isnull=False)
        .order_by()
        .values_list("team")
        .annotate(minutes=Sum("minutes"), people=Count("user", distinct=True))
    }
    sent = lines.filter(provider__isnull=False, state__in=DELIVERED)
    providers = dict(sent.order_by().values_list("provider").annotate(minutes=Sum("minutes")))
    named = District.objects.visible_to(actor).filter(pk__in=teams).defer("search_vector")
    carriers = Provider.objects.visible_to(actor).filter(pk__in=providers).defer("search_vector")
    return [
        *(Share(str(each), teams[each.pk], True) for each in named.order_by("key")),
        *(
            Share(str(each), providers[each.pk], False)
            for each in carriers.order_by("sort_key", "pk")
        ),
    ]

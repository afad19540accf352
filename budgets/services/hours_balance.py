"""Sums of hours: of a month, of a base budget, and the balance of case and field. Never a person's.

Case : field = minutes case-specific : cross-case : case-independent. Hours of providers count once
they are submitted; those of the office's teams once they are entered, and a team's only if at
least three people stand behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from budgets.models import BaseBudget, HoursEntry
from budgets.rules.hours import (
    FEWEST_PEOPLE,
    FIELD,
    Sums,
    Use,
    field_minutes,
    sums_of,
)
from budgets.rules.states import DELIVERED
from budgets.services.hours_months import lines_of_month
from budgets.services.hours_places import Employer
from networks.models import District, Provider
from sro import access
from sro.periods import Quarter, year_range


@dataclass(frozen=True)
class MonthSums:
    """The sums of a month: of all (`whole`), or of the person alone; hidden where too few."""

    sums: Sums
    whole: bool
    hidden: bool = False


@dataclass(frozen=True)
class BalanceRow:
    """The balance of a team or provider; `sums` is None where too few people stand behind it."""

    name: str
    sums: Sums | None


@dataclass(frozen=True)
class Balance:
    """The balance of a quarter as far as somebody may see it."""

    quarter: Quarter
    teams: list[BalanceRow]
    providers: list[BalanceRow]


@dataclass(frozen=True)
class Delivery:
    """What was delivered for a base budget, against the share agreed for work in the field."""

    sums: Sums
    field: Use
    by_state: dict[str, int]


def sums_of_month(*, actor: Any, employer: Employer, month: date) -> MonthSums:
    """Return the sums by kind: of all where the actor may see sums, else of the own lines."""
    lines = lines_of_month(employer, month)
    lead = access.Role.TEAM_LEAD if employer.is_office else access.Role.PROVIDER_LEAD
    whole = access.has_role(actor, lead)
    rows = access.rows(actor, lines, "sum") if whole else lines.filter(user=actor)
    if whole and employer.is_office:
        people = rows.aggregate(people=Count("user", distinct=True))["people"]
        if 0 < people < FEWEST_PEOPLE:
            return MonthSums(Sums(), whole, hidden=True)
    return MonthSums(_sums(rows), whole)


def _sums(rows: QuerySet[HoursEntry]) -> Sums:
    return sums_of(
        rows.order_by().values_list("kind").annotate(minutes=Sum("minutes")).order_by("kind")
    )


def balance_of(*, actor: Any, quarter: Quarter) -> Balance:
    """Return the minutes by kind of each team and each provider in a quarter."""
    access.require(actor, "sum", HoursEntry)
    lines = HoursEntry.objects.filter(day__gte=quarter.start, day__lt=quarter.end)
    summed = access.rows(actor, lines, "sum")
    teams = _grouped(summed.filter(team__isnull=False), "team")
    people = dict(
        summed.filter(team__isnull=False)
        .order_by()
        .values_list("team")
        .annotate(people=Count("user", distinct=True))
        .order_by("team")
    )
    providers = _grouped(summed.filter(state__in=DELIVERED, provider__isnull=False), "provider")
    named = District.objects.visible_to(actor).defer("search_vector").in_bulk(teams)
    carriers = Provider.objects.visible_to(actor).defer("search_vector").filter(pk__in=providers)
    return Balance(
        quarter,
        [
            BalanceRow(str(district), teams[pk] if people[pk] >= FEWEST_PEOPLE else None)
            for pk, district in sorted(named.items(), key=lambda pair: pair[1].key)
        ],
        [BalanceRow(str(each), providers[each.pk]) for each in carriers.order_by("sort_key", "pk")],
    )


def _grouped(rows: QuerySet, by: str) -> dict[int, Sums]:
    lines: dict[int, list[tuple[str, int]]] = {}
    grouped = rows.order_by().values_list(by, "kind").annotate(minutes=Sum("minutes"))
    for key, kind, minutes in grouped.order_by(by, "kind"):
        lines.setdefault(key, []).append((kind, minutes))
    return {key: sums_of(pairs) for key, pairs in lines.items()}


def quarters_with_hours(*, actor: Any, today: date) -> list[Quarter]:
    """Return the quarters from the first hours in the actor's reach until today, latest first."""
    rows = access.rows(actor, HoursEntry.objects.all(), "sum")
    first = rows.order_by("day").values_list("day", flat=True).first()
    quarter, found = Quarter.of(today), []
    oldest = Quarter.of(min(first or today, today))
    while quarter >= oldest:
        found.append(quarter)
        quarter = quarter.previous
    return found


def deliveries(budgets: Iterable[BaseBudget]) -> dict[int, Delivery]:
    """Return by budget what was delivered in its district and year; one query for all.

    Whoever shows it has loaded the budgets through the rights.
    """
    wanted = list(budgets)
    if not wanted:
        return {}
    spans = [year_range(budget.year) for budget in wanted]
    rows = (
        HoursEntry.objects.filter(
            provider__in={budget.provider_id for budget in wanted},
            district__in={budget.district_id for budget in wanted},
            day__gte=min(span.start for span in spans),
            day__lt=max(span.end or span.start for span in spans),
            state__in=DELIVERED,
            kind__in=[str(kind) for kind in FIELD],
        )
        .order_by()
        .values_list("provider", "district", "day__year", "kind", "state")
        .annotate(minutes=Sum("minutes"))
        .order_by("provider", "district")
    )
    found: dict[tuple[int, int, int], list[tuple[str, str, int]]] = {}
    for provider, district, year, kind, state, minutes in rows:
        found.setdefault((provider, district, year), []).append((kind, state, minutes))
    return {
        budget.pk: _delivery(
            budget, found.get((budget.provider_id, budget.district_id, budget.year), [])
        )
        for budget in wanted
    }


def _delivery(budget: BaseBudget, lines: list[tuple[str, str, int]]) -> Delivery:
    sums = sums_of((kind, minutes) for kind, _state, minutes in lines)
    by_state: dict[str, int] = {}
    for _kind, state, minutes in lines:
        by_state[state] = by_state.get(state, 0) + minutes
    agreed = field_minutes(budget.minutes, budget.field_percent)
    return Delivery(sums, Use(agreed, sums.field), by_state)

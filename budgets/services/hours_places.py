"""For whom hours are worked, and what a line of hours can be about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from budgets.models import Activity
from cases.models import Support, SupportStaff
from cases.rules.states import SHARED_SUPPORT
from networks.models import District, Offer, Provider, SocialSpace
from sro import access
from sro.access import DISTRICT_ROLES, PROVIDER_ROLES, Role


@dataclass(frozen=True)
class Employer:
    """Whose hours they are: a provider's, or those of the office's team in a district."""

    provider: Provider | None = None
    team: District | None = None

    @property
    def key(self) -> str:
        """A short name for addresses: t12 for a provider, b3 for a district."""
        return f"t{self.provider.pk}" if self.provider else f"b{self.team.pk if self.team else 0}"

    @property
    def is_office(self) -> bool:
        """Whether the hours are those of the office's own people."""
        return self.team is not None

    @property
    def fields(self) -> dict[str, Any]:
        """The two fields by which rows belong to it."""
        return {"provider": self.provider, "team": self.team}

    def __str__(self) -> str:
        return str(self.provider or self.team)


def employers_of(user: Any, start: date, end: date) -> list[Employer]:
    """Return for whom the person works on a day of `[start, end)`: providers, then teams."""
    rows = (
        user.memberships.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=start),
            valid_from__lt=end,
            role__in=[*map(str, (*PROVIDER_ROLES, *DISTRICT_ROLES))],
        )
        .select_related("provider", "district")
        .defer("provider__search_vector", "district__search_vector")
        .order_by("pk")
    )
    found: dict[str, Employer] = {}
    for row in rows:
        employer = (
            Employer(provider=row.provider) if row.provider_id else Employer(team=row.district)
        )
        found.setdefault(employer.key, employer)
    return sorted(found.values(), key=lambda each: each.is_office)


def supports_worked_in(user: Any, employer: Employer, start: date, end: date) -> QuerySet[Support]:
    """Return the supports the person works in on a day of `[start, end)`.

    At a provider those to which the lead has assigned the person; in the office those of the cases
    in the person's hands.
    """
    running = Q(end__isnull=True) | Q(end__gt=start)
    rows = Support.objects.filter(running, start__lt=end, state__in=SHARED_SUPPORT)
    if employer.provider is not None:
        staff = SupportStaff.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=start),
            user=user,
            valid_from__lt=end,
        )
        rows = rows.filter(provider=employer.provider, pk__in=staff.order_by().values("support_id"))
    else:
        visible = Support.objects.visible_to(user).order_by().values("pk")
        rows = rows.filter(pk__in=visible, case__district=employer.team)
        if not access.has_role(user, Role.CASEWORKER):
            rows = rows.filter(Q(case__responsible=user) | Q(case__deputy=user))
    return (
        rows.select_related("person", "support_type", "case__district")
        .defer("person__search_vector", "case__search_vector", "case__district__search_vector")
        .order_by("person__sort_key", "pk")
    )


def spaces_in(start: date, end: date) -> QuerySet[SocialSpace]:
    """Return the social spaces that exist on a day of `[start, end)`."""
    return (
        SocialSpace.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=start), valid_from__lt=end
        )
        .select_related("district")
        .defer("search_vector", "district__search_vector")
        .order_by("key", "pk")
    )


def offers_for(employer: Employer) -> QuerySet[Offer]:
    """Return the offers a line may name: the provider's own, or those of the team's district."""
    if employer.provider is not None:
        rows = Offer.objects.filter(institution__provider=employer.provider)
    else:
        rows = Offer.objects.filter(institution__social_space__district=employer.team)
    return (
        rows.select_related("institution")
        .defer("search_vector", "institution__search_vector")
        .order_by("sort_key", "pk")
    )


def activities_in_use(also: Iterable[int] = ()) -> QuerySet[Activity]:
    """Return the activities that can be chosen, and those that are `also` to be named."""
    return Activity.objects.filter(Q(is_active=True) | Q(pk__in=[*also]))

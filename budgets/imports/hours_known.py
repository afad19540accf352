"""What a file of hours can speak of: people, activities, supports and places of one provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, Sum

from budgets.models import Activity, HoursEntry, HoursMonth
from budgets.rules.states import MonthState
from budgets.services.hours_places import Employer
from budgets.services.hours_things import networks_for, projects_for
from cases.models import Support, SupportStaff
from cases.rules.states import SHARED_SUPPORT
from networks.models import Offer, Provider, SocialSpace
from sro.access import PROVIDER_ROLES, Role, has_role
from sro.accounts.models import Membership
from sro.periods import month_of
from sro.ui.imports import Batch

_DAY = timedelta(days=1)
Span = tuple[date, date | None]


def _holds(span: Span, day: date) -> bool:
    return span[0] <= day and (span[1] is None or day < span[1])


@dataclass
class Known:
    """Read once for a file, with the same number of queries for any number of rows."""

    actor: Any
    provider: Provider
    activities: Mapping[str, Activity]
    spaces: Mapping[str, list[SocialSpace]]
    offers: Mapping[str, int]
    stored: Mapping[str, HoursEntry]
    submitted_months: set[date]
    named: Mapping[str, Mapping[str, list[int]]]
    _people: dict[str, list[tuple[int, Span]]] = field(default_factory=dict)
    _staff: dict[tuple[int, int], list[Span]] = field(default_factory=dict)
    _supports: dict[str, list[Support]] = field(default_factory=dict)

    @classmethod
    def read(cls, actor: Any, provider: Provider, batch: Batch, days: list[date]) -> Known:
        """Read what the rows of a batch name."""
        spaces: dict[str, list[SocialSpace]] = {}
        keys = {key for key in batch["space"] if key}
        for space in SocialSpace.objects.filter(key__in=keys).defer("search_vector"):
            spaces.setdefault(space.key, []).append(space)
        employer = Employer(provider=provider)
        first, last = min(days, default=date.min), max(days, default=date.min)
        months = HoursMonth.objects.filter(provider=provider, month__in={*map(month_of, days)})
        own = Offer.objects.filter(institution__provider=provider, key__in={*batch["offer"]} - {""})
        known = cls(
            actor=actor,
            provider=provider,
            activities={each.name.casefold(): each for each in Activity.objects.all()},
            spaces=spaces,
            offers=dict(own.values_list("key", "pk")),
            stored=cls._stored(provider, batch["external_id"]),
            named={
                "network": cls._names(
                    networks_for(employer, first, last + _DAY), "name", batch["network"]
                ),
                "project": cls._names(
                    projects_for(employer, first, last + _DAY), "title", batch["project"]
                ),
            },
            submitted_months={row.month for row in months.exclude(state=MonthState.OPEN)},
        )
        known._read_people()
        known._read_supports({text for text in batch["reference"] if text})
        return known

    @staticmethod
    def _stored(provider: Provider, numbers: Iterable[str]) -> dict[str, HoursEntry]:
        wanted = {number for number in numbers if number}
        rows = HoursEntry.objects.filter(provider=provider, external_id__in=wanted)
        return {row.external_id: row for row in rows}

    @staticmethod
    def stored_numbers(provider: Provider | None, numbers: Iterable[str]) -> set[str]:
        """Return which numbers of lines the provider has already."""
        rows = HoursEntry.objects.filter(provider=provider, external_id__in={*numbers})
        return set(rows.values_list("external_id", flat=True))

    @staticmethod
    def _names(rows: Any, naming: str, wanted: Iterable[str | None]) -> dict[str, list[int]]:
        """Return the numbers by name and by number; without a wish nothing is read."""
        found: dict[str, list[int]] = {}
        if not {*wanted} - {"", None}:
            return found
        for pk, name in rows.values_list("pk", naming):
            found.setdefault(name.casefold(), []).append(pk)
            found.setdefault(str(pk), []).append(pk)
        return found

    def shared(self, kind: str, text: str) -> int | None:
        """Return the network or project that bears a name or number; None for several."""
        found = {*self.named[kind].get(text.strip().casefold(), ())}
        return found.pop() if len(found) == 1 else None

    def _read_people(self) -> None:
        """Who works for the provider; somebody who does not lead it brings only the own hours."""
        rows = Membership.objects.filter(
            provider=self.provider, role__in=[*map(str, PROVIDER_ROLES)], user__is_active=True
        )
        if not has_role(self.actor, Role.PROVIDER_LEAD):
            rows = rows.filter(user=self.actor)
        people = rows.values_list("user__email", "user", "valid_from", "valid_until")
        for email, user, start, end in people:
            self._people.setdefault(email, []).append((user, (start, end)))

    def _read_supports(self, references: set[str]) -> None:
        rows = Support.objects.filter(
            Q(case__reference__in=references), provider=self.provider, state__in=SHARED_SUPPORT
        ).select_related("case", "support_type")
        for support in rows.defer("case__search_vector"):
            self._supports.setdefault(support.case.reference, []).append(support)
        found = [each.pk for supports in self._supports.values() for each in supports]
        staff = SupportStaff.objects.filter(support__in=found)
        for support, user, start, end in staff.values_list(
            "support", "user", "valid_from", "valid_until"
        ):
            self._staff.setdefault((support, user), []).append((start, end))

    def person(self, email: str, day: date) -> int | None:
        """Return who it is; without an address the person who brings the file."""
        wanted = (email or self.actor.email).strip().lower()
        spans = self._people.get(wanted, ())
        return next((user for user, span in spans if _holds(span, day)), None)

    def activity(self, name: str | None) -> Activity | None:
        """Return the activity of this name."""
        return self.activities.get((name or "").casefold())

    def space(self, key: str, day: date) -> SocialSpace | None:
        """Return the social space that has this key on the day."""
        return next((each for each in self.spaces.get(key, ()) if each.is_valid_on(day)), None)

    def supports(self, reference: str, kind: str, user: int | None, day: date) -> list[Support]:
        """Return the supports of a file in which the person works on the day."""
        return [
            each
            for each in self._supports.get(reference, ())
            if (not kind or each.support_type.code == kind)
            and any(_holds(span, day) for span in self._staff.get((each.pk, user or 0), ()))
        ]

    def minutes_besides(
        self, wanted: Iterable[tuple[int, date]], numbers: Iterable[str]
    ) -> dict[tuple[int, date], int]:
        """Return stored minutes of people and days that do not come from these lines."""
        pairs = [*wanted]
        if not pairs:
            return {}
        rows = HoursEntry.objects.filter(
            user__in={user for user, _day in pairs},
            day__gte=min(day for _user, day in pairs),
            day__lte=max(day for _user, day in pairs),
        ).exclude(provider=self.provider, external_id__in={*numbers} - {None, ""})
        sums = rows.order_by().values_list("user", "day").annotate(minutes=Sum("minutes"))
        return {(user, day): minutes for user, day, minutes in sums.order_by("user", "day")}

"""A person's week as a sheet: rows by what the work was about, columns by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from budgets.models import Activity, HoursEntry, HoursMonth, HoursWeek
from budgets.rules.states import WRITABLE_ENTRY, MonthState
from budgets.services import hours_places as places
from budgets.services.hours_places import Employer
from budgets.services.hours_things import Thing, things_for
from cases.models import Support
from networks.models import SocialSpace
from sro.periods import month_of

#: How far back rows that were used are offered again, and how many of them.
REMEMBERED = timedelta(days=56)
SUGGESTED = timedelta(days=28)
MOST_SUGGESTED = 8


class Key(NamedTuple):
    """What makes a row of the sheet."""

    kind: str
    activity: int
    support: int | None = None
    space: int | None = None
    offer: int | None = None
    note: str = ""
    network: int | None = None
    project: int | None = None

    @classmethod
    def of(cls, entry: HoursEntry) -> Key:
        """Return the row a stored line belongs to."""
        return cls(
            entry.kind,
            entry.activity_id,
            entry.support_id,
            entry.social_space_id,
            entry.offer_id,
            entry.note,
            entry.network_id,
            entry.project_id,
        )

    @property
    def place(self) -> str:
        """Where it belongs, as forms and addresses write it: s12 a support, r5 a social space."""
        return f"s{self.support}" if self.support else f"r{self.space}" if self.space else ""

    @property
    def plain(self) -> Key:
        """The same without the note: what a person used last."""
        return self._replace(note="")


@dataclass
class Row:
    """A row of the sheet: its key, and at most one stored line for each day."""

    key: Key
    entries: dict[date, HoursEntry] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """Everything the page of a week needs; read once."""

    user: Any
    employer: Employer
    monday: date
    week: HoursWeek | None
    entries: Sequence[HoursEntry]
    recent: Sequence[Key]
    activities: Mapping[int, Activity]
    supports: Mapping[int, Support]
    spaces: Mapping[int, SocialSpace]
    offers: Mapping[int, Thing]
    networks: Mapping[int, Thing]
    projects: Mapping[int, Thing]
    months: Mapping[date, HoursMonth]
    elsewhere: Mapping[date, int]

    @property
    def days(self) -> tuple[date, ...]:
        """Monday to Sunday."""
        return tuple(self.monday + timedelta(days=number) for number in range(7))

    @property
    def rows(self) -> list[Row]:
        """The rows with stored lines, in the order of kinds and activities."""
        return rows_of(self.entries)

    @property
    def suggested(self) -> list[Key]:
        """What was used last and is not in this week yet, as far as it can still be used."""
        present = {Key.of(entry).plain for entry in self.entries}
        fitting = [key for key in self.recent if key not in present and self.usable(key)]
        return fitting[:MOST_SUGGESTED]

    def usable(self, key: Key) -> bool:
        """Return whether new hours can be entered for this row."""
        activity = self.activities.get(key.activity)
        return (
            activity is not None
            and activity.is_active
            and key.kind in activity.kinds
            and (key.support is None or key.support in self.supports)
            and (key.space is None or key.space in self.spaces)
            and (key.offer is None or key.offer in self.offers)
            and (key.network is None or key.network in self.networks)
            and (key.project is None or key.project in self.projects)
        )

    def month_state(self, day: date) -> str:
        """Return the state of the day's month; one that nobody has written in is open."""
        month = self.months.get(month_of(day))
        return month.state if month else MonthState.OPEN

    def takes_new(self, day: date) -> bool:
        """Return whether new lines can be entered on the day."""
        return self.month_state(day) == MonthState.OPEN

    @property
    def takes_anything(self) -> bool:
        """Whether new lines can be entered on some day of the week."""
        return any(self.takes_new(day) for day in self.days)

    def by_day(self) -> dict[date, int]:
        """Return the stored minutes of each day with all employers together."""
        found = dict.fromkeys(self.days, 0)
        for day, minutes in self.elsewhere.items():
            found[day] += minutes
        for entry in self.entries:
            found[entry.day] += entry.minutes
        return found

    def words(self, key: Key) -> tuple[str, str]:
        """Return the activity, and for whom or where, in words."""
        activity = self.activities.get(key.activity)
        return str(activity or "–"), self.place_words(key)

    def place_words(self, key: Key) -> str:
        """Return for whom or where; a support the person no longer reaches says its kind only."""
        if key.support is not None:
            support = self.supports.get(key.support)
            if support is not None:
                return support_words(support)
            kinds = [e.support for e in self.entries if e.support_id == key.support]
            return str(kinds[0].support_type.name) if kinds and kinds[0] else _("Support")
        space = self.spaces.get(key.space or 0)
        if space is None:
            named = [e.social_space for e in self.entries if e.social_space_id == key.space]
            space = named[0] if named else None
        return ", ".join([str(space or "–"), *self._thing_words(key)])

    def _thing_words(self, key: Key) -> list[str]:
        """Return offer, network and project of a row; what has ended is known from its lines."""
        wanted = (
            (self.offers, key.offer, ""),
            (self.networks, key.network, "network"),
            (self.projects, key.project, "project"),
        )
        words = []
        for known, pk, name in wanted:
            if pk is None:
                continue
            thing: Any = known.get(pk)
            if thing is None and name:
                named = (e for e in self.entries if getattr(e, f"{name}_id") == pk)
                thing = next((getattr(entry, name) for entry in named), None)
            words += [str(thing)] if thing else []
        return words


def support_words(support: Support) -> str:
    """Return a support as those who work in it know it."""
    return f"{support.person.name} – {support.support_type.name}"


def rows_of(entries: Iterable[HoursEntry]) -> list[Row]:
    """Lay lines into rows; a second line of the same row and day opens another row."""
    rows: list[Row] = []
    for entry in sorted(entries, key=lambda each: (each.day, each.pk)):
        key = Key.of(entry)
        free = (row for row in rows if row.key == key and entry.day not in row.entries)
        row = next(free, None)
        if row is None:
            row = Row(key)
            rows.append(row)
        row.entries[entry.day] = entry
    order = ("case_specific", "cross_case", "case_independent")
    return sorted(rows, key=lambda row: (order.index(row.key.kind), min(row.entries)))


def read_sheet(*, actor: Any, employer: Employer, monday: date) -> Sheet:
    """Read a person's own week at one employer."""
    end = monday + timedelta(days=7)
    own = HoursEntry.objects.visible_to(actor).filter(user=actor)
    entries = list(
        own.filter(**employer.fields, day__gte=monday, day__lt=end)
        .select_related("support__support_type", "social_space", "network", "project")
        .defer("social_space__search_vector")
        .order_by("day", "pk")
    )
    recent = _recent(own.filter(**employer.fields), monday)
    also = {entry.activity_id for entry in entries}
    things = things_for(employer, monday, end)
    return Sheet(
        user=actor,
        employer=employer,
        monday=monday,
        week=HoursWeek.objects.visible_to(actor)
        .filter(user=actor, **employer.fields, monday=monday)
        .first(),
        entries=entries,
        recent=recent,
        activities={each.pk: each for each in places.activities_in_use(also)},
        supports={
            each.pk: each for each in places.supports_worked_in(actor, employer, monday, end)
        },
        spaces={each.pk: each for each in places.spaces_in(monday, end)},
        offers=things.offers,
        networks=things.networks,
        projects=things.projects,
        months={
            row.month: row
            for row in HoursMonth.objects.visible_to(actor).filter(
                **employer.fields, month__in={month_of(monday), month_of(end - timedelta(days=1))}
            )
        },
        elsewhere=minutes_elsewhere(actor, employer, monday, end),
    )


def _recent(rows: Any, monday: date) -> list[Key]:
    used = (
        rows.filter(day__gte=monday - REMEMBERED, day__lt=monday + timedelta(days=7))
        .order_by()
        .values_list("kind", "activity", "support", "social_space", "offer", "network", "project")
        .annotate(last=Max("day"))
        .order_by("-last", "kind", "activity", "support", "social_space")
    )
    return [
        Key(kind, activity, support, space, offer, network=network, project=project)
        for kind, activity, support, space, offer, network, project, _last in used[:60]
    ]


def minutes_elsewhere(user: Any, employer: Employer, start: date, end: date) -> dict[date, int]:
    """Return the person's minutes of each day at other employers."""
    rows = HoursEntry.objects.filter(user=user, day__gte=start, day__lt=end)
    others = rows.exclude(**{name: each for name, each in employer.fields.items() if each})
    return dict(
        others.order_by().values_list("day").annotate(minutes=Sum("minutes")).order_by("day")
    )


def is_writable(entry: HoursEntry) -> bool:
    """Return whether the person may still change the line."""
    return entry.state in WRITABLE_ENTRY

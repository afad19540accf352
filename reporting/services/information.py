"""What the family information system shows: read from the indicators, nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.models import Indicator, IndicatorKind, IndicatorValue
from budgets.services.value_tables import (
    AreaValue,
    History,
    Level,
    ValueTable,
    value_history,
    value_table,
)
from networks.models import District, Municipality, SocialSpace
from reporting.rules.information import (
    Change,
    Standing,
    change,
    complete_sum,
    neighbours,
    standing,
)


@dataclass(frozen=True)
class Line:
    """An area with its value, what the whole says to it, and how it changed."""

    area: District | SocialSpace
    value: IndicatorValue | None
    standing: Standing | None
    earlier: Decimal | None
    change: Change | None


@dataclass(frozen=True)
class Reading:
    """One indicator on one day, beside an earlier day, and its course over all days.

    `since` is the earlier day, None where there is none. `whole` are the values of the town, or of
    the district whose social spaces are shown, over the days of the course; only for what adds up.
    """

    table: ValueTable
    since: date | None
    lines: tuple[Line, ...]
    history: History
    whole_name: str
    whole: tuple[Decimal | None, ...]

    @property
    def total(self) -> Decimal | None:
        """The value of the whole on the day."""
        return self._whole_on(self.table.day)

    @property
    def total_change(self) -> Change | None:
        """How the whole changed since the earlier day."""
        if self.since is None:
            return None
        return change(self._whole_on(self.since), self.total, adds_up=True)

    @property
    def compares(self) -> bool:
        """Whether there is a whole that any area can be compared with."""
        return any(line.standing for line in self.lines)

    def _whole_on(self, day: date) -> Decimal | None:
        known = dict(zip(self.history.days, self.whole, strict=False))
        return known.get(day)


def read_indicator(
    *,
    actor: Any,
    indicator: Indicator,
    level: Level,
    days: Sequence[date],
    day: date,
    since: date | None = None,
    district: District | None = None,
) -> Reading:
    """Return an indicator as the actor may see it; `days` are those for which there are values.

    Without `since` the day before `day` is the earlier one.
    """
    asked = {"actor": actor, "indicator": indicator, "level": level, "district": district}
    since = since or neighbours(days, day)[0]
    table = value_table(**asked, day=day)
    history = value_history(**asked, days=days)
    before = {
        course.area.pk: course.values[history.days.index(since)]
        for course in history.courses
        if since is not None
    }
    adds_up = indicator.kind == IndicatorKind.COUNT
    whole = _whole(actor, level, district, history) if adds_up else ()
    total = dict(zip(history.days, whole, strict=False)).get(day)
    of_districts = _district_values(actor, indicator, level, day)
    lines = tuple(
        _line(row, of_districts.get(row.area.district_id), before, adds_up=adds_up)
        if isinstance(row.area, SocialSpace)
        else _line(row, total, before, adds_up=adds_up)
        for row in table.rows
    )
    return Reading(table, since, lines, history, _whole_name(actor, district), whole)


def _line(
    row: AreaValue, whole: Decimal | None, before: dict[Any, Decimal | None], *, adds_up: bool
) -> Line:
    value = row.value.value if row.value else None
    earlier = before.get(row.area.pk)
    return Line(
        row.area,
        row.value,
        standing(value, whole, adds_up=adds_up),
        earlier,
        change(earlier, value, adds_up=adds_up),
    )


def _district_values(
    actor: Any, indicator: Indicator, level: Level, day: date
) -> dict[Any, Decimal]:
    """The values that were entered for districts: what their social spaces are compared with."""
    if level == Level.DISTRICTS:
        return {}
    values = IndicatorValue.objects.visible_to(actor).of_districts()
    of_day = values.filter(indicator=indicator, reference_date=day)
    return dict(of_day.values_list("district_id", "value"))


def _whole(
    actor: Any, level: Level, district: District | None, history: History
) -> tuple[Decimal | None, ...]:
    """Return the sum of all areas on each day of the history; None where a value is missing."""
    known = {course.area.pk: course.values for course in history.courses}
    spans = _spans(actor, level, district)
    sums = []
    for index, day in enumerate(history.days):
        existing = {pk for pk, first, end in spans if first <= day and (end is None or day < end)}
        given = {pk for pk, values in known.items() if values[index] is not None}
        sums.append(
            complete_sum(
                known[pk][index] if pk in known else None for pk in sorted(existing | given)
            )
        )
    return tuple(sums)


def _spans(
    actor: Any, level: Level, district: District | None
) -> list[tuple[int, date, date | None]]:
    columns = ("pk", "valid_from", "valid_until")
    if level == Level.DISTRICTS:
        return list(District.objects.visible_to(actor).values_list(*columns))
    spaces = SocialSpace.objects.visible_to(actor)
    if district is not None:
        spaces = spaces.filter(district=district)
    return list(spaces.values_list(*columns))


def _whole_name(actor: Any, district: District | None) -> str:
    if district is not None:
        return district.name
    town = Municipality.objects.visible_to(actor).first()
    return town.name if town else ""


@dataclass(frozen=True)
class Head:
    """A column of a comparison: an indicator on a day."""

    indicator: Indicator
    day: date


@dataclass(frozen=True)
class Comparison:
    """Several indicators side by side: areas down, indicators and days across.

    `absent` are the indicators and days for which nobody has entered a value.
    """

    level: Level
    heads: tuple[Head, ...]
    rows: tuple[tuple[District | SocialSpace, tuple[Decimal | None, ...]], ...]
    totals: tuple[Decimal | None, ...]
    total_name: str
    absent: tuple[tuple[Indicator, date | None], ...]


def compare_indicators(
    *,
    actor: Any,
    indicators: Sequence[Indicator],
    level: Level,
    districts: Sequence[District] = (),
    days: Sequence[date] = (),
) -> Comparison:
    """Return the values of several indicators; without `days` each on its latest day.

    Without `districts` all areas are shown, and counts add up to the town.
    """
    values = IndicatorValue.objects.visible_to(actor).filter(indicator__in=indicators)
    values = values.of_districts() if level == Level.DISTRICTS else values.of_social_spaces()
    heads, absent = _heads(values, indicators, days)
    place = "district_id" if level == Level.DISTRICTS else "social_space_id"
    found: dict[tuple[int, date], dict[int, Decimal]] = defaultdict(dict)
    wanted = values.filter(reference_date__in={head.day for head in heads})
    for indicator, day, pk, value in wanted.values_list(
        "indicator_id", "reference_date", place, "value"
    ):
        found[indicator, day][pk] = value
    columns = [found[head.indicator.pk, head.day] for head in heads]
    with_values = {pk for column in columns for pk in column}
    areas = _areas(actor, level, districts, with_values)
    rows = tuple((area, tuple(column.get(area.pk) for column in columns)) for area in areas)
    spans = [] if districts else _spans(actor, level, None)
    totals = tuple(_total(head, column, spans) for head, column in zip(heads, columns, strict=True))
    return Comparison(level, heads, rows, totals, _whole_name(actor, None), absent)


def _heads(
    values: Any, indicators: Sequence[Indicator], days: Sequence[date]
) -> tuple[tuple[Head, ...], tuple[tuple[Indicator, date | None], ...]]:
    known: dict[int, set[date]] = defaultdict(set)
    for pk, day in values.order_by().values_list("indicator_id", "reference_date").distinct():
        known[pk].add(day)
    heads: list[Head] = []
    absent: list[tuple[Indicator, date | None]] = []
    for indicator in indicators:
        there = known[indicator.pk]
        if not days:
            if there:
                heads.append(Head(indicator, max(there)))
            else:
                absent.append((indicator, None))
        for day in sorted(days):
            if day in there:
                heads.append(Head(indicator, day))
            else:
                absent.append((indicator, day))
    return tuple(heads), tuple(absent)


def _areas(
    actor: Any, level: Level, districts: Sequence[District], with_values: set[int]
) -> list[District] | list[SocialSpace]:
    if level == Level.DISTRICTS:
        found = District.objects.visible_to(actor).defer("search_vector")
        return list(found.filter(pk__in=[d.pk for d in districts] or with_values))
    spaces = SocialSpace.objects.visible_to(actor).filter(pk__in=with_values)
    if districts:
        spaces = spaces.filter(district__in=districts)
    return list(spaces.defer("search_vector"))


def _total(
    head: Head, column: dict[int, Decimal], spans: list[tuple[int, date, date | None]]
) -> Decimal | None:
    """The sum of the town for a count of all areas; None for rates, choices and gaps."""
    if head.indicator.kind != IndicatorKind.COUNT or not spans:
        return None
    existing = {
        pk for pk, first, end in spans if first <= head.day and (end is None or head.day < end)
    }
    return complete_sum(column.get(pk) for pk in sorted(existing | set(column)))

"""Indicator values as pages show them: all areas of a day, with those that have no value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from django.db.models import Q

from budgets.models import Indicator, IndicatorKind, IndicatorValue
from budgets.querysets import IndicatorValueQuerySet
from networks.models import District, SocialSpace


class Level(StrEnum):
    """Whose values: the words stand in addresses."""

    DISTRICTS = "bezirke"
    SOCIAL_SPACES = "sozialraeume"


def place_key(area: District | SocialSpace) -> str:
    """Return how an area is named where both districts and social spaces can be chosen."""
    return f"{'bezirk' if isinstance(area, District) else 'sozialraum'}-{area.pk}"


@dataclass(frozen=True)
class AreaValue:
    """An area with its value of the day; None where nobody has entered one. That is not zero."""

    area: District | SocialSpace
    value: IndicatorValue | None

    @property
    def place(self) -> str:
        """The area as the form for a new value takes it."""
        return place_key(self.area)


@dataclass(frozen=True)
class ValueTable:
    """The values of one indicator on one day, in the order of the areas' keys."""

    indicator: Indicator
    level: Level
    day: date
    rows: tuple[AreaValue, ...]

    @property
    def missing(self) -> int:
        """How many areas have no value."""
        return sum(row.value is None for row in self.rows)

    @property
    def has_notes(self) -> bool:
        """Whether any value has a note on its source."""
        return any(row.value.source for row in self.rows if row.value)

    @property
    def total(self) -> Decimal | None:
        """The sum of a count; None for rates and where a value is missing."""
        if self.indicator.kind != IndicatorKind.COUNT or self.missing or not self.rows:
            return None
        return sum((row.value.value for row in self.rows if row.value), Decimal(0))


@dataclass(frozen=True)
class Course:
    """An area's values over the days of a history; None where there is none."""

    area: District | SocialSpace
    values: tuple[Decimal | None, ...]

    @property
    def change(self) -> Fraction | None:
        """Last against first value as a part of the first; None without both, or from zero."""
        first, last = self.values[0], self.values[-1]
        if first is None or last is None or not first:
            return None
        return Fraction(last - first) / Fraction(first)


@dataclass(frozen=True)
class History:
    """Values over time: `days` from old to new, one course for each area."""

    days: tuple[date, ...]
    courses: tuple[Course, ...]


def known_days(*, actor: Any, indicator: Indicator) -> dict[Level, list[date]]:
    """Return, for each level with values, the days for which there are some, latest first."""
    values = IndicatorValue.objects.visible_to(actor).filter(indicator=indicator)
    found = {
        Level.DISTRICTS: list(values.of_districts().reference_dates()),
        Level.SOCIAL_SPACES: list(values.of_social_spaces().reference_dates()),
    }
    return {level: days for level, days in found.items() if days}


def value_table(
    *,
    actor: Any,
    indicator: Indicator,
    level: Level,
    day: date,
    district: District | None = None,
) -> ValueTable:
    """Return the values of a day; of social spaces only those of `district` if one is given.

    Areas are those that existed on the day, and every other area that has a value for it: figures
    of earlier years are often given in today's boundaries.
    """
    values = _values(actor, indicator, level, district).filter(reference_date=day)
    by_area = {_area_id(value, level): value for value in values}
    areas = _areas(actor, level, district, day, by_area)
    return ValueTable(
        indicator, level, day, tuple(AreaValue(area, by_area.get(area.pk)) for area in areas)
    )


def value_history(
    *,
    actor: Any,
    indicator: Indicator,
    level: Level,
    days: Sequence[date],
    district: District | None = None,
) -> History:
    """Return the values of all areas over `days`, old to new; areas without any are left out."""
    found: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for value in _values(actor, indicator, level, district).filter(reference_date__in=days):
        found[_area_id(value, level)][value.reference_date] = value.value
    ordered = tuple(sorted(days))
    areas = _areas(actor, level, district, None, found)
    return History(
        ordered,
        tuple(Course(area, tuple(found[area.pk].get(day) for day in ordered)) for area in areas),
    )


def _values(
    actor: Any, indicator: Indicator, level: Level, district: District | None
) -> IndicatorValueQuerySet:
    values = IndicatorValue.objects.visible_to(actor).filter(indicator=indicator)
    if level == Level.DISTRICTS:
        return values.of_districts()
    values = values.of_social_spaces()
    return values.filter(social_space__district=district) if district else values


def _area_id(value: IndicatorValue, level: Level) -> Any:
    return value.district_id if level == Level.DISTRICTS else value.social_space_id


def _areas(
    actor: Any, level: Level, district: District | None, day: date | None, with_values: Any
) -> list[District] | list[SocialSpace]:
    wanted = Q(pk__in=list(with_values))
    if day is not None:
        wanted |= Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))
    if level == Level.DISTRICTS:
        return list(District.objects.visible_to(actor).filter(wanted).defer("search_vector"))
    spaces = SocialSpace.objects.visible_to(actor).filter(wanted).select_related("district")
    if district is not None:
        spaces = spaces.filter(district=district)
    return list(spaces.defer("search_vector", "district__search_vector"))

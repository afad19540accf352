"""The plausibility report: what to look at before anybody calculates with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from budgets.allocation import Method
from budgets.models import Indicator, IndicatorKind, IndicatorValue
from budgets.rules.plausibility import (
    DISTRICT,
    SOCIAL_SPACE,
    Facts,
    Figure,
    Finding,
    findings,
)
from networks.models import District, SocialSpace
from sro.records import RecordQuerySet


@dataclass(frozen=True)
class Remark:
    """One line of the report. `area` is a district, a social space or None (the indicator)."""

    indicator: Indicator
    area: District | SocialSpace | None
    finding: Finding

    @property
    def text(self) -> str:
        """The sentence in the language of the reader."""
        return _(self.finding.template) % self.finding.params

    @property
    def code(self) -> str:
        """The kind of remark, for grouping: see budgets.rules.plausibility.MESSAGES."""
        return self.finding.code

    @property
    def reference_date(self) -> date | None:
        """The day of the value in question."""
        return self.finding.reference_date


def plausibility_report(
    *, actor: Any, today: date, indicators: Sequence[Indicator] | None = None
) -> list[Remark]:
    """Everything conspicuous about the indicators (all, or those given) the actor may see.

    Places are those that exist on the day of `today`; values of places that have ended are left
    out. Nothing is changed or filled in.
    """
    wanted: RecordQuerySet = Indicator.objects.visible_to(actor)
    if indicators is not None:
        wanted = wanted.filter(pk__in=[each.pk for each in indicators])
    districts = {each.pk: each for each in District.objects.valid_on(today)}
    spaces = {each.pk: each for each in SocialSpace.objects.valid_on(today)}
    areas: dict[str, list[str]] = {each.key: [] for each in districts.values()}
    for space in spaces.values():
        if space.district_id in districts:
            areas[districts[space.district_id].key].append(space.key)
    of_districts: dict[int, list[Figure]] = defaultdict(list)
    of_spaces: dict[int, list[Figure]] = defaultdict(list)
    rows = (
        IndicatorValue.objects.visible_to(actor)
        .filter(indicator__in=wanted)
        .values_list("indicator_id", "district_id", "social_space_id", "reference_date", "value")
    )
    for indicator_id, district_id, space_id, day, value in rows.iterator(chunk_size=5000):
        if district_id in districts:
            figure = Figure(DISTRICT, districts[district_id].key, day, value)
            of_districts[indicator_id].append(figure)
        elif space_id in spaces:
            figure = Figure(SOCIAL_SPACE, spaces[space_id].key, day, value)
            of_spaces[indicator_id].append(figure)
    places: dict[tuple[str, str], Any] = {
        **{(DISTRICT, each.key): each for each in districts.values()},
        **{(SOCIAL_SPACE, each.key): each for each in spaces.values()},
    }
    return [
        Remark(indicator, places.get((finding.level, finding.area)), finding)
        for indicator in wanted.order_by("name", "pk")
        for finding in findings(
            facts_of(indicator),
            of_districts[indicator.pk],
            of_spaces[indicator.pk],
            areas=areas,
            today=today,
        )
    ]


def facts_of(indicator: Indicator) -> Facts:
    """What the rules need to know about an indicator."""
    return Facts(
        code=indicator.code,
        adds_up=indicator.kind == IndicatorKind.COUNT,
        inverse=indicator.default_method == Method.INVERSE,
        stale_after_months=indicator.stale_after_months,
        jump_percent=indicator.jump_percent,
    )

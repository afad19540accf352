"""Indicator values from a CSV file: one row for each place, indicator and day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from budgets.allocation import Method
from budgets.imports.areas import Place, all_places, resolve
from budgets.models import Indicator, IndicatorValue
from budgets.rules.plausibility import DISTRICT, SOCIAL_SPACE, Figure, jump
from budgets.services.plausibility import facts_of
from networks.models import District
from sro.audit import trail
from sro.ui.imports import (
    Batch,
    Column,
    ImportContext,
    Importer,
    Kind,
    Report,
    Target,
    register,
)


@register
class IndicatorValues(Importer):
    """Values of districts and social spaces, told apart by their official key."""

    key = "indicator-values"
    title = _("Indicator values")
    description = _(
        "One row for each district or social space, indicator and day. "
        "Values that are there already are replaced; missing ones are not filled in."
    )
    model = IndicatorValue
    columns = (
        Column(
            name="key",
            header="Gebiet",
            synonyms=("Schlüssel", "area", "Bezirk", "Sozialraum"),
            kind=Kind.CODE,
            length=12,
            example="010111",
        ),
        Column(
            name="indicator",
            header="Kennzahl",
            synonyms=("Indikator", "code"),
            kind=Kind.CODE,
            length=60,
            example="inhabitants_u18",
        ),
        Column(
            name="reference_date",
            header="Stichtag",
            synonyms=("Datum",),
            kind=Kind.DATE,
            example="31.12.2017",
        ),
        Column(
            name="value",
            header="Wert",
            kind=Kind.DECIMAL,
            minimum=0,
            maximum=Decimal(10) ** 14 - 1,
            places=6,
            percent=True,
            example="1.675",
        ),
        Column(
            name="source",
            header="Hinweis zur Quelle",
            synonyms=("Quelle", "note"),
            required=False,
            blank=True,
            length=300,
        ),
    )
    unique = ("key", "indicator", "reference_date")

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        """Find indicators and places; point out zeros that the usual method cannot use."""
        indicators = {each.code: each for each in Indicator.objects.visible_to(context.actor)}
        batch.lookup(
            "indicator",
            {code: each.pk for code, each in indicators.items()},
            into="indicator_id",
            message=gettext_noop("There is no indicator with this code in the catalogue."),
        )
        found = resolve(batch, "key", all_places(), batch["reference_date"])
        batch.add("district_id", [p.pk if p and p.is_district else None for p in found])
        batch.add("social_space_id", [p.pk if p and not p.is_district else None for p in found])
        _warn_of_zeros(batch, indicators)
        _warn_of_jumps(batch, indicators)
        _warn_of_gaps(batch)

    def target(self, batch: Batch, context: ImportContext) -> Target:
        """Match by indicator, place and day; replace value and note where they differ."""
        return Target(
            model=IndicatorValue,
            key=("indicator_id", "district_id", "social_space_id", "reference_date"),
            values=("value", "source"),
        )

    def finish(self, context: ImportContext, report: Report) -> None:
        """Leave a line in the trail."""
        trail.record(
            context.actor,
            "indicator_value.imported",
            now=context.now,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
        )


def _warn_of_zeros(batch: Batch, indicators: dict[str, Indicator]) -> None:
    inverse = {
        code for code, each in indicators.items() if each.default_method == Method.INVERSE.value
    }
    if not inverse:
        return
    for row, (code, value) in enumerate(batch.rows("indicator", "value")):
        if code in inverse and value == 0:
            batch.warning(
                row, gettext_noop("The usual method cannot use a value of zero."), "value"
            )


def _warn_of_jumps(batch: Batch, indicators: dict[str, Indicator]) -> None:
    """Point out values far from the one before, which may be known or stand in the file."""
    facts = {each.pk: facts_of(each) for each in indicators.values()}
    series: dict[tuple, list[tuple[date, Decimal, int]]] = defaultdict(list)
    names = ("indicator_id", "district_id", "social_space_id", "reference_date", "value")
    for row, (indicator_id, district_id, space_id, day, value) in enumerate(batch.rows(*names)):
        if None not in (indicator_id, day, value) and (district_id or space_id):
            series[indicator_id, district_id, space_id].append((day, value, row))
    known = IndicatorValue.objects.filter(indicator__in={key[0] for key in series})
    for *place, day, value in known.values_list(*names).iterator(chunk_size=5000):
        if tuple(place) in series:
            series[tuple(place)].append((day, value, -1))
    for (indicator_id, district_id, _space_id), values in series.items():
        level = DISTRICT if district_id else SOCIAL_SPACE
        # Of two values of one day the file's counts; it sorts behind the known one's row of -1.
        ordered = {day: (value, row) for day, value, row in sorted(values, key=_by_day)}
        for (day_before, (before, _row)), (day, (value, row)) in pairwise(ordered.items()):
            if row < 0:
                continue
            found = jump(
                facts[indicator_id],
                Figure(level, "", day_before, before),
                Figure(level, "", day, value),
            )
            if found is not None:
                batch.warning(row, found.template, "value", **found.params)


def _by_day(value: tuple[date, Decimal, int]) -> tuple[date, int]:
    return value[0], value[2]


def _warn_of_gaps(batch: Batch) -> None:
    """Point out indicators and days for which the file has some districts and not the others."""
    first: dict[tuple[str, date], int] = {}
    present: dict[tuple[str, date], set[int]] = defaultdict(set)
    rows = batch.rows("district_id", "indicator", "reference_date")
    for row, (district_id, code, day) in enumerate(rows):
        if district_id is not None and day is not None:
            first.setdefault((code, day), row)
            present[code, day].add(district_id)
    if not present:
        return
    everywhere = District.objects.order_by("key").values_list(
        "pk", "key", "valid_from", "valid_until"
    )
    everywhere = [(key, Place(True, pk, *period)) for pk, key, *period in everywhere]
    for about, ids in present.items():
        absent = [
            key for key, place in everywhere if place.pk not in ids and place.exists_on(about[1])
        ]
        if absent:
            batch.warning(
                first[about],
                gettext_noop("For this indicator and day the file has no value of: %(keys)s."),
                "key",
                keys=", ".join(absent[:12]),
            )

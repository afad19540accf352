"""Collecting what a run is calculated from, and everything that is missing for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop

from budgets.allocation import AllocationError, AllocationInputs, Direction, Indicator, Method
from budgets.models import (
    AllocationRun,
    IndicatorSelection,
    IndicatorValue,
    ReferenceKind,
)
from budgets.models.problems import Gap
from budgets.rules.plausibility import text_of
from budgets.services.outflow import OutflowFigure, figures_of
from budgets.services.years import districts_of, spaces_of
from networks.models import District, SocialSpace
from sro.money import cents_from_decimal

Unit = District | SocialSpace

_NO_DISTRICTS = (
    "no_districts",
    gettext_noop("There is no district on the first day of this year."),
)
_NO_SPACES = (
    "no_spaces",
    gettext_noop("This district has no social space on the first day of this year."),
)


@dataclass
class Collected:
    """The figures of a run as they are today.

    `units` are the districts, or the social spaces of the run's district; `values` has one entry
    for each (indicator id, reference date, unit's id) that is known. `inputs` is None while `gaps`
    is not empty.
    """

    run: AllocationRun
    share: Decimal
    units: Sequence[Unit]
    selections: list[IndicatorSelection] = field(default_factory=list)
    values: dict[tuple[int | None, date, int | None], IndicatorValue] = field(default_factory=dict)
    outflow: dict[int, OutflowFigure] = field(default_factory=dict)
    reference: dict[str, Decimal] = field(default_factory=dict)
    inputs: AllocationInputs | None = None
    gaps: list[Gap] = field(default_factory=list)

    def gap(
        self,
        code: str,
        template: str,
        *,
        selection: IndicatorSelection | None = None,
        indicator: Any = None,
        unit: Unit | None = None,
        **params: str,
    ) -> None:
        """Note what is missing."""
        about = indicator or (selection.indicator if selection else None)
        self.gaps.append(
            Gap(
                code,
                template,
                params,
                indicator=about.code if about else "",
                indicator_name=about.name if about else "",
                unit=unit.key if unit else "",
                unit_name=unit.name if unit else "",
            )
        )


def collect(run: AllocationRun, *, share: Decimal | None = None) -> Collected:
    """Read everything the run depends on; `share` replaces its indicator share for a preview."""
    taken = run.indicator_share if share is None else share
    collected = Collected(run, taken, units_of(run))
    if not collected.units:
        collected.gap(*(_NO_SPACES if run.district_id else _NO_DISTRICTS))
        return collected
    total = run.amount if run.district_id else run.fund.amount
    if total is None:
        collected.gap(
            "fund_amount",
            gettext_noop("The amount of the fund “%(fund)s” is not planned yet."),
            fund=run.fund.name,
        )
    if taken > 0:
        _collect_values(collected)
    if taken < 1 or run.reference_kind == ReferenceKind.OUTFLOW:
        _collect_outflow(collected)
    if run.reference_kind:
        _collect_reference(collected)
    if not collected.gaps and total is not None:
        _build(collected, total)
    return collected


def units_of(run: AllocationRun) -> Sequence[Unit]:
    """Among whom the run divides: districts, or its district's social spaces, by key."""
    year = run.fund.budget_year
    return districts_of(year) if run.district is None else spaces_of(run.district, year)


def _collect_values(collected: Collected) -> None:
    run = collected.run
    collected.selections = list(run.selections.select_related("indicator", "base"))
    wanted = Q()
    for selection in collected.selections:
        indicators: list[int | None] = [selection.indicator_id]
        if selection.method == Method.RANGE_WEIGHTED:
            indicators.append(selection.base_id)
        wanted |= Q(indicator__in=indicators, reference_date=selection.reference_date)
    if not wanted:
        return
    level = "social_space" if run.district_id else "district"
    ids = [unit.pk for unit in collected.units]
    collected.values = {
        (value.indicator_id, value.reference_date, getattr(value, f"{level}_id")): value
        for value in IndicatorValue.objects.filter(wanted, **{f"{level}__in": ids})
    }
    for selection in collected.selections:
        _note_missing(collected, selection, selection.indicator)
        if selection.method == Method.RANGE_WEIGHTED:
            _note_missing(collected, selection, selection.base)


def _note_missing(collected: Collected, selection: IndicatorSelection, indicator: Any) -> None:
    for unit in collected.units:
        if (indicator.pk, selection.reference_date, unit.pk) not in collected.values:
            collected.gap(
                "value_missing",
                gettext_noop("There is no value as of %(date)s."),
                indicator=indicator,
                unit=unit,
                date=text_of(selection.reference_date),
            )


def _collect_outflow(collected: Collected) -> None:
    run = collected.run
    if run.outflow_year is None:
        collected.gap("outflow_year", gettext_noop("The year of the outflow is not chosen yet."))
        return
    for figure in figures_of(run.fund, run.outflow_year, collected.units):
        collected.outflow[figure.district.pk] = figure
        if figure.used is None:
            collected.gap(
                "outflow_missing",
                gettext_noop(
                    "No outflow of %(year)s is known. "
                    "Please import it or enter a figure by hand with a reason."
                ),
                unit=figure.district,
                year=str(run.outflow_year),
            )
        elif figure.used < 0:
            collected.gap(
                "outflow_negative",
                gettext_noop("The bookings of %(year)s add up to less than zero."),
                unit=figure.district,
                year=str(run.outflow_year),
            )


def _collect_reference(collected: Collected) -> None:
    run = collected.run
    if run.reference_run is None:
        collected.reference = {
            figure.district.key: figure.used
            for figure in collected.outflow.values()
            if figure.used is not None
        }
        return
    amounts = run.reference_run.allocations.amounts()
    for unit in collected.units:
        if unit.key in amounts:
            collected.reference[unit.key] = amounts[unit.key]
        else:
            collected.gap(
                "reference_missing",
                gettext_noop("“%(run)s” has no amount to measure against."),
                unit=unit,
                run=run.reference_run.name,
            )


def _build(collected: Collected, total: Decimal) -> None:
    run = collected.run
    with_outflow = collected.share < 1
    try:
        collected.inputs = AllocationInputs(
            total=cents_from_decimal(total),
            indicator_share=Fraction(collected.share),
            units=tuple(unit.key for unit in collected.units),
            indicators=tuple(_indicator(collected, each) for each in collected.selections),
            previous_outflow={
                figure.district.key: cents_from_decimal(figure.used)
                for figure in collected.outflow.values()
                if figure.used is not None
            }
            if with_outflow
            else None,
            floor_percent=_fraction(run.floor_percent),
            cap_percent=_fraction(run.cap_percent),
            reference={
                key: cents_from_decimal(amount) for key, amount in collected.reference.items()
            }
            or None,
        )
    except AllocationError as error:
        collected.gaps.append(gap_of(error, collected))


def _indicator(collected: Collected, selection: IndicatorSelection) -> Indicator:
    def by_unit(indicator_id: int | None) -> Mapping[str, Fraction]:
        return {
            unit.key: Fraction(
                collected.values[indicator_id, selection.reference_date, unit.pk].value
            )
            for unit in collected.units
        }

    weighted = selection.method == Method.RANGE_WEIGHTED
    return Indicator(
        code=selection.indicator.code,
        weight=Fraction(selection.weight),
        method=Method(selection.method),
        direction=Direction(selection.direction),
        values=by_unit(selection.indicator_id),
        base_values=by_unit(selection.base_id) if weighted else None,
    )


def gap_of(error: AllocationError, collected: Collected) -> Gap:
    """The formula's refusal with the names that people know."""
    names = {each.indicator.code: each.indicator.name for each in collected.selections}
    places = {each.key: each.name for each in collected.units}
    return Gap(
        error.code,
        error.template,
        {name: str(value) for name, value in error.params.items()},
        indicator=error.indicator or "",
        indicator_name=names.get(error.indicator or "", error.indicator or ""),
        unit=error.unit or "",
        unit_name=places.get(error.unit or "", error.unit or ""),
    )


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)

"""The rows of budgets' downloads: what stands in them, not how they look.

Amounts are Decimal euro, shares Decimal between 0 and 1. Files that can be imported again carry the
headings of their importer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from budgets.allocation import BOUNDS, OUTFLOW
from budgets.imports import IndicatorValues, OutflowBookings
from budgets.imports.funds import FUNDS
from budgets.models import AllocationRun
from budgets.models.years import CARRY_RULES
from budgets.rules.closing import ClosingSheet
from budgets.services.scenarios import Comparison
from budgets.wording import words_of
from sro.money import decimal_from_cents, round_half_up
from sro.records import RecordQuerySet
from sro.ui.imports import Importer


@dataclass(frozen=True)
class Sheet:
    """A table to hand out: headings, the kind of each column, rows.

    Kinds as in sro.ui.spreadsheets: text, money, number, percent, date.
    """

    title: str
    headings: Sequence[str]
    kinds: Sequence[str]
    rows: Iterator[Sequence[Any]]


def component_names(run: AllocationRun) -> dict[str, str]:
    """What people call the components of a run's explanation."""
    names = {
        each.indicator.code: each.indicator.name
        for each in run.selections.select_related("indicator")
    }
    names[OUTFLOW] = (
        _("Outflow %(year)s") % {"year": run.outflow_year}
        if run.outflow_year
        else _("Outflow of the previous year")
    )
    names[BOUNDS] = _("Lower and upper bound")
    return names


def result_sheet(run: AllocationRun) -> Sheet:
    """One row for each district or social space: key, name, amount and share of the total."""
    return Sheet(
        _("Result"),
        [_("Key"), words_of(run).unit, _("Amount"), _("Share")],
        ["text", "text", "money", "percent"],
        _result_rows(run),
    )


def _result_rows(run: AllocationRun) -> Iterator[Sequence[Any]]:
    allocations = list(run.allocations.with_units())
    total = sum((each.amount for each in allocations), Decimal(0))
    for each in allocations:
        yield (
            each.unit.key,
            each.unit.name,
            each.amount,
            each.amount / total if total else None,
        )


def explanation_sheet(run: AllocationRun) -> Sheet:
    """One row for each unit and component; a unit's rows add up to its amount."""
    return Sheet(
        _("Explanation"),
        [
            _("Key"),
            words_of(run).unit,
            _("Component"),
            _("Method"),
            _("Value"),
            _("Base count"),
            _("As of"),
            _("Source"),
            _("By hand"),
            _("Share"),
            _("Share (exact)"),
            _("Weight"),
            _("Weight (exact)"),
            _("Amount"),
        ],
        [
            "text",
            "text",
            "text",
            "text",
            "number",
            "number",
            "date",
            "text",
            "text",
            "number",
            "text",
            "number",
            "text",
            "money",
        ],
        _explanation_rows(run),
    )


def _explanation_rows(run: AllocationRun) -> Iterator[Sequence[Any]]:
    names = component_names(run)
    for each in run.allocations.with_units().prefetch_related("parts"):
        for part in each.parts.all():
            yield (
                each.unit.key,
                each.unit.name,
                names.get(part.component, part.component),
                part.method,
                part.value,
                part.base_value,
                part.value_date,
                part.source,
                _("yes") if part.is_manual else "",
                part.share,
                part.share_exact,
                part.weight,
                part.weight_exact,
                part.amount,
            )


def comparison_sheet(comparison: Comparison) -> Sheet:
    """One row for each unit: amount in every run, difference from the baseline in € and %."""
    headings, kinds = [_("Key"), words_of(comparison.baseline).unit], ["text", "text"]
    for run in comparison.runs:
        headings.append(run.name)
        kinds.append("money")
        if run != comparison.baseline:
            headings += [
                _("%(run)s: difference") % {"run": run.name},
                _("%(run)s: difference in per cent") % {"run": run.name},
            ]
            kinds += ["money", "number"]
    return Sheet(_("Comparison"), headings, kinds, _comparison_rows(comparison))


def _comparison_rows(comparison: Comparison) -> Iterator[Sequence[Any]]:
    for row in comparison.by_difference():
        cells: list[Any] = [row.unit, comparison.units[row.unit].name]
        for run, cell in zip(comparison.runs, row.cells, strict=True):
            cells.append(_euro(cell.amount))
            if run != comparison.baseline:
                cells.append(_euro(cell.difference))
                # Hundredths of a per cent are cents of a hundred euro: the same rounding.
                cells.append(
                    None if cell.percent is None else _euro(round_half_up(cell.percent * 100))
                )
        yield cells


def closing_sheet(closing: ClosingSheet) -> Sheet:
    """One row for each line of a closed year, with what was carried over."""
    return Sheet(
        _("Closing sheet"),
        [
            _("Fund"),
            _("Key"),
            _("District"),
            _("Allocated"),
            _("Carried over"),
            _("Transferred"),
            _("Spent"),
            _("Still bound"),
            _("Supports without amount"),
            _("Left over"),
            _("Rule"),
            _("Per cent"),
            _("Into the next year"),
        ],
        ["text", "text", "text", *["money"] * 5, "number", "money", "text", "number", "money"],
        (
            (
                fund.name,
                line.key,
                line.name or _("not divided yet"),
                line.allocated,
                line.brought,
                line.transferred,
                line.spent,
                line.committed,
                line.unknown,
                line.left,
                str(CARRY_RULES.get(fund.rule, fund.rule)),
                fund.percent,
                line.carry,
            )
            for fund in closing.funds
            for line in fund.lines
        ),
    )


def indicator_value_sheet(values: RecordQuerySet) -> Sheet:
    """Indicator values as the importer takes them."""
    rows = values.select_related("indicator", "district", "social_space").iterator(chunk_size=2000)
    return Sheet(
        _("Indicator values"),
        _headings(IndicatorValues),
        ["text", "text", "date", "number", "text"],
        (
            (
                each.area.key,
                each.indicator.code,
                each.reference_date,
                each.value.normalize(),
                each.source,
            )
            for each in rows
        ),
    )


def outflow_sheet(bookings: RecordQuerySet) -> Sheet:
    """Bookings as the importer takes them."""
    labels = {kind: label for label, kind in reversed(FUNDS.items())}
    rows = bookings.select_related("district").iterator(chunk_size=2000)
    return Sheet(
        _("Bookings"),
        _headings(OutflowBookings),
        [
            *("text", "text", "number", "text", "money", "date", "text", "text"),
            *("text", "text", "text", "date", "date", "text"),
        ],
        (
            (
                each.external_id,
                labels[each.fund_kind],
                each.year,
                each.district.key,
                each.amount,
                each.booked_on,
                each.text,
                each.source,
                each.file_reference,
                each.provider_number,
                each.provider_name,
                each.service_from,
                each.last_day_paid,
                each.cost_centre,
            )
            for each in rows
        ),
    )


def _headings(importer: type[Importer]) -> list[str]:
    return [column.header for column in importer.columns]


def _euro(cents: int | None) -> Decimal | None:
    return None if cents is None else decimal_from_cents(cents)

"""Rates from a CSV file: what each provider gets for one unit of a support, and when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from networks.models import Agreement, Provider, Rate, SupportType, Unit
from networks.services.agreements import lock_rates_of
from sro.periods import overlaps
from sro.ui.imports import (
    Batch,
    Column,
    Comparison,
    ImportContext,
    Importer,
    Kind,
    StaleImport,
    Target,
    register,
)

#: Words of the file, which are German in every language of the interface.
UNITS = {
    "Fachleistungsstunde": Unit.HOUR.value,
    "Tag": Unit.DAY.value,
    "Monat": Unit.MONTH.value,
    "Pauschale": Unit.LUMP_SUM.value,
}


@dataclass(frozen=True, slots=True)
class _Line:
    """A rate after the import: of the file (with its line) or left as it is."""

    valid_from: date
    valid_until: date | None
    row: int | None
    text: str


@register
class Rates(Importer):
    """One row per provider, agreement, support type, unit and beginning."""

    key = "rates"
    title = _("Rates")
    description = _(
        "One row per rate. Provider and agreement must be there already; a rate is found again by"
        " agreement, support type, unit and first day."
    )
    model = Rate
    columns = (
        Column(name="provider", header="Träger", synonyms=("Name",), length=200),
        Column(name="reference", header="Vereinbarung", synonyms=("Aktenzeichen",), kind=Kind.CODE),
        Column(name="support_type", header="Hilfeart", kind=Kind.CODE, example="31"),
        Column(
            name="unit",
            header="Einheit",
            kind=Kind.CHOICE,
            choices={**UNITS, "Stunde": Unit.HOUR.value, **{u.code: u.value for u in Unit}},
            example="Fachleistungsstunde",
        ),
        Column(
            name="amount",
            header="Betrag",
            synonyms=("Entgelt", "Betrag in €"),
            kind=Kind.MONEY,
            minimum=Decimal("0.01"),
            maximum=Decimal("999999999.99"),
            example="62,50",
        ),
        Column(name="valid_from", header="Gültig ab", kind=Kind.DATE, example="01.01.2024"),
        Column(
            name="valid_until",
            header="Nicht mehr gültig ab",
            kind=Kind.DATE,
            required=False,
            blank=True,
        ),
    )
    unique = ("provider", "reference", "support_type", "unit", "valid_from")

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        """Find provider, agreement and support type; check the days."""
        if "valid_until" not in batch:
            batch.add("valid_until", [None] * len(batch))
        providers = dict(Provider.objects.visible_to(context.actor).values_list("name", "pk"))
        batch.lookup(
            "provider",
            providers,
            into="provider_id",
            message=gettext_noop("There is no provider with this name."),
        )
        batch.lookup(
            "support_type",
            dict(SupportType.objects.values_list("code", "pk")),
            into="support_type_id",
            message=gettext_noop("There is no support type with this code."),
        )
        agreements = {
            (each.provider_id, each.reference): each
            for each in Agreement.objects.visible_to(context.actor).filter(
                provider__in={pk for pk in batch["provider_id"] if pk}
            )
        }
        self._find_agreements(batch, agreements)

    def _find_agreements(self, batch: Batch, agreements: dict[tuple[int, str], Agreement]) -> None:
        found: list[int | None] = []
        for row, (provider, reference, start, end) in enumerate(
            batch.rows("provider_id", "reference", "valid_from", "valid_until")
        ):
            agreement = agreements.get((provider, reference))
            found.append(agreement.pk if agreement else None)
            if provider and reference and agreement is None:
                batch.error(
                    row,
                    gettext_noop("This provider has no agreement so named."),
                    "reference",
                )
            if start and end and end <= start:
                batch.error(
                    row, gettext_noop("The end must lie after the beginning."), "valid_until"
                )
            if agreement and start and not _within(agreement, start):
                batch.error(
                    row,
                    gettext_noop("The rate must begin while the agreement is in force (%(days)s)."),
                    "valid_from",
                    days=agreement.days_text,
                )
        batch.add("agreement_id", found)

    def target(self, batch: Batch, context: ImportContext) -> Target:
        return Target(
            model=Rate,
            key=("agreement_id", "support_type_id", "unit", "valid_from"),
            values=("amount", "valid_until"),
        )

    def compare(self, batch: Batch, context: ImportContext) -> Comparison:
        """Match the rows, then look for overlaps as they would be after the import."""
        comparison = super().compare(batch, context)
        if comparison.new or comparison.changed:
            self._report_overlaps(batch)
        return comparison

    def write(self, batch: Batch, context: ImportContext, comparison: Comparison) -> None:
        """Write the rows, unless somebody has entered rates in between that concern them."""
        lock_rates_of(batch["provider_id"])
        if self.compare(batch, context).state != comparison.state:
            raise StaleImport
        if not batch.problems.error_count:
            super().write(batch, context, comparison)

    def _report_overlaps(self, batch: Batch) -> None:
        series: dict[tuple, list[_Line]] = defaultdict(list)
        named = set()
        for row, (provider, agreement, kind, unit, start, end) in enumerate(
            batch.rows(
                "provider_id",
                "agreement_id",
                "support_type_id",
                "unit",
                "valid_from",
                "valid_until",
            )
        ):
            named.add((agreement, kind, unit, start))
            line = str(batch.table.lines[row])
            series[provider, kind, unit].append(_Line(start, end, row, line))
        present = Rate.objects.filter(provider__in={key[0] for key in series})
        for rate in present.select_related("agreement"):
            key = (rate.provider_id, rate.support_type_id, rate.unit)
            if (rate.agreement_id, rate.support_type_id, rate.unit, rate.valid_from) not in named:
                text = f"{rate.agreement.reference}: {rate.days_text}"
                series[key].append(_Line(rate.valid_from, rate.valid_until, None, text))
        for lines in series.values():
            # Sorted by beginning, some two overlap exactly if some two neighbours do.
            lines.sort(key=lambda each: (each.valid_from, each.valid_until or date.max))
            for earlier, later in pairwise(lines):
                if overlaps(
                    earlier.valid_from, earlier.valid_until, later.valid_from, later.valid_until
                ):
                    _report(batch, earlier, later)


def _within(agreement: Agreement, start: date) -> bool:
    return agreement.valid_from <= start and (
        agreement.valid_until is None or start < agreement.valid_until
    )


def _report(batch: Batch, earlier: _Line, later: _Line) -> None:
    mine, other = (later, earlier) if later.row is not None else (earlier, later)
    if mine.row is None:
        return
    if other.row is not None:
        batch.error(
            mine.row,
            gettext_noop("In these days the rate in line %(line)s of the file applies as well."),
            "valid_from",
            line=other.text,
        )
    else:
        batch.error(
            mine.row,
            gettext_noop("In these days another rate applies already (agreement %(rate)s)."),
            "valid_from",
            rate=other.text,
        )

"""Bookings of the finance system from a CSV file. The same file again books nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django import forms
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from budgets.imports.areas import UNKNOWN_DISTRICT, districts, resolve
from budgets.imports.funds import FUNDS
from budgets.imports.layouts import columns_of, take_over
from budgets.imports.paid_for import find_providers, half_open
from budgets.models import FinanceLayout, Outflow
from budgets.services.matching import match_new
from sro.audit import trail
from sro.ui.imports import (
    Batch,
    Column,
    Comparison,
    FileRefused,
    ImportContext,
    Importer,
    Kind,
    NumberFormat,
    Report,
    Target,
    register,
)

#: What a booking says besides.
_TOLD = (
    *("booked_on", "text", "source", "file_reference", "provider_number", "provider_name"),
    *("service_from", "service_until", "cost_centre"),
)
#: What two records of one payment agree in, however each of them is worded.
_SAME_PAYMENT = ("fund_kind", "year", "district_id", "amount")


def _as_paid_here(batch: Batch) -> None:
    """Take a grant's payment that was entered here, and comes in the file as well, for the same.

    It keeps its words: the finance system says otherwise what was paid and to whom.
    """
    told = [name for name in _TOLD if name in batch]
    rows = Outflow.objects.filter(grant_payment__isnull=False)
    known = {
        number: values for number, *values in rows.values_list("external_id", *_SAME_PAYMENT, *told)
    }
    if not known:
        return
    agree = list(batch.rows("external_id", *_SAME_PAYMENT))
    for row, (number, *same) in enumerate(agree):
        stored = known.get(number)
        if stored is not None and stored[: len(same)] == same:
            for name, value in zip(told, stored[len(same) :], strict=True):
                batch[name][row] = value


def _layouts() -> list[tuple[str, str]]:
    usual = ("", gettext("as in the template, with the columns listed below"))
    saved = FinanceLayout.objects.values_list("pk", "name")
    return [usual, *((str(pk), name) for pk, name in saved)]


class LayoutForm(forms.Form):
    """In which form the finance system writes the file."""

    layout = forms.TypedChoiceField(
        label=_("File format"),
        choices=_layouts,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("How the columns of the file are called and what they mean."),
    )


@register
class OutflowBookings(Importer):
    """Bookings with a number of their own, by which they are counted once."""

    key = "outflow"
    title = _("Bookings")
    description = _(
        "One row for each booking of the finance system. Bookings that are there already are "
        "left as they are; a booking with other figures under the same number is an error."
    )
    model = Outflow
    columns = (
        Column(
            name="external_id",
            header="Buchungsnummer",
            synonyms=("Beleg", "Belegnummer", "id"),
            kind=Kind.CODE,
            length=80,
            example="4711-2018",
        ),
        Column(
            name="fund_kind",
            header="Topf",
            synonyms=("fund",),
            kind=Kind.CHOICE,
            choices=FUNDS,
            example="Fall",
        ),
        Column(
            name="year",
            header="Haushaltsjahr",
            synonyms=("Jahr",),
            kind=Kind.INTEGER,
            minimum=1990,
            maximum=2100,
            example="2018",
        ),
        Column(
            name="district",
            header="Bezirk",
            synonyms=("Region", "key", "district_key"),
            kind=Kind.CODE,
            length=12,
            example="01",
        ),
        Column(
            name="amount",
            header="Betrag",
            synonyms=("EUR", "Euro"),
            kind=Kind.MONEY,
            minimum=-(10**12) + 1,
            maximum=10**12 - 1,
            example="1.234,56",
        ),
        Column(
            name="booked_on",
            header="Buchungstag",
            synonyms=("Datum", "date"),
            kind=Kind.DATE,
            example="15.03.2018",
        ),
        Column(
            name="text",
            header="Text",
            synonyms=("Buchungstext",),
            required=False,
            blank=True,
            length=300,
        ),
        Column(name="source", header="Quelle", required=False, length=300),
        Column(
            name="file_reference",
            header="Aktenzeichen",
            kind=Kind.CODE,
            required=False,
            blank=True,
            length=80,
            example="2018-00042",
        ),
        Column(
            name="provider_number",
            header="Kreditor",
            synonyms=("Kreditorennummer",),
            kind=Kind.CODE,
            required=False,
            blank=True,
            length=40,
        ),
        Column(
            name="provider_name",
            header="Zahlung an",
            synonyms=("Träger", "Zahlungsempfänger", "Empfänger"),
            required=False,
            blank=True,
            length=200,
        ),
        Column(
            name="service_from",
            header="Leistung von",
            kind=Kind.DATE,
            required=False,
            blank=True,
            example="01.03.2018",
        ),
        Column(
            name="service_until",
            header="Leistung bis",
            kind=Kind.DATE,
            required=False,
            blank=True,
            example="31.03.2018",
        ),
        Column(
            name="cost_centre",
            header="Kostenstelle",
            kind=Kind.CODE,
            required=False,
            blank=True,
            length=40,
        ),
    )
    unique = ("external_id",)
    options_form = LayoutForm

    def columns_for(self, context: ImportContext) -> Sequence[Column]:
        """The columns of the file format that was chosen, or the usual ones."""
        layout = _layout(context)
        return self.columns if layout is None else columns_of(layout)

    def number_format_for(self, context: ImportContext) -> NumberFormat | None:
        """What the person says about this file goes before what the file format says."""
        layout = _layout(context)
        if context.number_format is not None or layout is None or not layout.decimal_form:
            return context.number_format
        return NumberFormat(layout.decimal_form)

    def links(self) -> Sequence[tuple[str, str]]:
        """The way to the file formats."""
        return [(gettext("File formats"), reverse("budgets:layouts"))]

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        """Find districts and providers; the budget year decides where a key was handed on."""
        layout = _layout(context)
        if layout is None:
            days = [None if year is None else date(year, 1, 1) for year in batch["year"]]
            found = resolve(batch, "district", districts(), days, UNKNOWN_DISTRICT)
            batch.add("district_id", [place and place.pk for place in found])
        else:
            take_over(batch, layout)
        half_open(batch)
        find_providers(batch)
        for row, (year, day) in enumerate(batch.rows("year", "booked_on")):
            if year is not None and day is not None and not year - 1 <= day.year <= year + 1:
                batch.warning(
                    row,
                    gettext_noop("The day of the booking lies far from its budget year."),
                    "booked_on",
                )

    def target(self, batch: Batch, context: ImportContext) -> Target:
        """Bookings are added, never overwritten."""
        layout = _layout(context)
        first = {"entered_by_id": context.actor.pk, "entered_at": context.now}
        if "source" not in batch:
            first["source"] = gettext("Finance system") if layout is None else layout.name
        return Target(
            model=Outflow,
            key=("external_id",),
            values=(*_SAME_PAYMENT, *_TOLD),
            # Not compared: the registry may learn later who is meant.
            also=("provider_id",),
            first=first,
            update=False,
        )

    def compare(self, batch: Batch, context: ImportContext) -> Comparison:
        """Match with the ledger; a file format that changes asks for a new look at the preview."""
        _as_paid_here(batch)
        comparison = super().compare(batch, context)
        layout = _layout(context)
        if layout is None:
            return comparison
        return replace(comparison, state=f"{comparison.state}.{layout.version}")

    def finish(self, context: ImportContext, report: Report) -> None:
        """Leave a line in the trail."""
        trail.record(
            context.actor,
            "outflow.imported",
            now=context.now,
            new=report.new,
            unchanged=report.unchanged,
        )
        if report.new:
            match_new(actor=context.actor, now=context.now)


def _layout(context: ImportContext) -> FinanceLayout | None:
    """The file format that was chosen. Raises FileRefused when it is no longer there."""
    pk = context.options.get("layout")
    if pk is None:
        return None
    layout = FinanceLayout.objects.filter(pk=pk).first()
    if layout is None:
        raise FileRefused(
            gettext_noop("The file format was removed. Please choose another one and upload again.")
        )
    return layout

"""Bookings of the finance system from a CSV file. The same file again books nothing."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from budgets.imports.areas import UNKNOWN_DISTRICT, districts, resolve
from budgets.models import FundKind, Outflow
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

#: What files call the funds: the German words and our own names.
FUNDS = {
    "Fall": FundKind.FALL.value,
    "Fallbudget": FundKind.FALL.value,
    "Milieu": FundKind.MILIEU.value,
    "Milieubudget": FundKind.MILIEU.value,
    "Struktur": FundKind.STRUKTUR.value,
    "Strukturbudget": FundKind.STRUKTUR.value,
    "Grundangebot": FundKind.BASIC_OFFER.value,
    "basic_offer": FundKind.BASIC_OFFER.value,
    "Familienrat": FundKind.FAMILY_GROUP_CONFERENCE.value,
    "family_group_conference": FundKind.FAMILY_GROUP_CONFERENCE.value,
    "Reserve": FundKind.RESERVE.value,
    "Sonstiges": FundKind.OTHER.value,
    "other": FundKind.OTHER.value,
}


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
    )
    unique = ("external_id",)

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        """Find the districts; the budget year decides where a key was handed on."""
        days = [None if year is None else date(year, 1, 1) for year in batch["year"]]
        found = resolve(batch, "district", districts(), days, UNKNOWN_DISTRICT)
        batch.add("district_id", [place and place.pk for place in found])
        for row, (year, day) in enumerate(batch.rows("year", "booked_on")):
            if year is not None and day is not None and not year - 1 <= day.year <= year + 1:
                batch.warning(
                    row,
                    gettext_noop("The day of the booking lies far from its budget year."),
                    "booked_on",
                )

    def target(self, batch: Batch, context: ImportContext) -> Target:
        """Bookings are added, never overwritten."""
        first = {"entered_by_id": context.actor.pk, "entered_at": context.now}
        if "source" not in batch:
            first["source"] = gettext("Finance system")
        return Target(
            model=Outflow,
            key=("external_id",),
            values=("fund_kind", "year", "district_id", "amount", "booked_on", "text", "source"),
            first=first,
            update=False,
        )

    def finish(self, context: ImportContext, report: Report) -> None:
        """Leave a line in the trail."""
        trail.record(
            context.actor,
            "outflow.imported",
            now=context.now,
            new=report.new,
            unchanged=report.unchanged,
        )

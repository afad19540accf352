"""Hours of a provider's own system from a CSV file. The same file again changes nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from budgets.imports.hours_known import Known
from budgets.imports.hours_rows import VALUES, Rows
from budgets.models import HoursEntry, HoursWeek
from budgets.rules.hours import Kind, UnreadableHours, monday_of, parse_minutes
from budgets.rules.states import MonthState
from budgets.services.hours_months import locked_months
from budgets.services.hours_places import Employer, employers_of
from sro.audit import trail
from sro.periods import month_of
from sro.ui.imports import (
    BadCell,
    Batch,
    Column,
    Comparison,
    ImportContext,
    Importer,
    Report,
    StaleImport,
    Target,
    register,
)
from sro.ui.imports import Kind as Cells

#: What files call the kinds: the German words and our own names.
KINDS = {
    "fallspezifisch": Kind.CASE_SPECIFIC.value,
    "fallbezogen": Kind.CASE_SPECIFIC.value,
    "case_specific": Kind.CASE_SPECIFIC.value,
    "fallübergreifend": Kind.CROSS_CASE.value,
    "cross_case": Kind.CROSS_CASE.value,
    "fallunspezifisch": Kind.CASE_INDEPENDENT.value,
    "case_independent": Kind.CASE_INDEPENDENT.value,
}


def _minutes(text: str) -> int:
    try:
        minutes = parse_minutes(text)
    except UnreadableHours as error:
        raise BadCell(
            gettext_noop("Please write hours as 1,5 or 1:30, or minutes as 90 min; at most 24.")
        ) from error
    if not minutes:
        raise BadCell(gettext_noop("A line holds at least one minute."))
    return minutes


@register
class HoursLines(Importer):
    """Lines with a number of their own, by which they are counted once."""

    key = "hours"
    title = _("Hours")
    description = _(
        "One row for each line of your own system. Lines that are there already are left as they "
        "are or corrected while they are not submitted; submitted lines are never overwritten. "
        "The column E-Mail says whose hours they are; without it they are yours."
    )
    model = HoursEntry
    columns = (
        Column(
            name="external_id",
            header="Zeilennummer",
            synonyms=("Nummer", "Beleg", "id"),
            kind=Cells.CODE,
            length=80,
            example="2018-02-0001",
        ),
        Column(
            name="day",
            header="Tag",
            synonyms=("Datum", "date"),
            kind=Cells.DATE,
            example="12.02.2018",
        ),
        Column(
            name="minutes",
            header="Stunden",
            synonyms=("Dauer", "hours"),
            length=20,
            convert=_minutes,
            example="1,5",
        ),
        Column(
            name="kind",
            header="Art",
            synonyms=("Stundenart",),
            kind=Cells.CHOICE,
            choices=KINDS,
            example="fallunspezifisch",
        ),
        Column(
            name="activity",
            header="Tätigkeit",
            synonyms=("Aktivität",),
            length=80,
            example="Sozialraumkonferenz",
        ),
        Column(
            name="reference",
            header="Aktenzeichen",
            synonyms=("Fall", "Az"),
            kind=Cells.CODE,
            required=False,
            blank=True,
            length=40,
        ),
        Column(
            name="support_type",
            header="Hilfeart",
            synonyms=("Hilfe",),
            kind=Cells.CODE,
            required=False,
            blank=True,
            length=20,
        ),
        Column(
            name="space",
            header="Sozialraum",
            synonyms=("Raum", "Quartier"),
            kind=Cells.CODE,
            required=False,
            blank=True,
            length=12,
            example="010111",
        ),
        Column(
            name="offer",
            header="Angebot",
            kind=Cells.CODE,
            required=False,
            blank=True,
            length=60,
        ),
        Column(
            name="network",
            header="Netzwerk",
            required=False,
            blank=True,
            length=200,
        ),
        Column(
            name="project",
            header="Projekt",
            required=False,
            blank=True,
            length=200,
        ),
        Column(
            name="email",
            header="E-Mail",
            synonyms=("Fachkraft", "Mail"),
            required=False,
            blank=True,
            length=254,
        ),
        Column(
            name="note",
            header="Notiz",
            synonyms=("Bemerkung",),
            required=False,
            blank=True,
            length=120,
        ),
    )
    unique = ("external_id",)

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        """Find people, activities and places; judge each row by the day it speaks of."""
        for name in (
            "reference",
            "support_type",
            "space",
            "offer",
            "network",
            "project",
            "email",
            "note",
        ):
            if name not in batch:
                batch.add(name, [""] * len(batch))
        days = [day for day in batch["day"] if day is not None]
        provider = _provider(context.actor, days or [context.today])
        known = Known.read(context.actor, provider, batch, days)
        Rows(batch, known).resolve()
        batch.add("provider_id", [provider.pk] * len(batch))

    def target(self, batch: Batch, context: ImportContext) -> Target:
        """Lines are found by the provider and their number there."""
        return Target(model=HoursEntry, key=("provider_id", "external_id"), values=VALUES)

    def write(self, batch: Batch, context: ImportContext, comparison: Comparison) -> None:
        """Write under the months' locks, so that nobody submits a month in between."""
        employer = Employer(provider=_provider(context.actor, batch["day"]))
        months = locked_months(context.actor, employer, batch["day"])
        if comparison.new and any(row.state != MonthState.OPEN for row in months.values()):
            opened = {month for month, row in months.items() if row.state == MonthState.OPEN}
            stored = Known.stored_numbers(employer.provider, batch["external_id"])
            if any(
                number not in stored and month_of(day) not in opened
                for number, day in batch.rows("external_id", "day")
            ):
                raise StaleImport
        super().write(batch, context, comparison)
        _touch_weeks(batch, employer, context)

    def finish(self, context: ImportContext, report: Report) -> None:
        """Leave a line in the trail."""
        trail.record(
            context.actor,
            "hoursentry.imported",
            now=context.now,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
        )


def _provider(actor: Any, days: list[date]) -> Any:
    """Return the provider the person works for: the hours of others are not theirs to bring."""
    start, end = min(days), max(days)
    own = [each for each in employers_of(actor, start, end) if each.provider]
    if not own:
        own = [each for each in employers_of(actor, date.min, date.max) if each.provider]
    if not own:
        raise PermissionDenied("import budgets.HoursEntry")
    return own[0].provider


def _touch_weeks(batch: Batch, employer: Employer, context: ImportContext) -> None:
    """Raise the versions of the weeks: a page that is open shows what it did not know of."""
    wanted = {(user, monday_of(day)) for user, day in batch.rows("user_id", "day")}
    HoursWeek.objects.bulk_create(
        [
            HoursWeek(user_id=user, **employer.fields, monday=monday, saved_at=context.now)
            for user, monday in sorted(wanted)
        ],
        ignore_conflicts=True,
    )
    HoursWeek.objects.filter(
        **employer.fields,
        user__in={user for user, _monday in wanted},
        monday__in={monday for _user, monday in wanted},
    ).update(saved_at=context.now)

"""Months of hours: opened by the first line, submitted, approved line by line, closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from budgets.models import HoursEntry, HoursMonth
from budgets.rules.states import (
    ENTRY_TRANSITIONS,
    MONTH_TRANSITIONS,
    WRITABLE_ENTRY,
    EntryState,
    MonthState,
)
from budgets.services.hours_places import Employer
from sro import access
from sro.audit import trail
from sro.periods import month_of, next_month
from sro.records import acting
from sro.refusals import NotPossible, required_reason
from sro.states import TransitionRefused, next_state


def lines_of_month(employer: Employer, month: date) -> QuerySet[HoursEntry]:
    """Return all lines of an employer's month; whoever shows them asks for the rights."""
    return HoursEntry.objects.filter(**employer.fields, day__gte=month, day__lt=next_month(month))


def locked_months(actor: Any, employer: Employer, days: Iterable[date]) -> dict[date, HoursMonth]:
    """Return the months of the days, opened where need be, locked in the order of time."""
    found: dict[date, HoursMonth] = {}
    for month in sorted({month_of(day) for day in days}):
        wanted = HoursMonth.objects.filter(**employer.fields, month=month)
        if not wanted.exists():
            # Two at once: the second waits for the first and then finds its row.
            with acting(actor):
                HoursMonth.objects.bulk_create(
                    [HoursMonth(**employer.fields, month=month)], ignore_conflicts=True
                )
            access.require(actor, "add", wanted.get())
        found[month] = wanted.select_for_update(of=("self",)).get()
    return found


def lines_to_submit(actor: Any, employer: Employer, month: date) -> QuerySet[HoursEntry]:
    """Return the lines of a month that would be submitted now."""
    rows = lines_of_month(employer, month).filter(state__in=WRITABLE_ENTRY)
    return cast("QuerySet[HoursEntry]", access.rows(actor, rows, "submit"))


def submit_month(*, actor: Any, employer: Employer, month: date, now: datetime) -> int:
    """Tell the office a provider's month: all lines entered or returned become submitted.

    May be repeated for lines that were returned and put right. Returns how many lines were
    submitted. Raises NotPossible where there is nothing to submit, PermissionDenied for anybody
    but the provider's lead.
    """
    if employer.is_office:
        raise NotPossible(_("The months of the office’s own teams are closed by the team lead."))
    with acting(actor), transaction.atomic():
        access.require(actor, "submit", HoursMonth)
        row = locked_months(actor, employer, [month])[month]
        access.require(actor, "submit", row)
        if row.state == MonthState.CLOSED:
            raise NotPossible(_("This month is closed."))
        lines = lines_of_month(employer, month).filter(state__in=WRITABLE_ENTRY)
        number = lines.update(state=ENTRY_TRANSITIONS["submit"].target, return_reason="")
        if not number:
            raise NotPossible(_("There is no line in this month that could be submitted."))
        if row.state == MonthState.OPEN:
            row.state = next_state(MONTH_TRANSITIONS, "submit", row.state)
        row.submitted_by, row.submitted_at = actor, now
        row.save(update_fields=["state", "submitted_by", "submitted_at"])
        trail.record(actor, "hoursmonth.submitted", row, now=now, lines=number)
    return number


def approve_lines(*, actor: Any, lines: Sequence[int], now: datetime) -> int:
    """Approve submitted lines (by number); a month whose lines are all approved closes itself.

    Returns how many. Raises NotPossible, with nothing done, where one of them is not submitted any
    more, PermissionDenied where one lies outside the own district.
    """
    return _decide(actor, lines, "approve", "", now)


def return_lines(*, actor: Any, lines: Sequence[int], reason: str, now: datetime) -> int:
    """Give lines back to those who entered them, with the reason; raises like approving."""
    return _decide(actor, lines, "return", required_reason(reason), now)


def _decide(actor: Any, numbers: Sequence[int], action: str, reason: str, now: datetime) -> int:
    if not numbers:
        raise ValidationError(_("Please choose at least one line."))
    with acting(actor), transaction.atomic():
        wanted = set(numbers)
        rows = HoursEntry.objects.filter(pk__in=wanted)
        months = _locked_months_of(rows)
        lines = list(rows.select_for_update(of=("self",)).order_by("pk"))
        for entry in lines:
            try:
                target = next_state(ENTRY_TRANSITIONS, action, entry.state, reason)
            except TransitionRefused:
                raise NotPossible(
                    _(
                        "Some of these lines have been decided or changed meanwhile."
                        " Please look again."
                    )
                ) from None
        if len(lines) != len(wanted) or not access.can_all(actor, (action,), lines):
            raise PermissionDenied(f"{action} budgets.HoursEntry")
        rows.update(state=target, return_reason=reason)
        trail.record(
            actor, f"hoursentry.{_DONE[action]}", now=now, lines=sorted(wanted), reason=reason
        )
        if action == "approve":
            for month in months:
                close_if_complete(actor, month, now)
    return len(lines)


_DONE = {"approve": "approved", "return": "returned"}


def _locked_months_of(rows: QuerySet[HoursEntry]) -> list[HoursMonth]:
    """Lock the months of lines before the lines themselves, as every other step does."""
    wanted = {
        (provider, month_of(day))
        for provider, day in rows.order_by().values_list("provider_id", "day").distinct()
    }
    months = HoursMonth.objects.filter(
        provider__in={provider for provider, _month in wanted},
        month__in={month for _provider, month in wanted},
    )
    locked = months.select_for_update(of=("self",)).order_by("month", "pk")
    return [row for row in locked if (row.provider_id, row.month) in wanted]


def close_if_complete(actor: Any, month: HoursMonth, now: datetime) -> bool:
    """Close a provider's submitted month when no line waits for anybody; returns whether it did.

    The month must be locked.
    """
    if month.state != MonthState.SUBMITTED:
        return False
    lines = lines_of_month(Employer(provider=month.provider), month.month)
    states = set(lines.order_by().values_list("state", flat=True).distinct())
    if not states or states - {EntryState.APPROVED}:
        return False
    _close(actor, month, lines, now)
    return True


def close_month(
    *, actor: Any, employer: Employer, month: date, now: datetime, today: date
) -> HoursMonth:
    """Close the month of a team of the office; its lines stay as they are from then on.

    Only past months. Raises NotPossible otherwise, PermissionDenied for anybody but the team lead.
    """
    if not employer.is_office:
        raise NotPossible(_("A provider’s month closes itself when all its lines are approved."))
    if next_month(month) > today:
        raise NotPossible(_("This month is not over yet."))
    with acting(actor), transaction.atomic():
        access.require(actor, "close", HoursMonth)
        row = locked_months(actor, employer, [month])[month]
        access.require(actor, "close", row)
        if row.state == MonthState.CLOSED:
            raise NotPossible(_("This month is closed."))
        _close(actor, row, lines_of_month(employer, month), now)
    return row


def _close(actor: Any, month: HoursMonth, lines: QuerySet[HoursEntry], now: datetime) -> None:
    lines.update(state=ENTRY_TRANSITIONS["close"].target)
    month.state = next_state(MONTH_TRANSITIONS, "close", month.state)
    month.closed_at = now
    month.save(update_fields=["state", "closed_at"])
    trail.record(actor, "hoursmonth.closed", month, now=now)


def month_row(actor: Any, employer: Employer, month: date) -> HoursMonth | None:
    """Return the month as far as it was opened and the actor may see it."""
    return HoursMonth.objects.visible_to(actor).filter(**employer.fields, month=month).first()

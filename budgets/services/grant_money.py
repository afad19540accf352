"""Money of small grants: paid out, and paid back. Every euro of it stands in the ledger."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from budgets.models import (
    Fund,
    GrantAction,
    GrantPayment,
    Outflow,
    PaymentKind,
    SmallGrant,
)
from budgets.rules.states import REPAYABLE_GRANT, YearState
from budgets.services.grant_steps import note, require_day, sums_of, take_step
from budgets.services.grants import lock_line
from budgets.services.outflow import book
from budgets.services.years import hold, hold_open
from sro import access
from sro.audit.keeping import in_words
from sro.money import cents_from_decimal, format_german
from sro.records import StaleRecord, acting, create_record, locked
from sro.refusals import NotPossible

#: Where bookings of grants come from; kept in the ledger, so in the language of the office.
SOURCE = "Kleine Zuschüsse"


def pay(
    *,
    actor: Any,
    grant: SmallGrant,
    amount: Decimal,
    booked_on: date,
    external_id: str = "",
    version: int,
    now: datetime,
) -> SmallGrant:
    """Pay out an amount (euro), at most what is granted and not paid yet; it enters the ledger.

    Raises NotPossible in a closed year, ValidationError for a wrong amount or a number that the
    ledger knows already, StaleRecord.
    """
    with acting(actor), transaction.atomic():
        after = _paying(actor, grant, amount, version)
        require_day("booked_on", booked_on, after)
        booking = _book(
            actor, after, amount, booked_on, external_id, after.fund.budget_year.year, now
        )
        _belongs(actor, after, booking, PaymentKind.PAYMENT)
        note(actor, after, GrantAction.PAID, now, amount=amount)
    return sums_of(after)


def pay_by(
    *, actor: Any, grant: SmallGrant, booking: Outflow, version: int, now: datetime
) -> SmallGrant:
    """Say that a booking of the finance system was the payment; nothing is booked twice.

    Raises like :func:`pay`; NotPossible if the booking is not one of :func:`bookings_for` any more.
    """
    with acting(actor), transaction.atomic():
        after = _paying(actor, grant, booking.amount, version, field="booking")
        # Whoever reverses it waits, and finds it belongs to the grant.
        locked(booking)
        if not bookings_for(after).filter(pk=booking.pk).exists():
            raise NotPossible(_("This booking has been reversed or used meanwhile."))
        _belongs(actor, after, booking, PaymentKind.PAYMENT)
        note(actor, after, GrantAction.PAID, now, amount=booking.amount)
    return sums_of(after)


def repay(
    *,
    actor: Any,
    grant: SmallGrant,
    amount: Decimal,
    booked_on: date,
    external_id: str = "",
    version: int,
    now: datetime,
) -> SmallGrant:
    """Note money (euro) that came back; at most what was paid and has not come back yet.

    It counts for the grant's year, and once that is closed for the year in which it came. Raises
    NotPossible where no money has gone out, ValidationError for a wrong amount, StaleRecord.
    """
    with acting(actor), transaction.atomic():
        state = hold(grant.fund.budget_year_id)
        current = locked(grant)
        access.require(actor, "repay", current)
        if current.version != version:
            raise StaleRecord(current)
        if current.state not in REPAYABLE_GRANT:
            raise NotPossible(_("Nothing was paid out, so nothing can come back."))
        sums = sums_of(current)
        _require_within(amount, sums.paid - sums.repaid)
        require_day("booked_on", booked_on, sums)
        year = _year_of_repayment(sums.fund, state, booked_on)
        booking = _book(actor, sums, -amount, booked_on, external_id, year, now)
        _belongs(actor, sums, booking, PaymentKind.REPAYMENT)
        note(actor, sums, GrantAction.REPAID, now, amount=amount)
    return sums_of(sums)


def bookings_for(grant: SmallGrant) -> QuerySet[Outflow]:
    """Return the bookings that may have paid the grant: its fund, year and district, unused.

    Not those over more than is still to be paid. One that was charged to a base budget is used.
    """
    rows = Outflow.objects.of_year(grant.fund.kind, grant.fund.budget_year.year)
    return (
        rows.open_to_reversal()
        .filter(
            district=grant.district_id,
            amount__gt=0,
            amount__lte=sums_of(grant).bound,
            grant_payment=None,
            match=None,
        )
        .order_by("-booked_on", "-pk")
    )


def _paying(
    actor: Any, grant: SmallGrant, amount: Decimal, version: int, field: str = "amount"
) -> SmallGrant:
    """Take the step, and hold the line: others must not read it between binding and booking."""
    hold_open(grant.fund.budget_year_id)
    after = take_step(actor, "pay", grant, version)
    lock_line(after)
    sums = sums_of(after)
    _require_within(amount, sums.bound, field)
    return sums


def _require_within(amount: Decimal, most: Decimal, field: str = "amount") -> None:
    if amount <= 0:
        raise ValidationError({field: _("The amount is more than zero.")})
    if amount > most:
        raise ValidationError(
            {field: _("At most %(most)s.") % {"most": format_german(cents_from_decimal(most))}}
        )


def _book(
    actor: Any,
    grant: SmallGrant,
    amount: Decimal,
    booked_on: date,
    external_id: str,
    year: int,
    now: datetime,
) -> Outflow:
    return book(
        actor=actor,
        fund_kind=grant.fund.kind,
        year=year,
        district=grant.district,
        amount=amount,
        booked_on=booked_on,
        source=SOURCE,
        text=f"{grant.title} – {grant.applicant}"[:300],
        external_id=external_id.strip(),
        provider=grant.provider,
        now=now,
    )


def _belongs(actor: Any, grant: SmallGrant, booking: Outflow, kind: PaymentKind) -> None:
    with in_words(GrantPayment):
        create_record(actor, GrantPayment(grant=grant, outflow=booking, kind=kind.value))
    # A second payment changes no column: the version says that there is something new to look at.
    SmallGrant.objects.filter(pk=grant.pk).update(version=F("version"))


def _year_of_repayment(fund: Fund, state: YearState, booked_on: date) -> int:
    """The grant's year; once it is closed, the year in which the money came back.

    Raises NotPossible where that year is closed, too, or has no such fund.
    """
    if state != YearState.CLOSED:
        return fund.budget_year.year
    found = Fund.objects.filter(budget_year__year=booked_on.year, kind=fund.kind).first()
    if (
        booked_on.year <= fund.budget_year.year
        or found is None
        or hold(found.budget_year_id) == YearState.CLOSED
    ):
        raise NotPossible(
            _(
                "The money cannot be booked in %(year)s: that year is closed, or has no such fund."
                " Please give the day in an open year."
            )
            % {"year": booked_on.year}
        )
    return booked_on.year

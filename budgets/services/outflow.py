"""The outflow ledger, and last year's outflow as a run uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from budgets.models import Fund, FundKind, Outflow, PreviousOutflow
from budgets.services import grant_steps
from budgets.services.matching import match_new
from budgets.services.settling import follow_reversal
from budgets.services.years import districts_of, require_open
from sro import access
from sro.audit import trail
from sro.records import create_record, delete_record, locked, update_record
from sro.refusals import NotPossible, only_known, required_reason

PAID_FOR = frozenset({"file_reference", "provider", "service_from", "service_until"})
#: What a reversal repeats of its booking.
_TOLD = (*sorted(PAID_FOR), "provider_number", "provider_name", "cost_centre")


@dataclass(frozen=True)
class OutflowFigure:
    """A district's outflow of one year: what the ledger says, what was entered by hand.

    Amounts in euro. `ledger` is None where there is no booking; that is not zero.
    """

    district: Any
    year: int
    ledger: Decimal | None
    booked_until: date | None
    manual: PreviousOutflow | None

    @property
    def used(self) -> Decimal | None:
        """The amount to calculate with: by hand before the ledger; None where both are missing."""
        return self.ledger if self.manual is None else self.manual.amount


def book(
    *,
    actor: Any,
    fund_kind: str,
    year: int,
    district: Any,
    amount: Decimal,
    booked_on: date,
    source: str,
    text: str = "",
    external_id: str = "",
    now: datetime,
    **paid_for: Any,
) -> Outflow:
    """Enter a booking by hand (euro; money that came back is negative).

    Without the finance system's number it gets one of our own. `paid_for` says what it was paid
    for: file_reference, provider, service_from and service_until (half-open days); a booking of
    the Fall fund is then assigned to its support, if there is exactly one. Raises ValidationError.
    """
    only_known(paid_for, PAID_FOR)
    provider = paid_for.get("provider")
    with transaction.atomic():
        booking = create_record(
            actor,
            Outflow(
                fund_kind=fund_kind,
                year=year,
                district=district,
                amount=amount,
                booked_on=booked_on,
                source=source,
                text=text,
                **({"external_id": external_id} if external_id else {}),
                **paid_for,
                provider_name=provider.name if provider else "",
                entered_by=actor,
                entered_at=now,
            ),
        )
        trail.record(actor, "outflow.booked", booking, now=now, amount=f"{booking.amount:.2f}")
        if fund_kind == FundKind.FALL:
            match_new(actor=actor, now=now)
    return booking


def reverse(
    *, actor: Any, outflow: Outflow, reason: str, booked_on: date, now: datetime
) -> Outflow:
    """Take a booking back by an equal one of opposite sign; both stay in the ledger.

    Raises NotPossible for a reversal or a booking that is reversed already.
    """
    reason = required_reason(reason)
    with transaction.atomic():
        # The grant before its booking, as those do who pay it.
        grant_steps.hold_grant_of(outflow)
        original = locked(outflow)
        access.require(actor, "reverse", original)
        if original.reversal_of_id is not None:
            raise NotPossible(_("A reversal cannot be reversed. Please book again instead."))
        if Outflow.objects.filter(reversal_of=original).exists():
            raise NotPossible(_("This booking has been reversed already."))
        reversal = create_record(
            actor,
            Outflow(
                fund_kind=original.fund_kind,
                year=original.year,
                district=original.district,
                amount=-original.amount,
                booked_on=booked_on,
                source=original.source,
                text=reason[:300],
                reversal_of=original,
                **{name: getattr(original, name) for name in _TOLD},
                entered_by=actor,
                entered_at=now,
            ),
        )
        for follow in (follow_reversal, grant_steps.follow_reversal):
            follow(actor=actor, original=original, reversal=reversal, now=now)
        trail.record(actor, "outflow.reversed", reversal, now=now, of=original.pk, reason=reason)
    return reversal


def set_previous_outflow(
    *,
    actor: Any,
    fund: Fund,
    year: int,
    district: Any,
    amount: Decimal,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> PreviousOutflow:
    """Enter or correct a figure by hand for one district; it goes before the ledger.

    `version` is that of the figure seen, None for a new one. Raises ValidationError (a reason is
    required, no second figure for the same district and year), StaleRecord.
    """
    reason = required_reason(reason)
    with transaction.atomic():
        require_open(fund.budget_year)
        if version is None:
            figure = create_record(
                actor,
                PreviousOutflow(
                    fund=fund,
                    year=year,
                    district=district,
                    amount=amount,
                    reason=reason,
                    entered_by=actor,
                    entered_at=now,
                ),
            )
        else:
            present = PreviousOutflow.objects.allowing(actor, "change").filter(
                fund=fund, year=year, district=district
            )
            found = present.first()
            if found is None:
                raise NotPossible(_("This figure was removed meanwhile."))
            values = {"amount": amount, "reason": reason}
            differs = any(getattr(found, name) != value for name, value in values.items())
            if differs:
                values |= {"entered_by": actor, "entered_at": now}
            figure = update_record(actor, found, values, version)
        trail.record(
            actor,
            "previous_outflow.set",
            figure,
            now=now,
            amount=f"{figure.amount:.2f}",
            reason=reason,
        )
    return figure


def delete_previous_outflow(
    *, actor: Any, previous: PreviousOutflow, version: int, now: datetime
) -> None:
    """Remove a figure by hand; the ledger counts again."""
    with transaction.atomic():
        require_open(previous.fund.budget_year)
        trail.record(
            actor, "previous_outflow.deleted", previous, now=now, amount=f"{previous.amount:.2f}"
        )
        delete_record(actor, previous, version)


def known_years(*, actor: Any, fund_kind: str) -> list[int]:
    """Return the years with bookings for a kind of fund, latest first."""
    return list(
        Outflow.objects.visible_to(actor)
        .filter(fund_kind=fund_kind)
        .order_by("-year")
        .values_list("year", flat=True)
        .distinct()
    )


def outflow_figures(*, actor: Any, fund: Fund, year: int) -> list[OutflowFigure]:
    """Return one figure for each district of the fund's year, in the order of their keys."""
    if not access.can(actor, "view", Outflow):
        raise PermissionDenied("view budgets.Outflow")
    return figures_of(fund, year, districts_of(fund.budget_year))


def figures_of(fund: Fund, year: int, districts: Iterable[Any]) -> list[OutflowFigure]:
    """The figures without asking for rights; for calculations."""
    ledger = {row["district_id"]: row for row in Outflow.objects.of_year(fund.kind, year).totals()}
    manual = {
        figure.district_id: figure
        for figure in PreviousOutflow.objects.filter(fund=fund, year=year).select_related(
            "entered_by"
        )
    }
    nothing: dict[str, Any] = {"total": None, "latest": None}
    return [
        OutflowFigure(
            district=district,
            year=year,
            ledger=ledger.get(district.pk, nothing)["total"],
            booked_until=ledger.get(district.pk, nothing)["latest"],
            manual=manual.get(district.pk),
        )
        for district in districts
    ]

"""What every step of a small grant shares: the table of states, the record of what happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgets.models import (
    GrantAction,
    GrantPayment,
    GrantStep,
    Outflow,
    PaymentKind,
    SmallGrant,
)
from budgets.rules.states import GRANT_TRANSITIONS, REPAYABLE_GRANT
from budgets.services.errors import refused
from sro.audit import trail
from sro.records import create_record, locked, update_record
from sro.refusals import NotPossible
from sro.states import TransitionRefused, next_state


def take_step(
    actor: Any,
    verb: str,
    grant: SmallGrant,
    version: int,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> SmallGrant:
    """Write the state to which a verb of the table leads, with the changes that go with it.

    Raises NotPossible where the state does not allow it, StaleRecord if somebody was faster,
    PermissionDenied without the right to do so, ValidationError for wrong values.
    """
    current = locked(grant)
    try:
        state = next_state(GRANT_TRANSITIONS, verb, current.state, reason)
    except TransitionRefused as error:
        if error.code == "reason":
            raise refused(error) from error
        raise NotPossible(
            _("This grant has moved on; please look at it again before you go on.")
        ) from error
    return update_record(actor, grant, {"state": state.value, **(changes or {})}, version, verb)


def require_day(field: str, day: date, grant: SmallGrant, *, until: date | None = None) -> None:
    """Refuse a day before the application, and one after `until`. Raises ValidationError."""
    if day < grant.applied_on:
        raise ValidationError(
            {
                field: _("This is before the application of %(day)s.")
                % {"day": date_format(grant.applied_on, "SHORT_DATE_FORMAT")}
            }
        )
    if until is not None and day > until:
        raise ValidationError({field: _("This day is still to come.")})


def note(
    actor: Any,
    grant: SmallGrant,
    action: GrantAction,
    now: datetime,
    *,
    amount: Decimal | None = None,
    text: str = "",
) -> None:
    """Add what was done to the grant's story and to the trail; `amount` in euro."""
    create_record(
        actor,
        GrantStep(grant=grant, action=action.value, by=actor, at=now, amount=amount, note=text),
    )
    details = {"amount": None if amount is None else f"{amount:.2f}", "reason": text}
    told = {name: value for name, value in details.items() if value}
    trail.record(actor, f"smallgrant.{action.value}", grant, now=now, **told)


def sums_of(grant: SmallGrant) -> SmallGrant:
    """Return the grant as it is now, with what was paid, paid back and is still bound (euro)."""
    return SmallGrant.objects.with_money().select_related("fund__budget_year").get(pk=grant.pk)


def hold_grant_of(outflow: Outflow) -> None:
    """Lock the grant that a booking has paid, if it did."""
    payment = GrantPayment.objects.filter(outflow=outflow).select_related("grant").first()
    if payment is not None:
        locked(payment.grant)


def follow_reversal(*, actor: Any, original: Outflow, reversal: Outflow, now: datetime) -> None:
    """Let a reversal belong to the grant of the booking that it takes back.

    So a payment that was reversed binds the money again.
    """
    before = GrantPayment.objects.filter(outflow=original).select_related("grant").first()
    if before is None:
        return
    create_record(actor, GrantPayment(grant=before.grant, outflow=reversal, kind=before.kind))
    changes: dict[str, Any] = {"version": F("version")}
    after = sums_of(before.grant)
    if after.paid < after.repaid:
        raise NotPossible(
            _("Some of this money has come back already. Please reverse the repayment first.")
        )
    if before.kind == PaymentKind.PAYMENT and after.state in REPAYABLE_GRANT:
        # Otherwise a checked grant could neither be paid anew nor come to nothing.
        verb = "reverse" if after.paid else "reverse_all"
        changes["state"] = next_state(GRANT_TRANSITIONS, verb, after.state).value
    SmallGrant.objects.filter(pk=after.pk).update(**changes)
    note(actor, before.grant, GrantAction.REVERSED, now, amount=reversal.amount, text=reversal.text)

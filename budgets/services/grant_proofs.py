"""The proof of use of a small grant: handed in, returned, checked; and more time for it.

None of it moves money, so it also goes on after the budget year was closed.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.models import GrantAction, SmallGrant
from budgets.rules.grants import to_be_paid_back
from budgets.rules.states import PROOF_EXPECTED
from budgets.services.grant_steps import note, require_day, sums_of, take_step
from sro.money import cents_from_decimal, decimal_from_cents, format_german
from sro.records import locked, update_record
from sro.refusals import NotPossible, required_reason


def prove(
    *,
    actor: Any,
    grant: SmallGrant,
    used: Decimal,
    outcome: str,
    handed_in: date,
    version: int,
    now: datetime,
) -> SmallGrant:
    """Record the proof of use: how much (euro) was used, and what came of it.

    Raises ValidationError for more than was paid out, for a day before the application or to
    come, or without a word about the outcome.
    """
    if not outcome.strip():
        raise ValidationError({"outcome": _("Please write in a few words what came of it.")})
    with transaction.atomic():
        changes = {"used": used, "outcome": outcome.strip(), "proof_on": handed_in}
        after = take_step(actor, "prove", grant, version, changes)
        require_day("handed_in", handed_in, after, until=timezone.localdate(now))
        # The grant is locked: no payment comes in between.
        if used > (paid := sums_of(after).paid):
            raise ValidationError(
                {
                    "used": _(
                        "Only %(paid)s have been paid out so far. Please enter the other payment"
                        " first."
                    )
                    % {"paid": format_german(cents_from_decimal(paid))}
                }
            )
        note(actor, after, GrantAction.PROVEN, now, amount=used)
    return after


def return_proof(
    *, actor: Any, grant: SmallGrant, reason: str, version: int, now: datetime
) -> SmallGrant:
    """Ask for a better proof, with a reason; what was recorded stays to go on with."""
    reason = required_reason(reason)
    with transaction.atomic():
        after = take_step(actor, "return", grant, version, reason=reason)
        note(actor, after, GrantAction.RETURNED, now, text=reason)
    return after


def extend(
    *,
    actor: Any,
    grant: SmallGrant,
    proof_due: date,
    reason: str,
    version: int,
    now: datetime,
) -> SmallGrant:
    """Give more (or less) time for the proof of use. Raises NotPossible once it was handed in."""
    reason = required_reason(reason)
    with transaction.atomic():
        if locked(grant).state not in PROOF_EXPECTED:
            raise NotPossible(_("No proof of use is expected for this grant at the moment."))
        require_day("proof_due", proof_due, grant)
        after = update_record(actor, grant, {"proof_due": proof_due}, version, "extend")
        note(actor, after, GrantAction.EXTENDED, now, text=reason)
    return after


def close(
    *, actor: Any, grant: SmallGrant, remark: str = "", version: int, now: datetime
) -> SmallGrant:
    """Note that the proof was checked; what was granted and never paid is free again.

    Where money was paid, not used and not paid back, a remark says why it may stay.
    Raises ValidationError without it.
    """
    with transaction.atomic():
        # Locked first: no payment comes in between looking and closing.
        locked(grant)
        if (owed := owed_by(sums_of(grant))) and not remark.strip():
            raise ValidationError(
                {
                    "remark": _(
                        "%(owed)s were neither used nor paid back. Please note the repayment first,"
                        " or say here why the money may stay."
                    )
                    % {"owed": format_german(cents_from_decimal(owed))}
                }
            )
        changes = {"checked_by": actor, "checked_at": now}
        after = take_step(actor, "close", grant, version, changes)
        note(actor, after, GrantAction.CLOSED, now, text=remark.strip())
    return after


def owed_by(grant: SmallGrant) -> Decimal | None:
    """Return what is to be paid back (euro), None before that is known; needs `with_money`."""
    owed = to_be_paid_back(
        paid=cents_from_decimal(grant.paid),
        repaid=cents_from_decimal(grant.repaid),
        used=None if grant.used is None else cents_from_decimal(grant.used),
    )
    return None if owed is None else decimal_from_cents(owed)

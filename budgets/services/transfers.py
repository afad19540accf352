"""Moving money between budget lines: at once within the rules, else with a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from budgets.models import BudgetLine, Fund, Transfer
from budgets.rules.states import TRANSFER_TRANSITIONS, TransferState
from budgets.rules.transfers import Place, Verdict, Way, may_leave, verdict
from budgets.services.errors import refused
from budgets.services.lines import PlaceKey, free_at
from budgets.services.years import hold_open
from networks.models import District, SocialSpace
from sro import access
from sro.accounts.models import User
from sro.audit import trail
from sro.money import cents_from_decimal, format_german
from sro.records import acting, create_record, locked
from sro.refusals import NotPossible, required_reason
from sro.states import TransitionRefused, next_state

WITHIN_LIMIT = "within_limit"
"""The rule by which one person has moved money that counts towards the limit."""


@dataclass(frozen=True)
class Spot:
    """A place of money as people name it: a fund, there a district, there a social space."""

    fund: Fund
    district: District | None = None
    social_space: SocialSpace | None = None

    @property
    def place(self) -> Place:
        """The same for the rules."""
        return Place(
            self.fund.budget_year_id,
            self.fund.pk,
            self.fund.cover_group_id,
            self.district.pk if self.district else None,
            self.social_space.pk if self.social_space else None,
        )


def verdict_on(*, actor: Any, source: Spot, target: Spot, amount: Decimal) -> Verdict:
    """Return by which rule somebody would move an amount (euro)."""
    limit = source.fund.transfer_limit
    return verdict(
        source.place,
        target.place,
        cents_from_decimal(amount),
        None if limit is None else cents_from_decimal(limit),
        cents_from_decimal(_moved_alone(actor, source)),
    )


def _moved_alone(actor: Any, source: Spot) -> Decimal:
    """Return what somebody has moved from a place by the limit, without a second person (euro)."""
    line = {f"source__{name}": value for name, value in _where(source).items()}
    found = Transfer.objects.filter(**line, proposed_by=actor, rule=WITHIN_LIMIT)
    return found.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def move(
    *, actor: Any, source: Spot, target: Spot, amount: Decimal, reason: str, now: datetime
) -> Transfer:
    """Move money (euro), or propose to do so where a second person has to approve.

    Raises NotPossible where the rules forbid it or the line it would leave has not so much left,
    ValidationError for a wrong amount or a missing reason.
    """
    reason = required_reason(reason)
    with acting(actor), transaction.atomic():
        hold_open(source.fund.budget_year_id)
        # Two transfers of one person wait for each other: both count towards the limit.
        User.objects.select_for_update(no_key=True).only("pk").get(pk=actor.pk)
        found = verdict_on(actor=actor, source=source, target=target, amount=amount)
        if found.way is Way.NEVER:
            raise NotPossible(_(found.template))
        at_once = found.way is Way.AT_ONCE
        leaves, comes = lines_of(source, target)
        transfer = create_record(
            actor,
            Transfer(
                source=leaves,
                target=comes,
                amount=amount,
                reason=reason,
                state=(TransferState.EXECUTED if at_once else TransferState.PROPOSED).value,
                rule=found.rule,
                proposed_by=actor,
                proposed_at=now,
            ),
        )
        verb = "executed" if at_once else "proposed"
        trail.record(actor, f"transfer.{verb}", transfer, now=now, amount=f"{amount:.2f}")
        # The lines last: others wait for them no longer than it takes to commit.
        if at_once:
            _carry_out(transfer)
        else:
            _require_enough(transfer, left_already=False)
    return transfer


def approve(*, actor: Any, transfer: Transfer, now: datetime) -> Transfer:
    """Carry out what somebody else proposed. Raises NotPossible for one's own proposal."""
    with acting(actor), transaction.atomic():
        hold_open(transfer.source.fund.budget_year_id)
        current = _step(actor, "approve", transfer, "", now)
        _carry_out(current)
    return current


def reject(*, actor: Any, transfer: Transfer, reason: str, now: datetime) -> Transfer:
    """Decline what somebody else proposed, with a reason."""
    with acting(actor), transaction.atomic():
        return _step(actor, "reject", transfer, required_reason(reason), now)


def withdraw(*, actor: Any, transfer: Transfer, now: datetime) -> Transfer:
    """Take one's own proposal back."""
    with acting(actor), transaction.atomic():
        return _step(actor, "withdraw", transfer, "", now)


def _step(actor: Any, action: str, transfer: Transfer, reason: str, now: datetime) -> Transfer:
    current = locked(transfer)
    access.require(actor, action, current)
    own = current.proposed_by_id == actor.pk
    if own != (action == "withdraw"):
        raise NotPossible(
            _("Whoever proposes a transfer cannot decide about it, but can withdraw it.")
            if own
            else _("Only who proposed it can withdraw it.")
        )
    try:
        current.state = next_state(TRANSFER_TRANSITIONS, action, current.state, reason).value
    except TransitionRefused as error:
        raise refused(error) from error
    current.decided_by, current.decided_at, current.decision_reason = actor, now, reason
    current.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    trail.record(actor, f"transfer.{current.state}", current, now=now, reason=reason)
    return current


def line_of(spot: Spot) -> BudgetLine:
    """Return the line of a place; written when money is moved or bound there for the first time.

    Raises NotPossible for a social space of another district.
    """
    [line] = lines_of(spot)
    return line


def lines_of(*spots: Spot) -> list[BudgetLine]:
    """Like :func:`line_of` for several places; new ones are written in one order for everybody."""
    missing = []
    for spot in spots:
        space = spot.social_space
        if space and space.district_id != getattr(spot.district, "pk", None):
            raise NotPossible(_("This social space lies in another district."))
        if _found(spot) is None:
            missing.append(spot)
    missing.sort(key=lambda spot: [part or 0 for part in astuple(spot.place)])
    BudgetLine.objects.bulk_create(
        [BudgetLine(**_where(spot)) for spot in missing], ignore_conflicts=True
    )
    return [BudgetLine.objects.get(**_where(spot)) for spot in spots]


def _where(spot: Spot) -> dict[str, Any]:
    return {"fund": spot.fund, "district": spot.district, "social_space": spot.social_space}


def _found(spot: Spot) -> BudgetLine | None:
    return BudgetLine.objects.filter(**_where(spot)).first()


def _carry_out(transfer: Transfer) -> None:
    """Move the money; both lines stay locked until the end, in the order of their numbers."""
    changes: Mapping[int, Decimal] = {
        transfer.source_id: -transfer.amount,
        transfer.target_id: transfer.amount,
    }
    for pk in sorted(changes):
        BudgetLine.objects.filter(pk=pk).update(transferred=F("transferred") + changes[pk])
    _require_enough(transfer, left_already=True)


def _require_enough(transfer: Transfer, *, left_already: bool) -> None:
    """Refuse what would leave less than nothing behind; the case budget may go below zero.

    A proposal is held to it, too: nobody can approve what is not there.
    """
    line = transfer.source
    if line.fund.may_be_overdrawn:
        return
    place = PlaceKey(line.fund_id, line.district_id or 0, line.social_space_id or 0)
    free = free_at(line.fund, place)
    if free is None:
        raise NotPossible(
            _("It is not known how much is left on this line, so nothing can be moved away.")
        )
    left = cents_from_decimal(free + transfer.amount if left_already else free)
    if not may_leave(left, cents_from_decimal(transfer.amount), may_be_overdrawn=False):
        raise NotPossible(_("Only %(left)s are left on this line.") % {"left": format_german(left)})

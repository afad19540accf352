"""Funds of a budget year, their amounts, and which of them cover each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from budgets.models import AllocationRun, BudgetYear, CoverGroup, Fund
from budgets.rules.closing import CarryRule
from budgets.rules.states import YearState
from budgets.services.years import require_open
from sro.audit import trail
from sro.records import StaleRecord, create_record, delete_record, locked, update_record
from sro.refusals import NotPossible, only_known

_FUND_FIELDS = frozenset(
    {"name", "amount", "cover_group", "transfer_limit", "carry_over", "carry_over_percent", "note"}
)

#: What others rely on, and what keeps a second person in the matter.
_BINDING = ("amount", "transfer_limit")


def create_fund(
    *,
    actor: Any,
    budget_year: BudgetYear,
    kind: str,
    name: str,
    amount: Decimal | None = None,
    cover_group: CoverGroup | None = None,
    transfer_limit: Decimal | None = None,
    carry_over: str = CarryRule.NONE.value,
    carry_over_percent: int = 100,
    note: str = "",
    now: datetime,
) -> Fund:
    """Add a fund; `amount` is in euro, None means not planned yet. Raises ValidationError."""
    with transaction.atomic():
        require_open(budget_year)
        fund = create_record(
            actor,
            Fund(
                budget_year=budget_year,
                kind=kind,
                name=name.strip(),
                amount=amount,
                cover_group=cover_group,
                transfer_limit=transfer_limit,
                carry_over=carry_over,
                carry_over_percent=carry_over_percent,
                note=note,
            ),
        )
        trail.record(actor, "fund.created", fund, now=now, kind=kind, amount=_text(amount))
    return fund


def update_fund(
    *,
    actor: Any,
    fund: Fund,
    changes: Mapping[str, Any],
    version: int,
    reason: str = "",
    now: datetime,
) -> Fund:
    """Change a fund. Once the amount binds others, changing it needs a reason.

    It binds from the adoption of the year on, or as soon as an allocation of it is proposed or
    approved; so does the limit up to which one person moves money. Allocations keep the amount
    they were calculated with; the recompute check shows the difference. Raises ValidationError
    (also on "reason"), StaleRecord, NotPossible.
    """
    only_known(changes, _FUND_FIELDS)
    with transaction.atomic():
        require_open(fund.budget_year)
        before = locked(fund)
        differs = [
            name for name in _BINDING if name in changes and changes[name] != getattr(before, name)
        ]
        if differs and not reason.strip() and before.version == version and _binds(before):
            raise ValidationError(
                {
                    "reason": _("Others already rely on this amount. Please say why it is changed.")
                    if "amount" in differs
                    else _("This limit is in force. Please say why it is changed.")
                }
            )
        after = update_record(actor, before, changes, version)
        if after.version != version:
            details = {}
            for name in differs:
                of_limit = "limit_" if name == "transfer_limit" else ""
                details[f"{of_limit}before"] = _text(getattr(before, name))
                details[f"{of_limit}after"] = _text(getattr(after, name))
            trail.record(
                actor,
                "fund.changed",
                after,
                now=now,
                reason=reason.strip(),
                fields=sorted(changes),
                **details,
            )
    return after


def delete_fund(*, actor: Any, fund: Fund, version: int, now: datetime) -> None:
    """Remove a fund that nothing was calculated for. Raises NotPossible otherwise."""
    with transaction.atomic():
        require_open(fund.budget_year)
        trail.record(actor, "fund.deleted", fund, now=now, kind=fund.kind)
        try:
            delete_record(actor, fund, version)
        except ProtectedError as error:
            raise NotPossible(
                _("There are allocations of this fund. Please remove them first.")
            ) from error


def create_cover_group(
    *, actor: Any, budget_year: BudgetYear, name: str, funds: Iterable[Fund] = (), now: datetime
) -> CoverGroup:
    """Let funds of a year cover each other. Raises ValidationError for funds of other years."""
    with transaction.atomic():
        require_open(budget_year)
        group = create_record(actor, CoverGroup(budget_year=budget_year, name=name.strip()))
        members = _set_members(actor, group, funds)
        trail.record(actor, "cover_group.created", group, now=now, funds=members)
    return group


def update_cover_group(
    *,
    actor: Any,
    group: CoverGroup,
    name: str,
    funds: Iterable[Fund],
    version: int,
    now: datetime,
) -> CoverGroup:
    """Rename a cover group and set its funds. Raises StaleRecord, ValidationError."""
    with transaction.atomic():
        require_open(group.budget_year)
        current = locked(group)
        if current.version != version:
            raise StaleRecord(current)
        after = update_record(actor, current, {"name": name.strip()}, version)
        before = sorted(after.funds.values_list("pk", flat=True))
        members = _set_members(actor, after, funds)
        if members != before and after.version == version:
            # The members are what the group says: a change of them alone is a new version, too.
            after.save(update_fields=["version"])
            after.refresh_from_db()
        if after.version != version:
            trail.record(actor, "cover_group.changed", after, now=now, funds=members)
    return after


def delete_cover_group(*, actor: Any, group: CoverGroup, version: int, now: datetime) -> None:
    """Remove a cover group; its funds stand alone afterwards."""
    with transaction.atomic():
        require_open(group.budget_year)
        trail.record(actor, "cover_group.deleted", group, now=now)
        delete_record(actor, group, version)


def _set_members(actor: Any, group: CoverGroup, funds: Iterable[Fund]) -> list[int]:
    wanted = {fund.pk for fund in funds}
    present = {fund.pk: fund for fund in Fund.objects.filter(cover_group=group)}
    for pk in sorted(wanted | present.keys()):
        if (pk in wanted) == (pk in present):
            continue
        fund = locked(Fund(pk=pk))
        update_record(actor, fund, {"cover_group": group if pk in wanted else None}, fund.version)
    return sorted(wanted)


def _binds(fund: Fund) -> bool:
    if fund.budget_year.state != YearState.DRAFT:
        return True
    return AllocationRun.objects.filter(
        fund=fund, state__in=["proposed", "approved", "superseded"]
    ).exists()


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"

"""Opening, adopting and closing a budget year."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from budgets.models import BudgetLine, BudgetYear, CoverGroup, Fund, Threshold
from budgets.rules.states import YEAR_TRANSITIONS, YearState
from budgets.services.errors import refused
from networks.models import District, SocialSpace
from sro import access
from sro.audit import trail
from sro.records import create_record, locked
from sro.refusals import NotPossible
from sro.states import TransitionRefused, next_state


def create_year(
    *, actor: Any, year: int, like: BudgetYear | None = None, now: datetime
) -> BudgetYear:
    """Open a draft for a calendar year. Raises ValidationError if there is one already.

    Set up `like` another year it gets its funds, cover groups, limits and thresholds; amounts stay
    empty, because nobody has planned them yet.
    """
    with transaction.atomic():
        created = create_record(actor, BudgetYear(year=year))
        details: dict[str, Any] = {"year": year}
        if like is not None:
            access.require(actor, "view", like)
            _set_up_like(actor, created, like)
            details["like"] = like.year
        trail.record(actor, "budget_year.created", created, now=now, **details)
    return created


def adopt_year(*, actor: Any, year: BudgetYear, reason: str, now: datetime) -> BudgetYear:
    """Record that the council has adopted the budget; `reason` names the resolution."""
    return _step(actor, "adopt", year, reason, now)


def close_year(*, actor: Any, year: BudgetYear, reason: str, now: datetime) -> BudgetYear:
    """Close the year: nothing of it can be changed from then on."""
    return _step(actor, "close", year, reason, now)


def require_open(year: BudgetYear) -> None:
    """Raise NotPossible for a closed year; keeps it open until the transaction ends."""
    if locked(year).state == YearState.CLOSED:
        raise NotPossible(_("This budget year is closed."))


def districts_of(budget_year: BudgetYear) -> list[District]:
    """The districts that exist on the first day of the budget year, by key."""
    return list(District.objects.valid_on(budget_year.first_day).order_by("key"))


def spaces_of(district: District, budget_year: BudgetYear) -> list[SocialSpace]:
    """The district's social spaces that exist on the first day of the budget year, by key."""
    spaces = SocialSpace.objects.valid_on(budget_year.first_day).filter(district=district)
    return list(spaces.order_by("key"))


def _set_up_like(actor: Any, year: BudgetYear, like: BudgetYear) -> None:
    groups = {
        each.pk: create_record(actor, CoverGroup(budget_year=year, name=each.name))
        for each in like.cover_groups.all()
    }
    for each in like.funds.order_by("pk"):
        fund = create_record(
            actor,
            Fund(
                budget_year=year,
                kind=each.kind,
                name=each.name,
                slug=each.slug,
                cover_group=groups.get(each.cover_group_id or 0),
                transfer_limit=each.transfer_limit,
            ),
        )
        for threshold in each.thresholds.all():
            create_record(
                actor, Threshold(fund=fund, percent=threshold.percent, scope=threshold.scope)
            )


def _step(actor: Any, action: str, year: BudgetYear, reason: str, now: datetime) -> BudgetYear:
    with transaction.atomic():
        # Whoever moves money holds a line: they are done before the year's state changes.
        list(
            BudgetLine.objects.select_for_update(of=("self",))
            .filter(fund__budget_year=year)
            .order_by("pk")
            .values_list("pk")
        )
        current = locked(year)
        access.require(actor, action, current)
        before = current.state
        try:
            current.state = next_state(YEAR_TRANSITIONS, action, before, reason).value
        except TransitionRefused as error:
            raise refused(error) from error
        current.state_reason = reason.strip()
        current.state_changed_at = now
        current.state_changed_by = actor
        current.save(
            update_fields=["state", "state_reason", "state_changed_at", "state_changed_by"]
        )
        trail.record(
            actor,
            f"budget_year.{current.state}",
            current,
            now=now,
            before=before,
            after=current.state,
            reason=current.state_reason,
        )
        current.refresh_from_db()
    return current

"""Opening and adopting a budget year, and whether it can still be changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from budgets.models import BudgetYear, CoverGroup, Fund, Threshold
from budgets.rules.states import YEAR_TRANSITIONS, YearState
from budgets.services.errors import refused
from networks.models import District, SocialSpace
from sro import access
from sro.audit import trail
from sro.records import create_record, locked
from sro.refusals import NotPossible
from sro.states import TransitionRefused, next_state


def create_year(
    *,
    actor: Any,
    year: int,
    like: BudgetYear | None = None,
    with_amounts: bool = False,
    now: datetime,
) -> BudgetYear:
    """Open a draft for a calendar year. Raises ValidationError if there is one already.

    Set up `like` another year it gets its funds, cover groups, limits, rules of carrying over and
    thresholds. Amounts stay empty, because nobody has planned them yet, unless those of the other
    year are wanted as a first proposal (`with_amounts`).
    """
    with transaction.atomic():
        created = create_record(actor, BudgetYear(year=year))
        details: dict[str, Any] = {"year": year}
        if like is not None:
            access.require(actor, "view", like)
            _set_up_like(actor, created, like, with_amounts=with_amounts)
            details |= {"like": like.year, "with_amounts": with_amounts}
        trail.record(actor, "budget_year.created", created, now=now, **details)
    return created


def adopt_year(*, actor: Any, year: BudgetYear, reason: str, now: datetime) -> BudgetYear:
    """Record that the council has adopted the budget; `reason` names the resolution."""
    with transaction.atomic():
        current = locked(year)
        access.require(actor, "adopt", current)
        adopted = step(current, "adopt", reason, actor=actor, now=now)
        trail.record(
            actor,
            "budget_year.adopted",
            adopted,
            now=now,
            before=YearState.DRAFT.value,
            after=adopted.state,
            reason=adopted.state_reason,
        )
    return adopted


def require_open(year: BudgetYear) -> None:
    """Raise NotPossible for a closed year; keeps it open until the transaction ends."""
    if locked(year).state == YearState.CLOSED:
        raise NotPossible(_("This budget year is closed."))


def is_closed(year: int) -> bool:
    """Return whether the budget of a calendar year is closed; without a budget it is not."""
    return BudgetYear.objects.filter(year=year, state=YearState.CLOSED).exists()


def hold(year: int) -> YearState:
    """Return the state of a year (by its number in the table), and keep it.

    Until the transaction ends nobody closes it; to be asked before any line is locked. Those who
    hold a year open do not wait for each other, unlike those who ask :func:`require_open`: many
    move money at the same time.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM budgets_budgetyear WHERE id = %s FOR SHARE", [year])
        [state] = cursor.fetchone()
    return YearState(state)


def hold_open(year: int) -> YearState:
    """Like :func:`hold`; raises NotPossible for a closed year."""
    state = hold(year)
    if state == YearState.CLOSED:
        raise NotPossible(_("This budget year is closed."))
    return state


def districts_of(budget_year: BudgetYear) -> list[District]:
    """The districts that exist on the first day of the budget year, by key."""
    return list(District.objects.valid_on(budget_year.first_day).order_by("key"))


def spaces_of(district: District, budget_year: BudgetYear) -> list[SocialSpace]:
    """The district's social spaces that exist on the first day of the budget year, by key."""
    spaces = SocialSpace.objects.valid_on(budget_year.first_day).filter(district=district)
    return list(spaces.order_by("key"))


def _set_up_like(actor: Any, year: BudgetYear, like: BudgetYear, *, with_amounts: bool) -> None:
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
                amount=each.amount if with_amounts else None,
                cover_group=groups.get(each.cover_group_id or 0),
                transfer_limit=each.transfer_limit,
                carry_over=each.carry_over,
                carry_over_percent=each.carry_over_percent,
            ),
        )
        for threshold in each.thresholds.all():
            create_record(
                actor, Threshold(fund=fund, percent=threshold.percent, scope=threshold.scope)
            )


def step(
    year: BudgetYear, action: str, reason: str = "", *, actor: Any = None, now: Any = None
) -> BudgetYear:
    """Take a locked year to its next state; the caller has asked for the right and logs it.

    With an actor, reason, person and time stand with the year from then on. A proposal that may be
    taken back says them elsewhere, and leaves what stands there. Raises NotPossible from another
    state, ValidationError on "reason" where one is missing.
    """
    try:
        year.state = next_state(YEAR_TRANSITIONS, action, year.state, reason).value
    except TransitionRefused as error:
        raise refused(error) from error
    written = ["state"]
    if actor is not None:
        year.state_reason, year.state_changed_at = reason.strip(), now
        year.state_changed_by = actor
        written += ["state_reason", "state_changed_at", "state_changed_by"]
    year.save(update_fields=written)
    year.refresh_from_db()
    return year

"""Closing a budget year: proposed with its figures, confirmed by a second person, then final.

The proposal freezes nothing. Confirming counts everything once more and refuses when a figure is
no longer what was proposed. No support is ever touched by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from budgets.models import Alert, BudgetYear, CarryOver, Fund, YearClosing
from budgets.rules import closing as rules
from budgets.rules.closing import Change, ClosingSheet, SheetFund, SheetLine
from budgets.rules.states import CLOSING_TRANSITIONS, ClosingState, YearState
from budgets.services.closing_points import CHECKS, Situation, points_of
from budgets.services.errors import refused
from budgets.services.lines import FundFigures, LineFigures, standing
from budgets.services.years import require_open, step
from sro import access
from sro.audit import trail
from sro.money import cents_from_decimal, decimal_from_cents
from sro.records import StaleRecord, acting, create_record, create_records, locked
from sro.refusals import NotPossible, required_reason
from sro.states import TransitionRefused, next_state


def situation_of(year: BudgetYear, today: date) -> Situation:
    """Return what a closing would look at today; the caller asks for rights."""
    following = BudgetYear.objects.filter(year=year.year + 1).first()
    targets: frozenset[str] = frozenset()
    if following is not None and following.state != YearState.CLOSED:
        targets = frozenset(following.funds.values_list("slug", flat=True))
    funds = tuple(_sheet_fund(figures) for figures in standing(year=year))
    return Situation(year, today, funds, following, targets)


def sheet_of(at: Situation) -> ClosingSheet:
    """Return the check list and the figures of a closing, as they are now."""
    return ClosingSheet(points_of(at), tuple(at.funds))


def open_proposal(year: BudgetYear) -> YearClosing | None:
    """Return the proposal that waits for a second person."""
    return YearClosing.objects.filter(budget_year=year, state=ClosingState.PROPOSED).first()


def changed_since(closing: YearClosing, now: ClosingSheet) -> str:
    """Name the lines whose figures are no longer those of a closing; empty if none has changed."""
    return _changes_in_words(rules.changes(closing.figures, now))


def propose(
    *,
    actor: Any,
    year: BudgetYear,
    accepted: Collection[str],
    reason: str,
    version: int,
    today: date,
    now: datetime,
) -> YearClosing:
    """Lay the closing of an adopted year before a second person; nothing is frozen by it.

    `accepted` are the codes of open points that are known and accepted. Raises NotPossible while a
    point has to be settled first or is not accepted, StaleRecord when the year has changed since
    `version`, ValidationError on "reason".
    """
    reason = required_reason(reason)
    with acting(actor), transaction.atomic():
        current = locked(year)
        access.require(actor, "propose_close", current)
        if current.version != version:
            raise StaleRecord(current)
        changed = step(current, "propose_close", reason)
        sheet = sheet_of(situation_of(changed, today))
        _require_settled(sheet)
        if missing := [p for p in rules.to_accept(sheet.points) if p.code not in accepted]:
            raise NotPossible(
                _("Please look at this first, and accept it if it is to stay so: %(points)s.")
                % {"points": _names(missing)}
            )
        sheet = ClosingSheet(rules.accepting(sheet.points, accepted), sheet.funds)
        proposal = create_record(
            actor,
            YearClosing(
                budget_year=changed,
                reason=reason,
                sheet=sheet.as_json(),
                proposed_by=actor,
                proposed_at=now,
            ),
        )
        _log(actor, "closing_proposed", changed, now, reason=reason, carried=_text(sheet.carry))
    return proposal


def take_back(*, actor: Any, closing: YearClosing, now: datetime) -> YearClosing:
    """Take one's own proposal back before anybody has decided; everything is as it was."""
    with acting(actor), transaction.atomic():
        year = locked(closing.budget_year)
        access.require(actor, "propose_close", year)
        current = locked(closing)
        if current.proposed_by_id != actor.pk:
            raise NotPossible(_("Only the person who proposed the closing can take it back."))
        _decide(current, "take_back_close", actor, "", now)
        _log(actor, "closing_taken_back", step(year, "take_back_close"), now)
    return current


def refuse(*, actor: Any, closing: YearClosing, reason: str, now: datetime) -> YearClosing:
    """Decline what somebody else proposed, with a reason; the year goes on as adopted."""
    reason = required_reason(reason)
    with acting(actor), transaction.atomic():
        year, current = _for_second_person(actor, closing)
        _decide(current, "refuse_close", actor, reason, now)
        _log(actor, "closing_refused", step(year, "refuse_close", reason), now, reason=reason)
    return current


def confirm(*, actor: Any, closing: YearClosing, today: date, now: datetime) -> YearClosing:
    """Close the year for good, as the second person, and write what goes on to the next year.

    Raises NotPossible for one's own proposal, when somebody has decided already, while a point has
    to be settled first, or when a figure has changed since the proposal.
    """
    with acting(actor), transaction.atomic():
        # From here on nobody moves money in this year: whoever does holds it open.
        year, current = _for_second_person(actor, closing)
        _hold_following(year)
        _decide(current, "confirm_close", actor, "", now)
        at = situation_of(year, today)
        sheet = sheet_of(at)
        _require_settled(sheet)
        _require_unchanged(current.figures, sheet)
        written = _write_carried(actor, current, sheet, at)
        # Warnings of a closed year lead nowhere any more.
        Alert.objects.filter(threshold__fund__budget_year=year, closed_at=None).update(
            closed_at=now
        )
        year = step(year, "confirm_close", current.reason, actor=actor, now=now)
        _log(
            actor,
            "closed",
            year,
            now,
            before=YearState.CLOSING.value,
            after=year.state,
            reason=current.reason,
            proposed_by=current.proposed_by_id,
            carried=_text(sheet.carry),
            rows=len(written),
        )
    return current


def _for_second_person(actor: Any, closing: YearClosing) -> tuple[BudgetYear, YearClosing]:
    """Lock year and proposal, in this order, for somebody who did not propose it."""
    year = locked(closing.budget_year)
    access.require(actor, "confirm_close", year)
    current = locked(closing)
    if current.proposed_by_id == actor.pk:
        raise NotPossible(
            _("Whoever proposes the closing cannot decide about it, but can take it back.")
        )
    return year, current


def _hold_following(year: BudgetYear) -> None:
    """Lock the year that takes what is left, if there is one: its funds stay meanwhile."""
    following = BudgetYear.objects.filter(year=year.year + 1).first()
    if following is not None:
        locked(following)


def _decide(closing: YearClosing, action: str, actor: Any, reason: str, now: datetime) -> None:
    try:
        closing.state = next_state(CLOSING_TRANSITIONS, action, closing.state, reason).value
    except TransitionRefused as error:
        raise refused(error) from error
    closing.decided_by, closing.decided_at, closing.decision_reason = actor, now, reason
    closing.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])


def _log(actor: Any, verb: str, year: BudgetYear, now: datetime, **details: Any) -> None:
    trail.record(actor, f"budget_year.{verb}", year, now=now, **details)


def _require_settled(sheet: ClosingSheet) -> None:
    if found := rules.blocking(sheet.points):
        raise NotPossible(
            _("This has to be settled before the year can be closed: %(points)s.")
            % {"points": _names(found)}
        )


def _require_unchanged(proposed: ClosingSheet, now: ClosingSheet) -> None:
    found = rules.changes(proposed, now)
    if found:
        raise NotPossible(
            _(
                "Since the proposal this has changed: %(changes)s. Refuse the proposal, or let it"
                " be taken back; then the closing can be proposed with the new figures."
            )
            % {"changes": _changes_in_words(found)}
        )
    if grown := rules.grown(proposed.points, now.points):
        raise NotPossible(
            _("Since the proposal this has been added: %(points)s. Please propose it again.")
            % {"points": _names(grown)}
        )


def _changes_in_words(found: list[Change]) -> str:
    """Name the places, each once and at most three of them."""
    rest = _("not divided yet")
    names = list(dict.fromkeys(f"{each.fund} – {each.line or rest}" for each in found))
    shown = ", ".join(names[:3])
    if len(names) <= 3:
        return shown
    return _("%(names)s and %(count)s more lines") % {"names": shown, "count": len(names) - 3}


def _names(points: Collection[rules.Point]) -> str:
    return ", ".join(f"{CHECKS[point.code].title} ({point.number})" for point in points)


def _write_carried(
    actor: Any, closing: YearClosing, sheet: ClosingSheet, at: Situation
) -> Collection[CarryOver]:
    carrying = [fund for fund in sheet.funds if fund.carries]
    if not carrying or at.following is None:
        return ()
    require_open(at.following)
    sources = {fund.slug: fund for fund in Fund.objects.filter(budget_year=at.year)}
    targets = {fund.slug: fund for fund in Fund.objects.filter(budget_year=at.following)}
    return create_records(
        actor,
        [
            CarryOver(
                closing=closing,
                source=sources[fund.slug],
                target=targets[fund.slug],
                district_id=line.district or None,
                left=line.left,
                rule=fund.rule,
                percent=fund.percent,
                amount=line.carry,
            )
            for fund in carrying
            for line in fund.lines
            if line.carry and line.left is not None
        ],
    )


def _sheet_fund(figures: FundFigures) -> SheetFund:
    """A fund's lines by district: a booking names no social space, so these are part of it."""
    by_district: dict[int, list[LineFigures]] = defaultdict(list)
    for line in figures.lines:
        by_district[line.district.pk if line.district else 0].append(line)
    fund = figures.fund
    return SheetFund(
        fund.slug,
        fund.name,
        fund.carry_over,
        fund.carry_over_percent,
        tuple(_sheet_line(fund, lines) for lines in by_district.values()),
    )


def _sheet_line(fund: Fund, lines: list[LineFigures]) -> SheetLine:
    total, district = FundFigures(fund, lines).total, lines[0].district
    left = None
    if total.planned is not None and total.spent is not None:
        left = total.planned - total.spent
    return SheetLine(
        district=district.pk if district else 0,
        key=district.key if district else "",
        name=str(district) if district else "",
        allocated=total.allocated,
        brought=total.carried,
        transferred=total.transferred,
        spent=total.spent,
        committed=total.committed,
        unknown=total.unknown,
        left=left,
        carry=_carry(fund, left),
    )


def _carry(fund: Fund, left: Decimal | None) -> Decimal | None:
    if fund.carry_over == rules.CarryRule.NONE:
        return Decimal("0.00")
    if left is None:
        return None
    cents = rules.carried(fund.carry_over, fund.carry_over_percent, cents_from_decimal(left))
    return decimal_from_cents(cents)


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"

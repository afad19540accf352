"""The budgets of this year and the one before for the demo: sized to the invented families.

Last year is closed, with a part of its Milieu rest carried over; this year is adopted and at work.

All amounts are invented; they follow from what the invented supports bind, so that the pages have
something to tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from budgets.models import AllocationRun, BaseBudget, BudgetYear, Commitment, Fund, Outflow
from budgets.services import alerts, closing, proposals, runs, transfers
from budgets.services.closing_points import CHECKS
from budgets.services.commitments import calculate_due
from budgets.services.funds import create_cover_group, create_fund
from budgets.services.inside import purse_of
from budgets.services.matching import match_bookings
from budgets.services.outflow import book
from budgets.services.transfers import Spot
from budgets.services.years import adopt_year, create_year
from budgets.tasks import calculate_run
from networks.models import District
from sro.access import Role
from sro.accounts.models import User
from sro.demo.budget import by_indicators, golden_selections
from sro.periods import next_month

INVENTED = "Erfundener Betrag, passend zu den erfundenen Familien."
THOUSAND = Decimal(1000)
LIMIT = Decimal("5000.00")
#: How the numbers of the monthly bills begin; base budgets are paid before.
BILL = "ERFUNDEN-"


def is_complete() -> bool:
    """Whether there is a budget of a year that follows the published figures."""
    return BudgetYear.objects.filter(year__gt=2018, state="adopted").exists()


def create(now: datetime) -> None:
    """Make this year's budget, divide and adopt it, and move some money; repeatable."""
    today = timezone.localdate(now)
    while calculate_due(today=today, now=now):
        pass
    controllers = _controllers()
    year = BudgetYear.objects.filter(year=today.year).first() or create_year(
        actor=controllers[0], year=today.year, now=now
    )
    funds = {fund.kind: fund for fund in Fund.objects.filter(budget_year=year)}
    if not funds:
        funds = _funds(controllers[0], year, now)
    _close_last_year(controllers, today, now)
    for fund in (funds["fall"], funds["milieu"]):
        if not AllocationRun.objects.among_districts().approved().filter(fund=fund).exists():
            _divide(controllers, fund, now)
    if not Outflow.objects.filter(year=year.year, external_id__startswith=BILL).exists():
        _spend(controllers[0], year, now)
    _move(controllers, funds, now)
    if not AllocationRun.objects.inside_districts().exists():
        _divide_inside(controllers, funds["milieu"], now)
    alerts.set_threshold(
        actor=controllers[0], fund=funds["fall"], percent=95, scope="districts", now=now
    )
    adopt_year(actor=controllers[0], year=year, reason="Erfundener Beschluss des Rates.", now=now)
    alerts.check_thresholds(today=today, now=now)


def _spend(actor: User, year: BudgetYear, now: datetime) -> None:
    """Book what the months that are over have cost, as the finance system would report it."""
    this_month = timezone.localdate(now).replace(day=1)
    months = (
        Commitment.objects.filter(month__year=year.year, month__lt=this_month, amount__gt=0)
        .select_related("schedule__support__case")
        .order_by("month", "pk")
    )
    Outflow.objects.bulk_create(
        Outflow(
            fund_kind="fall",
            year=year.year,
            district_id=each.district_id,
            amount=each.amount,
            booked_on=next_month(each.month),
            external_id=f"{BILL}{each.schedule_id}-{each.month:%Y%m}",
            source="Erfundene Finanzbuchhaltung",
            text="Monatsabrechnung (erfunden)",
            file_reference=each.schedule.support.case.reference,
            provider_id=each.schedule.support.provider_id,
            service_from=each.month,
            service_until=next_month(each.month),
            entered_by=actor,
            entered_at=now,
        )
        for each in months
    )
    match_bookings(actor=actor, now=now)


def _controllers() -> Sequence[User]:
    return list(User.objects.filter(memberships__role=Role.CONTROLLER).order_by("pk")[:2])


def _funds(actor: Any, year: BudgetYear, now: datetime) -> dict[str, Fund]:
    bound = Commitment.objects.filter(month__gte=year.first_day, month__year=year.year).aggregate(
        total=Sum("amount")
    )["total"]
    fall = max(((bound or THOUSAND) / THOUSAND).to_integral_value(), 1) * THOUSAND
    # What was agreed with providers comes on top: with few families it is the larger part.
    rows = BaseBudget.objects.filter(year=year.year).order_by().values_list("fund_kind")
    agreed = dict(rows.annotate(total=Sum("amount")))
    milieu = (fall / 20 / THOUSAND).to_integral_value() * THOUSAND + THOUSAND
    amounts = [
        (kind, name, amount + agreed.get(kind, 0))
        for kind, name, amount in (
            ("fall", "Fall", fall),
            ("milieu", "Milieu", milieu),
            ("struktur", "Struktur", 20 * THOUSAND),
        )
    ]
    rules = {"milieu": {"carry_over": "surplus", "carry_over_percent": 50}}
    funds = {
        kind: create_fund(
            actor=actor,
            budget_year=year,
            kind=kind,
            name=name,
            amount=amount,
            transfer_limit=LIMIT,
            note=INVENTED,
            now=now,
            **rules.get(kind, {}),
        )
        for kind, name, amount in amounts
    }
    create_cover_group(
        actor=actor,
        budget_year=year,
        name="Fall und Milieu",
        funds=[funds["fall"], funds["milieu"]],
        now=now,
    )
    return {fund.kind: fund for fund in Fund.objects.filter(budget_year=year)}


def _close_last_year(controllers: Sequence[User], today: date, now: datetime) -> None:
    """Make the year before and close it, as two people would; what exists stays as it is."""
    proposer, approver = controllers
    if BudgetYear.objects.filter(year=today.year - 1).exists():
        return
    with transaction.atomic():
        year = create_year(actor=proposer, year=today.year - 1, now=now)
        milieu = _funds(proposer, year, now)["milieu"]
        for district, given, spent in zip(
            District.objects.order_by("key")[:2],
            (Decimal("600.00"), Decimal("300.00")),
            (Decimal("412.35"), Decimal("268.90")),
            strict=True,
        ):
            transfers.move(
                actor=proposer,
                source=Spot(milieu),
                target=Spot(milieu, district),
                amount=given,
                reason="Für Treffpunkte im Quartier.",
                now=now,
            )
            book(
                actor=proposer,
                fund_kind="milieu",
                year=year.year,
                district=district,
                amount=spent,
                booked_on=date(year.year, 11, 30),
                source="Erfundene Finanzbuchhaltung",
                text="Elterncafé (erfunden)",
                now=now,
            )
        _spend(proposer, year, now)
        year = adopt_year(
            actor=proposer, year=year, reason="Erfundener Beschluss des Rates.", now=now
        )
        proposal = closing.propose(
            actor=proposer,
            year=year,
            # Whatever the invented year has left open, both have seen it.
            accepted=CHECKS,
            reason="Erfundene Jahresrechnung, geprüft.",
            version=year.version,
            today=today,
            now=now,
        )
        closing.confirm(actor=approver, closing=proposal, today=today, now=now)


def _divide(controllers: Sequence[User], fund: Fund, now: datetime) -> None:
    """Divide the fund by the indicators alone: nothing was spent the year before."""
    _put_in_force(controllers, by_indicators(controllers[0], fund, now), now)


def _divide_inside(controllers: Sequence[User], fund: Fund, now: datetime) -> None:
    """Divide all that a district has among its social spaces, by their own figures.

    The third one: the first two give small grants from their own lines.
    """
    district = District.objects.valid_on(fund.budget_year.first_day).order_by("key")[2]
    run = runs.create_run(
        actor=controllers[0],
        fund=fund,
        district=district,
        name="Auf die Sozialräume",
        note="Dieselben Kennzahlen wie unter den Bezirken, hier mit den Werten der Sozialräume.",
        parameters={"indicator_share": Decimal(1), "amount": purse_of(fund, district).left},
        selections=golden_selections(),
        now=now,
    )
    _put_in_force(controllers, run, now)


def _put_in_force(controllers: Sequence[User], run: AllocationRun, now: datetime) -> None:
    proposer, approver = controllers
    started = runs.start_run(actor=proposer, run=run, now=now)
    # Here and now; the worker later finds nothing to do.
    calculate_run(started.job_id)
    run.refresh_from_db()
    proposed = proposals.propose(actor=proposer, run=run, now=now)
    proposals.approve(actor=approver, run=proposed, now=now)


def _move(controllers: Sequence[User], funds: dict[str, Fund], now: datetime) -> None:
    """From care to prevention: one transfer at once, one that waits for the second controller."""
    first, second = District.objects.order_by("key")[:2]
    for district, amount, reason in (
        (first, LIMIT, "Ein Elterncafé im Quartier, damit es weniger Hilfen braucht."),
        (second, LIMIT * 2, "Sprachcafé an der Grundschule, zusammen mit den Eltern."),
    ):
        transfers.move(
            actor=controllers[0],
            source=Spot(funds["fall"], district),
            target=Spot(funds["milieu"], district),
            amount=amount,
            reason=reason,
            now=now,
        )

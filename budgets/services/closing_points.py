"""The check list of a closing: what is looked at before a budget year is closed.

Each point counts things that are open. A further one is a function and a line in `CHECKS`, or,
from another module, a call of :func:`register`. No point ever touches a support.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from budgets.models import (
    Alert,
    AllocationRun,
    BaseBudget,
    BudgetYear,
    Fund,
    HoursMonth,
    OutflowMatch,
    SmallGrant,
    Transfer,
)
from budgets.rules.closing import Point, SheetFund, Weight
from budgets.rules.states import GrantState, MonthState, RunState, TransferState, YearState
from networks.models import District


@dataclass(frozen=True)
class Situation:
    """What the points look at: the year, its funds as they would be closed, the year after."""

    year: BudgetYear
    today: date
    funds: Sequence[SheetFund]
    following: BudgetYear | None
    targets: frozenset[str]
    """Short names of the funds of the following year that can take something."""


@dataclass(frozen=True)
class Check:
    """One point: a sentence, what an open one means, how to count, where it is settled."""

    code: str
    weight: Weight
    title: str | Promise
    advice: str | Promise
    count: Callable[[Situation], int]
    address: Callable[[Situation], str]


def _year_page(name: str, query: str = "") -> Callable[[Situation], str]:
    return lambda at: reverse(f"budgets:{name}", args=[at.year.year]) + query


def _unmatched(at: Situation) -> int:
    return OutflowMatch.objects.unsettled().filter(outflow__year=at.year.year).count()


def _hours(at: Situation) -> int:
    months = HoursMonth.objects.filter(month__year=at.year.year)
    return months.exclude(state=MonthState.CLOSED).count()


def _transfers(at: Situation) -> int:
    proposed = Transfer.objects.of_year(at.year.year).filter(state=TransferState.PROPOSED)
    return proposed.count()


def _runs(at: Situation) -> int:
    runs = AllocationRun.objects.filter(fund__budget_year=at.year)
    return runs.filter(state=RunState.PROPOSED).count()


def _run_page(at: Situation) -> str:
    runs = AllocationRun.objects.filter(fund__budget_year=at.year, state=RunState.PROPOSED)
    run = runs.select_related("fund").order_by("pk").first()
    if run is None:
        return reverse("budgets:year", args=[at.year.year])
    return reverse("budgets:run", args=[at.year.year, run.fund.slug, run.pk])


def _without_amount(at: Situation) -> int:
    return Fund.objects.filter(budget_year=at.year, amount=None).count()


def _alerts(at: Situation) -> int:
    open_ones = Alert.objects.filter(closed_at=None)
    return open_ones.filter(threshold__fund__budget_year=at.year).count()


def _grants(at: Situation, *states: GrantState) -> int:
    return SmallGrant.objects.filter(fund__budget_year=at.year, state__in=states).count()


def _unpaid_grants(at: Situation) -> int:
    grants = SmallGrant.objects.filter(fund__budget_year=at.year).with_money()
    return grants.filter(bound__gt=0).count()  # type: ignore[misc]


def _base_budgets_without_fund(at: Situation) -> int:
    kinds = Fund.objects.filter(budget_year=at.year).values("kind")
    return BaseBudget.objects.filter(year=at.year.year).exclude(fund_kind__in=kinds).count()


def _earlier_years(at: Situation) -> int:
    years = BudgetYear.objects.filter(year__lt=at.year.year)
    return years.filter(state__in=[YearState.ADOPTED, YearState.CLOSING]).count()


def _ending_districts(at: Situation) -> int:
    following = date(at.year.year + 1, 1, 1)
    going_on = set(District.objects.valid_on(following).values_list("pk", flat=True))
    carrying = {line.district for fund in at.funds for line in fund.lines if line.carry}
    return len(carrying - going_on - {0})


def _unknown_rest(at: Situation) -> int:
    # Without an amount of its fund a line is unknown as well; that is a point of its own.
    lines = [line for fund in at.funds for line in fund.lines if line.allocated is not None]
    return sum(line.carry is None for line in lines)


def without_target(at: Situation) -> list[SheetFund]:
    """Return the funds that would carry something and have nobody to take it."""
    return [fund for fund in at.funds if fund.carries and fund.slug not in at.targets]


def _target_page(at: Situation) -> str:
    following = at.year.year + 1
    if at.following is not None and at.following.state == YearState.CLOSED:
        # Too late for a fund there: only the rule of this year's fund can be changed.
        return reverse("budgets:year", args=[at.year.year])
    if at.following is None:
        return reverse("budgets:year_add") + f"?jahr={following}&wie={at.year.year}"
    return reverse("budgets:fund_add", args=[following])


CHECKS: dict[str, Check] = {}


def register(check: Check) -> None:
    """Add a point at the end of the check list."""
    CHECKS[check.code] = check


def points_of(at: Situation) -> tuple[Point, ...]:
    """Count every point of the check list."""
    return tuple(Point(each.code, each.weight, each.count(at)) for each in CHECKS.values())


for _check in (
    Check(
        "transfers",
        Weight.BLOCKS,
        _("Transfers that nobody has decided about"),
        _("Approve or reject them, or take them back."),
        _transfers,
        _year_page("transfers", "?zustand=proposed"),
    ),
    Check(
        "runs",
        Weight.BLOCKS,
        _("Proposed allocations that nobody has decided about"),
        _("Approve or reject them, or take them back."),
        _runs,
        _run_page,
    ),
    Check(
        "amounts",
        Weight.BLOCKS,
        _("Funds without an amount"),
        _("Enter the amount; zero is an amount, too."),
        _without_amount,
        _year_page("year"),
    ),
    Check(
        "rest",
        Weight.BLOCKS,
        _("Lines to be carried over of which nobody knows what is left"),
        _(
            "Bookings of several funds for other purposes cannot be told apart: let these funds"
            " carry nothing over."
        ),
        _unknown_rest,
        _year_page("year"),
    ),
    Check(
        "target",
        Weight.BLOCKS,
        _("Funds whose rest nobody takes over in the next year"),
        _("Add the next year, or this fund in it. Or let the fund carry nothing over."),
        lambda at: len(without_target(at)),
        _target_page,
    ),
    Check(
        "over",
        Weight.CONFIRM,
        _("Days until the end of the year"),
        _("The year is not over yet. What is booked after the closing is no longer part of it."),
        lambda at: max((date(at.year.year + 1, 1, 1) - at.today).days, 0),
        _year_page("standing"),
    ),
    Check(
        "unmatched",
        Weight.CONFIRM,
        _("Bookings of the case budget without a support"),
        _("Say which support they were paid for."),
        _unmatched,
        lambda at: reverse("budgets:unmatched") + f"?jahr={at.year.year}",
    ),
    Check(
        "unknown",
        Weight.CONFIRM,
        _("Supports whose commitment is not known"),
        _("A rate or hours are missing. The supports go on as they are."),
        lambda at: sum(fund.total.unknown for fund in at.funds),
        _year_page("commitments", "?betrag=nein"),
    ),
    Check(
        "hours",
        Weight.CONFIRM,
        _("Months of hours that are not closed"),
        _("Providers and team leads close them; the balance shows what was delivered."),
        _hours,
        lambda at: reverse("hours:balance"),
    ),
    Check(
        "applications",
        Weight.CONFIRM,
        _("Applications for small grants that nobody has decided about"),
        _("Grant or reject them; once the year is closed nothing of it can be granted."),
        lambda at: _grants(at, GrantState.APPLIED),
        _year_page("grants", "?zustand=applied"),
    ),
    Check(
        "unpaid",
        Weight.CONFIRM,
        _("Small grants that are not wholly paid"),
        _(
            "Pay them, or note that no more is paid: once the year is closed nothing of it can be"
            " paid out any more."
        ),
        _unpaid_grants,
        _year_page("grants"),
    ),
    Check(
        "base_budgets",
        Weight.CONFIRM,
        _("Base budgets whose fund this year does not have"),
        _("They bind no money anywhere. Add the fund, or say at the base budget what pays it."),
        _base_budgets_without_fund,
        lambda at: reverse("hours:base_budgets") + f"?jahr={at.year.year}",
    ),
    Check(
        "before",
        Weight.CONFIRM,
        _("Earlier years that are not closed"),
        _("Once this year is closed, nothing can be carried over into it any more."),
        _earlier_years,
        lambda at: reverse("budgets:home"),
    ),
    Check(
        "districts",
        Weight.CONFIRM,
        _("Districts that end with the year and would carry something over"),
        _("The amount would stand in a line of a district that is no more; move it first."),
        _ending_districts,
        _year_page("transfers"),
    ),
    Check(
        "proofs",
        Weight.CONFIRM,
        _("Small grants whose use has not been proven yet"),
        _("The proof can be checked after the closing, too."),
        lambda at: _grants(at, GrantState.PAID),
        _year_page("grants", "?zustand=paid"),
    ),
    Check(
        "bound",
        Weight.HINT,
        _("Lines with money that is still bound and not spent"),
        _(
            "Bills of supports that come in later are paid from the next year. By the fund's rule"
            " the rest goes there, else it lapses."
        ),
        lambda at: sum(line.committed > 0 for fund in at.funds for line in fund.lines),
        _year_page("standing"),
    ),
    Check(
        "alerts",
        Weight.HINT,
        _("Open warnings"),
        _("They inform only."),
        _alerts,
        _year_page("alerts"),
    ),
):
    register(_check)

"""Budget years: what is in them, opening and adopting them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.forms.years import YearForm
from budgets.models import (
    AllocationRun,
    BudgetLine,
    BudgetYear,
    CommitmentSchedule,
    CoverGroup,
    Fund,
    PreviousOutflow,
    SmallGrant,
    YearClosing,
)
from budgets.rules.states import YEAR_TRANSITIONS, YearState
from budgets.services import years as services
from budgets.services.given import brought_into
from budgets.views.crumbs import home_trail, year_trail
from sro import access
from sro.states import possible_actions
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.forms import ReasonForm
from sro.ui.tables import Action


def may_see_closing(user: Any, year: BudgetYear) -> bool:
    """Whether there is a page about closing this year for somebody: the sheet, or the check list.

    Who sees lines sees a closed year's sheet; those who close years see the check list before.
    """
    if year.state == YearState.CLOSED:
        return access.can(user, "view", YearClosing)
    return access.can(user, "propose_close", BudgetYear)


def load_year(request: HttpRequest, year: int) -> BudgetYear:
    """Return a budget year the person may see, or 404."""
    return get_object_or_404(BudgetYear.objects.visible_to(request.user), year=year)


def year_detail(request: HttpRequest, year: int) -> HttpResponse:
    """Show the funds of a year, which cover each other, and what has been divided."""
    budget_year = load_year(request, year)
    funds = list(
        Fund.objects.visible_to(request.user)
        .filter(budget_year=budget_year)
        .select_related("cover_group")
    )
    approved = {
        run.fund_id: run
        for run in AllocationRun.objects.visible_to(request.user)
        .approved()
        .among_districts()
        .filter(fund__budget_year=budget_year)
    }
    for fund in funds:
        fund.approved_run = approved.get(fund.pk)
    brought = brought_into(funds)
    for fund in funds:
        fund.brought = brought.get(fund.pk)
    amounts = [fund.amount for fund in funds]
    return render(
        request,
        "budgets/year.html",
        {
            "title": _("Budget %(year)s") % {"year": budget_year.year},
            "breadcrumbs": home_trail(),
            "year": budget_year,
            "funds": funds,
            "total": None if None in amounts else sum(amounts),
            "groups": CoverGroup.objects.visible_to(request.user)
            .filter(budget_year=budget_year)
            .prefetch_related("funds"),
            "actions": _actions(request, budget_year),
            "may_edit_funds": access.can(request.user, "change", Fund)
            and budget_year.state != "closed",
            "sees_lines": access.can(request.user, "view", BudgetLine),
            "sees_closing": may_see_closing(request.user, budget_year),
            "has_brought": bool(brought),
            "sees_commitments": access.can(request.user, "view", CommitmentSchedule),
            "sees_grants": access.can(request.user, "view", SmallGrant),
            "sees_previous": access.can(request.user, "view", PreviousOutflow),
        },
    )


def _actions(request: HttpRequest, year: BudgetYear) -> list[Action]:
    labels = {
        "adopt": (_("Adopt the budget"), "budgets:year_adopt"),
        "propose_close": (_("Close the year"), "budgets:closing"),
        "confirm_close": (_("Decide about the closing"), "budgets:closing"),
    }
    return [
        Action(labels[verb][0], reverse(labels[verb][1], args=[year.year]))
        for verb in possible_actions(YEAR_TRANSITIONS, year.state)
        if verb in labels and access.can(request.user, verb, BudgetYear)
    ]


def year_add(request: HttpRequest) -> HttpResponse:
    """Open a new budget year."""
    access.require(request.user, "add", BudgetYear)
    return form_page(
        request,
        form_class=YearForm,
        form_kwargs={"user": request.user},
        save=lambda form, version: services.create_year(
            actor=request.user,
            year=form.cleaned_data["year"],
            like=form.cleaned_data["like"],
            with_amounts=form.cleaned_data["with_amounts"],
            now=timezone.now(),
        ),
        # The check list of a closing leads here with both years filled in.
        initial={"year": request.GET.get("jahr", ""), "like": _like(request)},
        title=_("Add a budget year"),
        breadcrumbs=home_trail(),
        cancel_url=reverse("budgets:home"),
        success_url=lambda saved: reverse("budgets:year", args=[saved.year]),
        success_message=lambda saved: (
            _("The budget year %(year)s is open. Now plan the amounts of its funds.")
            % {"year": saved.year}
        ),
    )


def _like(request: HttpRequest) -> BudgetYear | None:
    wanted = request.GET.get("wie", "")
    years = BudgetYear.objects.visible_to(request.user)
    return years.filter(year=int(wanted)).first() if wanted.isdecimal() else None


def year_adopt(request: HttpRequest, year: int) -> HttpResponse:
    """Adopt the budget: from now on its amounts bind others."""
    budget_year = load_year(request, year)
    access.require(request.user, "adopt", BudgetYear)
    return confirm_page(
        request,
        title=_("Adopt the budget %(year)s") % {"year": year},
        consequences=[
            _("From now on, changing the amount of a fund needs a reason."),
            _("Allocations can still be calculated, proposed and approved."),
        ],
        action=lambda data, version: services.adopt_year(
            actor=request.user, year=budget_year, reason=data["reason"], now=timezone.now()
        ),
        form_class=ReasonForm,
        instance=budget_year,
        breadcrumbs=year_trail(budget_year),
        cancel_url=reverse("budgets:year", args=[year]),
        success_url=reverse("budgets:year", args=[year]),
        submit_label=_("Adopt the budget"),
        success_message=_("The budget %(year)s is adopted.") % {"year": year},
    )

"""Base budgets of providers: what was agreed for the field, and what was delivered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets.filters.base_budgets import BaseBudgetFilter
from budgets.forms.hours import BaseBudgetForm
from budgets.models import ENTRY_STATES, BaseBudget, Outflow
from budgets.services import base_budgets as services
from budgets.services.hours_balance import deliveries
from budgets.services.years import is_closed
from budgets.templatetags.hours import hours
from budgets.views.hours.pages import kind_lines, to_hours, ways
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def address_of(budget: BaseBudget) -> str:
    """Return the page of a base budget."""
    return reverse("hours:base_budget", args=[budget.pk])


# Alphabetical, never by amount: providers are not compared by price.
COLUMNS = [
    Column(
        "traeger", gettext_lazy("Provider"), "provider.name", ("provider__sort_key",),
        url=address_of,
    ),
    Column("bezirk", gettext_lazy("District"), "district.name", ("district__key",)),
    Column("jahr", gettext_lazy("Year"), lambda row: str(row.year), ("year",)),
    Column("topf", gettext_lazy("Paid from"), "get_fund_kind_display", ("fund_kind",)),
    Column("betrag", gettext_lazy("Amount"), "amount", kind="money"),
    Column("stunden", gettext_lazy("Hours in all"), lambda row: hours(row.minutes)),
    Column("anteil", gettext_lazy("For the field"), lambda row: f"{row.field_percent} %"),
]  # fmt: skip


def _rows(user: Any) -> Any:
    rows = BaseBudget.objects.visible_to(user).select_related("provider", "district")
    return rows.defer("provider__search_vector", "district__search_vector")


@require_safe
def base_budget_list(request: HttpRequest) -> HttpResponse:
    """Show the base budgets the person may see."""
    user = request.user
    access.require(user, "view", BaseBudget)
    new = reverse("hours:base_budget_new")
    may_add = access.can(user, "add", BaseBudget)
    return ListPage(
        request,
        title=_("Base budgets"),
        queryset=_rows(user),
        columns=COLUMNS,
        sort="-jahr",
        filterset_class=BaseBudgetFilter,
        empty=EmptyState(
            _("No base budget yet."),
            _("Here stands what is agreed with a provider for a district beside single supports."),
            new if may_add else "",
            _("Enter base budget"),
        ),
        breadcrumbs=to_hours(),
        actions=[Action(_("Enter base budget"), new, primary=True, icon="add")] if may_add else [],
        export_name="grundbudgets",
        template="budgets/hours/list.html",
        context={"ways": ways(request, "base_budgets")},
    ).response()


@require_safe
def base_budget(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a base budget and what was delivered of its share for the field."""
    user = request.user
    budget = get_object_or_404(_rows(user).select_related("entered_by"), pk=pk)
    delivery = deliveries([budget])[budget.pk]
    words = {str(state): str(word) for state, word in ENTRY_STATES}
    actions = []
    if access.can(user, "change", budget) and not is_closed(budget.year):
        actions.append(Action(_("Edit"), reverse("hours:base_budget_edit", args=[pk]), True))
        actions.append(Action(_("Remove"), reverse("hours:base_budget_delete", args=[pk])))
    return render(
        request,
        "budgets/hours/base_budget.html",
        {
            "title": _title(budget),
            "budget": budget,
            "delivery": delivery,
            "payments": services.payments_of(budget),
            "bookings": _bookings(user, budget),
            "lines": kind_lines(delivery.sums)[1:],
            "states": [(words[state], each) for state, each in delivery.by_state.items()],
            "may_trace": access.can(user, "change", budget),
            "actions": actions,
            "ways": ways(request),
            "breadcrumbs": _to_list(),
        },
    )


def _bookings(user: Any, budget: BaseBudget) -> Any:
    """The payments, as far as the person sees the ledger."""
    return (
        Outflow.objects.visible_to(user)
        .filter(match__base_budget=budget)
        .order_by("booked_on", "pk")
    )


def _title(budget: BaseBudget) -> str:
    return _("Base budget %(year)s: %(provider)s, %(district)s") % {
        "year": budget.year,
        "provider": budget.provider,
        "district": budget.district,
    }


def _to_list() -> list[Crumb]:
    return [*to_hours(), crumb(_("Base budgets"), "hours:base_budgets")]


def _to_budget(budget: BaseBudget) -> list[Crumb]:
    return [*_to_list(), Crumb(_title(budget), address_of(budget))]


def base_budget_new(request: HttpRequest) -> HttpResponse:
    """Enter a base budget."""
    user = request.user
    access.require(user, "add", BaseBudget)
    return form_page(
        request,
        form_class=BaseBudgetForm,
        form_kwargs={"user": user},
        initial={"year": timezone.localdate().year},
        save=lambda form, version: services.enter_base_budget(
            actor=user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter base budget"),
        breadcrumbs=_to_list(),
        cancel_url=reverse("hours:base_budgets"),
        success_url=address_of,
        success_message=_("The base budget has been entered."),
    )


def base_budget_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a base budget."""
    user = request.user
    budget = get_object_or_404(_rows(user), pk=pk)
    access.require(user, "change", budget)
    return form_page(
        request,
        form_class=BaseBudgetForm,
        form_kwargs={"user": user},
        instance=budget,
        save=lambda form, version: services.update_base_budget(
            actor=user,
            budget=budget,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change the base budget"),
        breadcrumbs=_to_budget(budget),
        cancel_url=address_of(budget),
        success_url=address_of(budget),
        success_message=_("The changes have been saved."),
    )


def base_budget_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a base budget that was entered by mistake."""
    user = request.user
    budget = get_object_or_404(_rows(user), pk=pk)
    access.require(user, "delete", budget)
    return confirm_page(
        request,
        title=_("Remove the base budget?"),
        consequences=[
            _title(budget),
            _("The hours of the provider stay as they are; the log keeps what was agreed."),
        ],
        action=lambda _cleaned, version: services.delete_base_budget(
            actor=user, budget=budget, version=version, now=timezone.now()
        ),
        instance=budget,
        danger=True,
        success_url=reverse("hours:base_budgets"),
        cancel_url=address_of(budget),
        submit_label=_("Remove"),
        success_message=_("The base budget has been removed."),
        breadcrumbs=_to_budget(budget),
    )

"""Which spending of an earlier year a fund's calculation uses, and figures entered by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.forms.dates import FIRST_YEAR, LAST_YEAR
from budgets.forms.outflow import PreviousOutflowForm
from budgets.models import Fund, Outflow, PreviousOutflow
from budgets.services import outflow as services
from budgets.services.outflow import OutflowFigure
from budgets.views.crumbs import fund_trail
from budgets.views.funds import load_fund
from networks.models import District
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action
from sro.ui.templatetags.ui import money


def address_of(fund: Fund, spent_in: int) -> str:
    """Return the page with a fund's figures of one year."""
    own = reverse("budgets:previous_outflow", args=[fund.budget_year.year, fund.slug])
    return f"{own}?ausgabenjahr={spent_in}"


@require_safe
def previous_outflow(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Show for each district what the ledger says, what was entered by hand, what is used."""
    fund = load_fund(request, year, slug)
    user = request.user
    access.require(user, "view", PreviousOutflow)
    sees_ledger = access.can(user, "view", Outflow)
    years = _years(user, fund, sees_ledger=sees_ledger)
    spent_in = _chosen(request, years, fund)
    figures = _figures(user, fund, spent_in, sees_ledger=sees_ledger)
    used = [figure.used for figure in figures]
    editable = fund.budget_year.state != "closed"
    actions = []
    if access.can(user, "import", Outflow):
        actions.append(Action(_("Import bookings"), reverse("ui:import_new", args=["outflow"])))
    return render(
        request,
        "budgets/previous_outflow.html",
        {
            "title": _("Spending %(spent_in)s as %(fund)s uses it")
            % {"spent_in": spent_in, "fund": fund},
            "breadcrumbs": fund_trail(fund),
            "actions": actions,
            "fund": fund,
            "spent_in": spent_in,
            "years": [(each, address_of(fund, each)) for each in years],
            "figures": figures,
            "total": sum(used, Decimal(0)) if used and None not in used else None,
            "missing": used.count(None),
            "sees_ledger": sees_ledger,
            "may_add": editable and sees_ledger and access.can(user, "add", PreviousOutflow),
            "may_change": editable and access.can(user, "change", PreviousOutflow),
            "may_delete": editable and access.can(user, "delete", PreviousOutflow),
        },
    )


def _years(user: Any, fund: Fund, *, sees_ledger: bool) -> list[int]:
    """Return the years to choose from, latest first: with figures, or just before the budget."""
    by_hand = PreviousOutflow.objects.visible_to(user).filter(fund=fund)
    found = {*by_hand.values_list("year", flat=True)}
    if sees_ledger:
        found |= {*services.known_years(actor=user, fund_kind=fund.kind)}
        found |= {fund.budget_year.year - 1, fund.budget_year.year - 2}
    return sorted(found or {fund.budget_year.year - 1}, reverse=True)


def _chosen(request: HttpRequest, years: list[int], fund: Fund) -> int:
    """Return the year asked for; otherwise the last one with bookings before the budget year."""
    asked = request.GET.get("ausgabenjahr", "")
    if asked in {str(year) for year in years}:
        return int(asked)
    if access.can(request.user, "view", Outflow):
        booked = services.known_years(actor=request.user, fund_kind=fund.kind)
        earlier = [year for year in booked if year < fund.budget_year.year]
        if earlier:
            return earlier[0]
    return next((year for year in years if year < fund.budget_year.year), years[0])


def _figures(user: Any, fund: Fund, spent_in: int, *, sees_ledger: bool) -> list[OutflowFigure]:
    if sees_ledger:
        return services.outflow_figures(actor=user, fund=fund, year=spent_in)
    by_hand = (
        PreviousOutflow.objects.visible_to(user)
        .filter(fund=fund, year=spent_in)
        .select_related("district")
        .order_by("district__key")
    )
    return [OutflowFigure(each.district, spent_in, None, None, each) for each in by_hand]


def _load(
    request: HttpRequest, year: int, slug: str, spent_in: int, key: str
) -> tuple[Fund, OutflowFigure]:
    """Return the fund and a district's figure, or 404."""
    fund = load_fund(request, year, slug)
    if not FIRST_YEAR <= spent_in <= LAST_YEAR:
        raise Http404
    for figure in services.outflow_figures(actor=request.user, fund=fund, year=spent_in):
        if figure.district.key == key:
            return fund, figure
    raise Http404


def previous_outflow_set(
    request: HttpRequest, year: int, slug: str, spent_in: int, key: str
) -> HttpResponse:
    """Enter or correct the figure of one district by hand."""
    fund, figure = _load(request, year, slug, spent_in, key)
    present = figure.manual
    access.require(request.user, "change" if present else "add", present or PreviousOutflow)
    district: District = figure.district
    return form_page(
        request,
        form_class=PreviousOutflowForm,
        instance=present,
        save=lambda form, version: services.set_previous_outflow(
            actor=request.user,
            fund=fund,
            year=spent_in,
            district=district,
            amount=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            version=version if present else None,
            now=timezone.now(),
        ),
        title=_("Spending %(year)s of %(district)s by hand")
        % {"year": spent_in, "district": district},
        intro=_ledger_says(figure),
        draft_key=f"budgets:previous_outflow_set:{fund.pk}:{spent_in}:{key}",
        breadcrumbs=_trail(fund, spent_in),
        cancel_url=address_of(fund, spent_in),
        success_url=address_of(fund, spent_in),
        success_message=lambda saved: (
            _("%(district)s: %(amount)s is used for %(year)s.")
            % {"district": district, "amount": money(saved.amount), "year": spent_in}
        ),
    )


def previous_outflow_delete(
    request: HttpRequest, year: int, slug: str, spent_in: int, key: str
) -> HttpResponse:
    """Remove a figure by hand; the ledger counts again."""
    fund, figure = _load(request, year, slug, spent_in, key)
    present = get_object_or_404(
        PreviousOutflow.objects.visible_to(request.user),
        pk=figure.manual.pk if figure.manual else None,
    )
    access.require(request.user, "delete", present)
    return confirm_page(
        request,
        title=_("Remove the figure by hand: %(district)s, %(year)s")
        % {"district": figure.district, "year": spent_in},
        consequences=[
            _("%(amount)s no longer counts; the log keeps the figure and its reason.")
            % {"amount": money(present.amount)},
            _ledger_says(figure),
        ],
        action=lambda data, version: services.delete_previous_outflow(
            actor=request.user, previous=present, version=version, now=timezone.now()
        ),
        instance=present,
        danger=True,
        breadcrumbs=_trail(fund, spent_in),
        cancel_url=address_of(fund, spent_in),
        success_url=address_of(fund, spent_in),
        submit_label=_("Remove the figure"),
        success_message=_("The figure by hand was removed."),
    )


def _trail(fund: Fund, spent_in: int) -> list[Crumb]:
    return [
        *fund_trail(fund),
        Crumb(_("Spending %(year)s") % {"year": spent_in}, address_of(fund, spent_in)),
    ]


def _ledger_says(figure: OutflowFigure) -> str:
    if figure.ledger is None:
        return _("The ledger has no booking of this district for %(year)s.") % {"year": figure.year}
    return _("The ledger says %(amount)s for %(year)s.") % {
        "amount": money(figure.ledger),
        "year": figure.year,
    }

"""Small grants of a year: list, application, and one grant with all that happened to it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.filters.grants import GrantFilter
from budgets.forms.grants import GrantForm
from budgets.models import BudgetYear, Outflow, SmallGrant
from budgets.rules.states import (
    GRANT_TRANSITIONS,
    PROOF_EXPECTED,
    REPAYABLE_GRANT,
    GrantState,
    YearState,
)
from budgets.services import grants as services
from budgets.services.grant_proofs import owed_by
from budgets.views.crumbs import grants_trail
from networks.models import Project
from sro import access
from sro.states import possible_actions
from sro.ui.crumbs import Crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage
from sro.ui.templatetags.ui import money


def address_of(grant: SmallGrant) -> str:
    """Return the address of a grant's page."""
    return reverse("budgets:grant", args=[grant.fund.budget_year.year, grant.pk])


def load_grant_year(request: HttpRequest, year: int) -> BudgetYear:
    """Return a budget year that the person may see, or in which they see grants, or 404."""
    found = BudgetYear.objects.visible_to(request.user).filter(year=year).first()
    if found is not None:
        return found
    grants = SmallGrant.objects.visible_to(request.user).of_year(year)
    grant = grants.select_related("fund__budget_year").first()
    if grant is None:
        raise Http404
    return grant.fund.budget_year


def load_grant(request: HttpRequest, year: int, pk: int) -> SmallGrant:
    """Return a grant the person may see, with its money, or 404."""
    grants = SmallGrant.objects.visible_to(request.user).of_year(year)
    return get_object_or_404(grants.with_money().with_places(), pk=pk)


def trail_to(request: HttpRequest, grant: SmallGrant) -> list[Crumb]:
    """Return the way to a page inside a grant."""
    return [
        *grants_trail(request.user, grant.fund.budget_year),
        Crumb(grant.title, address_of(grant)),
    ]


@require_safe
def grant_list(request: HttpRequest, year: int) -> HttpResponse:
    """Show, filter, add up and take along the grants of a year."""
    budget_year = load_grant_year(request, year)
    user = request.user
    access.require(user, "view", SmallGrant)
    add = reverse("budgets:grant_add", args=[year])
    may_add = access.can(user, "add", SmallGrant) and budget_year.state != "closed"
    return ListPage(
        request,
        title=_("Small grants %(year)s") % {"year": year},
        queryset=SmallGrant.objects.visible_to(user).of_year(year).with_money().with_places(),
        columns=_columns(),
        sort="-antrag",
        filterset_class=GrantFilter,
        breadcrumbs=grants_trail(user, budget_year, inside=False),
        actions=[Action(_("Record an application"), add, primary=True)] if may_add else [],
        export_name=f"zuschuesse-{year}",
        empty=EmptyState(
            _("No small grants yet."),
            _("Small sums for projects of the neighbourhood, from the application to the proof."),
            *((add, _("Record an application")) if may_add else ()),
        ),
    ).response()


def _columns() -> list[Column]:
    today = timezone.localdate()

    def state(grant: SmallGrant) -> str:
        words = str(grant.get_state_display())
        return (
            _("%(state)s, proof overdue") % {"state": words} if grant.is_overdue(today) else words
        )

    # What one looks for first comes first; the rest is reached by scrolling the table.
    return [
        Column("projekt", _("Project"), "title", ("title",), url=address_of),
        Column("zustand", _("State"), state, ("state", "-applied_on")),
        Column("antragsteller", _("Applicant"), "applicant", ("applicant",)),
        Column("bezirk", _("District"), "district.name", ("district__key", "-applied_on")),
        Column(
            "beantragt", _("Applied for"), "requested", ("requested",), "money", total="requested"
        ),
        Column("bewilligt", _("Granted"), "granted", ("granted",), "money", total="granted"),
        Column("ausgezahlt", _("Paid"), "paid", ("paid",), "money", total="paid"),
        Column("gebunden", _("Still bound"), "bound", ("bound",), "money", total="bound"),
        Column("zurueck", _("Paid back"), "repaid", ("repaid",), "money", total="repaid"),
        Column("nachweis", _("Proof of use until"), "proof_due", ("proof_due",), "date"),
        Column("antrag", _("Applied on"), "applied_on", ("applied_on",), "date"),
        Column("topf", _("Fund"), "fund.name", ("fund__name", "-applied_on")),
        Column("sozialraum", _("Social space"), "social_space.name"),
    ]


@require_safe
def grant_detail(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Show one grant: who, what for, its money, its proof, and what happened in order."""
    grant = load_grant(request, year, pk)
    user = request.user
    return render(
        request,
        "budgets/grant.html",
        {
            "title": grant.title,
            "breadcrumbs": grants_trail(user, grant.fund.budget_year),
            "grant": grant,
            "partners": grant.partners.select_related("institution"),
            "payments": grant.payments.select_related("outflow", "outflow__reversed_by"),
            "steps": grant.steps.select_related("by"),
            "owed": owed_by(grant),
            "is_overdue": grant.is_overdue(timezone.localdate()),
            "sees_bookings": access.can(user, "view", Outflow),
            "needs_second": _needs_second(user, grant),
            "actions": _actions(user, grant),
        },
    )


def _needs_second(user: Any, grant: SmallGrant) -> bool:
    """Whether this person could decide, were it not for having had a hand in the application."""
    return (
        grant.state == GrantState.APPLIED
        and grant.fund.transfer_limit is None
        and services.had_a_hand(user, grant)
        and access.can(user, "grant", grant)
    )


def _actions(user: Any, grant: SmallGrant) -> list[Action]:
    """The steps that are possible and allowed, the usual one first."""
    labels = {
        "grant": _("Grant it"),
        "reject": _("Reject"),
        "pay": _("Pay out"),
        "prove": _("Record the proof of use"),
        "close": _("Close the grant"),
        "return": _("Return the proof"),
        "repay": _("Note a repayment"),
        "extend": _("Give more time"),
        "change": _("Change the application"),
        "withdraw": _("Note as withdrawn"),
    }
    possible = set(possible_actions(GRANT_TRANSITIONS, grant.state))
    possible |= {"repay"} if grant.state in REPAYABLE_GRANT and grant.paid > grant.repaid else set()
    possible |= {"extend"} if grant.state in PROOF_EXPECTED else set()
    possible |= {"change"} if grant.state == GrantState.APPLIED else set()
    possible -= {"grant"} if _needs_second(user, grant) else set()
    if grant.fund.budget_year.state == YearState.CLOSED:
        possible -= {"grant", "pay", "change"}
    possible -= {"pay"} if grant.state == GrantState.PAID and not grant.bound else set()
    verbs = [verb for verb in labels if verb in possible and access.can(user, verb, grant)]
    return [
        Action(
            labels[verb],
            reverse(f"budgets:grant_{verb}", args=[grant.fund.budget_year.year, grant.pk]),
            primary=verb == verbs[0] and verb not in ("withdraw", "change"),
        )
        for verb in verbs
    ]


def grant_add(request: HttpRequest, year: int) -> HttpResponse:
    """Record an application."""
    budget_year = load_grant_year(request, year)
    access.require(request.user, "add", SmallGrant)
    return form_page(
        request,
        form_class=GrantForm,
        form_kwargs={"user": request.user, "budget_year": budget_year},
        initial={"applied_on": timezone.localdate(), **_project_of(request)},
        save=lambda form, version: services.apply_for(
            actor=request.user,
            values=form.values(),
            partners=form.partner_names(),
            now=timezone.now(),
        ),
        title=_("Record an application for a small grant"),
        breadcrumbs=grants_trail(request.user, budget_year),
        cancel_url=reverse("budgets:grants", args=[year]),
        success_url=address_of,
        success_message=lambda saved: (
            _("The application over %(amount)s is recorded.") % {"amount": money(saved.requested)}
        ),
        template="networks/form_page.html",
        draft_key=f"budgets:grant_add:{year}",
    )


def _project_of(request: HttpRequest) -> dict[str, Any]:
    """Return what a project says about itself, if the person comes from one."""
    text = request.GET.get("projekt", "")
    known = Project.objects.visible_to(request.user)
    found = known.filter(pk=text).first() if text.isdecimal() and len(text) < 19 else None
    if found is None:
        return {}
    return {
        "project": found.pk,
        "title": found.title,
        "district": found.district_id,
        "social_space": found.social_space_id,
        "provider": found.provider_id,
        "volunteers": found.volunteers,
    }


def grant_change(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Correct an application."""
    grant = load_grant(request, year, pk)
    access.require(request.user, "change", grant)
    return form_page(
        request,
        form_class=GrantForm,
        form_kwargs={"user": request.user, "budget_year": grant.fund.budget_year},
        instance=grant,
        save=lambda form, version: services.change_application(
            actor=request.user,
            grant=grant,
            values=form.values(),
            partners=form.partner_names(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Change the application"),
        breadcrumbs=trail_to(request, grant),
        cancel_url=address_of(grant),
        success_url=address_of,
        success_message=_("The application is changed."),
        template="networks/form_page.html",
    )

"""Moving money between lines: list, proposal, decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.filters.transfers import TransferFilter
from budgets.forms.transfers import TransferForm
from budgets.models import Transfer
from budgets.rules.states import TRANSFER_TRANSITIONS, TransferState
from budgets.rules.transfers import MESSAGES
from budgets.services import transfers as services
from budgets.views.crumbs import transfers_trail, year_trail
from budgets.views.years import load_year
from sro import access
from sro.states import possible_actions
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import crumb
from sro.ui.editing import form_page
from sro.ui.forms import ReasonForm
from sro.ui.tables import Action, Column, EmptyState, ListPage
from sro.ui.templatetags.ui import money


def address_of(transfer: Transfer) -> str:
    """Return the address of a transfer's page."""
    year = transfer.source.fund.budget_year.year
    return reverse("budgets:transfer", args=[year, transfer.pk])


@require_safe
def transfer_list(request: HttpRequest, year: int) -> HttpResponse:
    """Show, filter and take along the transfers of a budget year."""
    budget_year = load_year(request, year)
    access.require(request.user, "view", Transfer)
    add = reverse("budgets:transfer_add", args=[year])
    may_add = access.can(request.user, "add", Transfer) and budget_year.state != "closed"
    return ListPage(
        request,
        title=_("Transfers %(year)s") % {"year": year},
        queryset=Transfer.objects.visible_to(request.user).of_year(year).with_places(),
        columns=[
            Column("datum", _("Proposed on"), "proposed_at", ("proposed_at",), "date", address_of),
            Column("von", _("From"), "source"),
            Column("nach", _("To"), "target"),
            Column("betrag", _("Amount"), "amount", ("amount", "proposed_at"), "money"),
            Column("zustand", _("State"), "get_state_display", ("state", "proposed_at")),
            Column("grund", _("Reason"), "reason"),
        ],
        sort="-datum",
        filterset_class=TransferFilter,
        breadcrumbs=year_trail(budget_year),
        actions=[Action(_("Move money"), add, primary=True)] if may_add else [],
        export_name=f"umschichtungen-{year}",
        empty=EmptyState(
            _("No transfers yet."),
            _("Money moves between funds that cover each other, and from district to district."),
            *((add, _("Move money")) if may_add else ()),
        ),
    ).response()


def transfer_add(request: HttpRequest, year: int) -> HttpResponse:
    """Move money, or propose it where a second person has to approve."""
    budget_year = load_year(request, year)
    access.require(request.user, "add", Transfer)
    return form_page(
        request,
        form_class=TransferForm,
        form_kwargs={"user": request.user, "budget_year": budget_year},
        save=lambda form, version: services.move(
            actor=request.user,
            source=form.cleaned_data["source"],
            target=form.cleaned_data["target"],
            amount=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
        title=_("Move money"),
        intro=_(
            "Funds of one cover group help each other out. Inside a district and up to the fund's"
            " limit the money is moved at once; otherwise a second person approves."
        ),
        breadcrumbs=transfers_trail(budget_year),
        cancel_url=reverse("budgets:transfers", args=[year]),
        success_url=address_of,
        success_message=_said,
        submit_label=_("Move money"),
        draft_key=f"budgets:transfer_add:{year}",
    )


def _said(transfer: Transfer) -> str:
    if transfer.state == TransferState.EXECUTED:
        return _("%(amount)s were moved.") % {"amount": money(transfer.amount)}
    return _("%(amount)s are proposed; a second person decides.") % {
        "amount": money(transfer.amount)
    }


def load_transfer(request: HttpRequest, year: int, pk: int) -> Transfer:
    """Return a transfer the person may see, or 404."""
    transfers = Transfer.objects.visible_to(request.user).of_year(year).with_places()
    return get_object_or_404(transfers, pk=pk)


@require_safe
def transfer_detail(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Show one transfer, by which rule it goes, and who decided."""
    transfer = load_transfer(request, year, pk)
    return render(
        request,
        "budgets/transfer.html",
        {
            "title": _title(transfer),
            "breadcrumbs": transfers_trail(transfer.source.fund.budget_year),
            "transfer": transfer,
            "rule": _(MESSAGES[transfer.rule]),
            "actions": _actions(request, transfer),
        },
    )


def _actions(request: HttpRequest, transfer: Transfer) -> list[Action]:
    labels = {
        "approve": _("Approve"),
        "reject": _("Reject"),
        "withdraw": _("Take the proposal back"),
    }
    own = transfer.proposed_by_id == request.user.pk
    year = transfer.source.fund.budget_year.year
    return [
        Action(
            labels[verb],
            reverse(f"budgets:transfer_{verb}", args=[year, transfer.pk]),
            primary=verb == "approve",
        )
        for verb in possible_actions(TRANSFER_TRANSITIONS, transfer.state)
        if own == (verb == "withdraw") and access.can(request.user, verb, transfer)
    ]


def transfer_approve(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Carry out what somebody else proposed."""
    transfer = load_transfer(request, year, pk)
    return _decide(
        request,
        transfer,
        "approve",
        title=_("Approve: %(transfer)s"),
        consequences=[
            _("%(amount)s leave %(source)s and go to %(target)s.")
            % {
                "amount": money(transfer.amount),
                "source": transfer.source,
                "target": transfer.target,
            }
        ],
        action=lambda data, version: services.approve(
            actor=request.user, transfer=transfer, now=timezone.now()
        ),
        submit_label=_("Approve"),
        success_message=_("The transfer was approved and carried out."),
    )


def transfer_reject(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Decline what somebody else proposed."""
    transfer = load_transfer(request, year, pk)
    return _decide(
        request,
        transfer,
        "reject",
        title=_("Reject: %(transfer)s"),
        consequences=[_("No money is moved; the proposal stays in the list with your reason.")],
        action=lambda data, version: services.reject(
            actor=request.user, transfer=transfer, reason=data["reason"], now=timezone.now()
        ),
        form_class=ReasonForm,
        submit_label=_("Reject"),
        success_message=_("The transfer was rejected."),
    )


def transfer_withdraw(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    transfer = load_transfer(request, year, pk)
    return _decide(
        request,
        transfer,
        "withdraw",
        title=_("Take back: %(transfer)s"),
        consequences=[_("No money is moved; the proposal stays in the list as withdrawn.")],
        action=lambda data, version: services.withdraw(
            actor=request.user, transfer=transfer, now=timezone.now()
        ),
        submit_label=_("Take the proposal back"),
        success_message=_("The proposal was taken back."),
    )


def _decide(
    request: HttpRequest,
    transfer: Transfer,
    verb: str,
    *,
    title: str,
    consequences: list[str],
    action: Callable[[dict[str, Any], int], Transfer],
    **page: Any,
) -> HttpResponse:
    access.require(request.user, verb, transfer)
    year = transfer.source.fund.budget_year
    name = _title(transfer)
    return confirm_page(
        request,
        title=title % {"transfer": name},
        consequences=consequences,
        action=action,
        instance=transfer,
        breadcrumbs=[
            *transfers_trail(year),
            crumb(name, "budgets:transfer", year.year, transfer.pk),
        ],
        cancel_url=address_of(transfer),
        success_url=lambda done: address_of(transfer),
        **page,
    )


def _title(transfer: Transfer) -> str:
    return _("Transfer of %(amount)s") % {"amount": money(transfer.amount)}

"""Proposing, approving and rejecting an allocation: always two people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.services import proposals
from budgets.services.results import result_of
from budgets.views.runs import address, load_run, run_trail
from budgets.wording import words_of
from sro import access
from sro.records import StaleRecord
from sro.ui.confirm import confirm_page
from sro.ui.forms import ReasonForm
from sro.ui.templatetags.ui import money


def _decide(
    request: HttpRequest, run: Any, *, right: str, done: str, act: Any, **page: Any
) -> HttpResponse:
    """Ask, then act; `done` is the state that a second click finds."""
    access.require(request.user, right, run)

    def action(data: dict[str, Any], version: int) -> Any:
        run.refresh_from_db()
        if run.state == done and getattr(run, f"{done}_by_id") == request.user.pk:
            # A second click: it is done, by the same hand.
            return run
        # Whoever decides must have had this very state in front of them.
        if run.version != version:
            raise StaleRecord(run)
        return act(data)

    return confirm_page(
        request,
        action=action,
        instance=run,
        breadcrumbs=run_trail(run),
        cancel_url=address(run),
        success_url=address(run),
        context={"run": run},
        **page,
    )


def run_propose(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Hand a result to a second person for decision."""
    run = load_run(request, year, slug, pk)
    result = result_of(actor=request.user, run=run)
    words = words_of(run)
    return _decide(
        request,
        run,
        right="propose",
        done="proposed",
        act=lambda data: proposals.propose(actor=request.user, run=run, now=timezone.now()),
        title=_("Propose %(run)s") % {"run": run.name},
        consequences=[
            words.frozen % {"total": money(result.total), "count": len(result.lines)}
            if result
            else _("The result is frozen."),
            _("Another person decides. You cannot approve your own proposal."),
            _("You can take the proposal back until it is decided."),
        ],
        submit_label=_("Propose"),
        success_message=_("%(run)s is proposed. Another person can decide now.")
        % {"run": run.name},
    )


def run_withdraw(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Take one's own proposal back."""
    run = load_run(request, year, slug, pk)
    return _decide(
        request,
        run,
        right="propose",
        done="",
        act=lambda data: proposals.withdraw(actor=request.user, run=run, now=timezone.now()),
        title=_("Take the proposal %(run)s back") % {"run": run.name},
        consequences=[_("The scenario can be changed and calculated again.")],
        submit_label=_("Take the proposal back"),
        success_message=_("The proposal %(run)s was taken back.") % {"run": run.name},
    )


def run_approve(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Put an allocation into force, as the second person."""
    run = load_run(request, year, slug, pk)
    result = result_of(actor=request.user, run=run)
    words = words_of(run)
    consequences = [
        words.receive % {"total": money(result.total) if result else "–"},
        _("Inputs, parameters, formula and result are kept and cannot be changed any more."),
        words.supersedes,
    ]
    return _decide(
        request,
        run,
        right="approve",
        done="approved",
        act=lambda data: proposals.approve(actor=request.user, run=run, now=timezone.now()),
        title=_("Approve %(run)s") % {"run": run.name},
        consequences=consequences,
        submit_label=_("Approve"),
        success_message=_("%(run)s is approved.") % {"run": run.name},
    )


def run_reject(request: HttpRequest, year: int, slug: str, pk: int) -> HttpResponse:
    """Turn a proposal down and say why."""
    run = load_run(request, year, slug, pk)
    return _decide(
        request,
        run,
        right="reject",
        done="rejected",
        act=lambda data: proposals.reject(
            actor=request.user, run=run, reason=data["reason"], now=timezone.now()
        ),
        title=_("Reject %(run)s") % {"run": run.name},
        consequences=[
            _("The reason is shown to the person who proposed it."),
            _("A copy of the scenario can be changed and proposed again."),
        ],
        form_class=ReasonForm,
        submit_label=_("Reject"),
        success_message=_("%(run)s is rejected.") % {"run": run.name},
    )

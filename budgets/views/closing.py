"""Closing a budget year: check list, proposal, a second person's decision, the sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from budgets.exports import closing_sheet
from budgets.forms.closing import accepted_in, closing_form
from budgets.models import BudgetYear, YearClosing
from budgets.models.years import CARRY_RULES
from budgets.rules import closing as rules
from budgets.rules.closing import ClosingSheet, Point, PointState
from budgets.rules.states import ClosingState, YearState
from budgets.services import closing as services
from budgets.services.closing_points import CHECKS, Situation
from budgets.views.crumbs import closing_trail, year_trail
from budgets.views.downloads import sheet_attachment
from budgets.views.years import load_year, may_see_closing
from sro import access
from sro.audit.trail import record_export
from sro.records import StaleRecord
from sro.ui.confirm import confirm_page
from sro.ui.forms import ReasonForm
from sro.ui.tables import Action
from sro.ui.templatetags.ui import signed_money

STATES = {
    PointState.SETTLED: ("success", gettext_lazy("in order")),
    PointState.OPEN: ("warning", gettext_lazy("open")),
    PointState.MUST: ("danger", gettext_lazy("must be settled first")),
}


@dataclass(frozen=True)
class PointRow:
    """A point of the check list as the page shows it."""

    point: Point
    address: str

    @property
    def title(self) -> Any:
        """The point in words; one that is no longer asked for stands with its code."""
        return CHECKS[self.point.code].title if self.point.code in CHECKS else self.point.code

    @property
    def advice(self) -> Any:
        """What to do about an open one."""
        known = self.point.code in CHECKS and self.point.number
        return CHECKS[self.point.code].advice if known else ""

    @property
    def state(self) -> tuple[str, Any]:
        """Icon and words; a hint is neither open nor in order."""
        if self.point.number and self.point.weight is rules.Weight.HINT:
            return "info", _("for information")
        return STATES[self.point.state]


@require_safe
def closing_page(request: HttpRequest, year: int) -> HttpResponse:
    """Show the check list and what would be carried over; of a closed year, its sheet."""
    budget_year = load_year(request, year)
    if not may_see_closing(request.user, budget_year):
        raise PermissionDenied("view budgets.YearClosing")
    today = timezone.localdate()
    closing = _shown(request, budget_year)
    at = services.situation_of(budget_year, today)
    now = services.sheet_of(at)
    sheet = closing.figures if closing else now
    is_closed = budget_year.state == YearState.CLOSED
    return render(
        request,
        "budgets/closing.html",
        {
            "title": _("Closing of the year %(year)s") % {"year": year},
            "breadcrumbs": year_trail(budget_year),
            "year": budget_year,
            "following": year + 1,
            "closing": closing,
            "is_closed": is_closed,
            "is_old": is_closed and closing is None,
            "is_own": closing is not None and closing.proposed_by_id == request.user.pk,
            "blocked": bool(rules.blocking(now.points)),
            "points": _points(sheet, None if is_closed else at),
            "funds": [_fund(fund) for fund in sheet.funds],
            "carry": sheet.carry,
            "changed": services.changed_since(closing, now) if closing else "",
            "earlier": _earlier(request, budget_year),
            "may_export": closing is not None and access.can(request.user, "export", closing),
            "actions": _actions(request, budget_year, closing, now),
        },
    )


def _fund(fund: rules.SheetFund) -> dict[str, Any]:
    rows = [(line, False) for line in fund.lines]
    if len(rows) > 1:
        rows.append((fund.total, True))
    return {"fund": fund, "rows": rows, "rule": CARRY_RULES.get(fund.rule, fund.rule)}


def _points(sheet: ClosingSheet, at: Situation | None) -> list[PointRow]:
    """The rows of the check list; while something can be done, with the way to where it is."""
    return [
        PointRow(
            point,
            CHECKS[point.code].address(at) if at and point.number and point.code in CHECKS else "",
        )
        for point in sheet.points
    ]


def _shown(request: HttpRequest, year: BudgetYear) -> YearClosing | None:
    """The proposal that waits, or the one the year was closed with."""
    states = [ClosingState.PROPOSED, ClosingState.CONFIRMED]
    closings = YearClosing.objects.visible_to(request.user).filter(state__in=states)
    people = closings.select_related("proposed_by", "decided_by", "budget_year")
    return people.filter(budget_year=year).first()


def _earlier(request: HttpRequest, year: BudgetYear) -> list[YearClosing]:
    states = [ClosingState.REFUSED, ClosingState.WITHDRAWN]
    closings = YearClosing.objects.visible_to(request.user).filter(state__in=states)
    return list(
        closings.filter(budget_year=year).select_related("proposed_by", "decided_by").defer("sheet")
    )


def _actions(
    request: HttpRequest, year: BudgetYear, closing: YearClosing | None, now: ClosingSheet
) -> list[Action]:
    def action(label: str, name: str, *, primary: bool = False) -> Action:
        return Action(label, reverse(f"budgets:closing_{name}", args=[year.year]), primary)

    if year.state == YearState.ADOPTED and not rules.blocking(now.points):
        if access.can(request.user, "propose_close", year):
            return [action(_("Propose the closing"), "propose", primary=True)]
    elif year.state == YearState.CLOSING and closing is not None:
        if closing.proposed_by_id == request.user.pk:
            return [action(_("Take the proposal back"), "take_back")]
        if access.can(request.user, "confirm_close", year):
            return [
                action(_("Confirm the closing"), "confirm", primary=True),
                action(_("Refuse the closing"), "refuse"),
            ]
    return []


def closing_propose(request: HttpRequest, year: int) -> HttpResponse:
    """Lay the closing before a second person; open points are accepted one by one."""
    budget_year = load_year(request, year)
    access.require(request.user, "propose_close", budget_year)
    today = timezone.localdate()
    sheet = services.sheet_of(services.situation_of(budget_year, today))

    def act(data: dict[str, Any], version: int) -> Any:
        mine = services.open_proposal(budget_year)
        if mine is not None and mine.proposed_by_id == request.user.pk:
            # A second click: it is done, by the same hand.
            return mine
        return services.propose(
            actor=request.user,
            year=budget_year,
            accepted=accepted_in(data),
            reason=data["reason"],
            version=version,
            today=today,
            now=timezone.now(),
        )

    return confirm_page(
        request,
        title=_("Propose the closing of %(year)s") % {"year": year},
        consequences=[
            _carry_words(sheet, year),
            _("Another person decides. You cannot confirm your own proposal."),
            _("Nothing is frozen yet. If a figure changes, the closing has to be proposed again."),
            _("No support is touched by it."),
        ],
        action=act,
        form_class=closing_form(rules.to_accept(sheet.points)),
        instance=budget_year,
        breadcrumbs=closing_trail(budget_year),
        cancel_url=reverse("budgets:closing", args=[year]),
        success_url=reverse("budgets:closing", args=[year]),
        submit_label=_("Propose the closing"),
        success_message=_("The closing is proposed. Another person can decide now."),
    )


def _carry_words(sheet: ClosingSheet, year: int) -> str:
    if not any(fund.carries for fund in sheet.funds):
        return _("Nothing is carried over into %(year)s.") % {"year": year + 1}
    amount = "–" if sheet.carry is None else signed_money(sheet.carry)
    return _("Carried over into %(year)s: %(amount)s.") % {"year": year + 1, "amount": amount}


def _latest(request: HttpRequest, year: BudgetYear, state: str) -> YearClosing | None:
    closings = YearClosing.objects.visible_to(request.user)
    return closings.filter(budget_year=year, state=state).first()


def _decide(
    request: HttpRequest,
    year: int,
    right: str,
    act: Callable[[YearClosing, dict[str, Any]], Any],
    *,
    done: str,
    consequences: Callable[[YearClosing | None], list[str]],
    **page: Any,
) -> HttpResponse:
    """Ask, then act on the proposal that waits; `done` is the state that a second click finds."""
    budget_year = load_year(request, year)
    access.require(request.user, right, budget_year)
    closing = _shown(request, budget_year)

    def action(data: dict[str, Any], version: int) -> Any:
        if closing is None or closing.state == done:
            latest = _latest(request, budget_year, done)
            if latest is not None and latest.decided_by_id == request.user.pk:
                # A second click: it is done, by the same hand.
                return latest
        # Whoever decides must have had this very proposal in front of them.
        if closing is None or budget_year.version != version:
            raise StaleRecord(budget_year)
        return act(closing, data)

    return confirm_page(
        request,
        action=action,
        consequences=consequences(closing),
        instance=budget_year,
        breadcrumbs=closing_trail(budget_year),
        cancel_url=reverse("budgets:closing", args=[year]),
        success_url=reverse("budgets:closing", args=[year]),
        **page,
    )


def closing_confirm(request: HttpRequest, year: int) -> HttpResponse:
    """Close the year for good, as the second person."""

    def consequences(closing: YearClosing | None) -> list[str]:
        carried = [_carry_words(closing.figures, year)] if closing else []
        return [
            *carried,
            _("Funds, amounts, transfers and allocations of this year can no longer be changed."),
            _("This cannot be taken back. Everything stays readable."),
        ]

    return _decide(
        request,
        year,
        "confirm_close",
        lambda closing, data: services.confirm(
            actor=request.user, closing=closing, today=timezone.localdate(), now=timezone.now()
        ),
        done=ClosingState.CONFIRMED,
        consequences=consequences,
        title=_("Confirm the closing of %(year)s") % {"year": year},
        danger=True,
        submit_label=_("Close the year"),
        success_message=_("The budget year %(year)s is closed.") % {"year": year},
    )


def closing_refuse(request: HttpRequest, year: int) -> HttpResponse:
    """Decline what somebody else proposed, with a reason."""
    return _decide(
        request,
        year,
        "confirm_close",
        lambda closing, data: services.refuse(
            actor=request.user, closing=closing, reason=data["reason"], now=timezone.now()
        ),
        done=ClosingState.REFUSED,
        consequences=lambda closing: [
            _("The year goes on as adopted; nothing is carried over."),
            _("The reason is shown to the person who proposed it."),
        ],
        title=_("Refuse the closing of %(year)s") % {"year": year},
        form_class=ReasonForm,
        submit_label=_("Refuse the closing"),
        success_message=_("The closing was refused."),
    )


def closing_take_back(request: HttpRequest, year: int) -> HttpResponse:
    """Take one's own proposal back."""
    return _decide(
        request,
        year,
        "propose_close",
        lambda closing, data: services.take_back(
            actor=request.user, closing=closing, now=timezone.now()
        ),
        done=ClosingState.WITHDRAWN,
        consequences=lambda closing: [_("The year goes on as adopted; nothing is carried over.")],
        title=_("Take the closing of %(year)s back") % {"year": year},
        submit_label=_("Take the proposal back"),
        success_message=_("The proposal was taken back."),
    )


@require_safe
def closing_download(
    request: HttpRequest, year: int, form: str
) -> HttpResponse | StreamingHttpResponse:
    """Hand out the closing sheet as xlsx, csv or csv-plain: the one proposed or confirmed."""
    budget_year = load_year(request, year)
    access.require(request.user, "export", YearClosing)
    closing = _shown(request, budget_year)
    if closing is None:
        raise Http404
    access.require(request.user, "export", closing)
    sheet = closing.figures
    answer = sheet_attachment(closing_sheet(sheet), f"jahresabschluss-{year}", form)
    rows = sum(len(fund.lines) for fund in sheet.funds)
    record_export(request.user, "budget_year.closing", closing, format=form, rows=rows)
    return answer

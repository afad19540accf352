"""The work list of bookings whose support is not known: next and previous, decide, undo."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from budgets.filters.matching import UnmatchedFilter
from budgets.forms.matching import SetAllAsideForm, SettleForm
from budgets.models import FundKind, OutflowMatch
from budgets.querysets import MatchQuerySet
from budgets.rules.states import MatchState
from budgets.services import matching, settling
from budgets.services.paid_supports import PaidSupport, paid_supports, supports_of_file
from budgets.views.crumbs import ledger_trail, unmatched_trail
from sro import access
from sro.records import StaleRecord
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.services.jobs import JobBusy
from sro.ui.tables import Action, Column, EmptyState, ListPage
from sro.ui.templatetags.ui import day as day_text
from sro.ui.templatetags.ui import money

#: What of the list's address goes on to the single bookings.
_FILTERS = ("q", "grund", "jahr", "bezirk")


def days_in_words(booking: Any) -> str:
    """Return the days that were paid for, the last one included."""
    if booking.service_from is None:
        return ""
    return f"{day_text(booking.service_from)}–{day_text(booking.last_day_paid)}"


def payee_in_words(booking: Any) -> str:
    """Return who was paid: as the file says it, else the provider chosen by hand."""
    name = booking.provider_name or (str(booking.provider) if booking.provider_id else "")
    return " ".join(part for part in (booking.provider_number, name) if part)


@require_safe
def unmatched(request: HttpRequest) -> HttpResponse:
    """List the open bookings, each with the reason why the rule did not settle it."""
    user = request.user
    access.require(user, "match", OutflowMatch)
    query = _query(request)
    again = Action(_("Look again"), reverse("budgets:match_again"), post=True)
    rows = OutflowMatch.objects.visible_to(user).unsettled().with_bookings()
    first = _filtered(request, rows).order_by("outflow__booked_on", "outflow_id").first()
    actions = [again]
    if first is not None:
        actions = [
            Action(_("Go through them"), _address(first.outflow_id, query), primary=True),
            again,
            Action(
                _("None of these belongs to a support"),
                f"{reverse('budgets:unmatched_set_aside')}{query}",
            ),
        ]
    return ListPage(
        request,
        title=_("Bookings without a support"),
        queryset=rows,
        columns=[
            Column(
                "datum",
                _("Booked on"),
                "outflow.booked_on",
                ("outflow__booked_on", "outflow_id"),
                "date",
                lambda row: _address(row.outflow_id, query),
            ),
            Column(
                "betrag",
                _("Amount"),
                "outflow.amount",
                ("outflow__amount",),
                "money",
                total="outflow__amount",
            ),
            Column("grund", _("Why it is open"), "get_finding_display", ("finding",)),
            Column(
                "aktenzeichen",
                _("File reference"),
                "outflow.file_reference",
                ("outflow__file_reference",),
            ),
            Column("empfang", _("Payee"), lambda row: payee_in_words(row.outflow)),
            Column("tage", _("Paid for"), lambda row: days_in_words(row.outflow)),
            Column("bezirk", _("District"), "outflow.district.name", ("outflow__district__key",)),
            Column("jahr", _("Budget year"), lambda row: str(row.outflow.year), ("outflow__year",)),
        ],
        sort="datum",
        filterset_class=UnmatchedFilter,
        breadcrumbs=ledger_trail(),
        actions=actions,
        empty=EmptyState(
            _("Every booking has its support."),
            _("Bookings of the Fall fund whose support is not certain are settled here."),
        ),
    ).response()


def unmatched_booking(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle one booking, then go on to the next."""
    match = load_match(request, pk)
    access.require(request.user, "match", match)
    if not _open(request).filter(pk=match.pk).exists():
        return redirect("budgets:booking", pk)
    query, typed = _query(request), request.GET.get("az", "").strip()
    before, after, place, count = _neighbours(request, match)
    near = _near(request, match, typed)
    booking = match.outflow
    following = after or before

    def save(form: SettleForm, version: int) -> OutflowMatch:
        common = {
            "actor": request.user,
            "match": match,
            "version": version,
            "now": timezone.now(),
        }
        if form.base_budget is not None:
            return settling.charge(
                actor=request.user,
                booking=booking,
                base_budget=form.base_budget,
                version=version,
                now=common["now"],
            )
        if form.chosen is None:
            return settling.set_aside(reason=form.cleaned_data["reason"], **common)
        return settling.assign(support=form.chosen, **common)

    done = {"zuletzt": pk}
    return form_page(
        request,
        form_class=SettleForm,
        form_kwargs={
            "supports": near,
            "base_budgets": settling.base_budgets_for(actor=request.user, booking=booking),
        },
        initial={"support": str(near[0].pk)} if len(near) == 1 and typed else None,
        save=save,
        instance=match,
        title=_("Booking of %(day)s, %(amount)s")
        % {"day": day_text(booking.booked_on), "amount": money(booking.amount)},
        breadcrumbs=unmatched_trail(),
        cancel_url=f"{reverse('budgets:unmatched')}{query}",
        submit_label=_("Settle and go on"),
        success_url=_address(following, _query(request, **done))
        if following
        else f"{reverse('budgets:unmatched')}",
        success_message=settled_in_words,
        template="budgets/unmatched_booking.html",
        context={
            "match": match,
            "booking": booking,
            "days": days_in_words(booking),
            "payee": payee_in_words(booking),
            "typed": typed,
            "near": near,
            "before": before and _address(before, query),
            "after": after and _address(after, query),
            "place": place,
            "count": count,
            "latest": _latest(request),
            "filters": [(name, request.GET[name]) for name in _FILTERS if request.GET.get(name)],
        },
    )


@require_POST
def match_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a settled booking again."""
    match = load_match(request, pk)
    access.require(request.user, "match", match)
    back = _address(pk, _query(request))
    if match.outflow.fund_kind != FundKind.FALL:
        back = reverse("budgets:booking", args=[pk])
    try:
        settling.take_back(
            actor=request.user,
            match=match,
            version=int(request.POST.get("version") or 0)
            if request.POST.get("version", "").isdecimal()
            else 0,
            now=timezone.now(),
        )
    except StaleRecord:
        messages.error(
            request, _("Somebody has changed this meanwhile. Please look at it again first.")
        )
        return redirect("budgets:booking", pk)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return redirect("budgets:booking", pk)
    messages.success(
        request,
        _("The booking is open again.")
        if match.outflow.fund_kind == FundKind.FALL
        else _("The assignment was taken back."),
    )
    return redirect(back)


@require_POST
def match_again(request: HttpRequest) -> HttpResponse:
    """Look at all open bookings once more, for instance after supports were granted."""
    access.require(request.user, "match", OutflowMatch)
    try:
        outcome = matching.match_bookings(actor=request.user, now=timezone.now())
    except JobBusy as busy:
        if busy.job is not None and access.can(request.user, "view", busy.job):
            return redirect("ui:job", busy.job.pk)
        messages.info(request, " ".join(busy.messages))
        return redirect("budgets:unmatched")
    if outcome.job is not None:
        return redirect("ui:job", outcome.job.pk)
    messages.success(request, _found_in_words(outcome.found))
    return redirect("budgets:unmatched")


def unmatched_set_aside(request: HttpRequest) -> HttpResponse:
    """Say of all bookings that the filter shows that they belong to no support."""
    access.require(request.user, "match", OutflowMatch)
    rows = _filtered(request, _open(request))
    count, query = rows.count(), _query(request)
    return confirm_page(
        request,
        title=_("None of these belongs to a support"),
        consequences=[
            ngettext(
                "%(count)s open booking is noted as belonging to no support.",
                "%(count)s open bookings are noted as belonging to no support.",
                count,
            )
            % {"count": count},
            _("They stay in the ledger and in the sums of their districts."),
            _("Each of them can be opened again on its page."),
        ],
        action=lambda data, version: settling.set_all_aside(
            actor=request.user, matches=rows, reason=data["reason"], now=timezone.now()
        ),
        form_class=SetAllAsideForm,
        breadcrumbs=unmatched_trail(),
        cancel_url=f"{reverse('budgets:unmatched')}{query}",
        success_url=reverse("budgets:unmatched"),
        submit_label=_("Note it"),
        success_message=lambda done: (
            ngettext("%(count)s booking was settled.", "%(count)s bookings were settled.", done)
            % {"count": done}
        ),
    )


# --- helpers --------------------------------------------------------------------------------------


def load_match(request: HttpRequest, pk: int) -> OutflowMatch:
    """Return what a booking (by its number) was paid for, as far as one may see it, or 404."""
    rows = OutflowMatch.objects.visible_to(request.user).with_bookings()
    return get_object_or_404(rows, outflow_id=pk)


def settled_in_words(match: OutflowMatch) -> str:
    """Say how a booking was settled."""
    if match.state == MatchState.SUPPORT:
        return _("The booking was assigned to its support.")
    if match.state == MatchState.BASE_BUDGET:
        return _("The booking was assigned to the base budget.")
    return _("It was noted that the booking belongs to no support.")


def _open(request: HttpRequest) -> MatchQuerySet:
    return OutflowMatch.objects.visible_to(request.user).unsettled()


def _filtered(request: HttpRequest, rows: MatchQuerySet) -> MatchQuerySet:
    filterset = UnmatchedFilter(request.GET, queryset=rows, request=request)
    return filterset.qs if filterset.is_valid() else rows.none()


def _neighbours(
    request: HttpRequest, match: OutflowMatch
) -> tuple[int | None, int | None, int, int]:
    """The bookings before and after in the filtered list, and the place among how many."""
    rows = _filtered(request, _open(request)).exclude(pk=match.pk)
    day, pk = match.outflow.booked_on, match.outflow_id
    later = Q(outflow__booked_on__gt=day) | Q(outflow__booked_on=day, outflow_id__gt=pk)
    ordered = rows.order_by("outflow__booked_on", "outflow_id").values_list("outflow_id", flat=True)
    after = ordered.filter(later).first()
    earlier = ordered.exclude(later)
    place = earlier.count()
    return earlier.last(), after, place + 1, rows.count() + 1


def _near(request: HttpRequest, match: OutflowMatch, typed: str) -> list[PaidSupport]:
    """The supports to choose from: those of the file that was typed, then those that come near."""
    found = supports_of_file(actor=request.user, reference=typed) if typed else []
    found += paid_supports(actor=request.user, ids=match.candidates)
    return list({each.pk: each for each in found}.values())


def _latest(request: HttpRequest) -> OutflowMatch | None:
    """The booking settled just before, which can be opened again."""
    text = request.GET.get("zuletzt", "")
    if not text.isdecimal() or len(text) > 18:
        return None
    rows = OutflowMatch.objects.visible_to(request.user).with_bookings()
    return rows.exclude(state=MatchState.OPEN).filter(outflow_id=int(text)).first()


def _query(request: HttpRequest, **more: Any) -> str:
    kept = {name: request.GET[name] for name in _FILTERS if request.GET.get(name)}
    query = urlencode({**kept, **more})
    return f"?{query}" if query else ""


def _address(pk: int, query: str = "") -> str:
    return f"{reverse('budgets:unmatched_booking', args=[pk])}{query}"


def _found_in_words(found: int) -> str:
    if not found:
        return _("Nothing new was found. What is open is for you to settle.")
    return ngettext(
        "For %(count)s booking the support was found.",
        "For %(count)s bookings the support was found.",
        found,
    ) % {"count": found}

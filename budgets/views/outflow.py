"""The ledger of what was spent: list, booking, reversing. Nothing in it is ever deleted."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.filters.outflow import OutflowFilter
from budgets.forms.matching import ChargeForm
from budgets.forms.outflow import BookingForm, ReversalForm
from budgets.imports.funds import FUNDS
from budgets.models import FinanceLayout, Outflow, OutflowMatch
from budgets.rules.states import MatchState
from budgets.services import outflow as services
from budgets.services.paid_supports import paid_supports
from budgets.services.pseudonyms import pseudonym_of
from budgets.services.settling import base_budgets_for, charge
from budgets.services.years import is_closed
from budgets.views.crumbs import home_trail, ledger_trail
from budgets.views.matching import days_in_words, payee_in_words
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage
from sro.ui.templatetags.ui import day as day_text
from sro.ui.templatetags.ui import money, number

#: What the list and its export show; whole years are taken out, and every field costs its time.
READ = (
    "booked_on", "year", "fund_kind", "amount", "text", "source", "external_id", "file_reference",
    "provider_number", "provider_name", "service_from", "service_until", "cost_centre",
    "reversal_of_id", "district__key", "district__name",
)  # fmt: skip
#: Funds in the words of the import, so that an export can be read in again.
FUND_WORDS = {kind: word for word, kind in reversed(FUNDS.items())}


def address_of(booking: Outflow) -> str:
    """Return the address of a booking's page."""
    return reverse("budgets:booking", args=[booking.pk])


@require_safe
def outflow_list(request: HttpRequest) -> HttpResponse:
    """Show, filter, add up and take along the bookings; the export can be imported again."""
    user = request.user
    access.require(user, "view", Outflow)
    add, take_in = reverse("budgets:booking_add"), reverse("ui:import_new", args=["outflow"])
    open_count = OutflowMatch.objects.visible_to(user).unsettled().count()
    may_add, may_import = access.can(user, "add", Outflow), access.can(user, "import", Outflow)
    actions = [Action(_("Import bookings"), take_in, primary=True)] if may_import else []
    if may_add:
        actions.append(Action(_("Enter a booking"), add))
    if access.can(user, "match", OutflowMatch):
        actions.append(
            Action(
                _("Without a support (%(count)s)") % {"count": number(open_count)},
                reverse("budgets:unmatched"),
            )
        )
    if access.can(user, "view", FinanceLayout):
        actions.append(Action(_("File formats"), reverse("budgets:layouts")))
    return ListPage(
        request,
        title=_("Spending"),
        queryset=Outflow.objects.visible_to(user)
        .select_related("district")
        .only(*READ)
        .annotate(
            # One value each instead of two more objects in every row.
            reversal=F("reversed_by__pk"),
            match_state=F("match__state"),
            match_support=F("match__support_id"),
        ),
        columns=[
            Column("datum", _("Booked on"), "booked_on", ("booked_on",), "date", address_of),
            Column("jahr", _("Budget year"), lambda row: str(row.year), ("year", "booked_on")),
            Column("topf", _("Fund"), _fund, ("fund_kind", "booked_on")),
            Column("bezirk", _("District"), "district.key", ("district__key", "booked_on")),
            Column("name", _("Name of the district"), "district.name"),
            Column(
                "betrag", _("Amount"), "amount", ("amount", "booked_on"), "money", total="amount"
            ),
            Column("text", _("Text"), "text"),
            Column("storno", _("Reversal"), reversal_in_words),
            Column("quelle", _("Source"), "source", ("source", "booked_on")),
            Column("nummer", _("Booking number"), "external_id", ("external_id",)),
            *_paid_for_columns(),
        ],
        sort="-datum",
        filterset_class=OutflowFilter,
        breadcrumbs=home_trail(),
        actions=actions,
        export_name="ausgaben",
        empty=EmptyState(
            _("No bookings yet."),
            _("The ledger holds what each district spent; allocations compare with it."),
            *((take_in, _("Import bookings")) if may_import else ()),
        ),
    ).response()


def _paid_for_columns() -> list[Column]:
    """What a booking was paid for; exports carry the headings of the import."""
    return [
        Column("aktenzeichen", _("File reference"), "file_reference", ("file_reference",)),
        Column("nummer_traeger", _("Payee number"), "provider_number"),
        Column("traeger", _("Payee"), "provider_name", ("provider_name", "booked_on")),
        Column("von", _("Paid from"), "service_from", ("service_from",), "date"),
        Column("bis", _("Paid until"), "last_day_paid", ("service_until",), "date"),
        Column("kostenstelle", _("Cost centre"), "cost_centre", ("cost_centre",)),
        Column("zuordnung", _("Support"), support_in_words, url=_settling_of),
    ]


def support_in_words(booking: Any) -> str:
    """Return the sign of the support, or a base budget, none, or open; nothing if never asked.

    `booking` is a row of the list, with what it was assigned to beside it.
    """
    if booking.match_support is not None:
        return pseudonym_of(booking.match_support)
    if booking.match_state == MatchState.BASE_BUDGET:
        return _("base budget")
    if booking.match_state == MatchState.NO_SUPPORT:
        return _("none")
    return "" if booking.match_state is None or booking.reversal is not None else _("open")


def _settling_of(booking: Any) -> str:
    is_open = support_in_words(booking) == _("open")
    return reverse("budgets:unmatched_booking", args=[booking.pk]) if is_open else ""


def _fund(booking: Outflow) -> str:
    return FUND_WORDS[booking.fund_kind]


def reversal_in_words(booking: Any) -> str:
    """Say whether a booking reverses another one or was reversed itself."""
    if booking.reversal_of_id is not None:
        return _("reverses another booking")
    return _("reversed") if booking.reversal is not None else ""


def load_booking(request: HttpRequest, pk: int) -> Outflow:
    """Return a booking the person may see, or 404."""
    bookings = Outflow.objects.visible_to(request.user).select_related(
        "district",
        "entered_by",
        "reversal_of",
        "grant_payment__grant__fund__budget_year",
        "reversed_by",
        "provider",
        "match__matched_by",
        "match__base_budget__provider",
        "match__base_budget__district",
    )
    return get_object_or_404(bookings, pk=pk)


@require_safe
def booking_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one booking, and what it reverses or by what it was reversed."""
    booking = load_booking(request, pk)
    is_open = booking.reversal_of_id is None and not hasattr(booking, "reversed_by")
    match = getattr(booking, "match", None)
    may_match = access.can(request.user, "match", OutflowMatch)
    support = None
    if match is not None and match.support_id is not None and may_match:
        support = paid_supports(actor=request.user, ids=[match.support_id])[0]
    actions = []
    if is_open and may_match and match is not None and match.state == MatchState.OPEN:
        address = reverse("budgets:unmatched_booking", args=[pk])
        actions.append(Action(_("Assign to a support"), address, primary=True))
    if (
        is_open
        and may_match
        and match is None
        and base_budgets_for(actor=request.user, booking=booking)
    ):
        address = reverse("budgets:booking_charge", args=[pk])
        actions.append(Action(_("Assign to a base budget"), address))
    if is_open and access.can(request.user, "reverse", booking):
        actions.append(Action(_("Reverse"), reverse("budgets:booking_reverse", args=[pk])))
    return render(
        request,
        "budgets/booking.html",
        {
            "title": _title(booking),
            "breadcrumbs": ledger_trail(),
            "booking": booking,
            "reversed_by": getattr(booking, "reversed_by", None),
            "fund": _fund(booking),
            "match": match,
            "grant": getattr(booking, "grant_payment", None),
            "support": support,
            "days": days_in_words(booking),
            "payee": payee_in_words(booking),
            "may_open": is_open
            and match is not None
            and match.state != MatchState.OPEN
            and may_match,
            "actions": actions,
        },
    )


def booking_charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which base budget a booking outside the Fall fund was a payment for."""
    booking = load_booking(request, pk)
    access.require(request.user, "match", OutflowMatch)
    if getattr(booking, "match", None) is not None:
        return redirect("budgets:booking", pk)
    return form_page(
        request,
        form_class=ChargeForm,
        form_kwargs={"base_budgets": base_budgets_for(actor=request.user, booking=booking)},
        save=lambda form, version: charge(
            actor=request.user,
            booking=booking,
            base_budget=form.base_budget,
            version=version,
            now=timezone.now(),
        ),
        title=_("Assign %(booking)s to a base budget") % {"booking": _title(booking)},
        breadcrumbs=[*ledger_trail(), Crumb(_title(booking), address_of(booking))],
        cancel_url=address_of(booking),
        success_url=address_of(booking),
        submit_label=_("Assign"),
        success_message=_("The booking was assigned to the base budget."),
    )


def _booked(booking: Outflow) -> str:
    """What was booked; in a closed year also that the sheet stays."""
    said = _("%(amount)s for %(district)s was booked.") % {
        "amount": money(booking.amount),
        "district": booking.district,
    }
    return " ".join([said, *_later_change(booking)])


def _later_change(booking: Outflow) -> list[str]:
    """What a booking means for a year that is closed; nothing for an open one."""
    if not is_closed(booking.year):
        return []
    return [
        _("The year %(year)s is closed: its closing shows this booking as a later change.")
        % {"year": booking.year}
    ]


def booking_add(request: HttpRequest) -> HttpResponse:
    """Enter a booking by hand."""
    access.require(request.user, "add", Outflow)
    return form_page(
        request,
        form_class=BookingForm,
        form_kwargs={"user": request.user},
        save=lambda form, version: services.book(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter a booking"),
        intro=_("A booking is not changed afterwards. A wrong one is reversed by another."),
        breadcrumbs=ledger_trail(),
        cancel_url=reverse("budgets:outflow"),
        success_url=address_of,
        success_message=_booked,
    )


def booking_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a booking back by an opposite one."""
    booking = load_booking(request, pk)
    access.require(request.user, "reverse", booking)
    return confirm_page(
        request,
        title=_("Reverse: %(booking)s") % {"booking": _title(booking)},
        consequences=[
            _("A second booking of %(amount)s is added; both stay in the ledger.")
            % {"amount": money(-booking.amount)},
            _("The sum of %(district)s for %(year)s changes by this amount.")
            % {"district": booking.district, "year": booking.year},
            _("Allocations that were proposed keep the sum they were calculated with."),
            *_later_change(booking),
        ],
        action=lambda data, version: services.reverse(
            actor=request.user,
            outflow=booking,
            reason=data["reason"],
            booked_on=data["booked_on"],
            now=timezone.now(),
        ),
        form_class=ReversalForm,
        instance=booking,
        danger=True,
        breadcrumbs=[*ledger_trail(), crumb(_title(booking), "budgets:booking", pk)],
        cancel_url=address_of(booking),
        success_url=address_of,
        submit_label=_("Reverse the booking"),
        success_message=_("The booking was reversed."),
    )


def _title(booking: Outflow) -> str:
    return _("Booking of %(day)s, %(district)s, %(amount)s") % {
        "day": day_text(booking.booked_on),
        "district": booking.district,
        "amount": money(booking.amount),
    }

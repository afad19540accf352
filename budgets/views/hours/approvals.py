"""The team lead's work list: lines of providers that wait to be approved or returned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from budgets.filters.hours import ApprovalFilter
from budgets.models import HoursEntry
from budgets.rules.states import EntryState
from budgets.services import hours_months as services
from budgets.templatetags.hours import hours
from budgets.views.hours.months import entry_address, place_of, with_places
from budgets.views.hours.pages import to_hours, ways
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import crumb
from sro.ui.forms import ReasonForm
from sro.ui.tables import Column, EmptyState, ListPage
from sro.ui.templatetags.ui import day as day_text

COLUMNS = [
    Column("tag", gettext_lazy("Day"), "day", ("day",), "date", url=entry_address),
    Column("traeger", gettext_lazy("Provider"), "provider.name", ("provider__sort_key",)),
    Column("art", gettext_lazy("Kind"), "get_kind_display", ("kind",)),
    Column("taetigkeit", gettext_lazy("Activity"), "activity.name", ("activity__name",)),
    Column("ort", gettext_lazy("For whom or where"), place_of),
    Column("stunden", gettext_lazy("Hours"), lambda row: hours(row.minutes), ("minutes",)),
    Column("notiz", gettext_lazy("Short note"), "note"),
]


def approvals(request: HttpRequest) -> HttpResponse:
    """List the submitted lines of the own district; several are decided at once."""
    user = request.user
    access.require(user, "approve", HoursEntry)
    rows = HoursEntry.objects.allowing(user, "approve").filter(state=EntryState.SUBMITTED)
    return ListPage(
        request,
        title=_("Hours to approve"),
        queryset=with_places(rows),
        columns=COLUMNS,
        sort="tag",
        filterset_class=ApprovalFilter,
        empty=EmptyState(
            _("Nothing waits for you."),
            _("Here stand the hours that providers have submitted for your district."),
        ),
        breadcrumbs=to_hours(),
        export_name="freigaben",
        template="budgets/hours/approvals.html",
        context={"ways": ways(request, "approvals")},
    ).response()


@require_POST
def approve(request: HttpRequest) -> HttpResponse:
    """Approve the lines that were ticked, then go on with the list."""
    user = request.user
    access.require(user, "approve", HoursEntry)
    chosen = _chosen(user, request.POST.getlist("zeile"), "approve")
    try:
        number = services.approve_lines(
            actor=user, lines=[row.pk for row in chosen], now=timezone.now()
        )
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(
            request,
            ngettext(
                "%(count)s line has been approved.", "%(count)s lines have been approved.", number
            )
            % {"count": number},
        )
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Return the list with the filter that was set."""
    asked = request.POST.get("weiter", "")
    home = reverse("hours:approvals")
    ours = asked.startswith(home) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ours else home


def _chosen(user: Any, numbers: list[str], action: str) -> QuerySet[HoursEntry]:
    """Return the lines that were ticked; one outside the own rows is not found at all."""
    wanted = {int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 19}
    rows = HoursEntry.objects.allowing(user, action).filter(pk__in=wanted)
    if len(wanted) != rows.count():
        raise Http404
    return rows


def give_back(request: HttpRequest) -> HttpResponse:
    """Return lines with a reason; those who entered them put them right."""
    user = request.user
    access.require(user, "return", HoursEntry)
    chosen = with_places(_chosen(user, request.GET.getlist("zeile"), "return"))
    lines = list(chosen.order_by("day", "pk"))
    back = reverse("hours:approvals")
    shown = [
        f"{day_text(row.day)}, {row.provider}: {row.activity}, {place_of(row)}, "
        f"{hours(row.minutes)}"
        for row in lines
    ]
    return confirm_page(
        request,
        title=_("Return hours"),
        consequences=[
            *shown,
            _("The lines go back with your reason to those who entered them."),
        ]
        if lines
        else [_("No line is chosen. Please tick some in the list first.")],
        form_class=ReasonForm,
        action=lambda cleaned, _version: services.return_lines(
            actor=user,
            lines=[row.pk for row in lines],
            reason=cleaned["reason"],
            now=timezone.now(),
        ),
        success_url=back,
        cancel_url=back,
        submit_label=_("Return"),
        success_message=lambda number: (
            ngettext(
                "%(count)s line has been returned.", "%(count)s lines have been returned.", number
            )
            % {"count": number}
        ),
        breadcrumbs=[*to_hours(), crumb(_("Approvals"), "hours:approvals")],
    )

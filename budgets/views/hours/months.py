"""The month: lines and sums; the provider's lead submits it, the team lead closes the team's."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets.filters.hours import MonthFilter
from budgets.models import HoursEntry, HoursMonth
from budgets.rules.states import MonthState
from budgets.services import hours_months as services
from budgets.services.hours_balance import MonthSums, sums_of_month
from budgets.services.hours_places import Employer
from budgets.templatetags.hours import hours
from budgets.views.hours.pages import (
    address,
    chosen_employer,
    employer_ways,
    kind_lines,
    month_before,
    month_words,
    to_hours,
    ways,
)
from sro import access
from sro.periods import next_month
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb
from sro.ui.tables import Action, Column, EmptyState, ListPage


def place_of(entry: HoursEntry) -> str:
    """Return for whom or where a line was worked, without names of families."""
    if entry.support is not None:
        return f"{entry.support.support_type.name} ({entry.support.case.reference})"
    things = (entry.social_space, entry.offer, entry.network, entry.project)
    return ", ".join(str(each) for each in things if each)


def entry_address(entry: HoursEntry) -> str:
    """Return the page of a line."""
    return reverse("hours:entry", args=[entry.pk])


def with_places(rows: Any) -> Any:
    """Read what a table of lines shows."""
    return rows.select_related(
        "activity",
        "support__support_type",
        "support__case",
        "social_space",
        "offer",
        "provider",
        "network",
        "project",
    ).defer(
        "support__case__search_vector",
        "social_space__search_vector",
        "offer__search_vector",
        "provider__search_vector",
    )


COLUMNS = [
    Column("tag", gettext_lazy("Day"), "day", ("day",), "date", url=entry_address),
    Column("art", gettext_lazy("Kind"), "get_kind_display", ("kind",)),
    Column("taetigkeit", gettext_lazy("Activity"), "activity.name", ("activity__name",)),
    Column("ort", gettext_lazy("For whom or where"), place_of),
    Column("stunden", gettext_lazy("Hours"), lambda row: hours(row.minutes), ("minutes",)),
    Column("minuten", gettext_lazy("In minutes"), "minutes", kind="number", total="minutes"),
    Column("stand", gettext_lazy("State"), "get_state_display", ("state",)),
    Column("grund", gettext_lazy("Why returned"), "return_reason"),
]


def month(request: HttpRequest, month: date, employer: str = "") -> HttpResponse:
    """Show the lines of a month the person may see, and the sums by kind."""
    user = request.user
    access.require(user, "view", HoursMonth)
    whose, known = chosen_employer(request, month, next_month(month), employer)
    rows = services.lines_of_month(whose, month)
    rows = with_places(access.rows(user, rows)).filter(**whose.fields)
    row = services.month_row(user, whose, month)
    state = row.state if row else MonthState.OPEN
    return ListPage(
        request,
        title=_("Hours in %(month)s") % {"month": month_words(month)},
        queryset=rows,
        columns=COLUMNS,
        sort="tag",
        filterset_class=MonthFilter,
        empty=EmptyState(
            _("No hours in this month yet."),
            _("Here stand the hours that are entered week by week or read in from a file."),
        ),
        breadcrumbs=to_hours(),
        actions=_actions(request, whose, known, month, state),
        export_name="stunden",
        template="budgets/hours/month.html",
        context={
            "ways": ways(request, "month"),
            "employers": employer_ways("month", month, whose, known),
            "employer": whose,
            "before": address("month", month_before(month), whose, known),
            "after": address("month", next_month(month), whose, known),
            "month": row,
            "state": state,
            "sums": _sums(user, whose, month),
        },
    ).response()


def _sums(user: Any, employer: Employer, month: date) -> tuple[MonthSums, list]:
    found = sums_of_month(actor=user, employer=employer, month=month)
    return found, kind_lines(found.sums)


def _actions(
    request: HttpRequest, employer: Employer, known: list[Employer], month: date, state: str
) -> list[Action]:
    user = request.user
    if employer.provider and access.can(user, "submit", HoursMonth) and state != MonthState.CLOSED:
        words = _("Submit the month") if state == MonthState.OPEN else _("Submit returned lines")
        return [Action(words, address("month_submit", month, employer, known), primary=True)]
    over = next_month(month) <= timezone.localdate()
    if (
        employer.is_office
        and over
        and state == MonthState.OPEN
        and access.can(user, "close", HoursMonth)
    ):
        return [Action(_("Close the month"), address("month_close", month, employer, known), True)]
    return []


def _way(month: date, employer: Employer, known: list[Employer]) -> list[Crumb]:
    return [*to_hours(), Crumb(month_words(month), address("month", month, employer, known))]


def month_submit(request: HttpRequest, month: date, employer: str = "") -> HttpResponse:
    """Submit a provider's month: from then on the lines are the office's to approve."""
    user = request.user
    access.require(user, "submit", HoursMonth)
    whose, known = chosen_employer(request, month, next_month(month), employer)
    back = address("month", month, whose, known)
    waiting = services.lines_to_submit(user, whose, month).count()
    return confirm_page(
        request,
        title=_("Submit the hours of %(month)s?") % {"month": month_words(month)},
        consequences=[
            ngettext("%(count)s line is submitted.", "%(count)s lines are submitted.", waiting)
            % {"count": waiting},
            _("The team leads of the districts approve them or return single lines."),
            _("After that only returned lines can be changed."),
        ],
        action=lambda _cleaned, _version: services.submit_month(
            actor=user, employer=whose, month=month, now=timezone.now()
        ),
        success_url=back,
        cancel_url=back,
        submit_label=_("Submit the month"),
        success_message=lambda number: (
            ngettext(
                "%(count)s line has been submitted.", "%(count)s lines have been submitted.", number
            )
            % {"count": number}
        ),
        breadcrumbs=_way(month, whose, known),
    )


def month_close(request: HttpRequest, month: date, employer: str = "") -> HttpResponse:
    """Close the month of a team of the office."""
    user = request.user
    access.require(user, "close", HoursMonth)
    whose, known = chosen_employer(request, month, next_month(month), employer)
    back = address("month", month, whose, known)
    return confirm_page(
        request,
        title=_("Close the hours of %(month)s?") % {"month": month_words(month)},
        consequences=[
            _("The hours of the team in this month can no longer be changed."),
            _("They count in the balance of case and field as before."),
        ],
        action=lambda _cleaned, _version: services.close_month(
            actor=user,
            employer=whose,
            month=month,
            now=timezone.now(),
            today=timezone.localdate(),
        ),
        success_url=back,
        cancel_url=back,
        submit_label=_("Close the month"),
        success_message=_("The month has been closed."),
        breadcrumbs=_way(month, whose, known),
    )

"""What the pages of hours share: the ways between them, and whose hours they show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from budgets.models import Activity, BaseBudget, HoursEntry, HoursKind, HoursWeek
from budgets.rules.hours import Sums, monday_of
from budgets.services.hours_places import Employer, employers_of
from sro import access
from sro.periods import month_of, next_month
from sro.ui.crumbs import Crumb, crumb


@dataclass(frozen=True)
class Way:
    """One of the ways between the pages of hours."""

    label: str | Promise
    url: str
    current: bool = False


def ways(request: HttpRequest, here: str = "") -> list[Way]:
    """Return where the person can go from here; `here` is the page's own name."""
    user, today = request.user, timezone.localdate()
    found = []
    if access.can(user, "add", HoursWeek):
        found.append(("week", _("Week"), reverse("hours:week", args=[monday_of(today)])))
        found.append(("month", _("Month"), reverse("hours:month", args=[month_of(today)])))
    if access.can(user, "approve", HoursEntry):
        found.append(("approvals", _("Approvals"), reverse("hours:approvals")))
    if access.can(user, "sum", HoursEntry):
        found.append(("balance", _("Case and field"), reverse("hours:balance")))
    if access.can(user, "view", BaseBudget):
        found.append(("base_budgets", _("Base budgets"), reverse("hours:base_budgets")))
    if access.can(user, "add", Activity):
        found.append(("activities", _("Activities"), reverse("hours:activities")))
    if access.can(user, "import", HoursEntry):
        found.append(("import", _("Import hours"), reverse("ui:import_new", args=["hours"])))
    return [Way(label, url, name == here) for name, label, url in found]


def to_hours() -> list[Crumb]:
    """Return the way to the hours."""
    return [crumb(_("Hours"), "hours:home")]


def chosen_employer(
    request: HttpRequest, start: date, end: date, key: str = ""
) -> tuple[Employer, list[Employer]]:
    """Return for whom the page shows hours (`key`), and all for whom the person works then.

    Who works for nobody in that time finds no page.
    """
    known = employers_of(request.user, start, end)
    if not known:
        raise Http404
    chosen = next((each for each in known if each.key == (key or known[0].key)), None)
    if chosen is None:
        raise Http404
    return chosen, known


def address(view: str, day: date, employer: Employer, known: list[Employer]) -> str:
    """Return the address of a week or month; the employer stands in it where there are several."""
    return reverse(f"hours:{view}", args=[day, employer.key] if len(known) > 1 else [day])


def employer_ways(view: str, day: date, employer: Employer, known: list[Employer]) -> list[Way]:
    """Return the same page for each employer, where there are several."""
    if len(known) < 2:
        return []
    return [Way(str(each), address(view, day, each, known), each == employer) for each in known]


def week_words(monday: date) -> str:
    """Return a week in words: week 7, 12.02. to 18.02.2018."""
    return _("Week %(number)s, %(start)s to %(end)s") % {
        "number": monday.isocalendar().week,
        "start": date_format(monday, "d.m."),
        "end": date_format(monday + timedelta(days=6), "SHORT_DATE_FORMAT"),
    }


def month_words(month: date) -> str:
    """Return a month in words: February 2018."""
    return date_format(month, "F Y")


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return month_of(month - timedelta(days=1))


def later_month(month: date) -> date:
    """Return the first day of the month after."""
    return next_month(month)


def kind_lines(sums: Sums) -> list[tuple[str, int, int]]:
    """Return kind, minutes and per cent of each kind, for small tables."""
    minutes = (sums.case_specific, sums.cross_case, sums.case_independent)
    kinds = (HoursKind.CASE_SPECIFIC, HoursKind.CROSS_CASE, HoursKind.CASE_INDEPENDENT)
    return [
        (str(kind.label), each, part)
        for kind, each, part in zip(kinds, minutes, sums.per_cent(), strict=True)
    ]

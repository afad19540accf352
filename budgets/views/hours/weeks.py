"""The week: what a person worked, row by row and day by day, saved in one step."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from budgets.forms.hours_week import WeekForm, with_last_week
from budgets.hours_calendar import holiday_names
from budgets.models import HoursWeek
from budgets.rules.hours import long_days, monday_of
from budgets.services import hours_weeks as services
from budgets.services.hours_places import Employer
from budgets.services.hours_sheet import Sheet, read_sheet
from budgets.templatetags.hours import hours
from budgets.views.hours.pages import (
    Way,
    address,
    chosen_employer,
    employer_ways,
    month_words,
    to_hours,
    ways,
    week_words,
)
from sro import access
from sro.periods import month_of
from sro.ui.editing import form_page
from sro.ui.services import drafts

_WEEK = timedelta(days=7)


def week(request: HttpRequest, monday: date, employer: str = "") -> HttpResponse:
    """Show the own week and take it; hints ask, they never keep anybody from saving."""
    user = request.user
    access.require(user, "add", HoursWeek)
    whose, known = chosen_employer(request, monday, monday + _WEEK, employer)
    sheet = read_sheet(actor=user, employer=whose, monday=monday)
    here = address("week", monday, whose, known)

    def save(form: Any, version: int) -> HoursWeek:
        try:
            return services.save_week(
                actor=user,
                employer=whose,
                monday=monday,
                lines=form.lines(),
                version=version,
                now=timezone.now(),
            )
        except services.CellsRefused as refused:
            raise form.mark(refused) from refused

    return form_page(
        request,
        form_class=WeekForm,
        form_kwargs={"sheet": sheet},
        instance=sheet.week,
        save=save,
        title=week_words(monday),
        success_url=here,
        success_message=_("Your week has been saved."),
        submit_label=_("Save the week"),
        template="budgets/hours/week.html",
        draft_key=_draft_key(whose, monday),
        breadcrumbs=to_hours(),
        context=_context(request, sheet, known),
    )


def _draft_key(employer: Employer, monday: date) -> str:
    return f"hours:week:{employer.key}:{monday:%G-W%V}"


def _context(request: HttpRequest, sheet: Sheet, known: list[Employer]) -> dict[str, Any]:
    monday, employer = sheet.monday, sheet.employer
    by_day = sheet.by_day()
    holidays = holiday_names(sheet.days[0], sheet.days[-1])
    months = sorted({month_of(day) for day in sheet.days})
    current = monday_of(timezone.localdate())
    return {
        "ways": ways(request, "week"),
        "employers": employer_ways("week", monday, employer, known),
        "employer": employer,
        "days": [(day, holidays.get(day, ""), by_day[day]) for day in sheet.days],
        "total": sum(by_day.values()),
        "hints": _hints(by_day, holidays),
        "before": address("week", monday - _WEEK, employer, known),
        "after": address("week", monday + _WEEK, employer, known),
        "now": address("week", current, employer, known) if monday != current else "",
        "copy_url": address("week_copy", monday, employer, known),
        "months": [
            Way(month_words(each), address("month", each, employer, known)) for each in months
        ],
        "closed": [month_words(each) for each in months if not sheet.takes_new(max(each, monday))],
    }


def _hints(by_day: dict[date, int], holidays: dict[date, str]) -> list[str]:
    """Return what is asked about, from what is saved."""
    found = [
        _("%(day)s: %(hours)s. That is more than ten hours.")
        % {"day": date_format(day, "l, d.m."), "hours": hours(by_day[day])}
        for day in long_days(by_day)
    ]
    found += [
        _("%(day)s is a public holiday (%(name)s).")
        % {"day": date_format(day, "l, d.m."), "name": name}
        for day, name in sorted(holidays.items())
        if by_day[day]
    ]
    return found


@require_POST
def week_copy(request: HttpRequest, monday: date, employer: str = "") -> HttpResponse:
    """Put last week's hours into the free cells of what was typed; nothing is saved yet."""
    user = request.user
    access.require(user, "add", HoursWeek)
    whose, known = chosen_employer(request, monday, monday + _WEEK, employer)
    sheet = read_sheet(actor=user, employer=whose, monday=monday)
    last = read_sheet(actor=user, employer=whose, monday=monday - _WEEK)
    filled = with_last_week(WeekForm(request.POST, sheet=sheet), last)
    filled.setdefault("_version", str(sheet.week.version if sheet.week else 0))
    here = address("week", monday, whose, known)
    title = week_words(monday)
    token = drafts.draft_token(user, _draft_key(whose, monday), title, here)
    drafts.keep(token=token, data=filled, now=timezone.now())
    return redirect(f"{here}?entwurf=1")

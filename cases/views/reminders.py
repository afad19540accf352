"""What is due, follow-ups, and the private calendar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases.forms.life import FollowUpForm
from cases.models import CalendarFeed, Case, FollowUp
from cases.rules.due import When, when
from cases.services import calendars, follow_ups, reminders
from cases.services.reminders import Due
from cases.views.pages import address_of, open_case, part_of, to_case, to_cases
from sro import access
from sro.icalendar import Event, calendar
from sro.ui.crumbs import crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action

GROUPS = {
    When.OVERDUE: gettext_lazy("Overdue"),
    When.WEEK: gettext_lazy("Today and this week"),
    When.MONTH: gettext_lazy("In the next 30 days"),
}


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Show everything that is due for somebody, or in the team somebody leads."""
    user = request.user
    access.require(user, "work", Case)
    team = request.GET.get("wer") == "team" and reminders.leads(user)
    today = timezone.localdate()
    found = reminders.due_in_team(user, today) if team else reminders.due_for(user, today)
    return render(
        request,
        "cases/due.html",
        {
            "title": _("What is due in the team") if team else _("What is due"),
            "breadcrumbs": to_cases(),
            "count": len(found),
            "groups": [
                (title, [(line, url_of(line)) for line in found if when(line.day, today) == key])
                for key, title in GROUPS.items()
            ],
            "team": team,
            "leads": reminders.leads(user),
            "actions": [Action(_("Calendar address"), reverse("cases:calendar"))],
        },
    )


def url_of(line: Due) -> str:
    """Return where something due is dealt with."""
    base = reverse("cases:case", args=[line.case_id])
    return f"{base}#{line.section or 'wiedervorlagen'}"


# --- follow-ups ---------------------------------------------------------------------------------


def follow_up_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note something to come back to; the page of the case has the same form in one line."""
    case = open_case(request, pk)
    return form_page(
        request,
        form_class=FollowUpForm,
        save=lambda form, version: follow_ups.add_follow_up(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("New follow-up"),
        submit_label=_("Remind me"),
        draft_key=f"cases:follow_up_new:{pk}",
        breadcrumbs=to_case(case),
        cancel_url=address_of(case, "wiedervorlagen"),
        success_url=address_of(case, "wiedervorlagen"),
        success_message=_("The follow-up stands on your start page when its day comes."),
    )


@require_POST
def follow_up_done(request: HttpRequest, pk: int, follow_up_pk: int) -> HttpResponse:
    """Tick off a follow-up."""
    case = open_case(request, pk)
    row = _follow_up(request, case, follow_up_pk)
    follow_ups.finish_follow_up(
        actor=request.user, follow_up=row, now=timezone.now(), today=timezone.localdate()
    )
    messages.success(request, _("Done. You can take this back today."))
    return HttpResponseRedirect(address_of(case, "wiedervorlagen"))


@require_POST
def follow_up_reopen(request: HttpRequest, pk: int, follow_up_pk: int) -> HttpResponse:
    """Take the tick back."""
    case = open_case(request, pk)
    row = _follow_up(request, case, follow_up_pk)
    if row.done_on is not None:
        follow_ups.reopen_follow_up(actor=request.user, follow_up=row, now=timezone.now())
        messages.success(request, _("The follow-up is open again."))
    return HttpResponseRedirect(address_of(case, "wiedervorlagen"))


def _follow_up(request: HttpRequest, case: Case, pk: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.user).filter(case=case).select_related("case")
    return part_of(request, case, rows, pk, "change")


# --- calendar -----------------------------------------------------------------------------------


def calendar_page(request: HttpRequest) -> HttpResponse:
    """Make, renew or revoke the private address of one's dates; it is shown once."""
    user = request.user
    access.require(user, "add", CalendarFeed)
    address = ""
    if request.method == "POST":
        if "widerrufen" in request.POST:
            calendars.revoke_feed(actor=user, now=timezone.now())
            messages.success(request, _("The address no longer works."))
            return HttpResponseRedirect(reverse("cases:calendar"))
        _feed, token = calendars.make_feed(actor=user, now=timezone.now())
        address = request.build_absolute_uri(reverse("cases:calendar_feed", args=[token]))
    response = render(
        request,
        "cases/calendar.html",
        {
            "title": _("Calendar address"),
            "breadcrumbs": [*to_cases(), crumb(_("What is due"), "cases:due")],
            "address": address,
            "feed": CalendarFeed.objects.visible_to(user).filter(revoked_at=None).first(),
        },
    )
    response["Cache-Control"] = "no-store"
    return response


#: A calendar program asks every few minutes; whoever guesses asks more often.
_MISSES, _WINDOW = 20, 600


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Hand out the dates of the person to whom the address belongs: no names, no references."""
    key = f"calendar-misses:{calendars.digest(request.META.get('REMOTE_ADDR', ''))}"
    if cache.get(key, 0) >= _MISSES:
        return HttpResponse(status=429)
    feed = calendars.feed_of(token)
    if feed is None:
        cache.add(key, 0, _WINDOW)
        cache.incr(key)
        raise Http404
    now = timezone.now()
    calendars.note_reading(feed=feed, now=now)
    with translation.override(feed.user.language):
        body = calendar(
            [
                _event(request, line)
                for line in reminders.calendar_of(feed.user, timezone.localdate())
            ],
            name=_("What is due"),
            product="-//SRO//SRO//DE",
            stamp=now,
        )
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = 'attachment; filename="termine.ics"'
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _event(request: HttpRequest, line: Due) -> Event:
    # The note of a follow-up may name people: it stays inside.
    timing: dict[str, Any] = {"start": line.at} if line.at else {"day": line.day}
    return Event(
        uid=f"{line.kind}-{line.key}@sro",
        summary=str(line.what),
        url=request.build_absolute_uri(url_of(line)),
        **timing,
    )

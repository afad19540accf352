"""Lines of start pages: what is due, whom one deputises for, what a team needs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import Case
from cases.rules.due import When, when
from cases.services import reminders
from cases.services.reminders import Due
from sro import access
from sro.ui import start
from sro.ui.templatetags.ui import number

SHOWN = 12


def _found(user: Any, today: date) -> list[Due]:
    """Return what is due for somebody, gathered once for all groups of one page."""
    known = user.__dict__.setdefault("_due_lines", {})
    if today not in known:
        known[today] = reminders.due_for(user, today)
    return known[today]


def group(key: When, user: Any, today: date) -> list[start.StartItem]:
    """Return the lines of a group, the most urgent first; the rest is on a page of its own."""
    if not access.can(user, "work", Case):
        return []
    lines = [line for line in _found(user, today) if when(line.day, today) == key]
    items = [
        start.StartItem(
            text=f"{line.what}: {line.case_name}",
            url=f"{reverse('cases:case', args=[line.case_id])}#{line.section or 'wiedervorlagen'}",
            hint=line.note,
            day=line.day,
        )
        for line in lines[:SHOWN]
    ]
    if more := len(lines) - len(items):
        text = ngettext("%(count)s more", "%(count)s more", more) % {"count": number(more)}
        items.append(start.StartItem(text, reverse("cases:due")))
    return items


def deputising(user: Any, today: date) -> list[start.StartItem]:
    """Return the cases one looks after because a colleague is away."""
    if not access.can(user, "work", Case):
        return []
    cases = reminders.deputised_cases(user, today).select_related("responsible")
    return [
        start.StartItem(
            text=str(case),
            url=reverse("cases:case", args=[case.pk]),
            hint=_("%(name)s is away today.") % {"name": case.responsible},
        )
        for case in cases.order_by("sort_key", "pk").defer("search_vector", "concern")[:SHOWN]
    ]


def team(user: Any, today: date) -> list[start.StartItem]:
    """Return what a team lead has to decide, and how much is due in the team: never per person."""
    if not reminders.leads(user):
        return []
    items = [
        start.StartItem(
            text=_("Decide on the transfer of %(family)s") % {"family": row.case.name},
            url=reverse("cases:transfer", args=[row.pk]),
            hint=_("from %(district)s") % {"district": row.from_district.name},
        )
        for row in reminders.waiting_transfers(user)[:SHOWN]
    ]
    items += [
        start.StartItem(
            text=_("Decide on the support for %(family)s") % {"family": case.name},
            url=f"{reverse('cases:case', args=[case.pk])}#hilfen",
            hint=_("The team has considered it."),
        )
        for case in reminders.waiting_decisions(user).only("name")[:SHOWN]
    ]
    page = reverse("cases:team")
    if orphans := reminders.without_responsible(user).count():
        text = ngettext(
            "%(count)s case without a responsible colleague",
            "%(count)s cases without a responsible colleague",
            orphans,
        )
        items.append(start.StartItem(text % {"count": number(orphans)}, f"{page}#ohne"))
    if alone := reminders.away_without_deputy(user, today).count():
        text = ngettext(
            "%(count)s case whose colleague is away today, without a deputy",
            "%(count)s cases whose colleagues are away today, without a deputy",
            alone,
        )
        items.append(start.StartItem(text % {"count": number(alone)}, f"{page}#vertretungslos"))
    overdue = Counter(
        str(line.what)
        for line in reminders.due_in_team(user, today)
        if when(line.day, today) == When.OVERDUE
    )
    items += [
        start.StartItem(
            text=_("Overdue in the team: %(what)s (%(count)s)")
            % {"what": what, "count": number(count)},
            url=f"{reverse('cases:due')}?wer=team",
        )
        for what, count in sorted(overdue.items())
    ]
    return items


def register() -> None:
    """Put the groups on the start page."""
    groups = (
        (When.OVERDUE, gettext_lazy("Overdue")),
        (When.WEEK, gettext_lazy("Today and this week")),
        (When.MONTH, gettext_lazy("In the next 30 days")),
    )
    for place, (key, title) in enumerate(groups):
        start.register(
            start.Section(
                key=f"faellig-{key}", title=title, items=partial(group, key), order=10 + place
            )
        )
    start.register(
        start.Section(
            key="vertretung",
            title=gettext_lazy("You deputise today"),
            items=deputising,
            order=14,
        )
    )
    start.register(start.Section(key="team", title=gettext_lazy("Your team"), items=team, order=15))

"""One line of hours: what it says, where it stands, and who changed it when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import HoursEntry
from budgets.rules.hours import monday_of
from budgets.rules.states import ENTRY_TRANSITIONS
from budgets.services.hours_sheet import is_writable
from budgets.views.hours.months import place_of, with_places
from budgets.views.hours.pages import month_words, to_hours, ways
from sro import access
from sro.periods import month_of
from sro.states import possible_actions
from sro.ui.crumbs import crumb
from sro.ui.tables import Action
from sro.ui.templatetags.ui import day as day_text


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a line; its history only to the person and the provider's lead."""
    user = request.user
    line = get_object_or_404(with_places(HoursEntry.objects.visible_to(user)), pk=pk)
    own = line.user_id == user.pk
    way = crumb(month_words(month_of(line.day)), "hours:month", month_of(line.day))
    decides = access.can(user, "approve", line)
    if decides and not own:
        way = crumb(_("Approvals"), "hours:approvals")
    return render(
        request,
        "budgets/hours/entry.html",
        {
            "title": _("Hours of %(day)s") % {"day": day_text(line.day)},
            "breadcrumbs": [*to_hours(), way],
            "ways": ways(request),
            "line": line,
            "place": place_of(line),
            "own": own,
            "may_trace": access.can(user, "trace", line),
            "actions": _actions(line, own, decides),
        },
    )


def _actions(line: HoursEntry, own: bool, decides: bool) -> list[Action]:
    found = []
    if own:
        words = _("Change in the week") if is_writable(line) else _("To the week")
        found.append(Action(words, reverse("hours:week", args=[monday_of(line.day)])))
    possible = possible_actions(ENTRY_TRANSITIONS, line.state)
    if decides and "return" in possible:
        found.append(Action(_("Return"), f"{reverse('hours:return')}?zeile={line.pk}"))
    return found

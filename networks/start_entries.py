"""What keeping the registry true puts on the start page, and the words of its trail."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.models import EntrySuggestion, SuggestionState, VerificationRound
from networks.rules.rounds import is_ending
from sro import access
from sro.audit import words
from sro.ui import start
from sro.ui.templatetags.ui import number as in_words

words.register("entryrequest.sent", gettext_lazy("sent a letter with a link to %(object)s"))
words.register(
    "confirmed_by_link", gettext_lazy("%(object)s was confirmed by the link of a letter")
)
words.register(
    "corrected_by_link", gettext_lazy("corrections came by the link of a letter: %(object)s")
)
words.register("entrysuggestion.decided", gettext_lazy("decided about a correction: %(object)s"))
words.register(
    "entrysuggestion.taken_back",
    gettext_lazy("took back a decision about a correction: %(object)s"),
)


def due(user: Any, today: date) -> list[start.StartItem]:
    """Return corrections that wait, and rounds that end within days."""
    return [*_corrections(user), *_ending(user, today)]


def _corrections(user: Any) -> list[start.StartItem]:
    if not access.can(user, "decide", EntrySuggestion):
        return []
    rows = EntrySuggestion.objects.visible_to(user).allowing(user, "decide")
    number = rows.filter(state=SuggestionState.OPEN).count()
    if not number:
        return []
    text = ngettext(
        "Look at %(count)s correction by an institution",
        "Look at %(count)s corrections by institutions",
        number,
    )
    return [
        start.StartItem(
            text % {"count": in_words(number)},
            f"{reverse('networks:suggestion_list')}?stand=offen",
            _("Institutions have looked at their own entry."),
        )
    ]


def _ending(user: Any, today: date) -> list[start.StartItem]:
    if not access.can(user, "change", VerificationRound):
        return []
    rows = VerificationRound.objects.visible_to(user).running_on(today).with_numbers()
    ending = [
        row
        for row in rows.select_related("district", "social_space", "category")
        if is_ending(row.expires_on, today) and row.done < row.asked
    ]
    return [
        start.StartItem(
            _("Verification round ends soon: %(round)s") % {"round": row},
            reverse("networks:round_detail", args=[row.pk]),
            _("Until %(day)s; %(open)s of %(all)s have not answered.")
            % {
                "day": date_format(row.expires_on, "SHORT_DATE_FORMAT"),
                "open": in_words(row.asked - row.done),
                "all": in_words(row.asked),
            },
        )
        for row in ending
    ]

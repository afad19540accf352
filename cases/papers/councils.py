"""The invitation to a family group conference."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.papers.frame import Sender, in_german, joined, pairs, render_paper
from cases.papers.letters import InvitationFacts, letter_of, parts_of


@in_german
def council_invitation(facts: InvitationFacts, *, sender: Sender, now: datetime) -> bytes:
    """Return the invitation as a letter. The file's reference never stands on it."""
    data = {
        "letter": letter_of(facts.recipient, facts.contact, "", (), sender, now),
        "intro": facts.intro,
        "appointment": pairs(
            (pgettext("paper", "When"), facts.when), (pgettext("paper", "Where"), facts.place)
        ),
        "parts": parts_of(
            (_("What it is about"), "\n\n".join(facts.topics), ()),
            (_("How the day goes"), facts.closing, ()),
        ),
        "closing": _("Does the date not suit you? Please call, and we will find another one."),
    }
    return render_paper(
        "invitation.typ",
        data,
        title=joined([_("Invitation to the family group conference"), facts.about], ": "),
        running=_("Invitation to the family group conference"),
        sender=sender,
        now=now,
    )

"""An invitation to invented people, to see what letterhead and texts look like."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.papers import InvitationFacts, Recipient, invitation
from cases.papers.frame import LANGUAGE
from cases.services.paperwork.letters import closing_words, intro_words
from cases.services.paperwork.office import contact, office_settings, sender

_LATER = timedelta(days=14)


def sample_invitation(now: datetime) -> bytes:
    """Return the sample as a PDF marked as a draft."""
    settings = office_settings()
    with translation.override(LANGUAGE):
        day = date_format(timezone.localtime(now + _LATER), "l, j. F Y")
        name = "Ada Beispiel"
        facts = InvitationFacts(
            recipient=Recipient(
                (name, "Lindenweg 7", "12345 Musterstadt"),
                _("Good day %(name)s,") % {"name": name},
            ),
            contact=contact(None, settings),
            about=name,
            reference="2025-00042",
            when=_("%(moment)s o’clock") % {"moment": f"{day}, 15:00"},
            place="Familienzentrum am Markt",
            participants=(name, "Petra Muster"),
            intro=intro_words(settings),
            closing=closing_words(),
        )
        return invitation(facts, sender=sender(settings), now=now, draft=True)

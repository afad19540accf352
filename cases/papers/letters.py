"""Letters: the invitation to a plan conference, the decision on a support."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.papers.frame import (
    Contact,
    Recipient,
    Sender,
    day_in_words,
    in_german,
    joined,
    pairs,
    render_paper,
)


@dataclass(frozen=True)
class InvitationFacts:
    """When, where and with whom; `intro` and `closing` are the office's own texts."""

    recipient: Recipient
    contact: Contact
    about: str
    reference: str = ""
    when: str = ""
    place: str = ""
    duration: str = ""
    online: str = ""
    participants: tuple[str, ...] = ()
    consent_needed: tuple[str, ...] = ()
    support_needed: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    intro: str = ""
    closing: str = ""
    enclosures: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecidedSupport:
    """One support of a decision, in words."""

    title: str
    legal_basis: str = ""
    young_person: str = ""
    provider: str = ""
    period: str = ""
    extent: str = ""
    place: str = ""


@dataclass(frozen=True)
class DecisionFacts:
    """What the office has decided and why. `remedy` is the office's text on the right to object.

    `outcome` is the decision in one sentence; money is no part of a decision.
    """

    recipient: Recipient
    contact: Contact
    about: str
    outcome: str
    remedy: str
    reference: str = ""
    applied_on: str = ""
    supports: tuple[DecidedSupport, ...] = ()
    reasons: str = ""
    wish_and_choice: str = ""
    conditions: tuple[str, ...] = ()
    what_follows: str = ""
    intro: str = ""
    closing: str = ""
    signed_by: str = ""
    enclosures: tuple[str, ...] = ()


@in_german
def invitation(
    facts: InvitationFacts, *, sender: Sender, now: datetime, draft: bool = False
) -> bytes:
    """Return the invitation as a letter for a window envelope, or to be handed over."""
    data = {
        "letter": letter_of(
            facts.recipient, facts.contact, facts.reference, facts.enclosures, sender, now
        ),
        "intro": facts.intro,
        "appointment": pairs(
            (pgettext("paper", "When"), facts.when),
            (pgettext("paper", "Where"), facts.place),
            (pgettext("paper", "How long"), facts.duration),
            (_("Taking part from afar"), facts.online),
        ),
        "parts": parts_of(
            (_("Who is invited"), "", facts.participants),
            (_("What we want to talk about"), "", facts.topics),
            *_asking_consent(facts.consent_needed),
            (_("What we have arranged for you"), "", facts.support_needed),
        ),
        "closing": facts.closing,
    }
    return render_paper(
        "invitation.typ",
        data,
        title=joined([_("Invitation to the support plan conversation"), facts.about], ": "),
        running=_("Invitation to the support plan conversation"),
        reference=facts.reference,
        sender=sender,
        now=now,
        draft=draft,
    )


@in_german
def decision_letter(
    facts: DecisionFacts, *, sender: Sender, now: datetime, draft: bool = False
) -> bytes:
    """Return the decision as a letter. Raises ValueError without a text on the right to object."""
    if not facts.remedy.strip():
        raise ValueError("a decision needs the text on the right to object")
    data = {
        "letter": {
            **letter_of(
                facts.recipient, facts.contact, facts.reference, facts.enclosures, sender, now
            ),
            "signed": facts.signed_by or facts.contact.name,
        },
        "intro": joined([facts.intro, facts.outcome], "\n\n"),
        "supports": [_support(each) for each in facts.supports],
        "parts": parts_of(
            (_("Why we decided this way"), facts.reasons, ()),
            (_("Your wishes and your choice"), facts.wish_and_choice, ()),
            (_("What goes with it"), "", facts.conditions),
            (_("What happens next"), facts.what_follows, ()),
            (_("Any questions?"), facts.closing, ()),
        ),
        "remedy": {"title": _("Your right to object"), "text": facts.remedy},
    }
    return render_paper(
        "decision.typ",
        data,
        title=joined([_("Decision on support"), facts.about], ": "),
        running=_("Decision on support"),
        reference=facts.reference,
        sender=sender,
        now=now,
        draft=draft,
    )


def _asking_consent(people: tuple[str, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    if not people:
        return []
    question = _("May these people come as well?")
    rule = _("We only speak with them if you agree. Please tell us before the conversation.")
    return [(question, rule, people)]


def _support(each: DecidedSupport) -> dict[str, Any]:
    return {
        "title": each.title,
        "pairs": pairs(
            (pgettext("paper", "For"), each.young_person),
            (_("Legal basis"), each.legal_basis),
            (pgettext("paper", "Provider"), each.provider),
            (pgettext("paper", "Period"), each.period),
            (pgettext("paper", "Extent"), each.extent),
            (pgettext("paper", "Where"), each.place),
        ),
    }


def parts_of(*candidates: tuple[str, str, tuple[str, ...]]) -> list[dict[str, Any]]:
    return [
        {"title": title, "text": text, "items": list(items)}
        for title, text, items in candidates
        if items or text
    ]


def letter_of(
    recipient: Recipient,
    contact: Contact,
    reference: str,
    enclosures: tuple[str, ...],
    sender: Sender,
    now: datetime,
) -> dict[str, Any]:
    """Return what every letter needs. A protected address cannot get in: only the name is taken."""
    return {
        "return_line": "" if recipient.by_hand else sender.return_line,
        "by_hand": _("To be handed over in person") if recipient.by_hand else "",
        "recipient": list(recipient.lines[:1] if recipient.by_hand else recipient.lines[:6]),
        "information": pairs(
            (_("File reference"), reference),
            (_("Your contact"), contact.name),
            (pgettext("paper", "Room"), contact.room),
            (_("Telephone"), contact.phone),
            (_("E-mail"), contact.email),
            (pgettext("paper", "Date"), day_in_words(timezone.localtime(now))),
        ),
        "greeting": recipient.greeting,
        "farewell": _("Kind regards"),
        "signed": contact.name,
        "enclosures": list(enclosures),
        "words": {"enclosures": pgettext("paper", "Enclosed")},
    }

"""The offers that were handed over, to take home: where, how to get there, when, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from cases.papers.frame import (
    Contact,
    Sender,
    day_in_words,
    in_german,
    joined,
    pairs,
    render_paper,
)


@dataclass(frozen=True)
class OfferFacts:
    """An offer of the registry as a family reads it."""

    name: str
    place: str = ""
    description: str = ""
    address: str = ""
    way: str = ""
    hours: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    for_whom: str = ""
    languages: str = ""
    access: str = ""
    wheelchair: str = ""
    note: str = ""


@dataclass(frozen=True)
class OffersFacts:
    """The offers in the order in which they were chosen, and who can be asked about them."""

    offers: tuple[OfferFacts, ...]
    handed_over_on: date | None = None
    contact: Contact | None = None
    intro: str = ""


@in_german
def offers_handed_over(
    facts: OffersFacts, *, sender: Sender, now: datetime, draft: bool = False
) -> bytes:
    """Return the list of offers as a PDF. It names no one of the family and no file reference."""
    data = {
        "words": {"empty": _("No offers have been chosen.")},
        "intro": facts.intro,
        "offers": [
            {
                "name": offer.name,
                "place": offer.place,
                "description": offer.description,
                "pairs": pairs(
                    (_("Why this offer"), offer.note),
                    (_("For whom"), offer.for_whom),
                    (_("Address"), offer.address),
                    (_("How to get there"), offer.way),
                    (_("Opening hours"), offer.hours),
                    (_("Telephone"), offer.phone),
                    (_("E-mail"), offer.email),
                    (_("Website"), offer.website),
                    (_("Languages"), offer.languages),
                    (_("Just come by?"), offer.access),
                    (_("Wheelchair"), offer.wheelchair),
                ),
            }
            for offer in facts.offers
        ],
        "closing": _closing(facts.contact),
    }
    return render_paper(
        "offers.typ",
        data,
        title=_("Offers near you"),
        lead=day_in_words(facts.handed_over_on),
        sender=sender,
        now=now,
        draft=draft,
    )


def _closing(contact: Contact | None) -> str:
    if contact is None:
        return ""
    reachable = joined([contact.phone, contact.email], " · ")
    text = _("Do you have questions? %(name)s is happy to help.") % {"name": contact.name}
    return joined([text, reachable], "\n")

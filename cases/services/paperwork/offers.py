"""The facts of the list of offers that were handed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import DocumentKind, OfferHandover
from cases.papers import OfferFacts, OffersFacts, offers_handed_over
from cases.services.paperwork.office import contact, office_settings, sender
from cases.services.paperwork.orders import Order, Paper, register
from networks.models import Institution, Offer
from networks.models.choices import Wheelchair


def make_offers(order: Order, actor: Any, now: datetime, draft: bool) -> Paper:
    """Set the list of offers. It names nobody of the family."""
    rows = order.offers
    if not rows:
        raise ValidationError(_("Please choose at least one offer first."))
    settings = office_settings()
    facts = OffersFacts(
        offers=tuple(offer_facts(row) for row in rows),
        handed_over_on=max(row.handed_on for row in rows),
        contact=contact(order.case.responsible, settings),
    )
    title = ngettext("List of %(count)s offer", "List of %(count)s offers", len(rows))
    pdf = offers_handed_over(facts, sender=sender(settings), now=now, draft=draft)
    return Paper(title % {"count": len(rows)}, pdf)


def offer_facts(row: OfferHandover) -> OfferFacts:
    """Return an offer as a family reads it; what the offer does not say, its institution may."""
    offer, place = row.offer, row.offer.institution
    wheelchair = place.wheelchair != Wheelchair.UNKNOWN
    town = f"{place.postal_code}".strip()
    return OfferFacts(
        name=offer.name,
        place=place.name,
        description=offer.description or place.description,
        address=", ".join(filter(None, (place.street, town))),
        way=_way(place),
        hours=offer.opening_hours or place.opening_hours,
        phone=offer.phone or place.phone,
        email=offer.email or place.email,
        website=offer.website or place.website,
        for_whom=", ".join(_for_whom(offer)),
        languages=", ".join(str(word) for word in offer.language_words or place.language_words),
        access=_access(offer),
        wheelchair=str(place.get_wheelchair_display()) if wheelchair else "",
        note=row.note,
    )


def _way(place: Institution) -> str:
    """Say in words where it is: the quarter, and what to know on the spot."""
    where = _("In %(quarter)s (%(district)s)") % {
        "quarter": place.social_space.name,
        "district": place.social_space.district.name,
    }
    return "\n".join(filter(None, (where, place.accessibility_note)))


def _access(offer: Offer) -> str:
    if offer.direct_access is None:
        return ""
    return (
        _("Yes, without an application.")
        if offer.direct_access
        else _("Please get in touch first.")
    )


def _for_whom(offer: Offer) -> Iterable[str]:
    yield from (str(word) for word in offer.target_group_words)
    if offer.age_from is not None and offer.age_to is not None:
        yield _("%(first)s to %(last)s years") % {"first": offer.age_from, "last": offer.age_to}
    elif offer.age_from is not None:
        yield _("from %(first)s years") % {"first": offer.age_from}
    elif offer.age_to is not None:
        yield _("up to %(last)s years") % {"last": offer.age_to}


register(DocumentKind.OFFERS, make_offers)

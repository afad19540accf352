"""How an offer near a family is said in one line."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.services.offers import Near, NearOffer
from networks.views.entries import ages_of

register = template.Library()


@register.filter
def offer_line(each: NearOffer) -> str:
    """Say what an offer is, for which ages, where, and how far away."""
    place = each.offer.institution
    space = place.social_space
    parts = [
        each.offer.get_kind_display(),
        ages_of(each.offer),
        _("without application") if each.offer.direct_access else "",
        place.name,
        f"{space.name} ({space.district.name})" if each.near == Near.ELSEWHERE else space.name,
        distance_words(each),
        ", ".join(each.offer.language_words),
    ]
    return " · ".join(filter(None, parts))


def distance_words(each: NearOffer) -> str:
    """Say how far it is from the middle of the family's social space; empty if unknown."""
    if each.near == Near.SPACE:
        return _("in the family's social space")
    if each.km is None:
        return ""
    return _("about %(km)s km away") % {"km": number_format(each.km, 1)}

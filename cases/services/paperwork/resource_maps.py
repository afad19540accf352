"""The resource map as a paper: to take home at once, and as issued."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from cases.models import DocumentKind, Resource, ResourceMap
from cases.papers.frame import LANGUAGE
from cases.papers.resource_map import resource_map_paper
from cases.pictures.resource_map_words import picture, short_name, title_for
from cases.services.paperwork.office import office_settings, sender
from cases.services.paperwork.orders import Order, Paper, register


def take_home(resource_map: ResourceMap, resources: Sequence[Resource], now: datetime) -> bytes:
    """Return the map as a PDF of one page in German; nothing is stored."""
    # The words of the picture are German as well, whatever the person at the screen reads.
    with translation.override(LANGUAGE):
        return resource_map_paper(
            picture(short_name(resource_map.person), resources),
            drawn_on=resource_map.drawn_on,
            sender=sender(office_settings()),
            now=now,
        )


def make_map(order: Order, actor: Any, now: datetime, draft: bool) -> Paper:
    """Set the map as a paper of the case; it bears the given name only."""
    card = order.resource_map
    if card is None:
        raise ValidationError(_("Please choose a resource map first."))
    rows = card.resources.visible_to(actor).order_by("pk")
    return Paper(title_for(short_name(card.person)), take_home(card, list(rows), now))


register(DocumentKind.RESOURCE_MAP, make_map)

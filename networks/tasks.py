"""Background work of the registry."""

from __future__ import annotations

from celery import shared_task

from networks.models import Institution, Offer
from networks.services.search import refresh_search
from networks.tasks_bodies import erase_former_members, send_invitation  # noqa: F401 - found here
from networks.tasks_rounds import send_letter, send_round_letters

__all__ = ["refresh_institutions", "send_letter", "send_round_letters"]

#: Names that institutions are found by and that may change: fields that lead to them.
NAMED_BY = ("category", "social_space", "social_space__district")


@shared_task
def refresh_institutions(field: str = "", pk: int | None = None) -> int:
    """Let institutions and their offers be found under the present names of place and kind.

    `field` (one of `NAMED_BY`) and `pk` say whose name has changed; without them all are looked
    at. Can be repeated at will: only rows found under an old name are written. Returns how many.
    """
    if field and field not in NAMED_BY:
        raise ValueError(f"institutions are not found by {field}")
    institutions = Institution.objects.filter(**{field: pk} if field else {})
    offers = Offer.objects.filter(institution__in=institutions)
    return refresh_search(
        institutions.select_related("category", "social_space__district")
    ) + refresh_search(offers.select_related("institution__social_space__district"))

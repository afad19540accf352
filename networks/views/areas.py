"""What pages of districts and social spaces share."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from networks.models import District, SocialSpace
from sro.ui.tables import Column

PERIOD_COLUMNS = (
    Column("ab", _("Valid from"), "valid_from", ("valid_from", "key"), kind="date"),
    Column("bis", _("Valid until"), "valid_until", ("valid_until", "key"), kind="date"),
)


def square_kilometres(area: District | SocialSpace) -> Decimal | None:
    """Return the area in km²; None when it is not known."""
    return None if area.area_m2 is None else Decimal(area.area_m2) / 1_000_000

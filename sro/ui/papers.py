"""What papers of the office have in common."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sro.ui.context import site_name
from sro.ui.pdf import Letterhead


def office_letterhead() -> Letterhead:
    """Return the head of a paper that comes from the office as a whole."""
    return Letterhead(site_name(), unit=_("Youth welfare office"))

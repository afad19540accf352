"""Quarters in words, the same ones on every page, paper and picture."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sro.periods import Quarter


def quarter_name(quarter: Quarter) -> str:
    """Return `3. Quartal 2018`."""
    return _("quarter %(number)s of %(year)s") % {"number": quarter.number, "year": quarter.year}


def short_quarter(quarter: Quarter) -> str:
    """Return `3/2018`, for the heads of columns and the axes of pictures."""
    return f"{quarter.number}/{quarter.year}"

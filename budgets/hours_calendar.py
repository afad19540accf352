"""Public holidays of the Land, as a hint beside the days of a week. Nothing depends on them."""

from __future__ import annotations

from datetime import date

import holidays
from django.conf import settings


def holiday_names(first: date, last: date) -> dict[date, str]:
    """Return the public holidays from the first to the last day (inclusive) with their names."""
    years = range(first.year, last.year + 1)
    known = holidays.country_holidays(
        "DE", subdiv=settings.FEDERAL_STATE or None, years=years, language="de"
    )
    return {day: name for day, name in known.items() if first <= day <= last}

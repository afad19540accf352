"""Days, hours and names as papers write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import ConferenceParticipant, HoursPeriod, Support
from sro.ui.templatetags.ui import number

MINUTES_PER_HOUR = 60


def period(start: date, until: date | None) -> str:
    """Write a half-open period; its last day is the day before `until`."""
    first = date_format(start, "SHORT_DATE_FORMAT")
    if until is None:
        return _("from %(day)s") % {"day": first}
    last = date_format(date.fromordinal(until.toordinal() - 1), "SHORT_DATE_FORMAT")
    return f"{first} – {last}"


def extent(support: Support) -> str:
    """Write the hours of a support; nothing where none are agreed."""
    if support.minutes is None:
        return ""
    hours = number(Decimal(support.minutes) / MINUTES_PER_HOUR, None)
    words = {
        HoursPeriod.WEEK: _("%(hours)s hours a week"),
        HoursPeriod.MONTH: _("%(hours)s hours a month"),
        HoursPeriod.TOTAL: _("%(hours)s hours in all"),
    }
    return words[HoursPeriod(support.minutes_per)] % {"hours": hours}


def name_of(participant: ConferenceParticipant) -> str:
    """Write who takes part: a person of the case, a colleague, or somebody by name."""
    if participant.person:
        return participant.person.name
    return participant.user.display_name if participant.user else participant.name

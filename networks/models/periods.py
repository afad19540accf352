"""Rows that hold for a span of days."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.rules.providers import Phase, phase


class Period(models.Model):
    """A half-open span of days; no end means until further notice."""

    valid_from = models.DateField(_("valid from"))
    # Named so that nobody takes it for the last day it holds.
    valid_until = models.DateField(
        _("no longer valid from"),
        null=True,
        blank=True,
        help_text=_("First day on which it no longer applies; empty means until further notice."),
    )

    class Meta:
        abstract = True

    def phase_on(self, day: date) -> Phase:
        """Return whether the row is coming, running or over on `day`."""
        return phase(self.valid_from, self.valid_until, day)

    @property
    def last_day(self) -> date | None:
        """The last day on which the row holds, as people write the end of a period."""
        return None if self.valid_until is None else self.valid_until - timedelta(days=1)

    @property
    def days_text(self) -> str:
        """The days in words: 01.01.2024 to 31.12.2024."""
        start = date_format(self.valid_from, "SHORT_DATE_FORMAT")
        if self.last_day is None:
            return gettext("from %(start)s until further notice") % {"start": start}
        end = date_format(self.last_day, "SHORT_DATE_FORMAT")
        return gettext("%(start)s to %(end)s") % {"start": start, "end": end}


def ends_after_beginning(name: str) -> models.CheckConstraint:
    """Return the constraint that a span holds at least one day."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
        violation_error_message=_("The end must lie after the beginning."),
    )

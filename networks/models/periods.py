"""Rows that hold for a span of days."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from networks.rules.providers import Phase, phase
from sro.records import RecordQuerySet


class PeriodQuerySet(RecordQuerySet):
    """Rows with `valid_from` and `valid_until`, half-open."""

    def valid_on(self, day: date) -> Self:
        """Return the rows that hold on `day` (valid_until is the first day off)."""
        return self.filter(
            Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gt=day)
        )


class Period(models.Model):
    """A half-open span of days; no end means until further notice."""

    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("First day on which it no longer applies."),
    )

    class Meta:
        abstract = True

    def phase_on(self, day: date) -> Phase:
        """Return whether the row is coming, running or over on `day`."""
        return phase(self.valid_from, self.valid_until, day)


def ends_after_beginning(name: str) -> models.CheckConstraint:
    """Return the constraint that a span holds at least one day."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
        violation_error_message=_("The end must lie after the beginning."),
    )

"""Selections of indicators, areas and days that somebody keeps in order to open them again."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.services.value_tables import Level
from sro.records import Record, user_key

LEVEL_NAMES = {
    Level.DISTRICTS.value: _("districts"),
    Level.SOCIAL_SPACES.value: _("social spaces"),
}


@pghistory.track()
class SavedSelection(Record):
    """What somebody wants to see side by side; the values are looked up when it is opened.

    Indicators are kept by code, districts by key, days as dates: what ceases to exist does not
    vanish silently from a selection, it is named as missing.
    """

    owner = user_key(_("kept by"))
    name = models.CharField(_("name"), max_length=120)
    shared = models.BooleanField(
        _("shared with the office"),
        default=False,
        help_text=_("Everybody in the office who sees indicators can open and copy it."),
    )
    indicators = models.JSONField(_("indicators"), default=list)
    level = models.CharField(
        _("level"), max_length=12, choices=LEVEL_NAMES, default=Level.DISTRICTS.value
    )
    districts = models.JSONField(_("districts"), default=list, blank=True)
    days = models.JSONField(_("reference dates"), default=list, blank=True)
    changed_at = models.DateTimeField(_("last changed"))

    class Meta(Record.Meta):
        verbose_name = _("selection of indicators")
        verbose_name_plural = _("selections of indicators")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="savedselection_name_once",
                violation_error_message=_("You already have a selection with this name."),
            ),
            models.CheckConstraint(
                name="savedselection_indicators",
                condition=~Q(indicators=[]),
                violation_error_message=_("Please choose at least one indicator."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

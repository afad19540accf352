"""The kinds of support the office grants, with their place in the law."""

from __future__ import annotations

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sro.records import Record


class Setting(models.TextChoices):
    """Where a support takes place; reports count by it."""

    AMBULATORY = "ambulatory", _("ambulatory")
    SEMI_RESIDENTIAL = "semi_residential", _("semi-residential")
    RESIDENTIAL = "residential", _("residential")
    ANY = "any", _("any setting")


@pghistory.track()
class SupportType(Record):
    """A kind of support (Hilfeart). The name is German, as it stands in the law and on letters."""

    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[
            RegexValidator(
                r"^[0-9a-z][0-9a-z-]*$",
                _("Codes consist of digits, small letters and hyphens, such as 31 or 35a-amb."),
            )
        ],
        help_text=_("Import files and other systems find the kind of support by it."),
    )
    name = models.CharField(_("name"), max_length=120)
    legal_basis = models.CharField(_("legal basis"), max_length=60)
    setting = models.CharField(_("setting"), max_length=20, choices=Setting)
    position = models.PositiveSmallIntegerField(
        _("place in lists"), default=0, help_text=_("Lists follow this number, then the name.")
    )
    # Never deleted: supports and rates of former years refer to it.
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Otherwise no new agreement or support can have it.")
    )

    class Meta(Record.Meta):
        verbose_name = _("support type")
        verbose_name_plural = _("support types")
        ordering = ["position", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "setting"],
                name="supporttype_once",
                violation_error_message=_("There is already a support type with this name."),
            )
        ]

    def __str__(self) -> str:
        # The same name may stand there once for each setting.
        known = "" if self.setting == Setting.ANY else f", {self.get_setting_display()}"
        return f"{self.name} ({self.legal_basis}{known})"

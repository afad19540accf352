"""What the rows of a case share."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from sro.records import Record, user_key

KEEPS_DATES = pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)
"""Rows that tell what happened are not deleted."""


class Unknown(models.TextChoices):
    """An answer that may be missing without anybody having to invent one."""

    UNKNOWN = "", _("not known")
    YES = "yes", _("yes")
    NO = "no", _("no")


def person_key(text: Any, **options: Any) -> models.ForeignKey:
    """Return a foreign key to a person. People are never deleted while something names them."""
    return models.ForeignKey("cases.Person", verbose_name=text, on_delete=models.PROTECT, **options)


def case_key(name: str) -> models.ForeignKey:
    """Return the foreign key to the case; a case is closed, never deleted."""
    return models.ForeignKey(
        "cases.Case", verbose_name=_("case"), on_delete=models.PROTECT, related_name=name
    )


class Entrusted(Record):
    """An entry that may have been entrusted to its author personally (§ 65 SGB VIII).

    Then it is shown to the author alone (and to whom the author has disclosed it), everywhere:
    sro.access is the judge, so it must be read through `visible_to`.
    """

    author = user_key(_("written by"), editable=False)
    entrusted = models.BooleanField(
        _("entrusted to me personally (§ 65)"),
        default=False,
        help_text=_("Only you see this entry, also not the team lead or who stands in for you."),
    )

    case: Any
    case_id: int

    #: A row out of sight has no history either, not even that there is one.
    history_hidden = True

    class Meta(Record.Meta):
        abstract = True

"""How the finance system writes its files: which column is what, and what it leaves out."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from budgets.models.years import FundKind
from budgets.rules.layouts import FIELDS, Layout
from sro.records import Record


class DateForm(models.TextChoices):
    """How days are written."""

    USUAL = "usual", _("31.12.2017 or 2017-12-31")
    COMPACT = "compact", _("20171231")


class DecimalForm(models.TextChoices):
    """How amounts are written."""

    FILE = "", _("find out from the file")
    GERMAN = "german", _("1.234,56 (decimal comma)")
    PLAIN = "plain", _("1,234.56 or 1234.56 (decimal point)")


class SignRule(models.TextChoices):
    """How a file tells money that was paid from money that came back."""

    SIGN = "sign", _("money that came back has a minus, before or behind the amount")
    BRACKETS = "brackets", _("money that came back stands in brackets")
    OPPOSITE = "opposite", _("money that was paid has a minus")
    DEBIT_CREDIT = "debit_credit", _("a column says S (paid) or H (came back)")


@pghistory.track()
class FinanceLayout(Record):
    """A saved form of the finance system's files (Dateiformat)."""

    name = models.CharField(
        _("name"),
        max_length=80,
        unique=True,
        error_messages={"unique": _("There is already a file format of this name.")},
    )
    # Our column → heading in the file; the columns stand in rules.layouts.FIELDS.
    headings = models.JSONField(_("headings"), default=dict)
    date_form = models.CharField(
        _("how days are written"), max_length=10, choices=DateForm, default=DateForm.USUAL
    )
    decimal_form = models.CharField(
        _("how amounts are written"), max_length=10, choices=DecimalForm, blank=True
    )
    sign_rule = models.CharField(
        _("paid or came back"), max_length=15, choices=SignRule, default=SignRule.SIGN
    )
    fund_kind = models.CharField(
        _("fund of all bookings"),
        max_length=30,
        choices=FundKind,
        blank=True,
        help_text=_("Only if the file has no column for it."),
    )
    numbers_per_year = models.BooleanField(
        _("booking numbers begin anew each year"),
        default=False,
        help_text=_("The year is then put in front, so that no two bookings share a number."),
    )
    # Cost centre → [key of the district, fund or ""].
    cost_centres = models.JSONField(_("cost centres"), default=dict, blank=True)
    # Number in the finance system → number of the provider here.
    providers = models.JSONField(_("numbers of providers"), default=dict, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("file format")
        verbose_name_plural = _("file formats")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="financelayout_name",
                condition=Q(name__regex=r"\S"),
                violation_error_message=_("A file format needs a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def as_layout(self) -> Layout:
        """Return the layout as the rules know it."""
        return Layout(
            headings={name: self.headings[name] for name in FIELDS if self.headings.get(name)},
            debit_credit=self.sign_rule == SignRule.DEBIT_CREDIT,
            fund=self.fund_kind,
            cost_centres={key: (place[0], place[1]) for key, place in self.cost_centres.items()},
        )

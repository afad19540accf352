"""Agreements with providers (§§ 77, 78b SGB VIII) and what they cost."""

from __future__ import annotations

from decimal import Decimal

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.models.catalogue import SupportType
from networks.models.periods import Period, ends_after_beginning
from networks.models.providers import Provider
from networks.models.ranges import no_overlap
from networks.querysets.periods import PeriodQuerySet
from networks.querysets.providers import RateQuerySet
from networks.rules.rates import first_overlapping
from sro.money import cents_from_decimal, format_german
from sro.records import Record


class AgreementKind(models.TextChoices):
    """On what the agreement rests."""

    COSTS = "costs", _("agreement on services and costs (§ 77)")
    SERVICES = "services", _("agreement on services, remuneration and quality (§ 78b)")


class Unit(models.IntegerChoices):
    """What an amount is paid for. Numbers, because the overlap check compares ranges of them."""

    HOUR = 1, _("service hour")
    DAY = 2, _("day")
    MONTH = 3, _("month")
    LUMP_SUM = 4, _("lump sum")

    @property
    def code(self) -> str:
        """The unit in files and for other systems."""
        return self.name.lower()


@pghistory.track()
class Agreement(Period, Record):
    """What office and provider have agreed; its rates carry the money."""

    provider = models.ForeignKey(
        Provider,
        verbose_name=_("provider"),
        # PROTECT: money was paid under it; the provider is closed by date.
        on_delete=models.PROTECT,
        related_name="agreements",
    )
    reference = models.CharField(
        _("reference"), max_length=40, help_text=_("The number in your files; once per provider.")
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=AgreementKind, default=AgreementKind.SERVICES
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=2000)

    objects = PeriodQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["provider__sort_key", "-valid_from", "pk"]
        constraints = [
            ends_after_beginning("agreement_period"),
            models.UniqueConstraint(
                fields=["provider", "reference"],
                name="agreement_reference_unique",
                violation_error_message=_("This provider already has an agreement so named."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            # The rates repeat the provider; it must not change under them.
            pgtrigger.ReadOnly(name="keep_provider", fields=["provider"]),
        ]

    def __str__(self) -> str:
        return self.reference


@pghistory.track()
class Rate(Period, Record):
    """An amount in euro for one unit of a support. Per provider, type and unit there is one a day.

    After the end of an agreement its remuneration goes on until a new one begins (§ 78d (2)
    SGB VIII), so a rate may outlast its agreement; it ends by its own date.
    """

    agreement = models.ForeignKey(
        Agreement,
        verbose_name=_("agreement"),
        # CASCADE: rates are the content of the agreement; deleting both says how many.
        on_delete=models.CASCADE,
        related_name="rates",
    )
    # The agreement's provider once more, written by a trigger: an exclusion constraint sees
    # only its own row.
    provider = models.ForeignKey(
        Provider,
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        related_name="rates",
        editable=False,
    )
    support_type = models.ForeignKey(
        SupportType, verbose_name=_("support type"), on_delete=models.PROTECT, related_name="rates"
    )
    unit = models.PositiveSmallIntegerField(_("unit"), choices=Unit)
    amount = models.DecimalField(
        _("amount in €"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )

    objects = RateQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        ordering = ["support_type__position", "support_type__name", "unit", "valid_from", "pk"]
        constraints = [
            ends_after_beginning("rate_period"),
            models.CheckConstraint(
                name="rate_amount",
                condition=Q(amount__gt=0),
                violation_error_message=_("A rate is more than zero."),
            ),
            models.CheckConstraint(
                name="rate_unit",
                condition=Q(unit__in=Unit.values),
                violation_error_message=_("This unit is not known."),
            ),
            no_overlap(
                "rate_no_overlap",
                "provider",
                "support_type",
                "unit",
                message=_("Another rate of this provider already applies in that time."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="take_provider",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=(
                    "SELECT provider_id INTO NEW.provider_id FROM networks_agreement"
                    " WHERE id = NEW.agreement_id; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.support_type} – {self.get_unit_display()}: {self.amount_text}"

    @property
    def amount_text(self) -> str:
        """The amount in German form, with the euro sign."""
        return format_german(cents_from_decimal(self.amount))

    def clean(self) -> None:
        super().clean()
        if not (self.agreement_id and self.valid_from):
            return
        self.provider_id = self.agreement.provider_id
        self._begin_within_agreement()
        other = self.overlapping()
        if other is not None:
            raise ValidationError({"valid_from": overlap_message(other)})

    def overlapping(self) -> Rate | None:
        """Return the earliest other rate in force at the same time for the same thing."""
        if not (self.support_type_id and self.unit and self.valid_from):
            return None
        others = Rate.objects.series(self.agreement.provider_id, self.support_type_id, self.unit)
        others = others.exclude(pk=self.pk).select_related("agreement", "support_type")
        return first_overlapping(others, self.valid_from, self.valid_until)

    def _begin_within_agreement(self) -> None:
        start, end = self.agreement.valid_from, self.agreement.valid_until
        if self.valid_from < start:
            raise ValidationError(
                {
                    "valid_from": _("The agreement begins later, on %(day)s.")
                    % {"day": date_format(start, "SHORT_DATE_FORMAT")}
                }
            )
        if end is not None and self.valid_from >= end:
            raise ValidationError(
                {"valid_from": _("The agreement has ended by then; please add a new one.")}
            )


def overlap_message(other: Rate) -> str:
    """Return the sentence that names the rate in the way and says what to do."""
    return gettext(
        "For %(support)s (%(unit)s), %(amount)s already apply: %(days)s (agreement"
        " %(agreement)s). Please choose other days, or end that rate first."
    ) % {
        "support": other.support_type.name,
        "unit": other.get_unit_display(),
        "amount": other.amount_text,
        "days": other.days_text,
        "agreement": other.agreement.reference,
    }

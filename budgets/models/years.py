"""Budget years, the funds in them, and which funds may help each other out."""

from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from budgets.models.triggers import closed_by_two_people, kept_with_closed_year
from budgets.rules.closing import CarryRule
from budgets.rules.states import YEAR_TRANSITIONS, YearState
from sro.records import Record, user_key
from sro.states import pairs

YEAR_STATES = {
    YearState.DRAFT.value: _("draft"),
    YearState.ADOPTED.value: _("adopted"),
    YearState.CLOSING.value: _("closing proposed"),
    YearState.CLOSED.value: _("closed"),
}


@pghistory.track()
class BudgetYear(Record):
    """A calendar year for which the council gives money."""

    year = models.PositiveSmallIntegerField(
        _("year"),
        unique=True,
        error_messages={"unique": _("There is already a budget for this year.")},
    )
    state = models.CharField(
        _("state"), max_length=10, choices=YEAR_STATES, default=YearState.DRAFT.value
    )
    state_reason = models.TextField(_("reason for the state"), blank=True)
    state_changed_at = models.DateTimeField(_("state since"), null=True, blank=True)
    # PROTECT throughout this app: who acted stays nameable; people are deactivated, not deleted.
    state_changed_by = user_key(
        _("state set by"),
        null=True,
        blank=True,
    )

    class Meta(Record.Meta):
        verbose_name = _("budget year")
        verbose_name_plural = _("budget years")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                name="budget_year_range",
                condition=Q(year__gte=1990, year__lte=2100),
                violation_error_message=_("Please enter a year between 1990 and 2100."),
            ),
            models.CheckConstraint(
                name="budget_year_state",
                condition=Q(state__in=[state.value for state in YearState]),
                violation_error_message=_("This state is not known."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(name="year_states", field="state", transitions=pairs(YEAR_TRANSITIONS)),
            closed_by_two_people(),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def first_day(self) -> date:
        """The first of January: the districts of that day are those of the budget."""
        return date(self.year, 1, 1)


@pghistory.track()
class CoverGroup(Record):
    """Funds of one year that cover each other (gegenseitig deckungsfähig)."""

    budget_year = models.ForeignKey(
        BudgetYear,
        verbose_name=_("budget year"),
        on_delete=models.CASCADE,
        related_name="cover_groups",
    )
    name = models.CharField(_("name"), max_length=120)

    class Meta(Record.Meta):
        verbose_name = _("cover group")
        verbose_name_plural = _("cover groups")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget_year", "name"],
                name="cover_group_unique",
                violation_error_message=_("This year already has a cover group of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class FundKind(models.TextChoices):
    """What a fund is for."""

    FALL = "fall", _("Case budget (Fall)")
    MILIEU = "milieu", _("Milieu budget")
    STRUKTUR = "struktur", _("Structure budget (Struktur)")
    BASIC_OFFER = "basic_offer", _("Basic offer (Grundangebot)")
    FAMILY_GROUP_CONFERENCE = "family_group_conference", _("Family group conferences")
    RESERVE = "reserve", _("Reserve")
    OTHER = "other", _("Other purpose")


#: How a fund appears in an address; other purposes take the words of their name.
FUND_SLUGS = {
    FundKind.FALL: "fall",
    FundKind.MILIEU: "milieu",
    FundKind.STRUKTUR: "struktur",
    FundKind.BASIC_OFFER: "grundangebot",
    FundKind.FAMILY_GROUP_CONFERENCE: "familienrat",
    FundKind.RESERVE: "reserve",
}


CARRY_RULES = {
    CarryRule.NONE.value: _("nothing is carried over"),
    CarryRule.SURPLUS.value: _("what is left over"),
    CarryRule.SURPLUS_AND_DEFICIT.value: _("what is left over, and what is missing"),
}


@pghistory.track()
class Fund(Record):
    """One purse of a budget year. A target for planning: it never stops a support."""

    # PROTECT: a year with funds is emptied on purpose, never by the way.
    budget_year = models.ForeignKey(
        BudgetYear, verbose_name=_("budget year"), on_delete=models.PROTECT, related_name="funds"
    )
    kind = models.CharField(_("purpose"), max_length=30, choices=FundKind)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), max_length=60, editable=False)
    amount = models.DecimalField(
        _("amount"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("In euro. Empty means: not planned yet. Nothing can be divided before."),
    )
    cover_group = models.ForeignKey(
        CoverGroup,
        verbose_name=_("cover group"),
        # SET_NULL: without its group the fund stands alone, its amount stays.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="funds",
        help_text=_("Funds of one group may cover each other."),
    )
    transfer_limit = models.DecimalField(
        _("transfers up to"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_(
            "In euro. Up to this amount one person moves money out of this fund, counted together"
            " by line and year; above it, or without a limit, a second person approves."
        ),
    )
    carry_over = models.CharField(
        _("carried into the next year"),
        max_length=20,
        choices=CARRY_RULES,
        default=CarryRule.NONE.value,
    )
    carry_over_percent = models.PositiveSmallIntegerField(
        _("per cent of it"),
        default=100,
        validators=[MaxValueValidator(100)],
    )
    note = models.TextField(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["budget_year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="fund_amount",
                # NaN counts as the largest number in PostgreSQL; the upper bound keeps it out.
                condition=Q(amount__isnull=True) | Q(amount__gte=0, amount__lt=10**12),
                violation_error_message=_("The amount must not be negative."),
            ),
            models.CheckConstraint(
                name="fund_transfer_limit",
                condition=Q(transfer_limit__isnull=True)
                | Q(transfer_limit__gte=0, transfer_limit__lt=10**12),
                violation_error_message=_("The limit must not be negative."),
            ),
            models.CheckConstraint(
                name="fund_carry_over",
                condition=Q(carry_over__in=[rule.value for rule in CarryRule]),
                violation_error_message=_("This rule is not known."),
            ),
            models.CheckConstraint(
                name="fund_carry_over_percent",
                condition=Q(carry_over_percent__gte=0, carry_over_percent__lte=100),
                violation_error_message=_("Please enter between 0 and 100 per cent."),
            ),
            models.UniqueConstraint(
                fields=["budget_year", "kind"],
                condition=~Q(kind=FundKind.OTHER.value),
                name="fund_kind_unique",
                violation_error_message=_("This year already has a fund for this purpose."),
            ),
            models.UniqueConstraint(
                fields=["budget_year", "slug"],
                name="fund_slug_unique",
                violation_error_message=_("This year already has a fund of this name."),
            ),
        ]
        triggers = [*Record.Meta.triggers, kept_with_closed_year("{row}.budget_year_id")]

    def __str__(self) -> str:
        return f"{self.name} {self.budget_year}"

    @property
    def may_be_overdrawn(self) -> bool:
        """Whether its lines may go below zero: an individual entitlement is not capped."""
        return self.kind == FundKind.FALL

    @property
    def gives_grants(self) -> bool:
        """Whether small grants come out of it.

        Not from the fund of individual supports, and not from one for other purposes: a year may
        have several of these, and bookings could not tell them apart.
        """
        return self.kind not in (FundKind.FALL, FundKind.OTHER)

    def clean_fields(self, exclude=None) -> None:
        # Before the fields are checked: the address part follows from the purpose.
        if not self.slug:
            self.slug = (
                FUND_SLUGS.get(FundKind(self.kind) if self.kind else None, "")
                or slugify(self.name.translate(str.maketrans({"ß": "ss"})))[:60]
            )
        super().clean_fields(exclude=exclude)

    def clean(self) -> None:
        if self.cover_group and self.cover_group.budget_year_id != self.budget_year_id:
            raise ValidationError(
                {"cover_group": _("This cover group belongs to another budget year.")}
            )

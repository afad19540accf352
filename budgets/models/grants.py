"""Small grants (kleine Zuschüsse) for projects of a neighbourhood, from application to proof."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pghistory
import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from budgets.models.triggers import granted_by_another, kept_as
from budgets.models.years import Fund
from budgets.querysets import GrantQuerySet
from budgets.rules.grants import is_overdue
from budgets.rules.states import GRANT_TRANSITIONS, GrantState
from sro.records import Record, user_key
from sro.states import pairs

GRANT_STATES = {
    GrantState.APPLIED.value: _("applied for"),
    GrantState.GRANTED.value: _("granted"),
    GrantState.REJECTED.value: _("rejected"),
    GrantState.WITHDRAWN.value: _("withdrawn"),
    GrantState.PAID.value: _("paid"),
    GrantState.PROVEN.value: _("proof handed in"),
    GrantState.CLOSED.value: _("closed with proof"),
}
_PROVEN = [GrantState.PROVEN.value, GrantState.CLOSED.value]
_DECIDED = [GrantState.GRANTED.value, GrantState.PAID.value, *_PROVEN]
_APPLICATION = (
    "fund_id",
    "district_id",
    "social_space_id",
    "title",
    "purpose",
    "applicant",
    "provider_id",
    "institution_id",
    "project_id",
    "volunteers",
    "requested",
    "applied_on",
    "recorded_by_id",
    "changed_by_id",
)
_DECISION = ("granted", "from_space", "rule", "decided_by_id", "decided_at", "decision_reason")


@pghistory.track()
class SmallGrant(Record):
    """Money for a project of an organisation; from any fund but the case budget.

    Organisations are named, private people are not. What was granted and is not paid yet binds
    money of the district's line, or of the social space's where the decision says so.
    """

    # PROTECT throughout: where money was granted stays nameable.
    fund = models.ForeignKey(
        Fund, verbose_name=_("fund"), on_delete=models.PROTECT, related_name="grants"
    )
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    social_space = models.ForeignKey(
        "networks.SocialSpace",
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(_("what the money is for"), max_length=4000)
    applicant = models.CharField(_("applicant"), max_length=200)
    provider = models.ForeignKey(
        "networks.Provider",
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    institution = models.ForeignKey(
        "networks.Institution",
        verbose_name=_("institution"),
        # SET_NULL: the name stays in `applicant`; the registry may be tidied up.
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    project = models.ForeignKey(
        "networks.Project",
        verbose_name=_("project"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
    )
    volunteers = models.PositiveSmallIntegerField(_("volunteers"), null=True, blank=True)
    requested = models.DecimalField(
        _("amount applied for"),
        max_digits=14,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    applied_on = models.DateField(_("applied on"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=GRANT_STATES,
        default=GrantState.APPLIED.value,
        editable=False,
    )
    recorded_by = user_key(
        _("recorded by"),
        editable=False,
    )
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)
    changed_by = user_key(
        _("changed by"),
        null=True,
        editable=False,
    )
    granted = models.DecimalField(
        _("amount granted"), max_digits=14, decimal_places=2, null=True, editable=False
    )
    from_space = models.BooleanField(
        _("from the social space’s line"), default=False, editable=False
    )
    rule = models.CharField(_("rule"), max_length=20, blank=True, editable=False)
    decided_by = user_key(
        _("decided by"),
        null=True,
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decision_reason = models.TextField(_("reason of the decision"), blank=True, editable=False)
    proof_due = models.DateField(_("proof of use until"), null=True, editable=False)
    proof_on = models.DateField(_("proof handed in on"), null=True, editable=False)
    used = models.DecimalField(
        _("amount used"), max_digits=14, decimal_places=2, null=True, editable=False
    )
    outcome = models.TextField(_("what came of it"), max_length=4000, blank=True, editable=False)
    checked_by = user_key(
        _("proof checked by"),
        null=True,
        editable=False,
    )
    checked_at = models.DateTimeField(_("proof checked at"), null=True, editable=False)

    # Not stored: in euro, from the ledger; `GrantQuerySet` adds them where they are asked for.
    paid: Decimal
    repaid: Decimal
    bound: Decimal
    spent: Decimal

    # A code; who decided says the same in words.
    history_without = ("rule",)

    objects = GrantQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("small grant")
        verbose_name_plural = _("small grants")
        ordering = ["-applied_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="grant_words",
                condition=Q(title__regex=r"\S", purpose__regex=r"\S", applicant__regex=r"\S"),
                violation_error_message=_(
                    "Please say who applies, for what, and under which title."
                ),
            ),
            models.CheckConstraint(
                name="grant_requested",
                condition=Q(requested__gt=0, requested__lt=10**12),
                violation_error_message=_("The amount applied for is more than zero."),
            ),
            models.CheckConstraint(
                name="grant_granted",
                condition=Q(granted__isnull=True) | Q(granted__gt=0, granted__lte=F("requested")),
                violation_error_message=_(
                    "The amount granted is more than zero and not more than was applied for."
                ),
            ),
            models.CheckConstraint(
                name="grant_used",
                condition=Q(used__isnull=True) | Q(used__gte=0, used__lte=F("granted")),
                violation_error_message=_("No more can have been used than was granted."),
            ),
            models.CheckConstraint(
                name="grant_from_space",
                condition=Q(from_space=False) | Q(social_space__isnull=False),
                violation_error_message=_("The application names no social space."),
            ),
            models.CheckConstraint(
                name="grant_decided",
                condition=~Q(state__in=_DECIDED)
                | Q(
                    granted__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    proof_due__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="grant_rejected",
                condition=~Q(state=GrantState.REJECTED.value)
                | Q(
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    decision_reason__regex=r"\S",
                ),
                violation_error_message=_("Please give a reason."),
            ),
            models.CheckConstraint(
                name="grant_second_person",
                condition=Q(granted__isnull=True)
                | Q(rule="within_limit")
                | ~Q(decided_by=F("recorded_by"))
                & (Q(changed_by__isnull=True) | ~Q(decided_by=F("changed_by"))),
                violation_error_message=_("A second person decides."),
            ),
            models.CheckConstraint(
                name="grant_proven",
                condition=~Q(state__in=_PROVEN)
                | Q(proof_on__isnull=False, used__isnull=False, outcome__regex=r"\S"),
                violation_error_message=_(
                    "A proof of use says when it came, what was used and what came of it."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["proof_due"],
                name="grant_proof_due",
                condition=Q(state=GrantState.PAID.value),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(name="grant_states", field="state", transitions=pairs(GRANT_TRANSITIONS)),
            granted_by_another("applied", "changed"),
            kept_as("grant_as_applied", "OLD.state <> 'applied'", _APPLICATION),
            kept_as("grant_as_decided", "OLD.decided_at IS NOT NULL", _DECISION),
            pgtrigger.Protect(name="grant_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def kept(self) -> Decimal:
        """What was paid and did not come back; only of grants read with their money."""
        return self.paid - self.repaid

    @property
    def place(self) -> str:
        """Where the project is, in words."""
        return f"{self.district} / {self.social_space}" if self.social_space else str(self.district)

    def is_overdue(self, today: date) -> bool:
        """Whether the proof of use should have come by now."""
        return is_overdue(self.state, self.proof_due, today)


@pghistory.track()
class GrantPartner(Record):
    """An organisation that takes part in the project beside the applicant."""

    grant = models.ForeignKey(
        SmallGrant,
        verbose_name=_("small grant"),
        on_delete=models.CASCADE,
        related_name="partners",
    )
    name = models.CharField(_("name"), max_length=200)
    institution = models.ForeignKey(
        "networks.Institution",
        verbose_name=_("institution"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta(Record.Meta):
        verbose_name = _("partner of a small grant")
        verbose_name_plural = _("partners of small grants")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "name"],
                name="grant_partner_once",
                violation_error_message=_("This partner is named already."),
            ),
            models.CheckConstraint(name="grant_partner_name", condition=Q(name__regex=r"\S")),
        ]

    def __str__(self) -> str:
        return self.name

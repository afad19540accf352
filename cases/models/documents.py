"""Papers as they were handed out, and what the office prints on all of them."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.utils.translation import gettext_lazy as _

from cases.models.base import case_key, person_key
from cases.querysets.cases import CaseQuerySet
from cases.rules.references import BadPattern, Fault, check_pattern
from sro.records import Record, user_key


class DocumentKind(models.TextChoices):
    """What a paper is."""

    PLAN = "plan", _("support plan")
    FAMILY_PLAN = "family_plan", _("support plan for the family, one page")
    INVITATION = "invitation", _("invitation to the plan conference")
    RESOURCE_MAP = "resource_map", _("resource map")
    OFFERS = "offers", _("list of offers")
    DECISION = "decision", _("decision letter")


class IssuedDocument(models.Model):
    """A paper as it was issued: its bytes and their checksum, never changed."""

    case = case_key("documents")
    kind = models.CharField(_("kind"), max_length=20, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=200)
    person = person_key(_("for"), related_name="+", null=True, blank=True)
    plan = models.ForeignKey(
        "cases.SupportPlan",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    conference = models.ForeignKey(
        "cases.PlanConference",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    decision = models.ForeignKey(
        "cases.SupportDecision",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    resource_map = models.ForeignKey(
        "cases.ResourceMap",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    content = models.BinaryField(_("content"))
    sha256 = models.CharField(_("checksum"), max_length=64)
    issued_by = user_key(_("issued by"))
    issued_at = models.DateTimeField(_("issued at"))

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-issued_at", "-pk"]
        triggers = [
            pgtrigger.Protect(name="document_kept", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.title


PATTERN_FAULTS = {
    Fault.BRACES: _("Every brace needs its partner: {jahr}."),
    Fault.UNKNOWN_FIELD: _("Only {jahr}, {nummer} and {bezirk} can stand in braces."),
    Fault.WIDTH: _(
        "Please give the number of digits as in {nummer:5}; a year has {jahr:4} or {jahr:2}."
    ),
    Fault.NO_YEAR: _("{jahr} is missing: the numbers begin anew each year."),
    Fault.NO_NUMBER: _("{nummer} is missing: without it all references of a year are the same."),
    Fault.TWICE: _("Please use each part in braces only once."),
    Fault.AMBIGUOUS: _(
        "Please put a sign between {nummer} and other figures, so that nobody mixes them up."
    ),
    Fault.SIGNS: _("Please use letters, figures and signs on one line only."),
    Fault.TOO_LONG: _("The reference would become too long; please shorten the pattern."),
}


@pghistory.track()
class OfficeSettings(Record):
    """What the office prints on its papers and how it numbers its files. There is one row."""

    reference_pattern = models.CharField(
        _("pattern of the file reference"),
        max_length=60,
        default="{jahr}-{nummer:5}",
        help_text=_(
            "{jahr} is the year, {nummer} the running number, {nummer:5} the same with five"
            " digits, {bezirk} the key of the district."
        ),
    )
    office_name = models.CharField(_("name of the office"), max_length=160, blank=True)
    department = models.CharField(_("department"), max_length=160, blank=True)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    city = models.CharField(_("place"), max_length=80, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    invitation_text = models.TextField(_("text of the invitation"), max_length=4000, blank=True)
    decision_text = models.TextField(_("text of the decision letter"), max_length=4000, blank=True)
    appeal_text = models.TextField(
        _("how to object"), max_length=2000, blank=True, help_text=_("Rechtsbehelfsbelehrung.")
    )

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("papers and file references")
        verbose_name_plural = _("papers and file references")
        constraints = [
            models.UniqueConstraint(
                Value(1),
                name="officesettings_single",
                violation_error_message=_("There is one row of settings."),
            )
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    def clean(self) -> None:
        super().clean()
        try:
            check_pattern(self.reference_pattern)
        except BadPattern as error:
            message = PATTERN_FAULTS[error.fault]
            raise ValidationError({"reference_pattern": message}) from error

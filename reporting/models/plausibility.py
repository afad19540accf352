"""What looks contradictory or is missing, and what people say about it."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Person, Support
from networks.models import District
from reporting.querysets.findings import TABLE, FindingQuerySet
from reporting.rules.plausibility import BY_CODE, RULES, Rule
from sro.records import Record, user_key

# The sentences themselves are marked where the rules are written.
RULE_NAMES: list[tuple[str, str | Promise]] = [(rule.code, _(rule.title)) for rule in RULES]


@pghistory.track()
class PlausibilityNote(Record):
    """Why something is no error although it looks like one.

    It holds as long as the facts are those it was written about (`fingerprint`).
    """

    rule = models.CharField(_("rule"), max_length=20, choices=RULE_NAMES, editable=False)
    key = models.CharField(_("number"), max_length=41, editable=False)
    fingerprint = models.CharField(_("checksum of the facts"), max_length=32, editable=False)
    # PROTECT: files are kept; a note belongs to one.
    case = models.ForeignKey(
        Case,
        verbose_name=_("case"),
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    reason = models.CharField(
        _("not an error, because"),
        max_length=500,
        help_text=_("Please without names of families."),
    )
    author = user_key(_("noted by"), editable=False)
    noted_at = models.DateTimeField(_("noted at"), editable=False)
    withdrawn_by = user_key(_("withdrawn by"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)

    #: How it is found again tells nobody anything.
    history_without = ("key", "fingerprint")

    class Meta(Record.Meta):
        verbose_name = _("note on an inconsistency")
        verbose_name_plural = _("notes on inconsistencies")
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "key", "fingerprint"],
                condition=Q(withdrawn_at__isnull=True),
                name="plausibilitynote_once",
                violation_error_message=_("Somebody has noted meanwhile why this is no error."),
            ),
            models.CheckConstraint(
                name="plausibilitynote_reason",
                condition=Q(reason__regex=r"\S"),
                violation_error_message=_("Please say why this is no error."),
            ),
            models.CheckConstraint(
                name="plausibilitynote_withdrawn",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.ReadOnly(
                name="note_identity",
                fields=["rule", "key", "fingerprint", "case", "reason", "author", "noted_at"],
            ),
            pgtrigger.Protect(name="note_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return str(self.get_rule_display())


class Finding(models.Model):
    """Something that looks wrong. Read from the facts, never stored (see its queryset)."""

    id = models.CharField(primary_key=True, max_length=62, editable=False)
    rule = models.CharField(_("what is wrong"), max_length=20, choices=RULE_NAMES)
    key = models.CharField(_("number"), max_length=41)
    fingerprint = models.CharField(_("checksum of the facts"), max_length=32)
    # DO_NOTHING: there is no table; a finding ends with its facts.
    case = models.ForeignKey(
        Case, verbose_name=_("case"), on_delete=models.DO_NOTHING, related_name="+"
    )
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.DO_NOTHING, related_name="+"
    )
    support = models.ForeignKey(
        Support,
        verbose_name=_("support"),
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
    )
    note = models.ForeignKey(
        PlausibilityNote,
        verbose_name=_("not an error, because"),
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
    )
    place = models.BigIntegerField(null=True)
    since = models.DateField(_("since"))
    first = models.DateField()
    until = models.DateField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = TABLE
        verbose_name = _("inconsistency")
        verbose_name_plural = _("inconsistencies")

    def __str__(self) -> str:
        return str(self.get_rule_display())

    @property
    def definition(self) -> Rule:
        """The rule that was broken."""
        return BY_CODE[self.rule]

"""The quarterly district report: counts of a quarter, a district's report, its commentary."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from budgets.models import Indicator
from networks.models import District
from reporting.figures import Section
from reporting.rules.states import REPORT_TRANSITIONS, ReportState
from sro.periods import Quarter
from sro.records import Record, user_key
from sro.states import pairs

STATE_NAMES = {
    ReportState.DRAFT.value: _("draft"),
    ReportState.COMMENTARY.value: _("with commentary"),
    ReportState.DISCUSSED.value: _("discussed"),
    ReportState.SIGNED.value: _("signed off"),
    ReportState.FROZEN.value: _("frozen"),
    ReportState.PUBLISHED.value: _("published"),
    ReportState.SUPERSEDED.value: _("superseded"),
}

SECTION_NAMES = {
    Section.SUPPORTS.value: _("Supports running"),
    Section.COURSE.value: _("Begun and ended"),
    Section.TOGETHER.value: _("Planning together"),
    Section.PLACE.value: _("In the social space"),
    Section.HOURS.value: _("Hours"),
    Section.MONEY.value: _("Money"),
}

# Quarters before the year 2000 belong to no report that anybody writes here.
_YEAR = (MinValueValidator(2000), MaxValueValidator(2200))
_QUARTER = (MinValueValidator(1), MaxValueValidator(4))


@pghistory.track()
class ReportSettings(Record):
    """What holds for all reports. There is at most one row; without it the defaults hold."""

    base = models.ForeignKey(
        Indicator,
        verbose_name=_("young residents"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Indicator to whose values the density refers. It is named with each figure."),
    )
    limit = models.PositiveSmallIntegerField(
        _("largest count that is hidden"),
        default=2,
        validators=[MinValueValidator(2), MaxValueValidator(20)],
        help_text=_("Counts of people from 1 to this number are shown as “–”."),
    )

    class Meta(Record.Meta):
        verbose_name = _("settings of the reports")
        verbose_name_plural = _("settings of the reports")
        constraints = [
            models.UniqueConstraint(
                Value(1),
                name="reportsettings_single",
                violation_error_message=_("There is one row of settings."),
            ),
            models.CheckConstraint(name="reportsettings_limit", condition=Q(limit__range=(2, 20))),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class QuarterFigures(Record):
    """All counts of a quarter for all areas, with the quarters it is compared with; never changed.

    `counts` holds what a reader may see: small counts were taken out before it was written, so
    that no way out of the product has to remember to. `counted` is there to be protected anew when
    other reports have been frozen meanwhile, and is read for nothing else.
    """

    year = models.PositiveSmallIntegerField(_("year"), validators=_YEAR)
    quarter = models.PositiveSmallIntegerField(_("quarter"), validators=_QUARTER)
    counts = models.JSONField(_("counts"))
    counted = models.JSONField(_("counts as they were counted"))
    exposed = models.PositiveIntegerField(_("counts that can no longer be protected"), default=0)
    calculated_at = models.DateTimeField(_("calculated at"))

    class Meta(Record.Meta):
        verbose_name = _("figures of a quarter")
        verbose_name_plural = _("figures of quarters")
        ordering = ["-year", "-quarter", "-pk"]
        indexes = [models.Index(fields=["year", "quarter", "-id"], name="figures_newest")]
        triggers = [
            pgtrigger.Protect(name="figures_fixed", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.quarter}"


# The sheets are frozen by a trigger and would fill the history with each calculation.
@pghistory.track(exclude=["sheet", "public_sheet"])
class DistrictReport(Record):
    """The report of a district about a quarter; a correction is a report of its own."""

    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="reports"
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=_YEAR)
    quarter = models.PositiveSmallIntegerField(_("quarter"), validators=_QUARTER)
    number = models.PositiveSmallIntegerField(_("number"), default=1, editable=False)
    corrects = models.OneToOneField(
        "self",
        verbose_name=_("corrects"),
        on_delete=models.PROTECT,
        null=True,
        related_name="correction",
        editable=False,
    )
    reason = models.TextField(_("reason of the correction"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=STATE_NAMES,
        default=ReportState.DRAFT.value,
        editable=False,
    )
    figures = models.ForeignKey(
        QuarterFigures,
        verbose_name=_("counted from"),
        on_delete=models.PROTECT,
        null=True,
        related_name="reports",
        editable=False,
    )
    sheet = models.JSONField(_("figures of the report"), null=True, editable=False)
    calculated_at = models.DateTimeField(_("calculated at"), null=True, editable=False)
    discussed_on = models.DateField(_("discussed on"), null=True, blank=True)
    group_view = models.TextField(
        _("view of the working group"),
        max_length=10000,
        blank=True,
        help_text=_("What the working group (AG § 78) said about the report."),
    )
    undiscussed_reason = models.TextField(
        _("why it was not discussed"), max_length=2000, blank=True, editable=False
    )
    signed_by = user_key(_("signed off by"), null=True, editable=False)
    signed_at = models.DateTimeField(_("signed off at"), null=True, editable=False)
    frozen_by = user_key(_("frozen by"), null=True, editable=False)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, editable=False)
    frozen_sheet = models.JSONField(_("frozen report"), null=True, editable=False)
    public_sheet = models.JSONField(_("published report"), null=True, editable=False)
    checksum = models.CharField(_("checksum"), max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("district report")
        verbose_name_plural = _("district reports")
        ordering = ["-year", "-quarter", "district__key", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "year", "quarter", "number"],
                name="report_once",
                violation_error_message=_("There is a report of this district and quarter."),
            ),
            models.CheckConstraint(
                name="report_correction",
                condition=Q(number=1, corrects__isnull=True)
                | Q(number__gt=1, corrects__isnull=False, reason__regex=r"\S"),
                violation_error_message=_("Please give a reason for the correction."),
            ),
            models.CheckConstraint(
                name="report_signed",
                condition=Q(state__in=["draft", "commentary", "discussed"], signed_by__isnull=True)
                | ~Q(state__in=["draft", "commentary", "discussed"])
                & Q(signed_by__isnull=False, signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_frozen",
                condition=~Q(state__in=["frozen", "published", "superseded"])
                & Q(checksum="", frozen_sheet__isnull=True, public_sheet__isnull=True)
                | Q(state__in=["frozen", "published", "superseded"])
                & Q(
                    checksum__regex="^[0-9a-f]{64}$",
                    frozen_sheet__isnull=False,
                    public_sheet__isnull=False,
                    frozen_by__isnull=False,
                    frozen_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="report_second_person",
                condition=Q(frozen_by__isnull=True) | ~Q(frozen_by=F("signed_by")),
                violation_error_message=_("Whoever signed the report off cannot freeze it."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(
                name="report_states", field="state", transitions=pairs(REPORT_TRANSITIONS)
            ),
            pgtrigger.ReadOnly(
                name="report_identity",
                fields=["district", "year", "quarter", "number", "corrects"],
            ),
            pgtrigger.Protect(
                name="report_kept_as_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state IN ('frozen', 'published', 'superseded')"
                    " AND (to_jsonb(OLD) - ARRAY['state', 'version', 'published_at']"
                    " IS DISTINCT FROM to_jsonb(NEW) - ARRAY['state', 'version', 'published_at']"
                    " OR OLD.published_at IS DISTINCT FROM NEW.published_at"
                    " AND (OLD.published_at IS NOT NULL OR NEW.state <> 'published'))"
                ),
            ),
            # A correction begun by mistake may go as long as nobody has signed it off.
            pgtrigger.Protect(
                name="report_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition(
                    "OLD.corrects_id IS NULL"
                    " OR OLD.state NOT IN ('draft', 'commentary', 'discussed')"
                ),
            ),
        ]

    def __str__(self) -> str:
        return _("%(district)s, quarter %(quarter)s/%(year)s") % {
            "district": self.district.name,
            "quarter": self.quarter,
            "year": self.year,
        }

    @property
    def span(self) -> Quarter:
        """The quarter the report is about."""
        return Quarter(self.year, self.quarter)


@pghistory.track()
class ReportSection(Record):
    """What the district says about a section of its report."""

    report = models.ForeignKey(
        DistrictReport, verbose_name=_("report"), on_delete=models.CASCADE, related_name="sections"
    )
    section = models.CharField(_("section"), max_length=12, choices=SECTION_NAMES, editable=False)
    commentary = models.TextField(
        _("commentary"),
        max_length=10000,
        blank=True,
        help_text=_("Is published with the report. Please name nobody and no single family."),
    )
    note = models.TextField(
        _("note for the office"),
        max_length=10000,
        blank=True,
        help_text=_("Stays inside the office."),
    )
    for_group = models.BooleanField(
        _("to be discussed by the working group (AG § 78)"), default=False
    )

    class Meta(Record.Meta):
        verbose_name = _("section of a report")
        verbose_name_plural = _("sections of reports")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "section"], name="report_section_once")
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.Trigger(
                name="section_open",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                # OLD is NULL for a new row, NEW for one that goes.
                func=(
                    "IF EXISTS (SELECT 1 FROM reporting_districtreport AS r"
                    " WHERE r.id IN (OLD.report_id, NEW.report_id)"
                    " AND r.state NOT IN ('draft', 'commentary', 'discussed')) THEN"
                    " RAISE EXCEPTION 'the report is signed off'; END IF;"
                    " RETURN coalesce(NEW, OLD);"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_section_display())


class Preparation(Record):
    """The drafts of a quarter being made at its end; whoever steers sees when that failed."""

    year = models.PositiveSmallIntegerField(_("year"), validators=_YEAR)
    quarter = models.PositiveSmallIntegerField(_("quarter"), validators=_QUARTER)
    done_at = models.DateTimeField(_("done at"), null=True)
    failed_at = models.DateTimeField(_("failed at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("preparation of reports")
        verbose_name_plural = _("preparations of reports")
        ordering = ["-year", "-quarter"]
        constraints = [models.UniqueConstraint(fields=["year", "quarter"], name="preparation_once")]

    def __str__(self) -> str:
        return f"{self.year}/{self.quarter}"

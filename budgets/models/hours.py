"""Hours: what was worked for families, for several of them, and for the place.

A line belongs to a provider or, for the office's own people, to their district (`team`).
"""

from __future__ import annotations

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budgets.rules.hours import DAY, Kind
from budgets.rules.states import ENTRY_TRANSITIONS, MONTH_TRANSITIONS, EntryState, MonthState
from networks.models.institutions import ChoicesField
from sro.records import Record, user_key
from sro.states import pairs


class HoursKind(models.TextChoices):
    """The three levels of social-space oriented work."""

    CASE_SPECIFIC = Kind.CASE_SPECIFIC.value, _("case-specific")
    CROSS_CASE = Kind.CROSS_CASE.value, _("cross-case")
    CASE_INDEPENDENT = Kind.CASE_INDEPENDENT.value, _("case-independent")


ENTRY_STATES = [
    (EntryState.ENTERED, _("entered")),
    (EntryState.SUBMITTED, pgettext_lazy("hours", "submitted")),
    (EntryState.RETURNED, _("returned")),
    (EntryState.APPROVED, _("approved")),
    (EntryState.CLOSED, _("closed")),
]
MONTH_STATES = [
    (MonthState.OPEN, _("open")),
    (MonthState.SUBMITTED, pgettext_lazy("hours", "submitted")),
    (MonthState.CLOSED, _("closed")),
]
_BELONGS = Q(provider__isnull=False, team__isnull=True) | Q(
    provider__isnull=True, team__isnull=False
)


def _provider(name: str) -> models.ForeignKey:
    # PROTECT: a provider with hours is ended by date.
    return models.ForeignKey(
        "networks.Provider",
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name=name,
    )


def _team(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        "networks.District",
        verbose_name=_("team of the office"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name=name,
    )


def _belongs(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=_BELONGS,
        violation_error_message=_("Hours belong to a provider or to a team of the office."),
    )


@pghistory.track()
class Activity(Record):
    """What people do in their hours; kept by the office. The name is German, as on the sheets."""

    name = models.CharField(
        _("name"),
        max_length=80,
        unique=True,
        error_messages={"unique": _("There is already an activity with this name.")},
    )
    kinds = ChoicesField(HoursKind, verbose_name=_("fits to"))
    position = models.PositiveSmallIntegerField(
        _("place in lists"), default=0, help_text=_("Lists follow this number, then the name.")
    )
    # Never deleted: hours of former years refer to it.
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Otherwise it cannot be chosen for new hours.")
    )

    class Meta(Record.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["position", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="activity_kinds",
                condition=~Q(kinds=[]),
                violation_error_message=_("Please choose at least one kind of hours."),
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class HoursEntry(Record):
    """One line: who worked how many minutes on a day, for whom or where, doing what."""

    user = user_key(_("professional"))
    provider = _provider("hours")
    team = _team("team_hours")
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(DAY)]
    )
    kind = models.CharField(_("kind of hours"), max_length=20, choices=HoursKind)
    # PROTECT: an activity in use is switched off, not removed; so are supports, areas and offers.
    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), on_delete=models.PROTECT, related_name="hours"
    )
    support = models.ForeignKey(
        "cases.Support",
        verbose_name=_("support"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hours",
    )
    social_space = models.ForeignKey(
        "networks.SocialSpace",
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hours",
    )
    offer = models.ForeignKey(
        "networks.Offer",
        verbose_name=_("offer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hours",
    )
    network = models.ForeignKey(
        "networks.Network",
        verbose_name=_("network"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hours",
    )
    project = models.ForeignKey(
        "networks.Project",
        verbose_name=_("project"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hours",
    )
    # Of the social space or of the support's case on the day of entering: it says who approves.
    district = models.ForeignKey(
        "networks.District",
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        related_name="hours",
        editable=False,
    )
    note = models.CharField(
        _("note"), max_length=120, blank=True, help_text=_("Please without names of families.")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ENTRY_STATES,
        default=EntryState.ENTERED,
        editable=False,
    )
    return_reason = models.CharField(
        _("why it was returned"), max_length=500, blank=True, editable=False
    )
    external_id = models.CharField(
        _("number in the provider's system"), max_length=80, blank=True, editable=False
    )

    #: Whose line it is says who changed it; it is not told as a value.
    history_without = ("user", "district")

    class Meta(Record.Meta):
        verbose_name = _("line of hours")
        verbose_name_plural = _("lines of hours")
        ordering = ["day", "pk"]
        indexes = [
            models.Index(fields=["user", "day"], name="hours_of_person"),
            models.Index(fields=["provider", "day"], name="hours_of_provider"),
            models.Index(fields=["district", "state", "day"], name="hours_of_district"),
            models.Index(fields=["support", "day"], name="hours_of_support"),
            models.Index(fields=["team", "day"], name="hours_of_team"),
            models.Index(fields=["day"], name="hours_of_day"),
        ]
        constraints = [
            _belongs("hours_belong"),
            models.CheckConstraint(
                name="hours_minutes",
                condition=Q(minutes__gte=1, minutes__lte=DAY),
                violation_error_message=_("A line holds between one minute and 24 hours."),
            ),
            models.CheckConstraint(
                name="hours_place",
                condition=(
                    Q(kind="case_specific", support__isnull=False, social_space__isnull=True)
                    | Q(
                        kind="case_specific",
                        team__isnull=False,
                        support__isnull=True,
                        social_space__isnull=False,
                    )
                    | Q(support__isnull=True, social_space__isnull=False) & ~Q(kind="case_specific")
                ),
                violation_error_message=_(
                    "Case-specific hours belong to a support, all others to a social space."
                ),
            ),
            models.CheckConstraint(
                name="hours_shared",
                condition=~Q(kind="case_specific") | Q(network__isnull=True, project__isnull=True),
                violation_error_message=_(
                    "Only cross-case and case-independent hours belong to a network or project."
                ),
            ),
            models.CheckConstraint(
                name="hours_returned",
                condition=~Q(state="returned") | Q(return_reason__regex=r"\S"),
                violation_error_message=_("A returned line needs a reason."),
            ),
            models.UniqueConstraint(
                fields=["provider", "external_id"],
                condition=~Q(external_id=""),
                name="hours_external_id",
                violation_error_message=_("A line with this number is already there."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(name="hours_states", field="state", transitions=pairs(ENTRY_TRANSITIONS)),
            pgtrigger.Trigger(
                name="hours_submitted",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func="""
                    IF OLD.state NOT IN ('entered', 'returned') AND (
                        (to_jsonb(NEW) - ARRAY['state', 'version', 'return_reason'])
                        IS DISTINCT FROM
                        (to_jsonb(OLD) - ARRAY['state', 'version', 'return_reason'])
                    ) THEN
                        RAISE EXCEPTION 'Submitted hours stay as they were submitted.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(
                name="hours_kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state NOT IN ('entered', 'returned')"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} · {self.get_kind_display()}"


@pghistory.track()
class HoursWeek(Record):
    """A person's week at one employer; its version keeps two open pages from undoing each other."""

    user = user_key(_("professional"))
    provider = _provider("+")
    team = _team("+")
    monday = models.DateField(_("Monday"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta(Record.Meta):
        verbose_name = _("week of hours")
        verbose_name_plural = _("weeks of hours")
        ordering = ["monday", "pk"]
        constraints = [
            _belongs("hoursweek_belongs"),
            models.CheckConstraint(name="hoursweek_monday", condition=Q(monday__iso_week_day=1)),
            models.UniqueConstraint(
                fields=["user", "provider", "team", "monday"],
                nulls_distinct=False,
                name="hoursweek_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.monday:%G-W%V}"


@pghistory.track()
class HoursMonth(Record):
    """The month of a provider or of a team of the office: open, submitted, closed."""

    provider = _provider("hours_months")
    team = _team("hours_months")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=MONTH_STATES,
        default=MonthState.OPEN,
        editable=False,
    )
    submitted_by = user_key(_("submitted by"), null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    class Meta(Record.Meta):
        verbose_name = _("month of hours")
        verbose_name_plural = _("months of hours")
        ordering = ["-month", "pk"]
        constraints = [
            _belongs("hoursmonth_belongs"),
            models.CheckConstraint(name="hoursmonth_first_day", condition=Q(month__day=1)),
            models.UniqueConstraint(
                fields=["provider", "team", "month"], nulls_distinct=False, name="hoursmonth_once"
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.FSM(name="month_states", field="state", transitions=pairs(MONTH_TRANSITIONS)),
        ]

    def __str__(self) -> str:
        return f"{self.provider or self.team} {self.month:%m/%Y}"

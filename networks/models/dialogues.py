"""Quality dialogues with providers (§ 79a SGB VIII): rhythm, topics, results, what was agreed.

Nothing here speaks of prices, and nothing puts providers in an order.
"""

from __future__ import annotations

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from networks.models.minutes import TASK_STATES
from networks.models.providers import Provider
from networks.rules.meetings import TaskState
from sro.records import Record, user_key


class DialogueState(models.TextChoices):
    """How far a quality dialogue has come."""

    PLANNED = "planned", pgettext_lazy("dialogue", "planned")
    HELD = "held", pgettext_lazy("dialogue", "held")
    CANCELLED = "cancelled", pgettext_lazy("dialogue", "cancelled")


@pghistory.track()
class DialogueRhythm(Record):
    """How often the office and a provider talk about quality."""

    provider = models.OneToOneField(
        Provider,
        verbose_name=_("provider"),
        on_delete=models.CASCADE,
        related_name="dialogue_rhythm",
    )
    months = models.PositiveSmallIntegerField(
        _("at least every … months"), validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    since = models.DateField(_("since"))

    class Meta(Record.Meta):
        verbose_name = _("rhythm of quality dialogues")
        verbose_name_plural = _("rhythms of quality dialogues")
        ordering = ["provider__sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="dialoguerhythm_months",
                condition=Q(months__gte=1, months__lte=120),
                violation_error_message=_("The rhythm is one month or more."),
            )
        ]

    def __str__(self) -> str:
        return str(self.provider)


@pghistory.track()
class QualityDialogue(Record):
    """One conversation between office and provider about the quality of the work."""

    provider = models.ForeignKey(
        Provider,
        verbose_name=_("provider"),
        on_delete=models.PROTECT,
        related_name="quality_dialogues",
    )
    planned_on = models.DateField(_("day"), db_index=True)
    topics = models.TextField(
        _("topics"), max_length=4000, blank=True, help_text=_("One topic a line.")
    )
    participants = models.TextField(
        _("who took part"),
        max_length=1000,
        blank=True,
        help_text=_("Functions are enough: team lead, management, planning."),
    )
    results = models.TextField(_("results"), max_length=10000, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=DialogueState,
        default=DialogueState.PLANNED,
        editable=False,
    )
    cancel_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    created_by = user_key(_("entered by"), editable=False)

    class Meta(Record.Meta):
        verbose_name = _("quality dialogue")
        verbose_name_plural = _("quality dialogues")
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="qualitydialogue_held",
                condition=~Q(state="held") | Q(results__regex=r"\S"),
                violation_error_message=_("Please write down what came of it."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider}, {self.planned_on:%d.%m.%Y}"

    @property
    def topic_list(self) -> list[str]:
        """The topics, one by one."""
        return [line.strip() for line in self.topics.splitlines() if line.strip()]


@pghistory.track()
class DialoguePoint(Record):
    """Something that was agreed in a quality dialogue, and what became of it."""

    dialogue = models.ForeignKey(
        QualityDialogue,
        verbose_name=_("quality dialogue"),
        on_delete=models.CASCADE,
        related_name="points",
    )
    text = models.CharField(_("what was agreed"), max_length=500)
    by_office = models.BooleanField(_("the office does it"), default=False)
    due_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=TASK_STATES, default=TaskState.OPEN.value
    )
    note = models.CharField(_("what became of it"), max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("point agreed")
        verbose_name_plural = _("points agreed")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="dialoguepoint_dropped",
                condition=~Q(state=TaskState.DROPPED.value) | Q(note__regex=r"\S"),
                violation_error_message=_("Please say why the point is dropped."),
            )
        ]

    def __str__(self) -> str:
        return self.text

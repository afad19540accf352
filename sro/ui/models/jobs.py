"""Long work in the background and how far it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sro.records import RecordQuerySet


class JobState(models.TextChoices):
    """queued → running → done | failed | cancelled."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


ACTIVE_STATES = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(RecordQuerySet):
    """Jobs by state."""

    def active(self):
        """Return the jobs that wait or run."""
        return self.filter(state__in=ACTIVE_STATES)


class Job(models.Model):
    """One piece of long work. At most one job per `scope` is active at any time."""

    kind = models.CharField(_("kind"), max_length=60)
    scope = models.CharField(_("scope"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    target_id = models.BigIntegerField(_("number of the object worked on"), null=True)
    result_address = models.CharField(_("address of the result"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=JobState, default=JobState.QUEUED)
    step = models.CharField(_("step"), max_length=200, blank=True)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    total = models.PositiveIntegerField(_("steps in all"), default=0)
    error = models.TextField(_("reason"), blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs"
    )
    created_at = models.DateTimeField(_("started by the user"))
    started_at = models.DateTimeField(_("begun"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scope"],
                condition=Q(state__in=["queued", "running"]),
                name="job_one_active_per_scope",
                violation_error_message=_("The same work is already running."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        """Whether the job still waits or runs."""
        return self.state in ACTIVE_STATES

    @property
    def percent(self) -> int:
        """Progress in whole per cent; 100 only when finished."""
        if self.state == JobState.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0

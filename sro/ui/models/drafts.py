"""What somebody has typed and not yet saved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from sro.records import RecordQuerySet


class Draft(models.Model):
    """The unsaved content of one form of one person. Visible to its owner alone.

    Not part of the change history: a draft is nobody's business until it is saved.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    key = models.CharField(_("form"), max_length=200)
    title = models.CharField(_("title"), max_length=200, blank=True)
    # With its query: a page about a selection is another page without it.
    address = models.TextField(_("address"), blank=True)
    data = models.JSONField(_("content"), default=dict)
    saved_at = models.DateTimeField(_("saved"))

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="draft_unique")]

    def __str__(self) -> str:
        return self.title or self.key

    @property
    def resume_address(self) -> str:
        """Where one goes on with it."""
        return f"{self.address}{'&' if '?' in self.address else '?'}entwurf=1"

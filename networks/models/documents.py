"""Documents of networks: files that belong to a network or to one of its meetings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.models.bodies import Network
from networks.models.meetings import NetworkMeeting
from networks.querysets.bodies import DocumentManager
from networks.rules.documents import MAX_BYTES, DocumentType
from sro.records import Record, user_key

DOCUMENT_TYPES = {
    DocumentType.PDF.value: _("PDF"),
    DocumentType.PNG.value: _("picture (PNG)"),
    DocumentType.JPEG.value: _("picture (JPEG)"),
    DocumentType.DOCX.value: _("text document (DOCX)"),
    DocumentType.XLSX.value: _("spreadsheet (XLSX)"),
    DocumentType.ODT.value: _("text document (ODT)"),
    DocumentType.TEXT.value: _("plain text or CSV"),
}


# The history keeps that a document existed, not what it said.
@pghistory.track(exclude=["content"])
class NetworkDocument(Record):
    """A file of a network or of one meeting; what it says never changes."""

    network = models.ForeignKey(
        Network, verbose_name=_("network"), on_delete=models.PROTECT, related_name="documents"
    )
    meeting = models.ForeignKey(
        NetworkMeeting,
        verbose_name=_("meeting"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    title = models.CharField(_("title"), max_length=200)
    shared = models.BooleanField(_("guests and providers may read it"), default=False)
    file_name = models.CharField(_("file name"), max_length=200, editable=False)
    content_type = models.CharField(
        _("file type"), max_length=100, choices=DOCUMENT_TYPES, editable=False
    )
    content = models.BinaryField(_("content"))
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    sha256 = models.CharField(_("checksum of the file (SHA-256)"), max_length=64, editable=False)
    uploaded_by = user_key(_("uploaded by"), editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), editable=False)

    objects = DocumentManager()

    # Where it belongs is told by the page on which the history stands.
    history_without = ("network", "meeting", "sha256")

    class Meta(Record.Meta):
        verbose_name = _("document of a network")
        verbose_name_plural = _("documents of networks")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="networkdocument_size",
                condition=Q(size__gt=0, size__lte=MAX_BYTES),
                violation_error_message=_("The file is empty or too large."),
            ),
        ]
        triggers = [
            *Record.Meta.triggers,
            pgtrigger.ReadOnly(name="networkdocument_kept", exclude=["title", "shared", "version"]),
        ]

    def __str__(self) -> str:
        return self.title

    def full_clean(self, exclude: Iterable[str] | None = None, **options: Any) -> None:
        """Check what was read; the content is not loaded in order to look at a title."""
        super().full_clean(exclude={*(exclude or ()), *self.get_deferred_fields()}, **options)

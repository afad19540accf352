"""Files that somebody brings in, from the upload to the report."""

import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from sro.records import RecordQuerySet
from sro.ui.imports.problems import Problem

_BLOCK = 256 * 1024
#: A stored file is unpacked in memory up to this size and on disk beyond it.
_IN_MEMORY = 8 * 1024 * 1024


class ImportState(models.TextChoices):
    """uploaded → checked → applied; at any time before: discarded, or failed with a reason."""

    UPLOADED = "uploaded", _("waiting to be checked")
    CHECKED = "checked", _("checked")
    APPLIED = "applied", _("imported")
    DISCARDED = "discarded", _("discarded")
    FAILED = "failed", _("failed")


#: From which state which others can be reached.
TRANSITIONS: dict[str, frozenset[str]] = {
    ImportState.UPLOADED: frozenset(
        {ImportState.CHECKED, ImportState.DISCARDED, ImportState.FAILED}
    ),
    ImportState.CHECKED: frozenset(
        {ImportState.CHECKED, ImportState.APPLIED, ImportState.DISCARDED, ImportState.FAILED}
    ),
    ImportState.APPLIED: frozenset(),
    ImportState.DISCARDED: frozenset(),
    ImportState.FAILED: frozenset(),
}


class ImportJob(models.Model):
    """One file of one person for one importer, with what the check found and the import did.

    Not an editable record: it moves from state to state and its steps are in the trail. The file
    itself is deleted as soon as it has been imported or discarded; its checksum stays.
    """

    importer = models.CharField(_("kind of import"), max_length=60)
    file_name = models.CharField(_("file name"), max_length=200)
    file_size = models.PositiveBigIntegerField(_("size in bytes"))
    file_digest = models.CharField(_("checksum of the file (SHA-256)"), max_length=64)
    content_digest = models.CharField(_("checksum of the values"), max_length=64, blank=True)
    number_format = models.CharField(_("form of numbers"), max_length=10, blank=True)
    options = models.JSONField(
        _("choices made at upload"), default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    state = models.CharField(
        _("state"), max_length=12, choices=ImportState, default=ImportState.UPLOADED
    )
    rows = models.PositiveIntegerField(_("rows"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    error_count = models.PositiveIntegerField(_("errors"), default=0)
    warning_count = models.PositiveIntegerField(_("warnings"), default=0)
    report = models.JSONField(_("report"), default=dict, blank=True)
    found_state = models.CharField(_("state of the rows found"), max_length=80, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # The background work on this file, while there is any. Jobs may be tidied away.
    job = models.ForeignKey(
        "ui.Job", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Users are deactivated, not deleted; what they brought in stays theirs.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports"
    )
    created_at = models.DateTimeField(_("uploaded"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def errors(self) -> list[Problem]:
        """The errors kept (the first ones, in the order of lines)."""
        return [Problem.from_json(each) for each in self.report.get("errors", [])]

    @property
    def warnings(self) -> list[Problem]:
        """The warnings kept."""
        return [Problem.from_json(each) for each in self.report.get("warnings", [])]

    @property
    def is_open(self) -> bool:
        """Whether the file may still be checked, imported or discarded."""
        return self.state in (ImportState.UPLOADED, ImportState.CHECKED)

    @property
    def can_apply(self) -> bool:
        """Whether there is something to import and no error forbids it."""
        return (
            self.state == ImportState.CHECKED
            and not self.error_count
            and bool(self.new or self.changed)
        )

    @property
    def nothing_to_do(self) -> bool:
        """Whether all rows of the file are in the database already, exactly so."""
        return (
            self.state == ImportState.CHECKED
            and not self.error_count
            and bool(self.unchanged)
            and not (self.new or self.changed)
        )


class ImportFile(models.Model):
    """The uploaded bytes, packed; apart from the job, so that lists never load them."""

    import_job = models.OneToOneField(
        ImportJob, on_delete=models.CASCADE, primary_key=True, related_name="file"
    )
    packed = models.BinaryField(_("content, zlib"))

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")

    def __str__(self) -> str:
        return str(self.import_job_id)

    @staticmethod
    def pack(blocks: Iterable[bytes]) -> bytes:
        """The content in packed form; only the packed form is held in memory as a whole."""
        packer = zlib.compressobj(6)
        return b"".join([*(packer.compress(block) for block in blocks), packer.flush()])

    @contextmanager
    def unpacked(self) -> Iterator[IO[bytes]]:
        """The content as a seekable stream."""
        packed = memoryview(self.packed)
        unpacker = zlib.decompressobj()
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as stream:
            for start in range(0, len(packed), _BLOCK):
                stream.write(unpacker.decompress(packed[start : start + _BLOCK]))
            stream.write(unpacker.flush())
            stream.seek(0)
            yield stream

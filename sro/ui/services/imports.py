"""Bringing a file in: upload, check, confirm, report.

Checking writes nothing but the result of the check. Importing checks the file once more, in the
transaction that writes, and refuses when the rows concerned have changed since the preview.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import DataError, IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sro import access
from sro.audit.trail import record
from sro.ui.imports.importer import (
    ImportContext,
    Importer,
    ImportRefused,
    Preview,
    Report,
    apply_file,
    check_file,
)
from sro.ui.imports.numbers import NumberFormat
from sro.ui.imports.registry import importers
from sro.ui.imports.target import StaleImport
from sro.ui.models import ImportFile, ImportJob, ImportState, Job
from sro.ui.models.imports import TRANSITIONS
from sro.ui.services.jobs import start_job

log = logging.getLogger(__name__)

CHECK, APPLY = "ui.import_check", "ui.import_apply"
#: Files up to this size (some 10,000 rows) are worked on while the person waits.
DIRECT_BYTES = 512 * 1024


def upload_import(
    *,
    actor: Any,
    importer: Importer,
    file: File,
    number_format: str = "",
    options: Mapping[str, Any] | None = None,
    now: datetime,
) -> ImportJob:
    """Store a file and check it, at once or as a background job (then `job` is set)."""
    digest = hashlib.sha256()

    def blocks() -> Iterator[bytes]:
        for block in file.chunks():
            digest.update(block)
            yield block

    with transaction.atomic():
        access.require(actor, "import", importer.model)
        access.require(actor, "add", ImportJob)
        packed = ImportFile.pack(blocks())
        import_job = ImportJob.objects.create(
            importer=importer.key,
            file_name=PurePath(file.name or "").name[:200],
            file_size=file.size,
            file_digest=digest.hexdigest(),
            number_format=number_format,
            options=dict(options or {}),
            created_by=actor,
            created_at=now,
        )
        ImportFile.objects.create(import_job=import_job, packed=packed)
        record(
            actor,
            "import.uploaded",
            import_job,
            now=now,
            importer=importer.key,
            digest=import_job.file_digest,
        )
        return _check(actor, import_job, now)


def recheck_import(
    *, actor: Any, import_job: ImportJob, number_format: str, now: datetime
) -> ImportJob:
    """Check a file again, its numbers read in the form the person has chosen."""
    with transaction.atomic():
        import_job = _locked(actor, import_job, ImportState.CHECKED)
        import_job.number_format = number_format
        import_job.save(update_fields=["number_format"])
        return _check(actor, import_job, now)


def confirm_import(*, actor: Any, import_job: ImportJob, now: datetime) -> ImportJob:
    """Import a checked file, at once or as a background job (then `job` is set).

    Raises ValidationError, with nothing written, when the file has errors or the data have
    changed since the preview; the stored preview is then the new one.
    """
    if not _is_large(import_job):
        return apply_import(actor=actor, import_job=import_job, now=now)
    with transaction.atomic():
        import_job = _locked(actor, import_job, ImportState.APPLIED)
        _require_importable(import_job)
        return _in_background(actor, import_job, APPLY, now)


def check_import(*, actor: Any, import_job: ImportJob, now: datetime) -> ImportJob:
    """Check the stored file and keep what was found."""
    with transaction.atomic():
        import_job = _locked(actor, import_job, ImportState.CHECKED)
        with import_job.file.unpacked() as stream:
            preview = check_file(_importer(import_job), stream, _context(actor, import_job, now))
        return _keep(import_job, preview)


def apply_import(
    *,
    actor: Any,
    import_job: ImportJob,
    now: datetime,
    done: Callable[[datetime], None] | None = None,
) -> ImportJob:
    """Write the rows of a checked file, all of them or none.

    `done` is called in the same transaction. Raises ValidationError like :func:`confirm_import`.
    """
    try:
        return _apply(actor, import_job, now, done)
    except (StaleImport, ImportRefused):
        check_import(actor=actor, import_job=import_job, now=now)
        raise ValidationError(
            _(
                "The data have changed since the preview, so nothing was imported. "
                "Here is the new preview; please look at it once more."
            )
        ) from None
    except (IntegrityError, DataError) as error:
        # Only the name: the database's own words quote values of the file.
        constraint = _violated_constraint(error)
        log.warning("import %s was refused by the database: %s", import_job.pk, constraint)
        reason = _constraint_message(constraint, _importer(import_job))
        check_import(actor=actor, import_job=import_job, now=now)
        raise ValidationError(reason) from error


def _apply(
    actor: Any, import_job: ImportJob, now: datetime, done: Callable[[datetime], None] | None
) -> ImportJob:
    with transaction.atomic():
        import_job = _locked(actor, import_job, ImportState.APPLIED)
        _require_importable(import_job)
        importer = _importer(import_job)
        with import_job.file.unpacked() as stream:
            report = apply_file(
                importer,
                stream,
                _context(actor, import_job, now),
                expected=import_job.found_state,
            )
        _finish(import_job, ImportState.APPLIED, now, report)
        record(
            actor,
            "import.applied",
            import_job,
            now=now,
            importer=importer.key,
            digest=import_job.file_digest,
            new=report.new,
            changed=report.changed,
            unchanged=report.unchanged,
        )
        if done is not None:
            done(now)
    return import_job


def discard_import(*, actor: Any, import_job: ImportJob, now: datetime) -> ImportJob:
    """Throw the file away without importing it."""
    with transaction.atomic():
        import_job = _locked(actor, import_job, ImportState.DISCARDED)
        _finish(import_job, ImportState.DISCARDED, now)
        record(actor, "import.discarded", import_job, now=now, importer=import_job.importer)
    return import_job


def work_ended(job: Job) -> None:
    """The background work on a file failed or was stopped: the file waits as before."""
    ImportJob.objects.filter(job=job).update(reason=job.error)


def applied_before(import_job: ImportJob, actor: Any) -> ImportJob | None:
    """The latest import of a file with the same content that the actor may see."""
    same = ImportJob.objects.visible_to(actor).filter(
        importer=import_job.importer,
        state=ImportState.APPLIED,
        content_digest=import_job.content_digest,
    )
    return same.exclude(content_digest="").exclude(pk=import_job.pk).first()


# --- steps ------------------------------------------------------------------------------------


def _check(actor: Any, import_job: ImportJob, now: datetime) -> ImportJob:
    if _is_large(import_job):
        return _in_background(actor, import_job, CHECK, now)
    return check_import(actor=actor, import_job=import_job, now=now)


def _in_background(actor: Any, import_job: ImportJob, kind: str, now: datetime) -> ImportJob:
    title = (
        _("Checking the file “%(name)s”") if kind == CHECK else _("Importing the file “%(name)s”")
    ) % {"name": import_job.file_name}
    import_job.job = start_job(
        actor=actor,
        kind=kind,
        scope=f"ui.import:{import_job.pk}",
        title=title,
        target_id=import_job.pk,
        result_address=reverse("ui:import", args=[import_job.pk]),
        now=now,
    )
    import_job.reason = ""
    import_job.save(update_fields=["job", "reason"])
    return import_job


def _locked(actor: Any, import_job: ImportJob, target: ImportState) -> ImportJob:
    """The job, locked; raises PermissionDenied or ValidationError when it may not go there."""
    access.require(actor, "change", import_job)
    access.require(actor, "import", _importer(import_job).model)
    locked = ImportJob.objects.select_for_update(of=("self",)).get(pk=import_job.pk)
    if target not in TRANSITIONS[locked.state]:
        raise ValidationError(_("This file was already imported or discarded."))
    return locked


def _require_importable(import_job: ImportJob) -> None:
    if not import_job.can_apply:
        raise ValidationError(_("There is nothing to import in this file, or it has errors."))


def _keep(import_job: ImportJob, preview: Preview) -> ImportJob:
    import_job.state = ImportState.CHECKED
    import_job.rows = preview.rows
    import_job.new, import_job.changed = preview.new, preview.changed
    import_job.unchanged = preview.unchanged
    import_job.error_count = preview.problems.error_count
    import_job.warning_count = preview.problems.warning_count
    import_job.content_digest = preview.content_digest
    import_job.found_state = preview.state
    import_job.report = preview.as_json()
    import_job.reason = ""
    import_job.save()
    return import_job


def _finish(
    import_job: ImportJob, state: ImportState, now: datetime, report: Report | None = None
) -> None:
    import_job.state, import_job.finished_at, import_job.reason = state, now, ""
    if report is not None:
        import_job.new, import_job.changed = report.new, report.changed
        import_job.unchanged = report.unchanged
    for name in ("sample", "headings"):
        import_job.report.pop(name, None)
    import_job.save()
    # What was imported is in the registers and their history; the file has served its purpose.
    ImportFile.objects.filter(import_job=import_job).delete()


def _importer(import_job: ImportJob) -> Importer:
    try:
        return importers()[import_job.importer]
    except KeyError:
        raise ValidationError(_("Files of this kind are not imported any more.")) from None


def _context(actor: Any, import_job: ImportJob, now: datetime) -> ImportContext:
    chosen = import_job.number_format
    return ImportContext(
        actor=actor,
        now=now,
        options=import_job.options,
        number_format=NumberFormat(chosen) if chosen else None,
    )


def _is_large(import_job: ImportJob) -> bool:
    return import_job.file_size > DIRECT_BYTES


def _violated_constraint(error: Exception) -> str:
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""


def _constraint_message(name: str, importer: Importer) -> str:
    """The message of the violated constraint, if it is one of the importer's model."""
    for constraint in importer.model._meta.constraints:
        if constraint.name == name:
            return str(constraint.get_violation_error_message())
    return _("The values of this file contradict each other or the data. Nothing was imported.")

"""The complete file of a case, for the right of access of those it is about (§ 83 SGB X).

It holds what the person taking it out may see. Never in it: entries that were entrusted to
somebody else (§ 65 SGB VIII) and links to them, addresses that must stay secret, contacts of and
letters to people whose address is secret now, and reports the provider has not submitted yet.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.exports.rows import SKIPPED, in_words
from cases.exports.tables import TABLES
from cases.models import (
    Address,
    Case,
    Contact,
    DevelopmentReport,
    DocumentKind,
    Entrusted,
    IssuedDocument,
)
from cases.papers.frame import LANGUAGE
from cases.services.documents import is_intact
from sro import access
from sro.audit import trail

IN_MEMORY = 8 * 1024 * 1024
# What a row may be seen with is not always what its text may be read with.
READ: dict[type[models.Model], str] = {DevelopmentReport: "read"}
LETTERS = (DocumentKind.INVITATION, DocumentKind.DECISION)


@dataclass
class CaseFile:
    """The archive, at its beginning, and what it holds and leaves out, as counts."""

    archive: IO[bytes]
    rows: int = 0
    documents: int = 0
    left_out: dict[str, int] = field(default_factory=dict)


def export_case(*, actor: Any, case: Case, now: datetime, with_entrusted: bool = False) -> CaseFile:
    """Return the file of the case as a ZIP archive: `akte.json`, papers, and what is not in it.

    With `with_entrusted` the actor's own entrusted entries go along. The caller closes the
    archive. Raises PermissionDenied for whoever does not work on the case. That it was taken out
    stays in the log, with counts only.
    """
    access.require(actor, "export", case)
    found = CaseFile(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115
    try:
        with translation.override(LANGUAGE):
            _write(found, actor, case, now, with_entrusted)
    except BaseException:
        found.archive.close()
        raise
    found.archive.seek(0)
    trail.record_export(
        actor,
        "case.exported",
        case,
        now=now,
        format="zip",
        rows=found.rows,
        documents=found.documents,
        entrusted=with_entrusted,
    )
    return found


def _write(found: CaseFile, actor: Any, case: Case, now: datetime, with_entrusted: bool) -> None:
    with zipfile.ZipFile(found.archive, "w", zipfile.ZIP_DEFLATED) as archive:
        tables = dict(_tables(actor, case, with_entrusted, found))
        moment = timezone.localtime(now)
        content = {_("File reference"): case.reference, _("As of"): moment, **tables}
        archive.writestr(_stamped("akte.json", now), _json(content))
        _add_documents(archive, actor, case, now, found)
        archive.writestr(_stamped("hinweise.txt", now), _remarks(found))


def _tables(
    actor: Any, case: Case, with_entrusted: bool, found: CaseFile
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    def shown(other: models.Model) -> bool:
        if not isinstance(other, Entrusted) or not other.entrusted:
            return True
        return with_entrusted and other.author == actor

    for name, path in TABLES.items():
        model = apps.get_model("cases", name)
        rows = _rows(model, path, actor, case, with_entrusted)
        written = [in_words(row, shown) for row in rows.iterator(chunk_size=500)]
        found.rows += len(written)
        yield capfirst(str(model._meta.verbose_name_plural)), written
    blocked = Address.objects.filter(person__memberships__case=case, blocked=True).count()
    if blocked:
        found.left_out[_("addresses that must stay secret")] = blocked
    hidden = Contact.objects.filter(person__memberships__case=case, person__in=_secret()).count()
    if hidden:
        found.left_out[_("contacts of people whose address must stay secret")] = hidden


def _rows(
    model: type[models.Model], path: str, actor: Any, case: Case, with_entrusted: bool
) -> models.QuerySet:
    """Return the rows of a table that belong to the case and may go out with this person."""
    wanted = case.pk if path == "pk" else case
    manager: Any = model._default_manager
    rows = manager.allowing(actor, READ.get(model, "view")).filter(**{path: wanted})
    if issubclass(model, Entrusted):
        mine = Q(author=actor) if with_entrusted else Q(pk__in=[])
        rows = rows.filter(Q(entrusted=False) | mine)
    if model is Address:
        rows = rows.filter(blocked=False)
    if model is Contact:
        rows = rows.exclude(person__in=_secret())
    return _complete(rows).order_by("pk")


def _secret() -> models.QuerySet:
    """Return the people of whom an address must stay secret."""
    return Address.objects.filter(blocked=True).order_by().values("person")


def _complete(rows: models.QuerySet) -> models.QuerySet:
    """Load what the rows name together with them, and nothing that is not written."""
    meta = rows.model._meta
    keys = [each.name for each in meta.concrete_fields if each.is_relation]
    heavy = [each.name for each in meta.concrete_fields if each.name in SKIPPED]
    many = [m.name for m in meta.many_to_many if m.remote_field.through._meta.auto_created]
    return rows.defer(*heavy).select_related(*keys).prefetch_related(*many)


def _add_documents(
    archive: zipfile.ZipFile, actor: Any, case: Case, now: datetime, found: CaseFile
) -> None:
    """Add the papers as they were issued. Letters to an address that is secret now stay out."""
    rows = IssuedDocument.objects.visible_to(actor).filter(case=case).order_by("pk")
    hidden = Q(kind__in=LETTERS, person__in=_secret())
    if count := IssuedDocument.objects.filter(hidden, case=case).count():
        found.left_out[_("letters to people whose address must stay secret")] = count
    for document in rows.exclude(hidden).iterator(chunk_size=20):
        if not is_intact(document):
            name = _("papers that are damaged")
            found.left_out[name] = found.left_out.get(name, 0) + 1
            continue
        path = f"dokumente/{document.pk}-{document.kind}.pdf"
        archive.writestr(_stamped(path, now), bytes(document.content))
        found.documents += 1


def _remarks(found: CaseFile) -> str:
    """Say what the archive holds, and what it does not."""
    lines = [
        _("This archive holds everything that is stored about the case and may be given out."),
        _("akte.json: all entries in words. dokumente: the papers as they were issued."),
        "",
        _("Entries: %(rows)s. Papers: %(documents)s.")
        % {"rows": found.rows, "documents": found.documents},
    ]
    if found.left_out:
        lines += ["", _("Not in this archive:")]
        lines += [f"- {what}: {count}" for what, count in found.left_out.items()]
    return "\r\n".join(lines) + "\r\n"


def _stamped(name: str, now: datetime) -> zipfile.ZipInfo:
    moment = timezone.localtime(now)
    info = zipfile.ZipInfo(name, moment.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)

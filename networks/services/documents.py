"""Documents of networks: filing, naming, sharing, taking off, handing out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from networks.models import Network, NetworkDocument, NetworkMeeting
from networks.rules.documents import MAX_BYTES, MAX_MEGABYTES, DocumentType, name_for, type_of
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, deleted, updated
from sro.refusals import NotPossible, only_known

EDITABLE = frozenset({"title", "shared"})


def file_document(
    *,
    actor: Any,
    network: Network,
    file_name: str,
    content: bytes,
    now: datetime,
    meeting: NetworkMeeting | None = None,
    title: str = "",
    shared: bool = False,
) -> NetworkDocument:
    """File a document with a network, or with one of its meetings; without a title, by its name.

    What it is, is read from its bytes; its name decides nothing. Raises ValidationError for an
    empty or too large file and for what is not taken.
    """
    if meeting is not None and meeting.network_id != network.pk:
        raise ValueError("the meeting belongs to another network")
    kind = _judged(content)
    name = name_for(file_name, kind)
    document = NetworkDocument(
        network=network,
        meeting=meeting,
        title=" ".join(title.split()) or name.rpartition(".")[0],
        shared=shared,
        file_name=name,
        content_type=kind.value,
        content=content,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
        uploaded_at=now,
    )
    return created(actor, document, now)


def _judged(content: bytes) -> DocumentType:
    if not content:
        raise ValidationError({"file": _("The file is empty.")})
    if len(content) > MAX_BYTES:
        raise ValidationError(
            {"file": _("The file is larger than %(limit)s MB.") % {"limit": MAX_MEGABYTES}}
        )
    kind = type_of(content)
    if kind is None:
        raise ValidationError(
            {
                "file": _(
                    "This kind of file is not taken. PDF, PNG, JPEG, DOCX, XLSX and ODT without"
                    " macros are possible, and text or CSV in UTF-8."
                )
            }
        )
    return kind


def update_document(
    *,
    actor: Any,
    document: NetworkDocument,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> NetworkDocument:
    """Change the title, or who may read it; another file is another document."""
    only_known(changes, EDITABLE)
    return updated(actor, document, changes, version, now)


def remove_document(*, actor: Any, document: NetworkDocument, version: int, now: datetime) -> None:
    """Take a document off; the history keeps that it existed, not what it said."""
    deleted(actor, document, version, now)


def taken_out(*, actor: Any, document: NetworkDocument, now: datetime) -> bytes:
    """Return the bytes as they were filed and log that they were taken out.

    Raises NotPossible if they are not what was filed; that is logged as well.
    """
    access.require(actor, "view", document)
    content = bytes(document.content)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        trail.record_read(actor, document, "document.found_damaged", now=now)
        raise NotPossible(
            _(
                "The stored document is no longer the one that was filed; it is not handed out."
                " Please tell your administrator: a copy can be taken from the backup."
            )
        )
    form = DocumentType(document.content_type).name.lower()
    trail.record_export(actor, "networkdocument.taken_out", document, now=now, format=form)
    return content

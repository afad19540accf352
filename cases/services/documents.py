"""Issuing papers: stored as they were handed out, with a checksum, never changed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cases.models import Case, DocumentKind, IssuedDocument
from cases.papers.frame import LANGUAGE

# The makers of the papers register themselves when their modules are loaded.
from cases.services.paperwork import letters, offers, plans, resource_maps
from cases.services.paperwork.orders import MAKERS, Order, Paper
from sro import access
from sro.audit import trail

__all__ = [
    "BrokenDocument",
    "Order",
    "issue",
    "letters",
    "offers",
    "plans",
    "preview",
    "resource_maps",
    "taken_out",
]

_SUBJECTS = ("plan", "conference", "participant", "decision", "resource_map", "person")


class BrokenDocument(Exception):
    """The stored bytes are not those that were issued; nothing of them is handed out."""


def preview(*, actor: Any, order: Order, now: datetime) -> bytes:
    """Return the paper as it would be issued, marked as a draft; nothing is stored.

    Raises ValidationError in words for what is missing, PermissionDenied outside the own cases.
    """
    pdf = _made(actor, order, now, draft=True).pdf
    trail.record_export(
        actor, "document.previewed", order.case, now=now, kind=order.kind, format="pdf"
    )
    return pdf


def issue(*, actor: Any, case: Case, kind: str, now: datetime, **subject: Any) -> IssuedDocument:
    """Set a paper of the case and store it as issued.

    `subject` names what it is about: plan, conference and participant, decision and person,
    resource_map, or offers (a tuple of handed-over offers). Every subject must belong to the case
    and be visible to the actor. Entrusted entries and blocked addresses never get in. Raises
    ValidationError in words for what is missing.
    """
    order = Order(kind=kind, case=case, **subject)
    with transaction.atomic():
        paper = _made(actor, order, now, draft=False)
        document = IssuedDocument(
            case=case,
            kind=kind,
            title=paper.title[:200],
            person=order.person or (order.participant.person if order.participant else None),
            plan=order.plan,
            conference=order.conference,
            decision=order.decision,
            resource_map=order.resource_map,
            content=paper.pdf,
            sha256=checksum(paper.pdf),
            issued_by=actor,
            issued_at=now,
        )
        document.full_clean()
        document.save(force_insert=True)
        access.require(actor, "add", document)
        trail.record(actor, "document.issued", document, now=now, case=case.pk, document_kind=kind)
    return document


def taken_out(*, actor: Any, document: IssuedDocument, now: datetime) -> bytes:
    """Return the bytes as issued and log that they were taken out.

    Raises BrokenDocument if they are not what was issued; that is logged as well.
    """
    access.require(actor, "export", document)
    content = bytes(document.content)
    if not is_intact(document):
        trail.record_read(actor, document, "document.found_damaged", now=now)
        raise BrokenDocument(f"document {document.pk}")
    trail.record_export(
        actor, "document.taken_out", document, now=now, kind=document.kind, format="pdf"
    )
    return content


def find_damaged(*, now: datetime) -> int:
    """Compare all stored papers with their checksums; log and count those that do not match."""
    found = 0
    for document in IssuedDocument.objects.order_by("pk").iterator(chunk_size=50):
        if not is_intact(document):
            trail.record(None, "document.found_damaged", document, now=now)
            found += 1
    return found


def is_intact(document: IssuedDocument) -> bool:
    """Return whether the stored bytes are those that were issued."""
    return checksum(bytes(document.content)) == document.sha256


def checksum(content: bytes) -> str:
    """Return the SHA-256 of the bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def _made(actor: Any, order: Order, now: datetime, *, draft: bool) -> Paper:
    access.require(actor, "work", order.case)
    access.require(actor, "add", IssuedDocument)
    for name in _SUBJECTS:
        _require_own(actor, order, getattr(order, name))
    for row in order.offers:
        _require_own(actor, order, row)
    maker = MAKERS.get(order.kind)
    if maker is None:
        kinds = dict(DocumentKind.choices)
        raise ValidationError(
            _("There is no paper of this kind yet: %(kind)s.")
            % {"kind": kinds.get(order.kind, order.kind)}
        )
    with translation.override(LANGUAGE):
        return maker(order, actor, now, draft)


def _require_own(actor: Any, order: Order, subject: models.Model | None) -> None:
    """Refuse a subject of another case, or one the actor may not see."""
    if subject is None:
        return
    access.require(actor, "view", subject)
    conference = getattr(subject, "conference", None)
    belongs = (
        getattr(subject, "case_id", None) == order.case.pk
        or (conference is not None and conference.case_id == order.case.pk)
        or (order.case.members.filter(person_id=subject.pk).exists() and subject == order.person)
    )
    if not belongs:
        raise ValidationError(_("This does not belong to the case."))

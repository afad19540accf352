"""Freezing a report: its signed figures with the dashes of today, for good."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.models import DistrictReport, QuarterFigures
from reporting.rules import document as documents
from reporting.rules.document import Document
from reporting.services.documents import figures_of, with_texts
from reporting.services.figures import discard_unused, protected_anew
from reporting.services.reports import at_version, step
from sro import access
from sro.audit import trail
from sro.records import acting
from sro.refusals import NotPossible

# First key of the advisory lock that stands for "a report is being frozen".
LOCK_SPACE = 7_302


def freeze(
    *, actor: Any, report: DistrictReport, version: int, accepted: bool = False, now: datetime
) -> DistrictReport:
    """Freeze a signed report as a second person; nothing of it ever changes again.

    The counts are those that were signed. They are protected once more with what other reports
    have shown meanwhile; where small counts can be found out from those, that must be `accepted`.
    """
    with acting(actor), transaction.atomic():
        current = at_version(report, version)
        access.require(actor, "freeze", current)
        if current.signed_by_id == actor.pk:
            raise NotPossible(_("Whoever signed the report off cannot freeze it."))
        step(current, "freeze")
        _lock_freezing()
        if current.figures is None or current.sheet is None:
            raise NotPossible(_("This report has no figures yet."))
        figures = protected_anew(current.figures)
        figures.save()
        if figures.exposed and not accepted:
            raise NotPossible(
                ngettext(
                    "%(count)s small count can be found out from reports that were frozen before."
                    " Please confirm that you know.",
                    "%(count)s small counts can be found out from reports that were frozen before."
                    " Please confirm that you know.",
                    figures.exposed,
                )
                % {"count": figures.exposed}
            )
        frozen = _protected_document(current, figures, now)
        public = frozen.for_public()
        current.figures = figures
        current.sheet = None
        current.frozen_sheet, current.public_sheet = frozen.as_json(), public.as_json()
        current.checksum = documents.checksum(current.frozen_sheet, current.public_sheet)
        current.frozen_by, current.frozen_at = actor, now
        current.save(
            update_fields=[
                "state",
                "figures",
                "sheet",
                "frozen_sheet",
                "public_sheet",
                "checksum",
                "frozen_by",
                "frozen_at",
            ]
        )
        discard_unused(current.span)
        trail.record(
            actor,
            "districtreport.frozen",
            current,
            now=now,
            checksum=current.checksum,
            exposed=figures.exposed,
        )
    return current


def exposed_by_freezing(report: DistrictReport) -> int:
    """Return how many small counts earlier reports give away; for the page that asks."""
    if report.figures is None:
        return 0
    return protected_anew(report.figures).exposed


def _protected_document(report: DistrictReport, figures: QuarterFigures, now: datetime) -> Document:
    """Return the report as it was signed, with the dashes of today and nothing else of today."""
    fresh = figures_of(report, figures, today=timezone.localdate(now), tables={})
    signed = Document.from_json(report.sheet or {})
    return with_texts(documents.with_dashes(signed, fresh), report)


def _lock_freezing() -> None:
    """One report is frozen at a time: each must know what the others show."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK_SPACE])

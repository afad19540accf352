"""What holds for all reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from reporting.models import ReportSettings
from sro import access
from sro.audit import trail
from sro.records import StaleRecord, acting, create_record, update_record
from sro.refusals import only_known

_FIELDS = frozenset({"base", "limit"})


def current() -> ReportSettings:
    """Return the settings; unsaved with the defaults where nobody has set anything."""
    found = ReportSettings.objects.select_related("base").first()
    return found or ReportSettings(version=0)


def change(*, actor: Any, values: Mapping[str, Any], version: int, now: datetime) -> ReportSettings:
    """Set what holds for reports that are counted from now on; frozen ones stay."""
    only_known(values, _FIELDS)
    with acting(actor), transaction.atomic():
        found = ReportSettings.objects.first()
        if found is None:
            access.require(actor, "add", ReportSettings)
            saved = create_record(actor, ReportSettings(**values))
        elif version == 0:
            raise StaleRecord(found)
        else:
            saved = update_record(actor, found, values, version)
        trail.record(
            actor,
            "reportsettings.changed",
            saved,
            now=now,
            limit=saved.limit,
            base=saved.base.code if saved.base else "",
        )
    return saved

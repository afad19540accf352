"""File formats of the finance system: what stands where in its files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from budgets.models import FinanceLayout
from budgets.rules.layouts import faults
from sro.audit import trail
from sro.records import create_record, delete_record, update_record
from sro.refusals import only_known

FIELDS = frozenset(
    {
        *("name", "headings", "date_form", "decimal_form", "sign_rule", "fund_kind"),
        *("numbers_per_year", "cost_centres", "providers"),
    }
)
_FAULTS = {
    "number": _("Please say which column holds the number of the booking."),
    "day": _("Please say which column holds the day of the booking."),
    "amount": _("Please say which column holds the amount."),
    "debit_credit": _("Please say which column holds S or H."),
    "district": _("Please name a column for the district or for the cost centre."),
    "cost_centres": _("Please list the cost centres with their districts."),
    "fund": _(
        "Please name a column for the fund, choose one for all bookings, or give each cost "
        "centre its fund."
    ),
    "twice": _("The same heading is named twice."),
}


def create_layout(*, actor: Any, now: datetime, **values: Any) -> FinanceLayout:
    """Save a file format. Raises ValidationError where it leaves open what every booking needs."""
    only_known(values, FIELDS)
    with transaction.atomic():
        layout = FinanceLayout(**values)
        _require_complete(layout)
        layout = create_record(actor, layout)
        trail.record(actor, "financelayout.created", layout, now=now)
    return layout


def update_layout(
    *, actor: Any, layout: FinanceLayout, changes: Mapping[str, Any], version: int, now: datetime
) -> FinanceLayout:
    """Change a file format; files checked with it are checked once more. Raises StaleRecord."""
    only_known(changes, FIELDS)
    with transaction.atomic():
        wanted = FinanceLayout(**{name: getattr(layout, name) for name in FIELDS} | {**changes})
        _require_complete(wanted)
        after = update_record(actor, layout, changes, version)
        if after.version != version:
            trail.record(actor, "financelayout.changed", after, now=now)
    return after


def delete_layout(*, actor: Any, layout: FinanceLayout, version: int, now: datetime) -> None:
    """Remove a file format; bookings read with it stay. Raises StaleRecord."""
    with transaction.atomic():
        delete_record(actor, layout, version)
        trail.record(actor, "financelayout.deleted", layout, now=now)


def _require_complete(layout: FinanceLayout) -> None:
    found: dict[str, list[Any]] = {}
    for fault in faults(layout.as_layout()):
        found.setdefault(fault.field, []).append(_FAULTS[fault.code])
    if found:
        raise ValidationError(found)

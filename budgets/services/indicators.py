"""Keeping the indicator catalogue and its values, and looking over them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from budgets.models import Indicator, IndicatorValue
from sro.audit import trail
from sro.records import create_record, delete_record, locked, update_record
from sro.refusals import NotPossible, only_known

_INDICATOR_FIELDS = frozenset(
    {
        "code",
        "name",
        "unit",
        "kind",
        "module",
        "description",
        "default_method",
        "default_direction",
        "default_base",
        "source",
        "licence",
        "url",
        "stale_after_months",
        "jump_percent",
    }
)
_VALUE_FIELDS = frozenset({"value", "source"})


def create_indicator(*, actor: Any, now: datetime, **fields: Any) -> Indicator:
    """Add an indicator to the catalogue. Raises ValidationError."""
    only_known(fields, _INDICATOR_FIELDS)
    with transaction.atomic():
        indicator = create_record(actor, Indicator(**fields))
        trail.record(actor, "indicator.created", indicator, now=now, code=indicator.code)
    return indicator


def update_indicator(
    *, actor: Any, indicator: Indicator, changes: Mapping[str, Any], version: int, now: datetime
) -> Indicator:
    """Change an entry of the catalogue. Its code is the name in frozen runs and stays.

    Raises NotPossible for a new code once there are values or runs, ValidationError, StaleRecord.
    """
    only_known(changes, _INDICATOR_FIELDS)
    with transaction.atomic():
        # As it stands in the table: a form may have written the new code into the object already.
        current = locked(indicator)
        if changes.get("code", current.code) != current.code and (
            current.values.exists() or current.selections.exists()
        ):
            raise NotPossible({"code": _("The code is in use and can no longer be changed.")})
        after = update_record(actor, current, changes, version)
        if after.version != version:
            trail.record(actor, "indicator.changed", after, now=now, fields=sorted(changes))
    return after


def delete_indicator(*, actor: Any, indicator: Indicator, version: int, now: datetime) -> None:
    """Remove an indicator without values or runs. Raises NotPossible otherwise."""
    with transaction.atomic():
        trail.record(actor, "indicator.deleted", indicator, now=now, code=indicator.code)
        try:
            delete_record(actor, indicator, version)
        except ProtectedError as error:
            raise NotPossible(
                _("There are values or allocations with this indicator; it stays.")
            ) from error


def create_value(
    *,
    actor: Any,
    indicator: Indicator,
    district: Any = None,
    social_space: Any = None,
    reference_date: date,
    value: Decimal,
    source: str = "",
    now: datetime,
) -> IndicatorValue:
    """Enter one value for a district or a social space. Raises ValidationError."""
    with transaction.atomic():
        created = create_record(
            actor,
            IndicatorValue(
                indicator=indicator,
                district=district,
                social_space=social_space,
                reference_date=reference_date,
                value=value,
                source=source,
            ),
        )
        trail.record(actor, "indicator_value.created", created, now=now, code=indicator.code)
    return created


def update_value(
    *,
    actor: Any,
    value: IndicatorValue,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> IndicatorValue:
    """Correct a value or its note. Frozen runs keep the value they were calculated with."""
    only_known(changes, _VALUE_FIELDS)
    with transaction.atomic():
        after = update_record(actor, value, changes, version)
        if after.version != version:
            trail.record(actor, "indicator_value.changed", after, now=now, fields=sorted(changes))
    return after


def delete_value(*, actor: Any, value: IndicatorValue, version: int, now: datetime) -> None:
    """Remove a value that was entered wrongly; it stays in the history."""
    with transaction.atomic():
        trail.record(actor, "indicator_value.deleted", value, now=now)
        delete_record(actor, value, version)

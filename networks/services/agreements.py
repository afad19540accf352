"""Agreements with providers, their rates, and the rate that holds on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.models import Agreement, Provider, Rate, SupportType, Unit
from networks.rules.rates import NoRate, pick
from sro import access
from sro.audit.keeping import created, deleted, updated
from sro.records import StaleRecord, locked


class MissingRate(ValidationError):
    """There is no rate on that day; the message says for whom and what, and which rate is near."""


def rate_on(*, provider: Provider, support_type: SupportType, unit: int, day: date) -> Rate:
    """Return the rate in force on `day`; raises MissingRate, never assumes an amount.

    Asks for no right: calculations use it for whoever may see their result.
    """
    series = Rate.objects.series(provider, support_type, unit).select_related("agreement")
    try:
        return pick(series, day)
    except NoRate as missing:
        raise MissingRate(_missing(provider, support_type, unit, missing)) from missing


def create_agreement(*, actor: Any, provider: Provider, now: datetime, **values: Any) -> Agreement:
    """Enter an agreement with a provider."""
    return created(actor, Agreement(provider=provider, **values), now, provider=provider.pk)


def update_agreement(
    *, actor: Any, agreement: Agreement, changes: Mapping[str, Any], version: int, now: datetime
) -> Agreement:
    """Change an agreement; its provider stays.

    Raises ValidationError when rates would begin before it or after its end.
    """
    with transaction.atomic():
        # Rates are added with this row locked, so none can slip in beside the check.
        current = locked(agreement)
        fresh = updated(actor, current, changes, version, now)
        outside = fresh.rates.filter(valid_from__lt=fresh.valid_from)
        if fresh.valid_until is not None:
            outside |= fresh.rates.filter(valid_from__gte=fresh.valid_until)
        first = outside.select_related("support_type").first()
        if first is not None:
            raise ValidationError(
                _(
                    "The rate for %(support)s begins on %(day)s. Please keep the agreement's days"
                    " around the beginning of each of its rates."
                )
                % {
                    "support": first.support_type.name,
                    "day": date_format(first.valid_from, "SHORT_DATE_FORMAT"),
                }
            )
    return fresh


def delete_agreement(*, actor: Any, agreement: Agreement, version: int, now: datetime) -> None:
    """Delete an agreement entered by mistake, with its rates."""
    deleted(actor, agreement, version, now)


def add_rate(
    *,
    actor: Any,
    agreement: Agreement,
    support_type: SupportType,
    unit: int,
    amount: Decimal,
    valid_from: date,
    now: datetime,
    valid_until: date | None = None,
) -> Rate:
    """Add a rate in euro to an agreement.

    Raises ValidationError naming the other rate when one holds on the same days already, also
    when it was added by somebody else at the same moment.
    """
    rate = Rate(
        agreement=agreement,
        provider_id=agreement.provider_id,
        support_type=support_type,
        unit=unit,
        amount=amount,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    with transaction.atomic():
        lock_rates_of([agreement.provider_id])
        # The agreement's days stay as they are while the rate is checked against them.
        locked(agreement)
        return created(actor, rate, now, agreement=agreement.pk)


def update_rate(
    *, actor: Any, rate: Rate, changes: Mapping[str, Any], version: int, now: datetime
) -> Rate:
    """Correct a rate or end it (`valid_until` is the first day without it)."""
    with transaction.atomic():
        lock_rates_of([rate.provider_id])
        locked(rate.agreement)
        return updated(actor, rate, changes, version, now)


def follow_rate(
    *,
    actor: Any,
    rate: Rate,
    amount: Decimal,
    valid_from: date,
    version: int,
    now: datetime,
    agreement: Agreement | None = None,
) -> Rate:
    """Agree on a new amount from `valid_from`: the old rate ends that day, the new one begins.

    The new one belongs to the same agreement unless another one of the provider is named, and
    ends when the old one would have. Raises ValidationError unless the day lies within the old
    rate's days, StaleRecord when somebody else was faster.
    """
    with transaction.atomic():
        lock_rates_of([rate.provider_id])
        current = locked(rate)
        access.require(actor, "change", current)
        if current.version != version:
            raise StaleRecord(current)
        ends = current.valid_until
        if valid_from <= current.valid_from or (ends is not None and valid_from >= ends):
            raise ValidationError(
                {"valid_from": _("Please choose a day on which the present rate would apply.")}
            )
        agreement = agreement or current.agreement
        if agreement.provider_id != current.provider_id:
            raise ValidationError(
                {"agreement": _("This agreement was made with another provider.")}
            )
        updated(actor, current, {"valid_until": valid_from}, version, now, verb="ended")
        return add_rate(
            actor=actor,
            agreement=agreement,
            support_type=current.support_type,
            unit=current.unit,
            amount=amount,
            valid_from=valid_from,
            valid_until=ends,
            now=now,
        )


def delete_rate(*, actor: Any, rate: Rate, version: int, now: datetime) -> None:
    """Delete a rate entered by mistake; one that was paid is ended by date instead."""
    deleted(actor, rate, version, now)


def lock_rates_of(providers: Iterable[int]) -> None:
    """Keep others from writing rates of these providers (ids) until the transaction ends.

    So the second of two people sees the first one's rate and can be told which one is in the
    way; the database's exclusion constraint alone would only say that there is one.
    """
    rows = Provider.objects.filter(pk__in=set(providers)).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def _missing(provider: Provider, support_type: SupportType, unit: int, missing: NoRate) -> str:
    facts = {
        "provider": provider.name,
        "support": support_type.name,
        "unit": Unit(unit).label,
        "day": date_format(missing.day, "SHORT_DATE_FORMAT"),
    }
    text = _("No rate of %(provider)s for %(support)s (%(unit)s) applies on %(day)s.") % facts
    if missing.before is not None and missing.before.valid_until is not None:
        day = date_format(missing.before.valid_until, "SHORT_DATE_FORMAT")
        text += " " + _("The rate before ended on %(day)s.") % {"day": day}
    if missing.after is not None:
        day = date_format(missing.after.valid_from, "SHORT_DATE_FORMAT")
        text += " " + _("The next one begins on %(day)s.") % {"day": day}
    return text

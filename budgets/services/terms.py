"""What the price of a support depends on, read from the tables for the rules of pricing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from budgets.models import HoursPackage
from budgets.rules.pricing import Price, PriceUnit, Quota, QuotaPer, Terms
from cases.models import Support
from networks.models import Rate
from networks.models.agreements import Unit
from sro.money import cents_from_decimal

#: Provider and kind of support: they have rates in common.
Series = tuple[int | None, int]


def series_of(support: Support) -> Series:
    """Return by which key the support's rates are found in :func:`prices_of`."""
    return support.provider_id, support.support_type_id


def prices_of(supports: Iterable[Support]) -> dict[Series, list[Price]]:
    """Return the rates of the supports' providers, by provider and kind of support."""
    providers = {support.provider_id for support in supports if support.provider_id}
    prices: dict[Series, list[Price]] = defaultdict(list)
    for rate in Rate.objects.filter(provider_id__in=providers):
        prices[rate.provider_id, rate.support_type_id].append(
            Price(
                PriceUnit(Unit(rate.unit).code),
                cents_from_decimal(rate.amount),
                rate.valid_from,
                rate.valid_until,
            )
        )
    return prices


def package_quotas(supports: Iterable[Support]) -> dict[int, list[Quota]]:
    """Return the hours packages of the supports, by the support's number."""
    quotas: dict[int, list[Quota]] = defaultdict(list)
    for package in HoursPackage.objects.filter(support__in=list(supports)):
        quotas[package.support_id].append(
            Quota(package.start, package.end, package.minutes, QuotaPer.TOTAL)
        )
    return quotas


def terms_of(
    support: Support,
    *,
    end: date,
    packages: Sequence[Quota] = (),
    unit: int | None = None,
    granted_hours: bool = True,
) -> Terms:
    """Return the terms of a support up to `end`: a package counts in its days, else what was
    granted, unless `granted_hours` are to be left out. `unit` is what somebody has said counts.
    """
    quotas = [*packages]
    if granted_hours and support.minutes is not None and end > support.start:
        quotas.append(Quota(support.start, end, support.minutes, QuotaPer(support.minutes_per)))
    chosen = None if unit is None else PriceUnit(Unit(unit).code)
    return Terms(support.start, end, tuple(quotas), chosen)

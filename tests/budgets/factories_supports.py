"""Supports that cost something: with a rate a day, and what they bind."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from budgets.services.commitments import recalculate
from cases.models import Case, Support
from networks.models import Rate
from networks.models.agreements import Unit
from tests.cases.factories import make_case, make_support
from tests.networks.factories_providers import make_agreement, make_rate

NOW = datetime(2018, 6, 2, 9, 30, tzinfo=UTC)
DAILY = Decimal("10.00")


def make_daily_rate(amount: Decimal = DAILY) -> Rate:
    """A rate for each calendar day (euro) since the beginning of 2018."""
    return make_rate(
        make_agreement(valid_from=date(2018, 1, 1)),
        unit=Unit.DAY,
        amount=amount,
        valid_from=date(2018, 1, 1),
    )


def make_priced_support(case: Case | None = None, **values: Any) -> Support:
    """A support of ten euro a day whose commitment is calculated.

    Unless told otherwise it runs through March 2018 and binds 310 euro.
    """
    rate = make_daily_rate()
    support = make_support(
        case or make_case(),
        **{
            "support_type": rate.support_type,
            "provider": rate.provider,
            "state": "running",
            "start": date(2018, 3, 1),
            **({} if "end" in values else {"planned_end": date(2018, 4, 1)}),
            **values,
        },
    )
    recalculate(support_ids=[support.pk], today=date(2018, 3, 2), now=NOW)
    return support

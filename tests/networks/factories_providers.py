"""Rows for tests of providers: people with a role, providers, agreements, rates, focuses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from networks.models import (
    Agreement,
    District,
    FocusProvider,
    Provider,
    Rate,
    Setting,
    SocialSpace,
    SupportType,
    Unit,
)
from sro.access import DISTRICT_ROLES, PROVIDER_ROLES, Role
from sro.accounts.models import User
from tests import people
from tests.networks.factories import make_district, make_space

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
START = date(2024, 1, 1)
_number = count(1)


def person(
    role: Role | None, *, provider: Provider | None = None, district: District | None = None
) -> User:
    """A user with one role (or none), with a district or provider where the role needs one."""
    if role in PROVIDER_ROLES:
        return people.person(role, provider=provider or make_provider())
    if role in DISTRICT_ROLES:
        return people.person(role, district=district or make_district())
    return people.person(*([role] if role else []))


def social_space(name: str = "", district: District | None = None) -> SocialSpace:
    """A social space in a district of its own."""
    values = {"name": name} if name else {}
    return make_space(district=district or make_district(), **values)


def make_provider(name: str = "", **values: Any) -> Provider:
    """A provider the office has worked with for years."""
    values.setdefault("valid_from", date(2015, 1, 1))
    return Provider.objects.create(name=name or f"Träger {next(_number)} e. V.", **values)


def make_support_type(code: str = "", **values: Any) -> SupportType:
    """A kind of support."""
    number = next(_number)
    return SupportType.objects.create(
        **{
            "code": code or f"t{number}",
            "name": f"Hilfe {number}",
            "legal_basis": "§ 31 SGB VIII",
            "setting": Setting.AMBULATORY,
            **values,
        }
    )


def make_agreement(provider: Provider | None = None, **values: Any) -> Agreement:
    """An agreement in force since the beginning of 2024."""
    values.setdefault("reference", f"V-{next(_number)}")
    values.setdefault("valid_from", START)
    return Agreement.objects.create(provider=provider or make_provider(), **values)


def make_rate(agreement: Agreement | None = None, **values: Any) -> Rate:
    """An hourly rate from the beginning of 2024 on."""
    agreement = agreement or make_agreement()
    values.setdefault("unit", Unit.HOUR)
    values.setdefault("amount", Decimal("62.50"))
    values.setdefault("valid_from", START)
    if "support_type" not in values:
        values["support_type"] = make_support_type()
    return Rate.objects.create(agreement=agreement, provider_id=agreement.provider_id, **values)


def make_focus(
    space: SocialSpace | None = None, provider: Provider | None = None, **values: Any
) -> FocusProvider:
    """A focus since the beginning of 2024."""
    values.setdefault("valid_from", START)
    return FocusProvider.objects.create(
        social_space=space or social_space(), provider=provider or make_provider(), **values
    )

"""Rows for tests of hours, past the services."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from types import SimpleNamespace
from typing import Any

from budgets import models
from budgets.services.hours_places import Employer
from budgets.services.hours_sheet import Key
from budgets.services.hours_weeks import Cell, Line
from cases.models import SupportStaff
from sro.access import Role
from tests.cases import factories as cases
from tests.networks.factories import make_district, make_space
from tests.networks.factories_providers import make_provider
from tests.people import person

NOW = datetime(2025, 6, 6, 15, 0, tzinfo=UTC)
MONDAY = date(2025, 6, 2)
TUESDAY = date(2025, 6, 3)
JUNE = date(2025, 6, 1)
ALL_KINDS = ["case_specific", "cross_case", "case_independent"]
_number = count(1)


def make_activity(name: str = "", **values: Any) -> models.Activity:
    """An activity that fits everything."""
    return models.Activity.objects.create(
        **{"name": name or f"Tätigkeit {next(_number)}", "kinds": ALL_KINDS, **values}
    )


def make_scene() -> SimpleNamespace:
    """A provider with a professional in a running support, its lead, and the office around it."""
    scene = SimpleNamespace()
    scene.district = make_district()
    scene.space = make_space(district=scene.district, name="Nordkiez")
    scene.provider = make_provider(name=f"Beispielträger {next(_number)}")
    scene.staff = person(Role.PROVIDER_STAFF, provider=scene.provider)
    scene.lead = person(Role.PROVIDER_LEAD, provider=scene.provider)
    scene.worker = cases.make_caseworker(scene.district)
    scene.team_lead = cases.make_team_lead(scene.district)
    scene.case = cases.make_case(scene.worker)
    scene.support = cases.make_support(scene.case, provider=scene.provider, state="running")
    SupportStaff.objects.create(support=scene.support, user=scene.staff, valid_from=MONDAY)
    scene.activity = make_activity()
    scene.employer = Employer(provider=scene.provider)
    scene.team = Employer(team=scene.district)
    return scene


def make_entry(scene: SimpleNamespace, **values: Any) -> models.HoursEntry:
    """A line of the scene's professional: an hour and a half of field work on Monday."""
    kind = values.setdefault("kind", "case_independent")
    place = {"support": scene.support} if kind == "case_specific" else {"social_space": scene.space}
    state = values.get("state", "entered")
    return models.HoursEntry.objects.create(
        **{
            "user": scene.staff,
            "provider": None if "team" in values else scene.provider,
            "day": MONDAY,
            "minutes": 90,
            "activity": scene.activity,
            "district": scene.district,
            "return_reason": "Bitte prüfen." if state == "returned" else "",
            **place,
            **values,
        }
    )


def make_month(scene: SimpleNamespace, state: str = "open", **values: Any) -> models.HoursMonth:
    """The June of the provider."""
    return models.HoursMonth.objects.create(
        **{"provider": scene.provider, "month": JUNE, "state": state, **values}
    )


def field_key(scene: SimpleNamespace, **values: Any) -> Key:
    """The row "case-independent, social space"."""
    return Key(
        **{
            "kind": "case_independent",
            "activity": scene.activity.pk,
            "space": scene.space.pk,
            **values,
        }
    )


def case_key(scene: SimpleNamespace, **values: Any) -> Key:
    """The row "case-specific, the support"."""
    return Key(
        **{
            "kind": "case_specific",
            "activity": scene.activity.pk,
            "support": scene.support.pk,
            **values,
        }
    )


def line(key: Key, *cells: tuple, name: str = "r0") -> Line:
    """A row with cells (day, minutes) or (day, minutes, number of the line seen)."""
    return Line(key, [Cell(*cell) for cell in cells], name)


def make_package(scene: SimpleNamespace, **values: Any) -> models.HoursPackage:
    """Forty hours for the scene's support from June to August."""
    return models.HoursPackage.objects.create(
        **{
            "support": scene.support,
            "start": JUNE,
            "end": date(2025, 9, 1),
            "minutes": 2400,
            "reason": "Im Hilfeplangespräch vereinbart.",
            "set_by": scene.support.case.responsible,
            "set_at": NOW,
            **values,
        }
    )


def make_base_budget(scene: SimpleNamespace, **values: Any) -> models.BaseBudget:
    """A thousand hours in 2025, fifteen per cent of them for the field."""
    return models.BaseBudget.objects.create(
        **{
            "provider": scene.provider,
            "district": scene.district,
            "year": 2025,
            "amount": "60000.00",
            "minutes": 60_000,
            "field_percent": 15,
            "entered_by": person(Role.CONTROLLER),
            "entered_at": NOW,
            **values,
        }
    )

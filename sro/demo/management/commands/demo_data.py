"""Fills the demo: people, the registry of Berlin, providers, families, hours, the budget."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from budgets.models import AllocationRun
from networks.models import Provider, SupportType
from networks.services.catalogue import ensure_support_types
from sro.access import Role
from sro.accounts.models import User
from sro.demo import (
    bodies,
    budget,
    councils,
    current,
    entries,
    grants,
    hours,
    needs,
    office,
    past,
    people,
    places,
    projects,
    providers,
    registry,
    reports,
)
from sro.demo.families import making


@dataclass(frozen=True)
class Step:
    """One part of the demo: made in one go, or not at all."""

    title: str
    is_complete: Callable[[], bool]
    create: Callable[[datetime], Any]


def _has(role: Role) -> bool:
    return User.objects.filter(memberships__role=role).exists()


def _office_exists() -> bool:
    return _has(Role.PLANNER) and _has(Role.CONTROLLER)


def _everybody_exists() -> bool:
    emails = [person.email for person in (*people.PEOPLE, *people.COLLEAGUES)]
    return User.objects.filter(email__in=emails).count() == len(emails)


def _providers_exist() -> bool:
    names = [invented.name for invented in providers.PROVIDERS]
    return Provider.objects.filter(name__in=names).count() == len(names)


def _first(role: Role) -> User:
    return User.objects.filter(memberships__role=role).order_by("pk")[0]


def _create_support_types(now: datetime) -> None:
    ensure_support_types(actor=_first(Role.ADMINISTRATOR), now=now)


def _create_providers(now: datetime) -> None:
    providers.create(now, planner=_first(Role.PLANNER), controller=_first(Role.CONTROLLER))


#: In this order: who works in the office, where, with whom, who works there, hours and money.
STEPS = (
    Step("people of the office", _office_exists, people.create_office),
    Step("registry of Berlin", registry.is_complete, registry.create),
    Step("kinds of support", SupportType.objects.exists, _create_support_types),
    Step("providers", _providers_exist, _create_providers),
    Step("people of districts and providers", _everybody_exists, people.create),
    Step("papers of the office", office.papers_are_set, office.set_papers),
    Step("finds in the quarters", office.finds_are_proposed, office.propose_finds),
    Step("networks and quality dialogues", bodies.is_complete, bodies.create),
    Step("projects", projects.is_complete, projects.create),
    Step("questions to institutions", entries.is_complete, entries.create),
    Step("catchments", places.is_complete, places.create),
    Step("families and their plans", making.is_complete, making.create),
    Step("family group conferences", councils.is_complete, councils.create),
    Step("hours of providers and teams", hours.is_complete, hours.create),
    Step("budget of 2018", AllocationRun.objects.exists, budget.create),
    Step("years 2016 to 2018", past.is_complete, past.create),
    Step("budget of this year", current.is_complete, current.create),
    Step("small grants", grants.is_complete, grants.create),
    Step("needs of the quarters", needs.is_complete, needs.create),
    Step("quarterly reports", reports.is_complete, reports.create),
)


class Command(BaseCommand):
    help = "Makes the demo's data. What is there already is left alone; can be repeated at will."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented data belong into the demo only.")
        with translation.override(settings.LANGUAGE_CODE):
            for step in STEPS:
                if step.is_complete():
                    continue
                begin = time.monotonic()
                self.stdout.write(f"Making the {step.title} …")
                self.stdout.flush()
                step.create(timezone.now())
                self.stdout.write(f"  done in {time.monotonic() - begin:.0f} s")

"""Family group conferences in the tests: rows past the services, and a life through them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from cases import models
from cases.rules.councils import Point
from cases.services import council_days, council_plans
from cases.services import councils as service
from sro.access import Role
from tests.cases.factories import NOW, TODAY, make_case, make_caseworker, make_person
from tests.networks.factories_providers import make_provider
from tests.people import person as make_user

ON_THE_DAY = datetime(2025, 6, 2, 8, 0, tzinfo=UTC)


def make_council(case: models.Case, **values: Any) -> models.FamilyGroupConference:
    """A family group conference; it begins as suggested, unless a state is given."""
    return models.FamilyGroupConference.objects.create(
        **{
            "case": case,
            "name": "Familie Musterhaus",
            "referral": "consultation",
            "concern": "Wie kann Mika gut zu Hause leben?",
            "referred_on": TODAY,
            "author": case.responsible,
            **values,
        }
    )


def make_guest(council: models.FamilyGroupConference, **values: Any) -> models.CouncilGuest:
    """Somebody the family invites."""
    values = {"name": "Tante Rosa", "part": "family", "relation": "Tante", **values}
    return models.CouncilGuest.objects.create(council=council, **values)


def make_point(council: models.FamilyGroupConference, **values: Any) -> models.CouncilPoint:
    """A point of the family's plan."""
    values = {"what": "Oma holt Mika ab", "who": "Oma", "origin": uuid4(), **values}
    return models.CouncilPoint.objects.create(council=council, **values)


def point(what: str, aim: str = "", who: str = "", until: Any = None) -> Point:
    """A point as the form gives it."""
    return Point(str(uuid4()), what, aim, who, until)


class Life:
    """A case, its caseworker, a provider's coordinator, and the steps of a conference."""

    def __init__(self) -> None:
        self.worker = make_caseworker()
        self.case = make_case(self.worker, name="Familie Geheimakte")
        self.child = make_person(self.case, given_name="Mika", family_name="Musterhaus")
        self.provider = make_provider()
        self.coordinator = make_user(Role.PROVIDER_STAFF, provider=self.provider)
        self.council = service.refer(
            actor=self.worker,
            case=self.case,
            name="Familie Musterhaus",
            referral="consultation",
            concern="Wie kann Mika gut zu Hause leben?",
            now=NOW,
        )

    def by(self, actor: Any = None, **more: Any) -> dict[str, Any]:
        """Who does a step with the conference as it is now."""
        self.council.refresh_from_db()
        found = {"actor": actor or self.worker, "council": self.council, "now": NOW}
        return {**found, "version": self.council.version, **more}

    def wanted(self) -> Life:
        """The family wants it, and a provider's person coordinates."""
        service.name_coordinator(
            provider=self.provider,
            coordinator=self.coordinator,
            family_agrees=True,
            **self.by(),
        )
        service.answer_of_family(wanted=True, **self.by(self.coordinator))
        return self

    def prepared(self) -> Life:
        """The day is arranged."""
        self.wanted()
        changes = {"scheduled_at": ON_THE_DAY, "place": "Gemeindehaus", "arrangements": ""}
        council_days.fix_day(changes=changes, **self.by(self.coordinator))
        return self

    def held(self) -> Life:
        """The family has met."""
        self.prepared()
        council_days.hold_council(changes={}, attendance={}, **self.by(self.coordinator))
        return self

    def planned(self, *points: Point) -> Life:
        """The family's plan is written."""
        self.held()
        found = points or (
            point("Oma holt Mika ab", "Mika kommt gut heim", "Oma", TODAY + timedelta(days=9)),
            point("Mika ruft an", who="Mika"),
        )
        council_plans.save_family_plan(
            aim="Mika lebt gut zu Hause.", points=found, **self.by(self.coordinator)
        )
        return self

    def accepted(self, *points: Point) -> Life:
        """The office has accepted the plan."""
        self.planned(*points)
        council_plans.answer_plan(accepted=True, **self.by())
        return self

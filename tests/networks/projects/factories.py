"""Rows for tests of projects, written past the services."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from networks.models import (
    AvoidedSupport,
    Need,
    Network,
    Project,
    ProjectMilestone,
    ProjectOutcome,
    ProjectSession,
)
from sro.access import Role
from tests.networks.factories import LONG_AGO, NOW, TODAY, make_district
from tests.people import person

__all__ = ["LONG_AGO", "NOW", "TODAY"]
_number = count(1)


def make_network(**values: Any) -> Network:
    """A network of the whole municipality unless a district is given."""
    number = next(_number)
    return Network.objects.create(
        **{"name": f"Netzwerk {number}", "kind": "topic", "valid_from": LONG_AGO, **values}
    )


def make_project(**values: Any) -> Project:
    """An idea in a district of its own; a state that has begun has a day of beginning."""
    number = next(_number)
    state = values.get("state", "idea")
    dates: dict[str, Any] = {}
    if state in ("running", "ended"):
        dates["starts_on"] = date(2025, 1, 6)
    if state == "ended":
        dates["ends_on"] = date(2025, 6, 1)
    if state == "dropped":
        dates["reason"] = "Es fand sich kein Raum."
    return Project.objects.create(
        **{
            "title": f"Vorhaben {number}",
            "aim": "Damit Kinder am Nachmittag einen Ort haben.",
            "district": values.get("district") or make_district(),
            "created_by": values.get("created_by") or person(Role.PLANNER),
            **dates,
            **values,
        }
    )


def make_milestone(project: Project, **values: Any) -> ProjectMilestone:
    """Something to be reached."""
    return ProjectMilestone.objects.create(
        **{"project": project, "title": "Raum gefunden", "due": date(2025, 3, 1), **values}
    )


def make_session(project: Project, **values: Any) -> ProjectSession:
    """A session with eleven children."""
    return ProjectSession.objects.create(
        **{
            "project": project,
            "day": date(2025, 2, 3),
            "minutes": 120,
            "children": 11,
            "parents": 4,
            **values,
        }
    )


def make_outcome(project: Project, actor: Any, **values: Any) -> ProjectOutcome:
    """What changed."""
    return ProjectOutcome.objects.create(
        **{
            "project": project,
            "for_children": "Sie kommen gern.",
            "written_by": actor,
            **values,
        }
    )


def make_judgement(project: Project, actor: Any, **values: Any) -> AvoidedSupport:
    """One support of a kind, or none without a kind."""
    kind = values.get("support_type")
    return AvoidedSupport.objects.create(
        **{
            "project": project,
            "number": 1 if kind else 0,
            "basis": "Gespräch im Fachteam.",
            "judged_by": actor,
            "judged_on": date(2025, 6, 1),
            **values,
        }
    )


def make_need(**values: Any) -> Need:
    """Something that is missing."""
    number = next(_number)
    return Need.objects.create(
        **{
            "title": f"Bedarf {number}",
            "district": values.get("district") or make_district(),
            "reported_on": TODAY,
            **values,
        }
    )

"""Rows for tests of help planning, past the services; people come from tests.people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import uuid4

from cases import models
from sro.access import Role
from sro.accounts.models import User
from tests.networks.factories import make_district, make_offer
from tests.networks.factories_providers import make_provider, make_support_type
from tests.people import person as make_user

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
TODAY = date(2025, 6, 2)
_number = count(1)


def make_caseworker(district: Any = None, **fields: Any) -> User:
    """A caseworker of a district."""
    return make_user(Role.CASEWORKER, district=district or make_district(), **fields)


def make_team_lead(district: Any = None, **fields: Any) -> User:
    """A team lead of a district."""
    return make_user(Role.TEAM_LEAD, district=district or make_district(), **fields)


def make_case(responsible: User | None = None, **values: Any) -> models.Case:
    """A case; without a district it lies in that of the person responsible."""
    number = next(_number)
    if "district" not in values:
        membership = responsible.memberships.first() if responsible else None
        values["district"] = membership.district if membership else make_district()
    if responsible is None:
        responsible = make_caseworker(values["district"])
    return models.Case.objects.create(
        **{
            "reference": f"2025-{number:05}",
            "reference_year": 2025,
            "reference_number": number,
            "name": f"Familie Beispiel {number}",
            "concern": "Die Mutter bittet um Rat.",
            "opened_on": TODAY,
            "responsible": responsible,
            **values,
        }
    )


def make_person(case: models.Case | None = None, role: str = "young_person", **values: Any):
    """A person, in the case if one is given."""
    number = next(_number)
    values = {"given_name": f"Mika {number}", "family_name": "Beispiel", **values}
    person = models.Person.objects.create(**values)
    if case is not None:
        models.CaseMember.objects.create(case=case, person=person, role=role)
    return person


def make_note(case: models.Case, author: User | None = None, **values: Any) -> models.CaseNote:
    """A note of the person in charge."""
    return models.CaseNote.objects.create(
        **{
            "case": case,
            "author": author or case.responsible,
            "noted_on": TODAY,
            "text": "Telefonat mit der Mutter.",
            **values,
        }
    )


def make_consultation(case: models.Case, **values: Any) -> models.Consultation:
    """A consultation."""
    return models.Consultation.objects.create(
        **{
            "case": case,
            "author": case.responsible,
            "held_on": TODAY,
            "concern": "Wie geht es weiter?",
            **values,
        }
    )


def make_handover(case: models.Case, **values: Any) -> models.OfferHandover:
    """An offer handed over to the family."""
    return models.OfferHandover.objects.create(
        **{
            "case": case,
            "author": case.responsible,
            "offer": values.pop("offer", None) or make_offer(),
            "handed_on": TODAY,
            **values,
        }
    )


def make_statement(case: models.Case, person: Any = None, **values: Any) -> models.WillStatement:
    """A will of a person of the case."""
    return models.WillStatement.objects.create(
        **{
            "case": case,
            "person": person or make_person(case),
            "author": case.responsible,
            "kind": "will",
            "question": "change",
            "text": "Ich will wieder jeden Tag zur Schule gehen.",
            "readiness": "Ich stelle mir selbst den Wecker.",
            "said_on": TODAY,
            "created_at": NOW,
            **values,
        }
    )


def make_diagnosis(case: models.Case, **values: Any) -> models.DiagnosisEntry:
    """An observation."""
    return models.DiagnosisEntry.objects.create(
        **{
            "case": case,
            "author": case.responsible,
            "step": "perceive",
            "text": "Mika lacht, wenn die Großmutter kommt.",
            "written_on": TODAY,
            **values,
        }
    )


def make_hypothesis(case: models.Case, **values: Any) -> models.Hypothesis:
    """An assumption to be checked."""
    return models.Hypothesis.objects.create(
        **{
            "case": case,
            "author": case.responsible,
            "text": "Der Streit beginnt am Abend.",
            "written_on": TODAY,
            **values,
        }
    )


def make_map(case: models.Case, person: Any = None, **values: Any) -> models.ResourceMap:
    """A resource map."""
    return models.ResourceMap.objects.create(
        **{
            "case": case,
            "person": person or make_person(case),
            "author": case.responsible,
            "drawn_on": TODAY,
            **values,
        }
    )


def make_resource(resource_map: models.ResourceMap, **values: Any) -> models.Resource:
    """Somebody on the map."""
    return models.Resource.objects.create(
        **{
            "resource_map": resource_map,
            "field": "social",
            "name": "Oma Hilde",
            "tie": "strong",
            "closeness": 1,
            **values,
        }
    )


def make_plan(case: models.Case, young_person: Any = None, **values: Any) -> models.SupportPlan:
    """A draft of a support plan whose social-space questions are answered with "none"."""
    return models.SupportPlan.objects.create(
        **{
            "case": case,
            "young_person": young_person or make_person(case),
            "period_from": TODAY,
            "period_until": date(2025, 12, 1),
            "need": "Mika braucht Ruhe am Abend.",
            "no_ordinary_offers": True,
            "no_missing_offers": True,
            "created_by": case.responsible,
            "created_at": NOW,
            **values,
        }
    )


def make_goal(plan: models.SupportPlan, parent: Any = None, **values: Any) -> models.Goal:
    """A direction goal, or an action goal beneath `parent`."""
    return models.Goal.objects.create(
        **{
            "plan": plan,
            "parent": parent,
            "level": "action" if parent else "direction",
            "origin": uuid4(),
            "text": "Mika geht jeden Morgen gern zur Schule.",
            "owner": plan.young_person,
            **values,
        }
    )


def make_step(goal: models.Goal, **values: Any) -> models.ActionStep:
    """A small step."""
    return models.ActionStep.objects.create(
        **{
            "plan": goal.plan,
            "goal": goal,
            "origin": uuid4(),
            "text": "Mika stellt den Wecker auf sieben Uhr.",
            **values,
        }
    )


def agree(plan: models.SupportPlan, in_force: bool = False) -> models.SupportPlan:
    """Agree a draft, and put it in force if asked for."""
    plan.state, plan.agreed_at, plan.agreed_by = "agreed", NOW, plan.created_by
    plan.save(update_fields=["state", "agreed_at", "agreed_by"])
    if in_force:
        plan.state, plan.in_force_at = "in_force", NOW
        plan.save(update_fields=["state", "in_force_at"])
    plan.refresh_from_db()
    return plan


def make_conference(case: models.Case, **values: Any) -> models.PlanConference:
    """A planned conference."""
    return models.PlanConference.objects.create(
        **{
            "case": case,
            "young_person": values.pop("young_person", None) or make_person(case),
            "scheduled_at": NOW,
            "author": case.responsible,
            **values,
        }
    )


def make_team_consultation(
    case: models.Case, professionals: tuple[User, ...] = (), **values: Any
) -> models.TeamConsultation:
    """A consultation of two professionals of the case's district unless others are given."""
    consultation = models.TeamConsultation.objects.create(
        **{
            "case": case,
            "author": case.responsible,
            "held_on": TODAY,
            "question": "Was hilft?",
            **values,
        }
    )
    people = professionals or (case.responsible, make_caseworker(case.district))
    for user in people:
        models.ConsultationParticipant.objects.create(consultation=consultation, user=user)
    return consultation


def make_decision(case: models.Case, **values: Any) -> models.SupportDecision:
    """A grant by a team lead of the district."""
    return models.SupportDecision.objects.create(
        **{
            "case": case,
            "consultation": values.pop("consultation", None) or make_team_consultation(case),
            "result": "granted",
            "suitable": "Passt.",
            "necessary": "Ist nötig.",
            "wish_and_choice": "Wie gewünscht.",
            "decided_by": values.pop("decided_by", None) or make_team_lead(case.district),
            "decided_on": TODAY,
            **values,
        }
    )


def make_support(case: models.Case, person: Any = None, **values: Any) -> models.Support:
    """A proposed support; with `state="running"` one that was granted before."""
    kind = values.pop("support_type", None) or make_support_type()
    if values.get("state") in ("granted", "running", "ended") and "decision" not in values:
        values["decision"] = make_decision(case)
    return models.Support.objects.create(
        **{
            "case": case,
            "person": person or make_person(case),
            "support_type": kind,
            "legal_basis": kind.legal_basis,
            "setting": kind.setting if kind.setting != "any" else "ambulatory",
            "provider": values.pop("provider") if "provider" in values else make_provider(),
            "start": TODAY,
            "created_by": case.responsible,
            **values,
        }
    )


def make_report(support: models.Support, **values: Any) -> models.DevelopmentReport:
    """A report asked of the provider."""
    return models.DevelopmentReport.objects.create(
        **{
            "support": support,
            "due_on": date(2025, 11, 1),
            "requested_by": support.case.responsible,
            **values,
        }
    )


def make_document(case: models.Case, content: bytes = b"%PDF-1.7 erfunden", **values: Any):
    """A paper as it was issued."""
    return models.IssuedDocument.objects.create(
        **{
            "case": case,
            "kind": "plan",
            "title": "Hilfeplan",
            "content": content,
            "sha256": sha256(content).hexdigest(),
            "issued_by": case.responsible,
            "issued_at": NOW,
            **values,
        }
    )

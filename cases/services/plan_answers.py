"""What belongs to a draft beside its goals: social-space answers, consent, further sections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import GoalConsent, PlanSection, SpaceAnswer, SpaceQuestion, SupportPlan
from cases.services.plans import draft_for_writing, touched
from sro.audit import trail
from sro.audit.keeping import in_words
from sro.records import acting, create_record, create_records


@dataclass(frozen=True)
class SpaceLine:
    """One answer: an offer of the registry or words of one's own; `category` what kind it is."""

    question: str
    offer_id: int | None = None
    category_id: int | None = None
    text: str = ""


@dataclass(frozen=True)
class ConsentLine:
    """What a person says to a goal; an empty answer: not asked."""

    goal_id: int
    person_id: int
    answer: str = ""
    note: str = ""


@dataclass(frozen=True)
class SectionLine:
    """What was agreed for one of the sections; an empty text: nothing yet."""

    section: str
    text: str = ""
    with_whom: str = ""
    due_on: date | None = None


def save_space_answers(
    *,
    actor: Any,
    plan: SupportPlan,
    answers: Sequence[SpaceLine],
    no_ordinary_offers: bool,
    no_missing_offers: bool,
    version: int,
    now: datetime,
) -> SupportPlan:
    """Write the answers to both social-space questions as they stand in the form.

    "None" beside an answer contradicts itself: ValidationError.
    """
    none = {SpaceQuestion.USED: no_ordinary_offers, SpaceQuestion.MISSING: no_missing_offers}
    wanted = list(dict.fromkeys(a for a in answers if a.offer_id or a.text.strip()))
    for question, said in none.items():
        if said and any(each.question == question for each in wanted):
            raise ValidationError(
                _("You noted an offer and “none” for the same question. Please keep one of both.")
            )
    with acting(actor), transaction.atomic(), in_words(SpaceAnswer):
        current = draft_for_writing(actor, plan, version)
        before = {
            SpaceLine(a.question, a.offer_id, a.category_id, a.text): a
            for a in current.spaceanswer_set.all()
        }
        for line, row in before.items():
            if line not in wanted:
                row.delete()
        fresh = [
            SpaceAnswer(
                plan=current,
                question=line.question,
                offer_id=line.offer_id,
                category_id=line.category_id,
                text=line.text,
            )
            for line in wanted
            if line not in before
        ]
        create_records(actor, fresh)
        current.no_ordinary_offers = no_ordinary_offers
        current.no_missing_offers = no_missing_offers
        current.save(update_fields=["no_ordinary_offers", "no_missing_offers"])
        current.refresh_from_db()
        trail.record(actor, "supportplan.space_answered", current, now=now, rows=len(wanted))
    return current


def save_consents(
    *,
    actor: Any,
    plan: SupportPlan,
    answers: Sequence[ConsentLine],
    version: int,
    now: datetime,
) -> SupportPlan:
    """Write what participants say to the goals. Who has not been asked has no row."""
    with acting(actor), transaction.atomic(), in_words(GoalConsent):
        current = draft_for_writing(actor, plan, version)
        goals = {goal.pk: goal for goal in current.goal_set.all()}
        members = current.case.members.select_related("person")
        people = {member.person_id: member.person for member in members}
        before = {(c.goal_id, c.person_id): c for c in current.goalconsent_set.all()}
        fresh = []
        for line in answers:
            if line.goal_id not in goals or line.person_id not in people:
                raise ValidationError(_("This goal or person is no longer part of the plan."))
            row = before.get((line.goal_id, line.person_id))
            if row is not None:
                _write_consent(row, line)
            elif _is_answered(line):
                goal, person = goals[line.goal_id], people[line.person_id]
                fresh.append(
                    GoalConsent(
                        plan=current, goal=goal, person=person, answer=line.answer, note=line.note
                    )
                )
        create_records(actor, fresh)
        touched(current, version)
        trail.record(
            actor,
            "supportplan.consents_noted",
            current,
            now=now,
            rows=sum(1 for line in answers if line.answer),
        )
    return current


def _is_answered(line: ConsentLine) -> bool:
    if not line.answer and line.note.strip():
        raise ValidationError(_("Please choose an answer beside what the person said."))
    return bool(line.answer)


def _write_consent(row: GoalConsent, line: ConsentLine) -> None:
    if not _is_answered(line):
        row.delete()
    elif (row.answer, row.note) != (line.answer, line.note):
        row.answer, row.note = line.answer, line.note
        row.full_clean()
        row.save(update_fields=["answer", "note"])


def save_sections(
    *,
    actor: Any,
    plan: SupportPlan,
    sections: Sequence[SectionLine],
    version: int,
    now: datetime,
) -> SupportPlan:
    """Write the sections the law asks for (§§ 36b, 37c, 41a); one without words is left out."""
    with acting(actor), transaction.atomic(), in_words(PlanSection):
        current = draft_for_writing(actor, plan, version)
        before: Mapping[str, PlanSection] = {s.section: s for s in current.plansection_set.all()}
        for line in sections:
            _write_section(actor, current, line, before.get(line.section))
        touched(current, version)
        trail.record(
            actor,
            "supportplan.sections_written",
            current,
            now=now,
            sections=sorted(line.section for line in sections if line.text.strip()),
        )
    return current


def _write_section(
    actor: Any, plan: SupportPlan, line: SectionLine, row: PlanSection | None
) -> None:
    values = {"text": line.text, "with_whom": line.with_whom, "due_on": line.due_on}
    if not line.text.strip():
        if line.with_whom.strip() or line.due_on:
            raise ValidationError(_("Please write down what was agreed for this section."))
        if row is not None:
            row.delete()
    elif row is None:
        create_record(actor, PlanSection(plan=plan, section=line.section, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean()
        row.save(update_fields=[*values])

"""The support plan in a family's story: drafted with its goals, answered, agreed to."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from cases.models import Person
from cases.rules.plan_lines import PlanLine
from cases.services.life import take_step
from cases.services.plan_answers import ConsentLine, SpaceLine, save_consents, save_space_answers
from cases.services.plans import save_plan, start_plan
from sro.demo.families.lives import ROUND
from sro.demo.families.stories import StoryGoal
from sro.demo.families.writing import File


def draft_plan(file: File) -> None:
    """Write the first plan with the family, with the answers to the social-space questions."""
    story = file.life.story
    take_step(actor=file.actor, case=file.case, action="plan", now=file.now, today=file.day)
    until = file.day + timedelta(days=ROUND)
    plan = start_plan(
        actor=file.actor,
        case=file.case,
        young_person=file.people["child"],
        period_from=file.day,
        period_until=until,
        now=file.now,
    )
    plan = save_plan(
        actor=file.actor,
        plan=plan,
        changes={
            "need": file.words(story.need),
            "kind_of_support": file.words(story.kind_of_support),
            "necessary_services": file.words(story.services),
            "support_types": [file.office.support_types[file.life.support]],
        },
        lines=_lines(file, until),
        version=plan.version,
        now=file.now,
    )
    offers = file.office.offers[file.life.district]
    used = [SpaceLine("used", offer_id=file.random.choice(offers).pk)] if offers else []
    missing = [SpaceLine("missing", text=story.missing)] if story.missing else []
    file.plan = save_space_answers(
        actor=file.actor,
        plan=plan,
        answers=[*used, *missing],
        no_ordinary_offers=not used,
        no_missing_offers=not missing,
        version=plan.version,
        now=file.now,
    )


def _lines(file: File, until: date) -> list[PlanLine]:
    story = file.life.story
    owner = file.who(story.will_of)
    will = file.will.pk if file.will else None
    lines = [
        PlanLine(
            key=_key(file),
            depth=0,
            text=file.words(story.direction),
            owner_id=owner.pk,
            indicator=file.words(story.direction_indicator),
            will_id=will,
            own_contribution=file.words(story.readiness),
            due_on=until - timedelta(days=7),
        )
    ]
    for goal in story.goals:
        lines += _goal(file, goal, owner, will, until)
    return lines


def _goal(
    file: File, goal: StoryGoal, owner: Person, will: int | None, until: date
) -> list[PlanLine]:
    found = [
        PlanLine(
            key=_key(file),
            depth=1,
            text=file.words(goal.text),
            owner_id=owner.pk,
            indicator=file.words(goal.indicator),
            will_id=will,
            own_contribution=file.words(goal.contribution),
            due_on=until - timedelta(days=14),
        )
    ]
    for text, who in goal.steps:
        person = file.people.get(who)
        found.append(
            PlanLine(
                key=_key(file),
                depth=2,
                text=file.words(text),
                owner_id=person.pk if person else None,
                owner_name="" if person else "Fachkraft des Trägers",
                due_on=file.day + timedelta(days=30),
            )
        )
    return found


def _key(file: File) -> str:
    return str(UUID(int=file.random.getrandbits(128), version=4))


def ask_consent(file: File) -> None:
    """Note what the young person and the parents say to each goal; now and then not all agree."""
    answers = []
    for goal in file.plan.goal_set.all():
        for key in ("child", "mother", "father"):
            dissents = key == "father" and file.random.random() < 0.12
            answers.append(
                ConsentLine(
                    goal.pk,
                    file.people[key].pk,
                    "dissent" if dissents else "consent",
                    "Das ist mir zu schnell." if dissents else "",
                )
            )
    file.plan = save_consents(
        actor=file.actor,
        plan=file.plan,
        answers=answers,
        version=file.plan.version,
        now=file.now,
    )
    file.plan.refresh_from_db()

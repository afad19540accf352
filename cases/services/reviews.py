"""Looking at goals together: how far they were reached, how that is seen, what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import (
    ActionStep,
    Goal,
    GoalReview,
    PlanConference,
    StepDone,
    SupportPlan,
)
from cases.rules.states import ConferenceState, PlanState
from cases.services.guards import working_case
from sro import access
from sro.audit import trail
from sro.audit.keeping import in_words
from sro.records import StaleRecord, acting, create_record, create_records, locked
from sro.refusals import NotPossible

REVIEWABLE = frozenset({PlanState.AGREED, PlanState.IN_FORCE, PlanState.SUPERSEDED})


@dataclass(frozen=True)
class Judged:
    """What was said of one goal. `attainment` −2 … +2; None: not looked at."""

    goal_id: int
    attainment: int | None
    evidence: str = ""
    consequence: str = "continue"
    version: int = 0


def save_reviews(
    *,
    actor: Any,
    plan: SupportPlan,
    reviewed_on: date,
    judgements: Sequence[Judged],
    now: datetime,
    conference: PlanConference | None = None,
) -> list[GoalReview]:
    """Write the reviews of one conference, or of one day without one; the goals stay as agreed.

    Each judgement carries the version of the review the person had in front of them (0: none).
    Raises StaleRecord when somebody else reviewed a goal meanwhile, NotPossible for a draft or a
    conference that is closed.
    """
    with acting(actor), transaction.atomic(), in_words(GoalReview):
        case = working_case(actor, plan.case)
        current = locked(plan)
        access.require(actor, "change", current)
        if current.state not in REVIEWABLE:
            raise NotPossible(_("Goals are reviewed once the plan is agreed."))
        if conference is not None:
            conference = locked(conference)
            _fits(case.pk, current, conference)
        goals = {goal.pk: goal for goal in current.goal_set.all()}
        before = _reviews(current, reviewed_on, conference)
        written, fresh = [], []
        for each in judgements:
            if each.goal_id not in goals:
                raise ValidationError(_("This goal is no longer part of the plan."))
            row = before.get(each.goal_id)
            if (row.version if row else 0) != each.version:
                raise StaleRecord(row or goals[each.goal_id])
            review = _write(actor, goals[each.goal_id], each, row, reviewed_on, conference)
            if review is not None:
                written.append(review)
                fresh += [review] if review._state.adding else []
        create_records(actor, fresh)
        trail.record(
            actor,
            "supportplan.reviewed",
            current,
            now=now,
            rows=len(written),
            conference=conference.pk if conference else None,
        )
    return written


def _fits(case_pk: int, plan: SupportPlan, conference: PlanConference) -> None:
    if conference.case_id != case_pk or conference.young_person_id != plan.young_person_id:
        raise ValidationError(_("This conference is about another young person."))
    if conference.state in (ConferenceState.CLOSED, ConferenceState.CANCELLED):
        raise NotPossible(_("This conference is closed; its reviews stay as they are."))


def _reviews(
    plan: SupportPlan, day: date, conference: PlanConference | None
) -> dict[int, GoalReview]:
    rows = GoalReview.objects.filter(goal__plan=plan, conference=conference)
    if conference is None:
        rows = rows.filter(reviewed_on=day)
    return {row.goal_id: row for row in rows}


def reviews_of(
    plan: SupportPlan, *, day: date, conference: PlanConference | None = None
) -> dict[int, GoalReview]:
    """Return the reviews of a conference, or of a day without one, by goal."""
    return _reviews(plan, day, conference)


def _write(
    actor: Any,
    goal: Goal,
    each: Judged,
    row: GoalReview | None,
    day: date,
    conference: PlanConference | None,
) -> GoalReview | None:
    """Change the row; a new one is returned to be inserted with the others."""
    if each.attainment is None:
        if row is not None or each.evidence.strip():
            raise ValidationError(_("Please choose how far the goal was reached."))
        return None
    values = {
        "attainment": each.attainment,
        "evidence": each.evidence,
        "consequence": each.consequence,
        "reviewed_on": day,
    }
    if row is None:
        return GoalReview(goal=goal, conference=conference, author=actor, **values)
    differs = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differs.items():
        setattr(row, name, value)
    if differs:
        row.full_clean()
        row.save(update_fields=[*differs])
    return row


def note_step_done(
    *, actor: Any, step: ActionStep, done_on: date, today: date, now: datetime
) -> StepDone:
    """Note that a step was done. Noting it twice changes nothing."""
    if done_on > today:
        raise ValidationError({"done_on": _("A step is noted once it is done.")})
    with acting(actor), transaction.atomic(), in_words(StepDone):
        plan = step.plan
        working_case(actor, plan.case)
        access.require(actor, "change", plan)
        known = StepDone.objects.select_for_update(of=("self",)).filter(step=step).first()
        if known is not None:
            return known
        row = create_record(actor, StepDone(step=step, done_on=done_on, author=actor))
        trail.record(actor, "stepdone.created", row, now=now, plan=plan.pk, step=step.pk)
    return row


def take_back_step(*, actor: Any, step: ActionStep, now: datetime) -> None:
    """Take back that a step was done."""
    with acting(actor), transaction.atomic():
        plan = step.plan
        working_case(actor, plan.case)
        access.require(actor, "change", plan)
        row = StepDone.objects.select_for_update(of=("self",)).filter(step=step).first()
        if row is None:
            return
        pk = row.pk
        row.delete()
        row.pk = pk
        trail.record(actor, "stepdone.deleted", row, now=now, plan=plan.pk, step=step.pk)

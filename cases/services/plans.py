"""Support plans: beginning a draft, writing it in one go, growing the next version from it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from cases.models import (
    ActionStep,
    Case,
    Goal,
    GoalLevel,
    Person,
    PlanSection,
    SpaceAnswer,
    StepDone,
    SupportPlan,
    WillStatement,
)
from cases.rules.attainment import carried_over, steps_carried_over
from cases.rules.outline import OutlineError, check
from cases.rules.plan_lines import PlanLine, outline_of
from cases.rules.states import FROZEN_PLAN, PlanState
from cases.services.guards import working_case
from sro import access
from sro.audit import trail
from sro.audit.keeping import in_words
from sro.records import StaleRecord, acting, create_record, create_records, locked, update_record
from sro.refusals import NotPossible

HEAD = ("need", "kind_of_support", "necessary_services", "period_from", "period_until")
MANY = ("also_for", "support_types")
PERIOD = timedelta(days=182)
_STEP_DEPTH = 2


# --- beginning ----------------------------------------------------------------------------------


def start_plan(
    *,
    actor: Any,
    case: Case,
    young_person: Person,
    period_from: date,
    period_until: date,
    now: datetime,
    also_for: Sequence[Person] = (),
) -> SupportPlan:
    """Begin the first draft for a young person of the case; a later one grows from the last.

    Raises ValidationError when there is already a plan or the person is not part of the case.
    """
    with acting(actor), transaction.atomic(), in_words(SupportPlan):
        case = working_case(actor, case)
        _of_the_case(case, [young_person, *also_for])
        if SupportPlan.objects.filter(case=case, young_person=young_person).exists():
            raise NotPossible(
                _("There is already a plan for this young person. The next version continues it.")
            )
        plan = create_record(
            actor,
            SupportPlan(
                case=case,
                young_person=young_person,
                period_from=period_from,
                period_until=period_until,
                created_by=actor,
                created_at=now,
            ),
        )
        plan.also_for.set(also_for)
        trail.record(actor, "supportplan.created", plan, now=now, case=case.pk)
    return plan


def grow_plan(
    *, actor: Any, plan: SupportPlan, period_from: date, period_until: date, now: datetime
) -> SupportPlan:
    """Begin the next version from this one and its reviews; nothing has to be typed twice.

    Goals that are reached or dropped and steps that are done stay behind; everything else goes
    over with its origin. What people say to the goals is asked anew.
    Raises ValidationError while this version is a draft or when there is a next one.
    """
    with acting(actor), transaction.atomic(), in_words(SupportPlan):
        case = working_case(actor, plan.case)
        current = locked(plan)
        access.require(actor, "change", current)
        if current.state == PlanState.DRAFT:
            raise NotPossible(_("This version is still a draft; please go on with it."))
        if SupportPlan.objects.filter(previous=current).exists():
            raise NotPossible(_("There is already a next version of this plan."))
        grown = create_record(
            actor,
            SupportPlan(
                case=case,
                young_person=current.young_person,
                number=current.number + 1,
                previous=current,
                need=current.need,
                kind_of_support=current.kind_of_support,
                necessary_services=current.necessary_services,
                period_from=period_from,
                period_until=period_until,
                no_ordinary_offers=current.no_ordinary_offers,
                no_missing_offers=current.no_missing_offers,
                created_by=actor,
                created_at=now,
            ),
        )
        grown.also_for.set(current.also_for.all())
        grown.support_types.set(current.support_types.all())
        _copy_goals(actor, current, grown)
        _copy_rest(actor, current, grown)
        trail.record(actor, "supportplan.continued", grown, now=now, previous=current.pk)
    return grown


def _of_the_case(case: Case, people: Sequence[Person]) -> None:
    known = set(case.members.values_list("person_id", flat=True))
    if any(person.pk not in known for person in people):
        raise ValidationError(_("A plan is made for people of this case."))


def consequences(plan: SupportPlan) -> dict[int, str]:
    """Return the last review's consequence for each goal that was reviewed."""
    reviews = plan.goal_set.values_list(
        "pk", "reviews__reviewed_on", "reviews__pk", "reviews__consequence"
    )
    rows = sorted(row for row in reviews if row[2] is not None)
    return {goal: consequence for goal, _day, _pk, consequence in rows}


def _copy_goals(actor: Any, old: SupportPlan, new: SupportPlan) -> None:
    said = consequences(old)
    done = set(StepDone.objects.filter(step__plan=old).values_list("step_id", flat=True))
    copies: dict[int, Goal] = {}
    steps: list[ActionStep] = []
    steps_of_goal = Prefetch("steps", ActionStep.objects.select_related("owner"))
    goals = list(
        old.goal_set.select_related("owner", "will").prefetch_related("resources", steps_of_goal)
    )
    # Direction goals first: the others lie below them.
    for direction in (True, False):
        fresh: dict[int, Goal] = {}
        for goal in goals:
            consequence = said.get(goal.pk, "")
            parent = copies.get(goal.parent_id or 0)
            if (goal.level == GoalLevel.DIRECTION) != direction or not carried_over(consequence):
                continue
            if goal.parent_id and parent is None:
                continue
            fresh[goal.pk] = _copy_of_goal(goal, new, parent)
        create_records(actor, list(fresh.values()))
        copies |= fresh
    for goal in goals:
        if goal.pk not in copies:
            continue
        copy = copies[goal.pk]
        _use(copy, frozenset(resource.pk for resource in goal.resources.all()))
        consequence = said.get(goal.pk, "")
        steps += [
            _copy_of_step(step, copy)
            for step in goal.steps.all()
            if steps_carried_over(consequence=consequence, done=step.pk in done)
        ]
    create_records(actor, steps)


def _copy_of_goal(goal: Goal, plan: SupportPlan, parent: Goal | None) -> Goal:
    copy = Goal(plan=plan, parent=parent, owner=goal.owner, will=goal.will)
    for name in (*_GOAL_FIELDS, "level", "position", "origin"):
        setattr(copy, name, getattr(goal, name))
    # A day of the past period is no day of this one; it is asked again.
    copy.due_on = _still(goal.due_on, plan)
    return copy


def _copy_of_step(step: ActionStep, goal: Goal) -> ActionStep:
    copy = ActionStep(plan=goal.plan, goal=goal, owner=step.owner)
    for name in (*_STEP_FIELDS, "position", "origin"):
        setattr(copy, name, getattr(step, name))
    copy.due_on = _still(step.due_on, goal.plan)
    return copy


def _still(day: date | None, plan: SupportPlan) -> date | None:
    return day if day is not None and plan.period_from <= day < plan.period_until else None


def _copy_rest(actor: Any, old: SupportPlan, new: SupportPlan) -> None:
    answers = [
        SpaceAnswer(
            plan=new,
            question=answer.question,
            offer_id=answer.offer_id,
            category_id=answer.category_id,
            text=answer.text,
        )
        for answer in old.spaceanswer_set.all()
    ]
    create_records(actor, answers)
    sections = [
        PlanSection(
            plan=new,
            section=section.section,
            text=section.text,
            with_whom=section.with_whom,
            due_on=section.due_on,
        )
        for section in old.plansection_set.all()
    ]
    create_records(actor, sections)


# --- writing ------------------------------------------------------------------------------------

_STEP_FIELDS = ("text", "owner_id", "owner_name", "due_on")
_GOAL_FIELDS = (*_STEP_FIELDS, "indicator", "will_id", "own_contribution")


def save_plan(
    *,
    actor: Any,
    plan: SupportPlan,
    changes: Mapping[str, Any],
    lines: Sequence[PlanLine],
    version: int,
    now: datetime,
) -> SupportPlan:
    """Write the draft as it stands in the editor: the head and all goals and steps in order.

    Lines that are blank are left out; what is not among the lines is removed from the draft.
    Raises StaleRecord when somebody was faster, ValidationError for an outline that does not hold
    together or for values that do not fit.
    """
    wanted = [line for line in lines if not line.is_blank]
    try:
        check(outline_of(wanted))
    except OutlineError as error:
        text = wanted[error.place].text or _("(without words)")
        raise ValidationError(
            _("“%(line)s” needs a goal above it.") % {"line": text[:80]}
        ) from error
    with acting(actor), transaction.atomic(), in_words(Goal):
        current = draft_for_writing(actor, plan, version)
        fields = {name: value for name, value in changes.items() if name in (*HEAD, *MANY)}
        if "also_for" in fields:
            _of_the_case(current.case, list(fields["also_for"]))
        _belong_here(actor, current, wanted)
        fresh = update_record(actor, current, fields, version)
        _write_lines(actor, fresh, wanted)
        touched(fresh, version)
        trail.record(
            actor,
            "supportplan.updated",
            fresh,
            now=now,
            fields=sorted(fields),
            rows=len(wanted),
        )
    return fresh


def draft_for_writing(actor: Any, plan: SupportPlan, version: int) -> SupportPlan:
    """Return the plan locked; raises when it is agreed, stale or outside the actor's cases."""
    working_case(actor, plan.case)
    current = locked(plan)
    access.require(actor, "change", current)
    if current.state in FROZEN_PLAN:
        raise NotPossible(
            _("This version is agreed and stays as it is. The next version can say what is new.")
        )
    if current.version != version:
        raise StaleRecord(current)
    return current


def touched(plan: SupportPlan, version: int) -> None:
    """Raise the plan's version when only its parts were written."""
    if plan.version == version:
        plan.save(update_fields=["version"])
        plan.refresh_from_db(fields=["version"])


def _belong_here(actor: Any, plan: SupportPlan, lines: Sequence[PlanLine]) -> None:
    """Refuse people, statements and resources of other families."""
    case = plan.case
    people = {line.owner_id for line in lines if line.owner_id}
    if people - set(case.members.values_list("person_id", flat=True)):
        raise ValidationError(_("A goal belongs to a person of this case, or name somebody else."))
    wills = {line.will_id for line in lines if line.will_id}
    linkable = WillStatement.objects.visible_to(actor).filter(case=case, entrusted=False)
    before = set(plan.goal_set.values_list("will_id", flat=True))
    if wills - set(linkable.values_list("pk", flat=True)) - before:
        raise ValidationError(_("Only a will of this family can be linked to a goal."))
    resources = {pk for line in lines for pk in line.resource_ids}
    own = case.resource_maps.values_list("resources__pk", flat=True)
    if resources - set(own):
        raise ValidationError(_("Only resources of this family's maps can be used."))


def _write_lines(actor: Any, plan: SupportPlan, lines: Sequence[PlanLine]) -> None:
    goals = {str(goal.origin): goal for goal in plan.goal_set.prefetch_related("resources")}
    steps = {str(step.origin): step for step in plan.actionstep_set.all()}
    kept: set[int] = set()
    kept_steps: set[int] = set()
    above: list[Goal] = []
    fresh: list[ActionStep] = []
    for position, line in enumerate(lines):
        if line.depth == _STEP_DEPTH:
            step = steps.get(line.key) or ActionStep(plan=plan, origin=origin_of(line.key))
            if _fill(step, line, _STEP_FIELDS, goal_id=above[1].pk, position=position):
                fresh.append(step)
            else:
                kept_steps.add(step.pk)
            continue
        del above[line.depth :]
        goal = goals.get(line.key) or Goal(plan=plan, origin=origin_of(line.key))
        level = GoalLevel.ACTION if line.depth else GoalLevel.DIRECTION
        parent = above[0].pk if line.depth else None
        if _fill(goal, line, _GOAL_FIELDS, parent_id=parent, level=level, position=position):
            create_record(actor, goal)
        _use(goal, line.resource_ids)
        kept.add(goal.pk)
        above.append(goal)
    plan.actionstep_set.exclude(pk__in=kept_steps).delete()
    create_records(actor, fresh)
    plan.goal_set.exclude(pk__in=kept).delete()


def _fill(row: Goal | ActionStep, line: PlanLine, fields: Sequence[str], **place: Any) -> bool:
    """Write what differs; whether the row is new and has to be inserted."""
    values = {name: getattr(line, name) for name in fields} | place
    differs = [name for name, value in values.items() if getattr(row, name, None) != value]
    for name in differs:
        setattr(row, name, values[name])
    if not row._state.adding and differs:
        row.full_clean()
        row.save(update_fields=differs)
    return row._state.adding


def _use(goal: Goal, resource_ids: frozenset[int]) -> None:
    """Say which resources a goal builds on."""
    if {resource.pk for resource in goal.resources.all()} != resource_ids:
        goal.resources.set(resource_ids)


def origin_of(key: str) -> uuid.UUID:
    """Return the origin a line's key stands for; raises ValidationError for anything else."""
    try:
        return uuid.UUID(key)
    except ValueError as error:
        raise ValidationError(_("A line of the plan could not be read.")) from error


def lines_of(plan: SupportPlan) -> list[PlanLine]:
    """Return the plan's goals and steps as lines, in order."""
    found: list[tuple[int, PlanLine]] = []
    for goal in plan.goal_set.prefetch_related("used"):
        depth = 0 if goal.level == GoalLevel.DIRECTION else 1
        used = frozenset(each.resource_id for each in goal.used.all())
        texts = {name: getattr(goal, name) for name in _GOAL_FIELDS}
        line = PlanLine(str(goal.origin), depth, resource_ids=used, **texts)
        found.append((goal.position, line))
    for step in plan.actionstep_set.all():
        texts = {name: getattr(step, name) for name in _STEP_FIELDS}
        found.append((step.position, PlanLine(str(step.origin), _STEP_DEPTH, **texts)))
    return [line for _position, line in sorted(found, key=lambda pair: pair[0])]


def discard_draft(*, actor: Any, plan: SupportPlan, version: int, now: datetime) -> None:
    """Delete a draft with everything in it; an agreed version is never deleted."""
    with acting(actor), transaction.atomic():
        current = draft_for_writing(actor, plan, version)
        access.require(actor, "delete", current)
        pk = current.pk
        current.delete()
        current.pk = pk
        trail.record(actor, "supportplan.deleted", current, now=now, case=current.case_id)

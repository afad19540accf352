"""The facts of a support plan, in full and for the family."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import (
    ActionStep,
    Consent,
    DocumentKind,
    Goal,
    GoalConsent,
    GoalLevel,
    GoalReview,
    Person,
    PlanConference,
    SpaceQuestion,
    SupportPlan,
)
from cases.papers import (
    Agreement,
    FamilyFacts,
    FamilyGoal,
    GoalFacts,
    PlanFacts,
    Quote,
    StepFacts,
    family_plan,
    support_plan,
)
from cases.rules.states import ConferenceState, PlanState, SupportState
from cases.services.paperwork.office import contact, office_settings, sender
from cases.services.paperwork.orders import Order, Paper, register
from cases.services.paperwork.signing import present, signers
from cases.services.paperwork.words import extent, name_of, period

SHOWN_SUPPORTS = (SupportState.PROPOSED, SupportState.GRANTED, SupportState.RUNNING)
HELD = (ConferenceState.HELD, ConferenceState.CLOSED)


def make_plan(order: Order, actor: Any, now: datetime, draft: bool) -> Paper:
    """Set the support plan in full."""
    plan = _plan_of(order, draft)
    settings = office_settings()
    title = _("Support plan for %(names)s, version %(number)s") % {
        "names": _names(young_people(plan)),
        "number": plan.number,
    }
    facts = plan_facts(plan, now)
    return Paper(title, support_plan(facts, sender=sender(settings), now=now, draft=draft))


def make_family_plan(order: Order, actor: Any, now: datetime, draft: bool) -> Paper:
    """Set the page for the family."""
    plan = _plan_of(order, draft)
    settings = office_settings()
    title = _("Page for the family: plan for %(names)s, version %(number)s") % {
        "names": _names(young_people(plan)),
        "number": plan.number,
    }
    facts = family_facts(plan, now)
    return Paper(title, family_plan(facts, sender=sender(settings), now=now, draft=draft))


def _plan_of(order: Order, draft: bool) -> SupportPlan:
    plan = order.plan
    if plan is None:
        raise ValidationError(_("Please choose the support plan."))
    if plan.state == PlanState.DRAFT and not draft:
        raise ValidationError(
            _("This version is still a draft. It can be issued as soon as it is agreed.")
        )
    return plan


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def plan_facts(plan: SupportPlan, now: datetime) -> PlanFacts:
    """Return what the plan says, at `now`."""
    case, people = plan.case, young_people(plan)
    today = timezone.localdate(now)
    conference = _talked_about(plan)
    goals = _goals(plan)
    return PlanFacts(
        young_people=tuple(_with_birth(person) for person in people),
        reference=case.reference,
        number=plan.number,
        state=str(plan.get_state_display()),
        # As it was entered and stands on the page: the day by which people meet again.
        period=f"{_day(plan.period_from)} – {_day(plan.period_until)}",
        caseworker=case.responsible.display_name if case.responsible else "",
        next_conference=_next_conference(plan, now),
        need=plan.need,
        help_kind=_kind(plan),
        services=tuple(
            line.strip() for line in plan.necessary_services.splitlines() if line.strip()
        ),
        supports=tuple(_supports(plan)),
        wills=tuple(_wills(goals)),
        goals=tuple(_direction_goals(goals, _reviews(plan, goals))),
        space_answers=tuple(_space_answers(plan)),
        sections=tuple(_sections(plan)),
        participants=tuple(_participants(conference)) if conference else (),
        child_part=str(conference.get_child_part_display())
        if conference and conference.child_part
        else "",
        child_statements=_said_by_child(conference),
        open_reason=plan.open_points_reason,
        signers=tuple(signers(plan, young_people(plan), conference, today)),
    )


def family_facts(plan: SupportPlan, now: datetime) -> FamilyFacts:
    """Return what the family takes home, at `now`."""
    settings = office_settings()
    whom = contact(plan.case.responsible, settings)
    reachable = " · ".join(filter(None, (whom.phone, whom.email)))
    goals = _goals(plan)
    people = young_people(plan)
    return FamilyFacts(
        lead=_("The plan of %(names)s") % {"names": _names(people)},
        goals=tuple(
            FamilyGoal(
                text=goal.text,
                steps=tuple(_family_steps(goal, _beneath(goal, goals))),
                remarks=tuple(_dissent([goal, *_beneath(goal, goals)])),
            )
            for goal in goals
            if goal.level == GoalLevel.DIRECTION
        ),
        helpers=tuple(_helpers(plan)),
        next=_next_conference(plan, now),
        help=_("Talk to %(name)s. %(reachable)s") % {"name": whom.name, "reachable": reachable},
        signers=tuple(signers(plan, people, _talked_about(plan), timezone.localdate(now))),
        reference=plan.case.reference,
    )


def young_people(plan: SupportPlan) -> list[Person]:
    """Return for whom the plan is made: the young person first, then the siblings."""
    siblings = plan.siblings.select_related("person").order_by("person__birth_date", "pk")
    return [plan.young_person, *(sibling.person for sibling in siblings)]


def _talked_about(plan: SupportPlan) -> PlanConference | None:
    """Return the last conference at which this version was talked about or grew from."""
    held = PlanConference.objects.filter(state__in=HELD).order_by("-scheduled_at", "-pk")
    own = held.filter(plan=plan).first()
    if own is None and plan.previous_id:
        own = held.filter(plan=plan.previous_id).first()
    return own


def _next_conference(plan: SupportPlan, now: datetime) -> str:
    following = (
        PlanConference.objects.filter(
            case=plan.case,
            young_person=plan.young_person,
            state=ConferenceState.PLANNED,
            scheduled_at__gt=now,
        )
        .order_by("scheduled_at", "pk")
        .first()
    )
    if following is None:
        return date_format(plan.period_until, "DATE_FORMAT")
    moment = date_format(timezone.localtime(following.scheduled_at), "l, j. F Y, H:i")
    when = _("%(moment)s o’clock") % {"moment": moment}
    return ", ".join(filter(None, (when, following.place)))


def _with_birth(person: Person) -> str:
    if person.birth_date is None:
        return person.name
    born = date_format(person.birth_date, "SHORT_DATE_FORMAT")
    return _("%(name)s, born %(day)s") % {"name": person.name, "day": born}


def _names(people: Iterable[Person]) -> str:
    return ", ".join(person.name for person in people)


def _kind(plan: SupportPlan) -> str:
    asked = plan.asked_types.select_related("support_type").order_by("support_type__position")
    types = [str(each.support_type) for each in asked]
    return "\n\n".join(filter(None, ("\n".join(types), plan.kind_of_support)))


def _supports(plan: SupportPlan) -> Iterable[tuple[str, str, str, str]]:
    rows = plan.supports.filter(state__in=SHOWN_SUPPORTS).select_related("support_type", "provider")
    for row in rows.order_by("start", "pk"):
        kind = f"{row.support_type.name} ({row.legal_basis})"
        provider = row.provider.name if row.provider else ""
        yield kind, provider, period(row.start, row.planned_end), extent(row)


def _helpers(plan: SupportPlan) -> Iterable[str]:
    for kind, provider, _days, much in _supports(plan):
        name = kind.split(" (")[0]
        yield ", ".join(filter(None, (f"{provider}: {name}" if provider else name, much)))


def _goals(plan: SupportPlan) -> list[Goal]:
    consents = GoalConsent.objects.select_related("person").order_by("pk")
    steps = ActionStep.objects.select_related("owner", "done").order_by("position", "pk")
    return list(
        Goal.objects.filter(plan=plan)
        .select_related("owner", "will", "will__person")
        .prefetch_related(
            Prefetch("consents", consents), Prefetch("steps", steps), "used__resource"
        )
        .order_by("position", "pk")
    )


def _beneath(goal: Goal, goals: Iterable[Goal]) -> list[Goal]:
    return [each for each in goals if each.parent_id == goal.pk]


def _wills(goals: Iterable[Goal]) -> Iterable[Quote]:
    """Yield the wills the goals rest on, each once. What was entrusted stays out."""
    seen = set()
    for goal in goals:
        will = goal.will
        if will is None or will.entrusted or will.pk in seen:
            continue
        seen.add(will.pk)
        yield Quote(will.person.name, will.text)


def _direction_goals(goals: list[Goal], reviews: dict[Any, str]) -> Iterable[GoalFacts]:
    for goal in goals:
        if goal.level == GoalLevel.DIRECTION:
            beneath = tuple(_goal(each, reviews) for each in _beneath(goal, goals))
            yield _goal(goal, reviews, beneath)


def _goal(goal: Goal, reviews: dict[Any, str], beneath: tuple[GoalFacts, ...] = ()) -> GoalFacts:
    return GoalFacts(
        text=goal.text,
        owner=goal.owner.name if goal.owner else goal.owner_name,
        indicator=goal.indicator,
        contribution=goal.own_contribution,
        resources=", ".join(each.resource.name for each in goal.used.all()),
        until=goal.due_on,
        steps=tuple(_step(step) for step in goal.steps.all()),
        goals=beneath,
        agreement=tuple(_agreement(each) for each in goal.consents.all()),
        review=reviews.get(goal.origin, ""),
    )


def _step(step: ActionStep) -> StepFacts:
    done = getattr(step, "done", None)
    return StepFacts(
        text=step.text,
        who=step.owner.name if step.owner else step.owner_name,
        until=step.due_on,
        state=pgettext("paper", "done") if done else "",
    )


def _agreement(row: GoalConsent) -> Agreement:
    answer = str(row.get_answer_display())
    return Agreement(row.person.name, answer, row.answer == Consent.DISSENT, row.note)


def _reviews(plan: SupportPlan, goals: Iterable[Goal]) -> dict[Any, str]:
    """Return how far each goal had come when it was last looked at, by the goal's origin."""
    rows = (
        GoalReview.objects.filter(
            goal__plan__case=plan.case,
            goal__plan__young_person=plan.young_person,
            goal__plan__number__lte=plan.number,
            goal__origin__in=[goal.origin for goal in goals],
        )
        .select_related("goal")
        .order_by("reviewed_on", "pk")
    )
    found = {}
    for row in rows:
        when = date_format(row.reviewed_on, "SHORT_DATE_FORMAT")
        words = f"{when}: {row.get_attainment_display()}"
        found[row.goal.origin] = ". ".join(filter(None, (words, row.evidence)))
    return found


def _family_steps(goal: Goal, beneath: Iterable[Goal]) -> Iterable[StepFacts]:
    """Yield the steps of a goal; an action goal without steps is one itself."""
    for each in (goal, *beneath):
        steps = [_step(step) for step in each.steps.all()]
        if not steps and each is not goal:
            who = each.owner.name if each.owner else each.owner_name
            steps = [StepFacts(each.text, who, each.due_on)]
        yield from steps


def _dissent(goals: Iterable[Goal]) -> Iterable[str]:
    for goal in goals:
        for row in goal.consents.all():
            if row.answer != Consent.DISSENT:
                continue
            text = _("%(name)s does not agree.") % {"name": row.person.name}
            yield f"{text} „{row.note}“" if row.note else text


def _space_answers(plan: SupportPlan) -> Iterable[tuple[str, str]]:
    rows = plan.spaceanswer_set.select_related("offer", "offer__institution", "category")
    answers: dict[str, list[str]] = {question: [] for question in SpaceQuestion.values}
    for row in rows.order_by("pk"):
        named = (str(row.offer or ""), str(row.category or ""), row.text)
        answers[row.question].append(" – ".join(filter(None, named)))
    if plan.no_ordinary_offers:
        answers[SpaceQuestion.USED].append(_("None at the moment."))
    if plan.no_missing_offers:
        answers[SpaceQuestion.MISSING].append(_("Nothing is missing."))
    questions = {
        SpaceQuestion.USED: _("Which ordinary offers do you use?"),
        SpaceQuestion.MISSING: _("What would have helped and does not exist here?"),
    }
    for question, text in questions.items():
        yield text, "\n".join(answers[question])


def _sections(plan: SupportPlan) -> Iterable[tuple[str, tuple[tuple[str, str], ...]]]:
    for row in plan.plansection_set.order_by("section"):
        due = date_format(row.due_on, "SHORT_DATE_FORMAT") if row.due_on else ""
        answers = (
            (_("What was agreed"), row.text),
            (_("With whom"), row.with_whom),
            (_("We look at it again on"), due),
        )
        yield str(row.get_section_display()), tuple(pair for pair in answers if pair[1])


def _participants(conference: PlanConference) -> Iterable[tuple[str, str, str]]:
    for row in present(conference):
        yield name_of(row), str(row.get_role_display()), row.institution


def _said_by_child(conference: PlanConference | None) -> tuple[Quote, ...]:
    if conference is None or not conference.child_statement:
        return ()
    return (Quote(conference.young_person.name, conference.child_statement),)


register(DocumentKind.PLAN, make_plan)
register(DocumentKind.FAMILY_PLAN, make_family_plan)

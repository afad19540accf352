"""What the page of a plan shows, gathered in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.advice_words import Said, say
from cases.models import (
    ActionStep,
    Goal,
    GoalConsent,
    GoalReview,
    Person,
    PlanSection,
    Section,
    SpaceAnswer,
    SpaceQuestion,
    SupportPlan,
    WillStatement,
)
from cases.pictures.attainment import attainment_picture
from cases.rules.plan_lines import advise
from cases.rules.smart import Advice
from cases.rules.states import PlanState
from cases.services import plan_agreeing as agreeing
from cases.services.plan_agreeing import OpenPoint
from cases.services.plans import lines_of

QUESTIONS = {
    SpaceQuestion.USED: gettext_lazy("Which ordinary offers of the place are used?"),
    SpaceQuestion.MISSING: gettext_lazy("Which offers would help and do not exist?"),
}


@dataclass
class GoalFacts:
    """A goal with everything that belongs to it."""

    goal: Goal
    number: str
    owner: str
    will: WillStatement | None = None
    resources: list[str] = field(default_factory=list)
    steps: list[tuple[ActionStep, str]] = field(default_factory=list)
    consents: list[GoalConsent] = field(default_factory=list)
    reviews: list[GoalReview] = field(default_factory=list)
    advice: list[Said] = field(default_factory=list)
    goals: list[GoalFacts] = field(default_factory=list)
    picture: SafeString | str = ""

    @property
    def dissent(self) -> list[GoalConsent]:
        """Return who does not agree."""
        return [each for each in self.consents if each.answer == "dissent"]

    @property
    def other_answers(self) -> list[GoalConsent]:
        """Return who agrees or is still thinking."""
        return [each for each in self.consents if each.answer != "dissent"]


@dataclass
class PlanRecord:
    """A plan as its page shows it."""

    goals: list[GoalFacts]
    reviewed: list[GoalFacts]
    young_people: list[Person]
    used: list[SpaceAnswer]
    missing: list[SpaceAnswer]
    sections: list[PlanSection]
    sections_called: list[str]
    points: list[dict[str, Any]]
    unanswered: list[str]
    versions: list[SupportPlan]
    next_plan: SupportPlan | None
    is_draft: bool


def owner_of(row: Goal | ActionStep) -> str:
    """Return whose goal it is, or who does it, in words."""
    return str(row.owner) if row.owner else row.owner_name


def plan_record(user: Any, plan: SupportPlan, today: date) -> PlanRecord:
    """Gather what one version says."""
    draft = plan.state == PlanState.DRAFT
    goals = _goals(user, plan)
    by_pk = {each.goal.pk: each for each in goals}
    _reviewed(user, plan, goals)
    if draft:
        advice = advise(lines_of(plan), agreeing.around_of(plan.case, plan))
        for each in goals:
            each.advice = [say(a) for a in advice.get(str(each.goal.origin), [])]
    top: list[GoalFacts] = []
    for each in goals:
        above = by_pk.get(each.goal.parent_id or 0)
        (above.goals if above else top).append(each)
    _number(top, "")
    answers = list(
        plan.spaceanswer_set.visible_to(user)
        .select_related("offer__institution", "category")
        .order_by("pk")
    )
    versions = list(
        SupportPlan.objects.visible_to(user)
        .filter(case=plan.case_id, young_person=plan.young_person_id)
        .order_by("-number")
    )
    written = list(plan.plansection_set.visible_to(user))
    called = agreeing.called_sections(plan, today) if draft else ()
    names = dict(Section.choices)
    return PlanRecord(
        goals=top,
        reviewed=[each for each in goals if each.reviews],
        young_people=agreeing.young_people(plan),
        used=[each for each in answers if each.question == SpaceQuestion.USED],
        missing=[each for each in answers if each.question == SpaceQuestion.MISSING],
        sections=written,
        sections_called=[
            str(names[code]) for code in called if code not in {s.section for s in written}
        ],
        points=points_in_words(agreeing.points_of(plan, today)) if draft else [],
        unanswered=question_words(agreeing.unanswered(plan)) if draft else [],
        versions=versions,
        next_plan=next((each for each in versions if each.previous_id == plan.pk), None),
        is_draft=draft,
    )


def _goals(user: Any, plan: SupportPlan) -> list[GoalFacts]:
    rows = (
        plan.goal_set.visible_to(user)
        .select_related("owner")
        .prefetch_related(
            "resources",
            Prefetch("steps", ActionStep.objects.select_related("owner", "done")),
            Prefetch("consents", GoalConsent.objects.select_related("person").order_by("pk")),
        )
        .order_by("position", "pk")
    )
    wills = WillStatement.objects.visible_to(user).filter(goals__plan=plan).select_related("person")
    said = {will.pk: will for will in wills}
    return [
        GoalFacts(
            goal=goal,
            number="",
            owner=owner_of(goal),
            will=said.get(goal.will_id or 0),
            resources=[resource.name for resource in goal.resources.all()],
            steps=[(step, owner_of(step)) for step in goal.steps.all()],
            consents=list(goal.consents.all()),
        )
        for goal in rows
    ]


def _reviewed(user: Any, plan: SupportPlan, goals: list[GoalFacts]) -> None:
    rows = (
        GoalReview.objects.visible_to(user)
        .filter(
            goal__plan__case=plan.case_id,
            goal__plan__young_person=plan.young_person_id,
            goal__plan__number__lte=plan.number,
            goal__origin__in=[each.goal.origin for each in goals],
        )
        .select_related("goal__plan")
        .order_by("reviewed_on", "pk")
    )
    by_origin: dict[Any, list[GoalReview]] = defaultdict(list)
    for row in rows:
        by_origin[row.goal.origin].append(row)
    for each in goals:
        each.reviews = by_origin[each.goal.origin]
        each.picture = attainment_picture(
            [row.attainment for row in each.reviews],
            _("How far the goal was reached, from first to last review"),
        )


def _number(goals: list[GoalFacts], before: str) -> None:
    for place, each in enumerate(goals, start=1):
        each.number = f"{before}{place}"
        _number(each.goals, f"{each.number}.")


# --- words ----------------------------------------------------------------------------------------


def question_words(codes: list[str]) -> list[str]:
    """Return the social-space questions in words."""
    return [str(QUESTIONS[SpaceQuestion(code)]) for code in codes]


def points_in_words(points: list[OpenPoint]) -> list[dict[str, Any]]:
    """Return what is still open, each with a title and what is asked."""
    names = dict(Section.choices)
    found = []
    for point in points:
        match point.code:
            case "no_goals":
                found.append({"title": _("The plan has no goals yet."), "lines": []})
            case "not_asked":
                text = _("Not all goals have an answer of: %(names)s.") % {"names": point.text}
                found.append({"title": text, "lines": []})
            case "section":
                text = _("Nothing is written yet on: %(section)s.") % {"section": names[point.text]}
                found.append({"title": text, "lines": []})
            case _:
                found.append({"title": point.text, "lines": _sentences(point.advice)})
    return found


def _sentences(advice: tuple[Advice, ...]) -> list[Said]:
    return [say(each) for each in advice]

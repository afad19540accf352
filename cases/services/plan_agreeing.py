"""Making a plan binding: what is still open, agreeing, putting in force, replacing the last one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import (
    Case,
    Custody,
    CustodyKind,
    DevelopmentReport,
    Goal,
    GoalShare,
    MemberRole,
    Person,
    SpaceQuestion,
    SupportPlan,
    WillStatement,
)
from cases.rules.plan_lines import Around, PlanLine, advise
from cases.rules.sections import Help, sections_for
from cases.rules.smart import Advice, open_points
from cases.rules.states import PLAN_TRANSITIONS, PlanState, ReportState, SupportState
from cases.services.guards import working_case
from cases.services.plans import draft_for_writing, lines_of
from sro import access
from sro.audit import trail
from sro.records import StaleRecord, acting, create_record, locked
from sro.refusals import NotPossible, required_reason
from sro.states import TransitionRefused, next_state


@dataclass(frozen=True)
class OpenPoint:
    """Something to talk about before the plan is agreed.

    `code` is "no_goals", "advice" (with goal's text and the advice), "not_asked" (with names) or
    "section" (with the section's code).
    """

    code: str
    text: str = ""
    advice: tuple[Advice, ...] = ()


def around_of(
    case: Case,
    plan: SupportPlan | None = None,
    *,
    period_from: date | None = None,
    period_until: date | None = None,
) -> Around:
    """Return what the SMART check needs to know around the lines of a plan."""
    people = {m.person_id: m.person.name for m in case.members.select_related("person")}
    # What was entrusted meanwhile counts only where a goal rests on it already.
    known = Q(entrusted=False) | Q(goals__plan__case=case)
    wills = WillStatement.objects.filter(known, case=case, kind="will")
    return Around(
        names=people,
        will_of=dict(wills.values_list("pk", "person_id")),
        period_from=plan.period_from if plan and period_from is None else period_from,
        period_until=plan.period_until if plan and period_until is None else period_until,
    )


def advice_of(plan: SupportPlan) -> dict[str, list[Advice]]:
    """Return the SMART advice for each goal and step of a plan by its origin."""
    return advise(lines_of(plan), around_of(plan.case, plan))


def young_people(plan: SupportPlan) -> list[Person]:
    """Return for whom the plan is made, the one it is named after first."""
    return [plan.young_person, *plan.also_for.order_by("sort_key", "pk")]


def custodians(case: Case, children: Iterable[Person], day: date) -> list[Person]:
    """Return who holds custody of the children on `day`, as far as it is known.

    Where nothing is entered, all parents and guardians of the case count.
    """
    rows = (
        Custody.objects.filter(case=case, child__in=children)
        .exclude(kind__in=[CustodyKind.NONE, CustodyKind.UNKNOWN])
        .valid_on(day)
    )
    holders = Person.objects.filter(pk__in=rows.values("holder_id"))
    if not holders.exists():
        roles = [MemberRole.PARENT, MemberRole.GUARDIAN]
        holders = Person.objects.filter(
            pk__in=case.members.filter(role__in=roles).values("person_id")
        )
    return list(holders.defer("search_vector").order_by("sort_key", "pk"))


def participants(plan: SupportPlan, day: date) -> list[Person]:
    """Return whose consent to the goals is asked: young people, custodians, and who answered."""
    asked = young_people(plan)
    asked += custodians(plan.case, asked, day)
    asked += (
        Person.objects.filter(pk__in=plan.goalconsent_set.values("person_id"))
        .defer("search_vector")
        .order_by("sort_key", "pk")
    )
    return list(dict.fromkeys(asked))


def called_sections(plan: SupportPlan, day: date) -> tuple[str, ...]:
    """Return the sections the law asks for with the supports of this plan (§§ 36b, 37c, 41a)."""
    helps = [Help(t.legal_basis, t.setting) for t in plan.support_types.all()]
    helps += [Help(s.legal_basis, s.setting) for s in plan.supports.exclude(state="declined")]
    born = [p.birth_date for p in young_people(plan) if p.birth_date is not None]
    return sections_for(helps, birth_dates=born, on=day)


def unanswered(plan: SupportPlan) -> list[str]:
    """Return the social-space questions that have no answer yet."""
    answered = set(plan.spaceanswer_set.values_list("question", flat=True))
    none = {
        SpaceQuestion.USED: plan.no_ordinary_offers,
        SpaceQuestion.MISSING: plan.no_missing_offers,
    }
    return [q.value for q in SpaceQuestion if q not in answered and not none[q]]


def points_of(plan: SupportPlan, day: date) -> list[OpenPoint]:
    """Return what is still open in a plan; agreeing it all the same needs a reason."""
    lines = lines_of(plan)
    advice = advise(lines, around_of(plan.case, plan))
    found = [] if lines else [OpenPoint("no_goals")]
    found += [_smart(line, advice[line.key]) for line in lines if open_points(advice[line.key])]
    if lines:
        answers = plan.goalconsent_set.values_list("person_id", "goal_id")
        asked: dict[int, set[int]] = {}
        for person, goal in answers:
            asked.setdefault(person, set()).add(goal)
        goals = set(plan.goal_set.values_list("pk", flat=True))
        missing = [p.name for p in participants(plan, day) if goals - asked.get(p.pk, set())]
        if missing:
            found.append(OpenPoint("not_asked", ", ".join(missing)))
    written = set(plan.plansection_set.values_list("section", flat=True))
    found += [OpenPoint("section", s) for s in called_sections(plan, day) if s not in written]
    return found


def _smart(line: PlanLine, advice: list[Advice]) -> OpenPoint:
    return OpenPoint("advice", line.text, tuple(open_points(advice)))


# --- steps --------------------------------------------------------------------------------------


def agree_plan(
    *, actor: Any, plan: SupportPlan, version: int, now: datetime, today: date, reason: str = ""
) -> SupportPlan:
    """Make the draft the agreed version; from now on it stays as it is.

    Raises NotPossible while a social-space question is unanswered, ValidationError when points
    are open and no reason is given, StaleRecord when somebody changed the draft meanwhile.
    """
    with acting(actor), transaction.atomic():
        current = draft_for_writing(actor, plan, version)
        if unanswered(current):
            raise NotPossible(
                _("Please answer both social-space questions before the plan is agreed.")
            )
        points = points_of(current, today)
        current.open_points_reason = required_reason(reason) if points else ""
        current.state = next_state(PLAN_TRANSITIONS, "agree", current.state)
        current.agreed_by, current.agreed_at = actor, now
        current.save(update_fields=["state", "agreed_by", "agreed_at", "open_points_reason"])
        trail.record(
            actor,
            "supportplan.agreed",
            current,
            now=now,
            open_points=[point.code for point in points],
        )
        current.refresh_from_db()
    return current


def put_in_force(*, actor: Any, plan: SupportPlan, version: int, now: datetime) -> SupportPlan:
    """Put the agreed version in force; the one before it is superseded and stays readable.

    Providers who saw a goal of a former version see the same goal of this one instead.
    """
    with acting(actor), transaction.atomic():
        working_case(actor, plan.case)
        current = locked(plan)
        access.require(actor, "change", current)
        if current.version != version:
            raise StaleRecord(current)
        try:
            state = next_state(PLAN_TRANSITIONS, "put_in_force", current.state)
        except TransitionRefused as error:
            raise NotPossible(_("Only an agreed version can be put in force.")) from error
        running = SupportPlan.objects.select_for_update(of=("self",)).filter(
            case_id=current.case_id, young_person_id=current.young_person_id, state="in_force"
        )
        for old in running:
            _supersede(actor, old, now)
        current.state, current.in_force_at = state, now
        current.save(update_fields=["state", "in_force_at"])
        if current.previous_id:
            _share_again(actor, current)
        trail.record(actor, "supportplan.put_in_force", current, now=now)
        current.refresh_from_db()
    return current


def _supersede(actor: Any, plan: SupportPlan, now: datetime) -> None:
    plan.state = next_state(PLAN_TRANSITIONS, "supersede", plan.state)
    plan.superseded_at = now
    plan.save(update_fields=["state", "superseded_at"])
    trail.record(actor, "supportplan.superseded", plan, now=now)


def _share_again(actor: Any, plan: SupportPlan) -> None:
    """Let providers see the goals of this version instead of those of the former ones.

    While a provider is writing a report, the goals it writes about stay beside the new ones.
    """
    shares = GoalShare.objects.filter(
        goal__plan__case=plan.case_id,
        goal__plan__young_person=plan.young_person_id,
        goal__plan__number__lt=plan.number,
        support__state__in=(SupportState.GRANTED, SupportState.RUNNING),
    )
    goals = {goal.origin: goal for goal in Goal.objects.filter(plan=plan)}
    already = set(GoalShare.objects.filter(goal__plan=plan).values_list("goal_id", "support_id"))
    writing = set(
        DevelopmentReport.objects.filter(
            support__case=plan.case_id, state__in=(ReportState.REQUESTED, ReportState.RETURNED)
        ).values_list("support_id", flat=True)
    )
    for share in shares.select_related("goal", "support"):
        goal = goals.get(share.goal.origin)
        if goal and (goal.pk, share.support_id) not in already:
            already.add((goal.pk, share.support_id))
            create_record(actor, GoalShare(goal=goal, support=share.support, author=actor))
        if share.support_id not in writing:
            access.require(actor, "delete", share)
            share.delete()


def may_agree(plan: SupportPlan) -> bool:
    """Return whether the plan is a draft."""
    return plan.state == PlanState.DRAFT

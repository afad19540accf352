"""The family's plan becomes goals of the support plan: in its words, once, and to be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import FamilyGroupConference, Person, SupportPlan
from cases.rules.councils import WITH_ACCEPTED_PLAN, lines_of_family, without
from cases.rules.plan_lines import PlanLine
from cases.rules.states import PlanState
from cases.services import plans
from cases.services.council_plans import points_of
from cases.services.councils import open_council
from cases.services.guards import working_case
from sro.audit import trail
from sro.records import acting
from sro.refusals import NotPossible


def family_lines(council: FamilyGroupConference) -> list[PlanLine]:
    """Return the family's plan as lines of a support plan."""
    members = council.case.members.select_related("person").defer("person__search_vector")
    return lines_of_family(
        str(council.origin),
        council.aim,
        points_of(council),
        people={member.person.name: member.person_id for member in members},
        family=_("the whole family"),
    )


def councils_behind(user: Any, plan: SupportPlan) -> QuerySet[FamilyGroupConference]:
    """Return the conferences whose plan stands among the goals of this version."""
    rows = FamilyGroupConference.objects.visible_to(user).filter(case=plan.case_id)
    return rows.filter(origin__in=plan.goal_set.order_by().values("origin"))


def drafts_with(user: Any, council: FamilyGroupConference) -> QuerySet[SupportPlan]:
    """Return the drafts in which the family's plan stands and can be taken out again."""
    rows = SupportPlan.objects.visible_to(user).filter(case=council.case_id, state=PlanState.DRAFT)
    return rows.filter(goal_set__origin=council.origin).select_related("young_person")


def take_over(
    *, actor: Any, council: FamilyGroupConference, young_person: Person, now: datetime
) -> SupportPlan:
    """Take the family's plan over into the draft for a young person; a draft is begun if needed.

    Words and order stay. What is in the draft already stays as it is, so that doing it twice does
    it once. Raises NotPossible unless the office has accepted the family's plan.
    """
    with acting(actor), transaction.atomic():
        case = working_case(actor, council.case)
        current = open_council(actor, council, "take_over")
        if current.state not in WITH_ACCEPTED_PLAN:
            raise NotPossible(_("The family's plan is taken over once the office has accepted it."))
        if not case.members.filter(person=young_person).exists():
            raise ValidationError({"young_person": _("Please choose a person of this case.")})
        _not_agreed_yet(current, young_person)
        draft = _draft(actor, current, young_person, now)
        there = plans.lines_of(draft)
        known = {line.key for line in there}
        fresh = family_lines(current)
        if not {line.key for line in fresh} - known:
            return draft
        if known & {line.key for line in fresh}:
            raise NotPossible(
                _(
                    "A part of the family's plan already stands in the draft. Please take it out"
                    " first; then all of it can be taken over."
                )
            )
        saved = plans.save_plan(
            actor=actor,
            plan=draft,
            changes={},
            lines=[*there, *fresh],
            version=draft.version,
            now=now,
        )
        trail.record(actor, "familygroupconference.taken_over", current, now=now, plan=saved.pk)
    return saved


def _not_agreed_yet(council: FamilyGroupConference, young_person: Person) -> None:
    agreed = SupportPlan.objects.filter(
        case=council.case_id, young_person=young_person, goal_set__origin=council.origin
    ).exclude(state=PlanState.DRAFT)
    if agreed.exists():
        raise NotPossible(_("The family's plan already stands in an agreed support plan."))


def _draft(
    actor: Any, council: FamilyGroupConference, young_person: Person, now: datetime
) -> SupportPlan:
    newest = (
        SupportPlan.objects.filter(case=council.case_id, young_person=young_person)
        .order_by("-number")
        .first()
    )
    if newest is not None and newest.state == PlanState.DRAFT:
        return newest
    today = timezone.localdate(now)
    until = today + plans.PERIOD
    if newest is None:
        return plans.start_plan(
            actor=actor,
            case=council.case,
            young_person=young_person,
            period_from=today,
            period_until=until,
            now=now,
        )
    return plans.grow_plan(actor=actor, plan=newest, period_from=today, period_until=until, now=now)


def take_back(
    *, actor: Any, council: FamilyGroupConference, plan: SupportPlan, version: int, now: datetime
) -> SupportPlan:
    """Take the family's plan out of a draft again; what others wrote stays.

    Raises NotPossible where something of others hangs below its goals, and for an agreed plan.
    """
    with acting(actor), transaction.atomic():
        working_case(actor, council.case)
        # The draft is what is written in; the conference itself may have ended meanwhile.
        current = open_council(actor, council, "take_over", may_have_ended=True)
        if plan.case_id != current.case_id:
            raise ValidationError(_("Please choose a plan of this case."))
        draft = plans.draft_for_writing(actor, plan, version)
        ours = frozenset(line.key for line in family_lines(current))
        try:
            left = without(plans.lines_of(draft), ours)
        except ValueError as error:
            raise NotPossible(
                _("Other goals hang below the family's. Please move or remove them first.")
            ) from error
        saved = plans.save_plan(
            actor=actor, plan=draft, changes={}, lines=left, version=version, now=now
        )
        trail.record(actor, "familygroupconference.taken_back", current, now=now, plan=saved.pk)
    return saved

"""Everything the page of a family group conference says, with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import (
    CouncilGuest,
    CouncilMeeting,
    CouncilPoint,
    FamilyGroupConference,
    PointOutcome,
    PreparationTalk,
    SupportPlan,
)
from cases.rules.councils import (
    BEFORE,
    IN_PREPARATION,
    RUNNING,
    WITH_ACCEPTED_PLAN,
    CouncilState,
)
from cases.services.council_goals import drafts_with
from cases.services.councils import has_coordinated
from sro import access
from sro.ui.tables import Action

_ANSWERED = (CouncilState.PLAN_ACCEPTED, CouncilState.FOLLOW_UP, CouncilState.ENDED)


@dataclass(frozen=True)
class CouncilFacts:
    """A family group conference as its page shows it."""

    talks: list[PreparationTalk]
    guests: list[CouncilGuest]
    points: list[CouncilPoint]
    meetings: list[CouncilMeeting]
    plans: list[SupportPlan]
    drafts: list[SupportPlan]
    actions: list[Action]
    hints: list[str]
    preparing: bool
    #: Who prepares it reads it; a provider's lead sees that it is there and names the person.
    coordinates: bool
    the_day: bool


def council_facts(
    user: Any, council: FamilyGroupConference, *, whole: bool, today: date
) -> CouncilFacts:
    """Read the page; `whole` for those who work on the case."""
    outcomes = PointOutcome.objects.visible_to(user).select_related("point")
    coordinates = access.can(user, "coordinate", council)
    is_open = council.case.is_open
    guests = CouncilGuest.objects.visible_to(user).filter(council=council)
    guests = guests.select_related("person").defer("person__search_vector")
    answered = council.state in _ANSWERED
    return CouncilFacts(
        talks=list(PreparationTalk.objects.visible_to(user).filter(council=council))
        if coordinates
        else [],
        guests=list(guests),
        points=list(CouncilPoint.objects.visible_to(user).filter(council=council)),
        meetings=list(
            CouncilMeeting.objects.visible_to(user)
            .filter(council=council)
            .prefetch_related(Prefetch("outcomes", outcomes))
        ),
        plans=list(
            SupportPlan.objects.visible_to(user)
            .filter(case=council.case_id, goal_set__origin=council.origin)
            .exclude(state="draft")
            .select_related("young_person")
        )
        if whole and answered
        else [],
        drafts=list(drafts_with(user, council)) if whole and answered else [],
        actions=_actions(user, council, whole, coordinates, today) if is_open else [],
        hints=_hints(council, whole) if is_open else [],
        preparing=coordinates and is_open and council.state in IN_PREPARATION,
        coordinates=coordinates,
        the_day=coordinates
        and any(
            (council.private_from, council.information_from, council.decision_from, council.aim)
        ),
    )


def _hints(council: FamilyGroupConference, whole: bool) -> list[str]:
    """Say what stands in the way of the next step."""
    if council.state not in RUNNING:
        return []
    found = []
    if council.coordinator_id is None and council.provider_id is None:
        found.append(_("Nobody coordinates yet."))
    elif council.coordinator_id is None:
        found.append(_("The provider has not named the person yet."))
    in_charge = (council.case.responsible_id, council.case.deputy_id)
    if whole and council.coordinator_id is not None and council.coordinator_id in in_charge:
        found.append(_("The coordinator is in charge of the case now. Please name somebody else."))
    if council.state == CouncilState.PREPARING and council.scheduled_at is None:
        found.append(_("Day and time are still open."))
    return found


def _actions(
    user: Any, council: FamilyGroupConference, whole: bool, coordinates: bool, today: date
) -> list[Action]:
    def to(name: str, *more: Any) -> str:
        return reverse(f"cases:{name}", args=[council.pk, *more])

    if council.state not in RUNNING:
        return []
    found: list[Action] = []
    if coordinates:
        found += _steps(council, to, today)
    if whole:
        found += _office(user, council, to)
    elif council.provider_id and access.can(user, "name_person", council):
        found.append(Action(_("Name the coordinator"), to("council_person")))
    return found


def _steps(council: FamilyGroupConference, to: Any, today: date) -> list[Action]:
    state = council.state
    if state == CouncilState.REFERRED:
        return [
            Action(_("The family wants it"), to("council_family", "ja"), primary=True),
            Action(_("The family does not want it"), to("council_family", "nein")),
        ]
    if state in IN_PREPARATION:
        at = council.scheduled_at
        due = at is not None and timezone.localdate(at) <= today
        found = [Action(_("Day and place"), to("council_day"), primary=at is None)]
        if due and state == CouncilState.PREPARING:
            found.insert(0, Action(_("Write down the day"), to("council_hold"), primary=True))
        return [*found, Action(_("The family does not want it"), to("council_family", "nein"))]
    if state == CouncilState.HELD:
        return [
            Action(_("Write the family's plan"), to("council_plan"), primary=True),
            Action(_("Conversation view"), to("talk_council")),
            Action(_("Times and who came"), to("council_hold")),
        ]
    if state == CouncilState.PLAN_NOT_ACCEPTED:
        return [Action(_("The family changes its plan"), to("council_revise"), primary=True)]
    return [Action(_("Note a follow-up meeting"), to("council_meeting_new"), icon="add")]


def _office(user: Any, council: FamilyGroupConference, to: Any) -> list[Action]:
    state = council.state
    found = []
    # Whoever coordinates may fall ill, leave, or take over the case at any time.
    named = council.coordinator_id or council.provider_id
    label = _("Change the coordinator") if named else _("Name a coordinator")
    found.append(Action(label, to("council_coordinator")))
    if state in BEFORE:
        found.append(Action(_("Edit"), to("council_edit"), icon="edit"))
    if state == CouncilState.HELD and council.aim.strip() and not has_coordinated(user, council):
        found.append(Action(_("Answer the plan"), to("council_answer")))
    if state in WITH_ACCEPTED_PLAN:
        found.append(Action(_("Take over into the support plan"), to("council_take_over")))
    if state in (CouncilState.HELD, CouncilState.PLAN_NOT_ACCEPTED, *WITH_ACCEPTED_PLAN):
        found.append(Action(_("End"), to("council_end")))
    return found

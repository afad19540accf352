"""The family's plan: its words, the office's answer, and what became of each point."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import (
    CouncilMeeting,
    CouncilPoint,
    FamilyGroupConference,
    PlanRefusalGround,
    PointOutcome,
)
from cases.rules.councils import WITH_ACCEPTED_PLAN, CouncilState, Point
from cases.services.councils import has_coordinated, move, open_council, touched
from sro.audit import trail
from sro.audit.keeping import created
from sro.records import acting, create_records, update_record
from sro.refusals import NotPossible


def points_of(council: FamilyGroupConference) -> list[Point]:
    """Return the points of the family's plan, in its order."""
    return [
        Point(str(row.origin), row.what, row.aim, row.who, row.until)
        for row in council.councilpoints.order_by("position", "pk")
    ]


def save_family_plan(
    *,
    actor: Any,
    council: FamilyGroupConference,
    aim: str,
    points: Sequence[Point],
    version: int,
    now: datetime,
) -> FamilyGroupConference:
    """Write the plan as the family says it; what is no longer among the points goes.

    Raises NotPossible before the family has met and once the office has answered, StaleRecord
    when somebody was faster.
    """
    with acting(actor), transaction.atomic():
        current = open_council(actor, council, "coordinate", version)
        if current.state != CouncilState.HELD:
            raise NotPossible(
                _("The plan is written when the family has met, until the office has answered it.")
            )
        fresh = update_record(actor, current, {"aim": aim}, version, "coordinate")
        rows = {str(row.origin): row for row in fresh.councilpoints.all()}
        wanted = [point for point in points if point.what.strip()]
        gone = [row.pk for key, row in rows.items() if key not in {each.key for each in wanted}]
        fresh.councilpoints.filter(pk__in=gone).delete()
        new = []
        for position, point in enumerate(wanted):
            values = {
                "aim": point.aim,
                "what": point.what,
                "who": point.who,
                "until": point.until,
                "position": position,
            }
            row = rows.get(point.key)
            if row is None:
                origin = uuid.UUID(point.key)
                new.append(CouncilPoint(council=fresh, origin=origin, **values))
            else:
                update_record(actor, row, values, row.version)
        create_records(actor, new)
        trail.record(actor, "familygroupconference.plan_written", fresh, now=now, rows=len(wanted))
        return touched(fresh, version)


def answer_plan(
    *,
    actor: Any,
    council: FamilyGroupConference,
    accepted: bool,
    version: int,
    now: datetime,
    ground: str = "",
    reason: str = "",
    follow_up_on: date | None = None,
) -> FamilyGroupConference:
    """Answer the family's plan in the office's name.

    It is accepted unless a law or the safety of a child stands against it; that is written down.
    Raises PermissionDenied for providers, NotPossible for the coordinator, ValidationError for a
    refusal without ground and reason, and for a plan in which nothing stands yet.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        current = open_council(actor, council, "answer", version)
        if has_coordinated(actor, current):
            raise NotPossible(
                _("Whoever coordinates does not answer the plan. Please ask a colleague.")
            )
        if not current.aim.strip() or not current.councilpoints.exists():
            raise NotPossible(_("The family's plan has not been written down yet."))
        changes: dict[str, Any] = {"answered_on": today, "answered_by": actor}
        if accepted:
            changes |= {
                "refusal_ground": "",
                "refusal_reason": "",
                "follow_up_on": _later(follow_up_on, today),
            }
            return move(actor, current, "accept_plan", changes, now, right="answer")
        if ground not in PlanRefusalGround.values:
            raise ValidationError({"ground": _("Please choose what stands against the plan.")})
        changes |= {"refusal_ground": ground, "refusal_reason": reason.strip()}
        return move(actor, current, "refuse_plan", changes, now, reason=reason, right="answer")


def revise(
    *, actor: Any, council: FamilyGroupConference, version: int, now: datetime
) -> FamilyGroupConference:
    """Let the family change a plan that was not accepted; the answer stays in the history."""
    with transaction.atomic():
        current = open_council(actor, council, "coordinate", version)
        return move(actor, current, "revise", {}, now, right="coordinate")


def note_meeting(
    *,
    actor: Any,
    council: FamilyGroupConference,
    held_on: date,
    outcomes: Mapping[int, tuple[str, str]],
    version: int,
    now: datetime,
    note: str = "",
    follow_up_on: date | None = None,
) -> CouncilMeeting:
    """Note a follow-up meeting: what became of each point (outcome and remark), and when next.

    Raises NotPossible unless the plan was accepted, ValidationError for points of another plan.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        current = open_council(actor, council, "coordinate", version)
        if current.state not in WITH_ACCEPTED_PLAN:
            raise NotPossible(_("Follow-up meetings belong to a plan that was accepted."))
        if held_on > today:
            raise ValidationError({"held_on": _("Please enter a day that has been.")})
        if current.scheduled_at and held_on < timezone.localdate(current.scheduled_at):
            raise ValidationError(
                {"held_on": _("A follow-up meeting comes after the family group conference.")}
            )
        if not note.strip() and not any(outcome for outcome, _said in outcomes.values()):
            raise ValidationError(
                _("Please say what became of at least one point, or what the family says about it.")
            )
        if set(outcomes) - set(current.councilpoints.values_list("pk", flat=True)):
            raise ValidationError(_("Please choose points of this plan."))
        meeting = CouncilMeeting(council=current, held_on=held_on, note=note, author=actor)
        created(actor, meeting, now, council=current.pk)
        rows = [
            PointOutcome(meeting=meeting, point_id=pk, outcome=outcome, note=said)
            for pk, (outcome, said) in sorted(outcomes.items())
            if outcome
        ]
        create_records(actor, rows)
        changes = {"follow_up_on": _later(follow_up_on, held_on)}
        if current.state == CouncilState.PLAN_ACCEPTED:
            move(actor, current, "follow", changes, now, right="coordinate")
        else:
            with acting(actor):
                touched(update_record(actor, current, changes, version, "coordinate"), version)
        return meeting


def end_council(
    *,
    actor: Any,
    council: FamilyGroupConference,
    version: int,
    now: datetime,
    reason: str = "",
) -> FamilyGroupConference:
    """End it: after an accepted plan with or without a word, otherwise with a reason."""
    with transaction.atomic():
        current = open_council(actor, council, "change", version)
        action = "end" if current.state in WITH_ACCEPTED_PLAN else "end_without_plan"
        changes = {"end_note": reason.strip(), "follow_up_on": None}
        return move(actor, current, action, changes, now, reason=reason)


def _later(day: date | None, than: date) -> date | None:
    if day is not None and day <= than:
        raise ValidationError({"follow_up_on": _("The next meeting follows this one.")})
    return day

"""Development reports: the office asks, the provider writes, the office takes or returns.

Until it is submitted a report is the provider's own; what stands in it then is not changed any
more, unless the office returns it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import DevelopmentReport, Goal, PlanConference, ReportedGoal, Support
from cases.rules.states import REPORT_TRANSITIONS, ReportState
from cases.services.guards import working_case
from cases.services.shared import is_shared
from sro import access
from sro.audit import trail
from sro.audit.keeping import created
from sro.records import StaleRecord, acting, create_record, locked, update_record
from sro.refusals import NotPossible, only_known, required_reason
from sro.states import TransitionRefused, next_state

TEXTS = frozenset({"development", "participation", "outlook"})
WRITING = (ReportState.REQUESTED, ReportState.RETURNED)
"""While the provider writes; nobody else reads it then."""


@dataclass(frozen=True)
class GoalWords:
    """What the provider tells about one shared goal; attainment −2 … +2 or not stated."""

    text: str = ""
    attainment: int | None = None


def request_report(
    *,
    actor: Any,
    support: Support,
    due_on: date,
    now: datetime,
    conference: PlanConference | None = None,
) -> DevelopmentReport:
    """Ask the provider of a support for a report by a day, as a rule before a conference.

    Raises ValidationError for a day in the past or a conference of another case, NotPossible where
    the provider does not know of the support, or is still writing the last report.
    """
    with acting(actor), transaction.atomic():
        case = working_case(actor, support.case)
        current = locked(support)
        if not is_shared(current):
            raise NotPossible(_("A report can be asked for once the support is granted."))
        if current.development_reports.filter(state__in=WRITING).exists():
            raise NotPossible(_("The provider is already writing a report about this support."))
        if due_on < timezone.localdate(now):
            raise ValidationError({"due_on": _("Please choose today or a day to come.")})
        if conference is not None and conference.case_id != case.pk:
            raise ValidationError({"conference": _("Please choose a conference of this case.")})
        report = DevelopmentReport(
            support=current, conference=conference, due_on=due_on, requested_by=actor
        )
        return created(actor, report, now, case=case.pk, support=current.pk)


def goals_to_report(report: DevelopmentReport) -> list[Goal]:
    """Return the goals a report is structured by: those shared now, and those written about."""
    shared = Goal.objects.filter(shares__support=report.support_id)
    written = Goal.objects.filter(reported__report=report).exclude(reported__text="")
    goals = (shared | written).select_related("plan", "parent").distinct()
    return sorted(goals, key=lambda goal: (-goal.plan.number, goal.position, goal.pk))


def save_report(
    *,
    actor: Any,
    report: DevelopmentReport,
    texts: Mapping[str, str],
    goals: Mapping[int, GoalWords],
    version: int,
    now: datetime,
) -> DevelopmentReport:
    """Keep what the provider has written so far; `goals` names shared goals by their id.

    `texts` hold development, participation, outlook. Raises StaleRecord when a colleague was
    faster, NotPossible once it is submitted, ValidationError for a goal that is not shared.
    """
    only_known(texts, TEXTS)
    with acting(actor), transaction.atomic():
        current = _being_written(actor, report, version)
        allowed = {goal.pk for goal in goals_to_report(current)}
        if set(goals) - allowed:
            raise ValidationError(_("Please report on goals that are shared with you."))
        touched = _write_goals(actor, current, goals)
        fresh = update_record(actor, current, dict(texts), current.version)
        if touched and fresh.version == current.version:
            # Whoever has the older text open shall notice.
            fresh.save(update_fields=["version"])
            fresh.refresh_from_db()
        if fresh.version != version:
            trail.record(
                actor, "developmentreport.updated", fresh, now=now, support=fresh.support_id
            )
    return fresh


def submit_report(
    *, actor: Any, report: DevelopmentReport, version: int, now: datetime
) -> DevelopmentReport:
    """Hand the report to the office; from now on the office reads it and nobody changes it.

    Raises ValidationError for an empty report, NotPossible when it was submitted before.
    """
    with acting(actor), transaction.atomic():
        access.require(actor, "submit", report)
        current = _being_written(actor, report, version)
        written = {row.goal_id: row for row in current.goals.all()}
        if not current.development.strip() and not any(
            row.text.strip() for row in written.values()
        ):
            raise ValidationError(
                _("Nothing is written yet. Please write about the goals or the development.")
            )
        # A goal about which nothing was said belongs to the report as well.
        for goal in goals_to_report(current):
            if goal.pk not in written:
                create_record(actor, ReportedGoal(report=current, goal=goal))
        changes = {
            "state": _step(current, "submit"),
            "submitted_by": actor,
            "submitted_at": now,
            "return_reason": "",
        }
        fresh = update_record(actor, current, changes, version, "submit")
        trail.record(actor, "developmentreport.submitted", fresh, now=now, support=fresh.support_id)
    return fresh


def return_report(
    *, actor: Any, report: DevelopmentReport, reason: str, version: int, now: datetime
) -> DevelopmentReport:
    """Give a report back to the provider with a reason; it can then be changed and submitted."""
    return _answer(actor, report, "return", version, now, required_reason(reason))


def accept_report(
    *, actor: Any, report: DevelopmentReport, version: int, now: datetime
) -> DevelopmentReport:
    """Take a submitted report as it is."""
    return _answer(actor, report, "accept", version, now)


def _answer(
    actor: Any,
    report: DevelopmentReport,
    action: str,
    version: int,
    now: datetime,
    reason: str = "",
) -> DevelopmentReport:
    with acting(actor), transaction.atomic():
        case = working_case(actor, report.support.case)
        access.require(actor, action, report)
        changes: dict[str, Any] = {"state": _step(locked(report), action, reason)}
        if reason:
            changes["return_reason"] = reason
        fresh = update_record(actor, report, changes, version, action)
        verb = "returned" if action == "return" else "accepted"
        # The reason may speak of the family; it stands with the report, not in the trail.
        trail.record(
            actor,
            f"developmentreport.{verb}",
            fresh,
            now=now,
            case=case.pk,
            support=fresh.support_id,
        )
    return fresh


def _being_written(actor: Any, report: DevelopmentReport, version: int) -> DevelopmentReport:
    access.require(actor, "change", report)
    current = locked(report)
    access.require(actor, "change", current)
    if current.version != version:
        raise StaleRecord(current)
    if current.state not in WRITING:
        raise NotPossible(_("The report is submitted. Only the office can give it back to you."))
    return current


def _write_goals(actor: Any, report: DevelopmentReport, goals: Mapping[int, GoalWords]) -> bool:
    rows = {row.goal_id: row for row in report.goals.select_for_update(of=("self",))}
    touched = False
    for pk, said in goals.items():
        values = {"text": said.text.strip(), "attainment": said.attainment}
        row = rows.get(pk)
        if row is None:
            create_record(actor, ReportedGoal(report=report, goal_id=pk, **values))
            touched = True
        else:
            touched |= update_record(actor, row, values, row.version).version != row.version
    return touched


def _step(report: DevelopmentReport, action: str, reason: str = "") -> str:
    try:
        return str(next_state(REPORT_TRANSITIONS, action, report.state, reason))
    except TransitionRefused as refused:
        raise NotPossible(
            _("This is not possible any more: the report is “%(state)s”.")
            % {"state": report.get_state_display()}
        ) from refused

"""What may happen to a case, a plan, a conference, a decision … one table each.

See :mod:`sro.states` for how a table is read; the database enforces the same pairs, so that no
other way around exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sro.states import Transition, line


class CaseState(StrEnum):
    """Where a family stands with the office."""

    CONSULTATION = "consultation"
    CLARIFICATION = "clarification"
    PLANNING = "planning"
    RUNNING = "running"
    ENDING = "ending"
    CLOSED = "closed"


OPEN_STATES = frozenset(CaseState) - {CaseState.CLOSED}

CASE_TRANSITIONS: Mapping[str, Transition] = {
    "clarify": line(CaseState.CONSULTATION, to=CaseState.CLARIFICATION),
    "plan": line(CaseState.CONSULTATION, CaseState.CLARIFICATION, to=CaseState.PLANNING),
    "run": line(CaseState.PLANNING, to=CaseState.RUNNING),
    "wind_down": line(CaseState.RUNNING, to=CaseState.ENDING),
    "resume": line(CaseState.ENDING, to=CaseState.RUNNING, needs_reason=True),
    "close": line(
        CaseState.CONSULTATION,
        CaseState.CLARIFICATION,
        CaseState.PLANNING,
        CaseState.ENDING,
        to=CaseState.CLOSED,
        needs_reason=True,
    ),
    "reopen": line(CaseState.CLOSED, to=CaseState.CLARIFICATION, needs_reason=True),
}


class TransferState(StrEnum):
    """Whether another district has taken a case over."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


TRANSFER_TRANSITIONS: Mapping[str, Transition] = {
    "accept": line(TransferState.REQUESTED, to=TransferState.ACCEPTED),
    "decline": line(TransferState.REQUESTED, to=TransferState.DECLINED, needs_reason=True),
    "withdraw": line(TransferState.REQUESTED, to=TransferState.WITHDRAWN),
}


class PlanState(StrEnum):
    """How binding a version of a support plan is."""

    DRAFT = "draft"
    AGREED = "agreed"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


PLAN_TRANSITIONS: Mapping[str, Transition] = {
    "agree": line(PlanState.DRAFT, to=PlanState.AGREED),
    "put_in_force": line(PlanState.AGREED, to=PlanState.IN_FORCE),
    "supersede": line(PlanState.IN_FORCE, to=PlanState.SUPERSEDED),
}

FROZEN_PLAN = frozenset({PlanState.AGREED, PlanState.IN_FORCE, PlanState.SUPERSEDED})
"""What was agreed with the family stays as it is; the next version says what is new."""


class ConferenceState(StrEnum):
    """Where a plan conference stands."""

    PLANNED = "planned"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


CONFERENCE_TRANSITIONS: Mapping[str, Transition] = {
    "hold": line(ConferenceState.PLANNED, to=ConferenceState.HELD),
    "close": line(ConferenceState.HELD, to=ConferenceState.CLOSED),
    "cancel": line(ConferenceState.PLANNED, to=ConferenceState.CANCELLED, needs_reason=True),
}


class SupportState(StrEnum):
    """Where a support stands. Only the office's decision grants it."""

    PROPOSED = "proposed"
    GRANTED = "granted"
    RUNNING = "running"
    ENDED = "ended"
    DECLINED = "declined"


SUPPORT_TRANSITIONS: Mapping[str, Transition] = {
    "grant": line(SupportState.PROPOSED, to=SupportState.GRANTED),
    "decline": line(SupportState.PROPOSED, to=SupportState.DECLINED),
    "begin": line(SupportState.GRANTED, to=SupportState.RUNNING),
    "end": line(SupportState.GRANTED, SupportState.RUNNING, to=SupportState.ENDED),
}

SHARED_SUPPORT = frozenset({SupportState.GRANTED, SupportState.RUNNING, SupportState.ENDED})
"""From the grant on the provider sees the support."""


class ReportState(StrEnum):
    """Where a provider's development report stands."""

    REQUESTED = "requested"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"


REPORT_TRANSITIONS: Mapping[str, Transition] = {
    "submit": line(ReportState.REQUESTED, ReportState.RETURNED, to=ReportState.SUBMITTED),
    "return": line(ReportState.SUBMITTED, to=ReportState.RETURNED, needs_reason=True),
    "accept": line(ReportState.SUBMITTED, to=ReportState.ACCEPTED),
}

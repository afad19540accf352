"""The lives of what goes on in a social space: needs, meetings, projects."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sro.states import Transition, line


class NeedState(StrEnum):
    """What became of a need (§§ 79, 80 SGB VIII)."""

    REPORTED = "reported"
    ASSESSED = "assessed"
    PLANNED = "planned"
    REALISED = "realised"
    DECLINED = "declined"
    MERGED = "merged"


_N = NeedState

#: Somebody still has to do something about it.
OPEN_NEEDS = (_N.REPORTED, _N.ASSESSED, _N.PLANNED)

NEED_TRANSITIONS: Mapping[str, Transition] = {
    "assess": line(_N.REPORTED, to=_N.ASSESSED),
    "plan": line(_N.ASSESSED, to=_N.PLANNED),
    "realise": line(_N.ASSESSED, _N.PLANNED, to=_N.REALISED),
    "decline": line(_N.REPORTED, _N.ASSESSED, _N.PLANNED, to=_N.DECLINED, needs_reason=True),
    "reopen": line(_N.REALISED, _N.DECLINED, to=_N.ASSESSED, needs_reason=True),
    "merge": line(_N.REPORTED, _N.ASSESSED, _N.PLANNED, to=_N.MERGED),
    # Taking a merge back: the need stands where it stood before.
    "split_reported": line(_N.MERGED, to=_N.REPORTED),
    "split_assessed": line(_N.MERGED, to=_N.ASSESSED),
    "split_planned": line(_N.MERGED, to=_N.PLANNED),
}


class MeetingState(StrEnum):
    """How far a meeting of a network has come."""

    PLANNED = "planned"
    INVITED = "invited"
    HELD = "held"
    APPROVED = "approved"
    CANCELLED = "cancelled"


_M = MeetingState

MEETING_TRANSITIONS: Mapping[str, Transition] = {
    "invite": line(_M.PLANNED, _M.INVITED, to=_M.INVITED),
    "hold": line(_M.PLANNED, _M.INVITED, to=_M.HELD),
    # The next meeting approves the minutes; from then on they stay as they are.
    "approve": line(_M.HELD, to=_M.APPROVED),
    "cancel": line(_M.PLANNED, _M.INVITED, to=_M.CANCELLED, needs_reason=True),
}


class ProjectState(StrEnum):
    """How far a project has come."""

    IDEA = "idea"
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    DROPPED = "dropped"


_P = ProjectState

#: What is still to come or going on.
OPEN_PROJECTS = (_P.IDEA, _P.PLANNED, _P.RUNNING)

PROJECT_TRANSITIONS: Mapping[str, Transition] = {
    "plan": line(_P.IDEA, to=_P.PLANNED),
    "start": line(_P.IDEA, _P.PLANNED, to=_P.RUNNING),
    "end": line(_P.RUNNING, to=_P.ENDED),
    "drop": line(_P.IDEA, _P.PLANNED, _P.RUNNING, to=_P.DROPPED, needs_reason=True),
    "resume": line(_P.ENDED, _P.DROPPED, to=_P.RUNNING, needs_reason=True),
}

"""The life of a district report."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sro.states import Transition, line


class ReportState(StrEnum):
    """How far a report has come."""

    DRAFT = "draft"
    COMMENTARY = "commentary"
    DISCUSSED = "discussed"
    SIGNED = "signed"
    FROZEN = "frozen"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


_S = ReportState

#: Figures and texts may still change.
OPEN_STATES = (_S.DRAFT, _S.COMMENTARY, _S.DISCUSSED)
#: Nothing of the report changes any more.
FINAL_STATES = (_S.FROZEN, _S.PUBLISHED, _S.SUPERSEDED)

REPORT_TRANSITIONS: Mapping[str, Transition] = {
    "comment": line(_S.DRAFT, _S.COMMENTARY, _S.DISCUSSED, to=_S.COMMENTARY),
    "discuss": line(_S.DRAFT, _S.COMMENTARY, _S.DISCUSSED, to=_S.DISCUSSED),
    "sign": line(_S.DISCUSSED, to=_S.SIGNED),
    # A working group does not meet each quarter; that it did not is said with its reason.
    "sign_undiscussed": line(_S.DRAFT, _S.COMMENTARY, to=_S.SIGNED, needs_reason=True),
    "return": line(_S.SIGNED, to=_S.COMMENTARY, needs_reason=True),
    "return_discussed": line(_S.SIGNED, to=_S.DISCUSSED, needs_reason=True),
    "freeze": line(_S.SIGNED, to=_S.FROZEN),
    "publish": line(_S.FROZEN, to=_S.PUBLISHED),
    "supersede": line(_S.FROZEN, _S.PUBLISHED, to=_S.SUPERSEDED),
}

"""What paper is wanted, and who makes which kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.models import (
    Case,
    ConferenceParticipant,
    OfferHandover,
    Person,
    PlanConference,
    ResourceMap,
    SupportDecision,
    SupportPlan,
)


@dataclass(frozen=True)
class Order:
    """A paper of a case. Which of the subjects it needs depends on its kind."""

    kind: str
    case: Case
    person: Person | None = None
    plan: SupportPlan | None = None
    conference: PlanConference | None = None
    participant: ConferenceParticipant | None = None
    decision: SupportDecision | None = None
    resource_map: ResourceMap | None = None
    offers: tuple[OfferHandover, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A paper as it was set: its title for lists (German) and the PDF."""

    title: str
    pdf: bytes


# Sets the paper in German; with `draft` it is marked as one. Raises ValidationError in words for
# what is missing.
Maker = Callable[[Order, Any, datetime, bool], Paper]

MAKERS: dict[str, Maker] = {}


def register(kind: str, maker: Maker) -> None:
    """Name who makes a kind of paper."""
    MAKERS[kind] = maker

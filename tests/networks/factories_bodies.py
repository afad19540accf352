"""Networks, members, meetings and quality dialogues for tests."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from itertools import count
from typing import Any

from networks.models import (
    AgendaItem,
    DialoguePoint,
    DialogueRhythm,
    MeetingInvitation,
    Need,
    Network,
    NetworkDocument,
    NetworkMeeting,
    NetworkMember,
    NetworkTask,
    QualityDialogue,
)
from sro.access import Role
from tests.networks.factories import LONG_AGO, NOW, TODAY, make_space
from tests.networks.factories_providers import make_provider
from tests.people import person

_number = count(1)


def make_network(**values: Any) -> Network:
    """A social-space conference that meets every twelve weeks; it began long ago."""
    space = values.pop("social_space", None)
    if space is None and "district" not in values:
        space = make_space()
    if space is not None:
        values = {"social_space": space, "district": space.district, **values}
    return Network.objects.create(
        **{
            "name": f"Sozialraumkonferenz {next(_number)}",
            "kind": "space_conference",
            "rhythm_weeks": 12,
            "valid_from": LONG_AGO,
            **values,
        }
    )


def make_member(network: Network, **values: Any) -> NetworkMember:
    """A provider in a network, unless somebody else is named."""
    if not values.keys() & {"provider", "institution", "user", "name"}:
        values["provider"] = make_provider()
    kinds = {"provider": "provider", "institution": "institution", "user": "office"}
    kind = next((kind for name, kind in kinds.items() if name in values), "resident")
    if kind == "resident":
        values = {"consent_on": LONG_AGO, "valid_until": date(2100, 1, 1), **values}
    return NetworkMember.objects.create(
        **{"network": network, "kind": kind, "valid_from": LONG_AGO, **values}
    )


def make_meeting(network: Network | None = None, **values: Any) -> NetworkMeeting:
    """A meeting of two hours in three days."""
    network = network or make_network()
    begins = values.pop("starts_at", NOW + timedelta(days=3))
    return NetworkMeeting.objects.create(
        **{
            "network": network,
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=2),
            "place": "Nachbarschaftstreff",
            "created_by": values.pop("created_by", None) or person(Role.PLANNER),
            **values,
        }
    )


def make_held(network: Network | None = None, days: int = 30, **values: Any) -> NetworkMeeting:
    """A meeting that was held so many days ago."""
    begins = NOW - timedelta(days=days)
    return make_meeting(network, starts_at=begins, state="held", **values)


def make_item(meeting: NetworkMeeting, **values: Any) -> AgendaItem:
    """A point of an agenda."""
    number = next(_number)
    return AgendaItem.objects.create(
        **{"meeting": meeting, "position": number, "title": f"Punkt {number}", **values}
    )


def make_document(network: Network, **values: Any) -> NetworkDocument:
    """A text of the network, or of one of its meetings."""
    number = next(_number)
    content = values.pop("content", f"Unterlage {number} (erfunden).".encode())
    return NetworkDocument.objects.create(
        **{
            "network": network,
            "title": f"Unterlage {number}",
            "file_name": f"unterlage-{number}.txt",
            "content_type": "text/plain",
            "content": content,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "uploaded_by": values.pop("uploaded_by", None) or person(Role.PLANNER),
            "uploaded_at": NOW,
            **values,
        }
    )


def make_task(meeting: NetworkMeeting, **values: Any) -> NetworkTask:
    """A task that is open."""
    return NetworkTask.objects.create(
        **{
            "network": meeting.network,
            "meeting": meeting,
            "title": f"Aufgabe {next(_number)}",
            "due_on": TODAY + timedelta(days=14),
            **values,
        }
    )


def make_invitation(
    meeting: NetworkMeeting, member: NetworkMember, **values: Any
) -> MeetingInvitation:
    """An invitation that was sent."""
    return MeetingInvitation.objects.create(
        **{"meeting": meeting, "member": member, "wanted_edition": 1, "sent_edition": 1, **values}
    )


def make_need(space: Any, **values: Any) -> Need:
    """An open need of a social space."""
    return Need.objects.create(
        **{
            "title": f"Bedarf {next(_number)}",
            "district": space.district,
            "social_space": space,
            "reported_on": TODAY,
            **values,
        }
    )


def make_rhythm(**values: Any) -> DialogueRhythm:
    """A provider with whom the office talks once a year."""
    provider = values.pop("provider", None) or make_provider()
    return DialogueRhythm.objects.create(
        **{"provider": provider, "months": 12, "since": LONG_AGO, **values}
    )


def make_dialogue(**values: Any) -> QualityDialogue:
    """A quality dialogue that is planned."""
    provider = values.pop("provider", None) or make_provider()
    return QualityDialogue.objects.create(
        **{
            "provider": provider,
            "planned_on": TODAY + timedelta(days=5),
            "topics": "Beteiligung\nFachkräfte",
            "created_by": values.pop("created_by", None) or person(Role.PLANNER),
            **values,
        }
    )


def make_point(dialogue: QualityDialogue, **values: Any) -> DialoguePoint:
    """A point that was agreed and is open."""
    return DialoguePoint.objects.create(
        **{"dialogue": dialogue, "text": f"Vereinbarung {next(_number)}", "due_on": TODAY, **values}
    )

"""The part of the access matrix's world in which people meet."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from networks.models import NetworkMeeting
from tests.networks import factories_bodies as make
from tests.networks.factories import make_space

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def build(world: SimpleNamespace) -> None:
    """Add a network of the own district with a member of everything, and a foreign one."""
    author = make.person(make.Role.PLANNER)
    world.network = make.make_network(social_space=world.space, name="Sozialraumkonferenz Nord")
    world.far_network = make.make_network(social_space=make_space())
    world.member = make.make_member(world.network, provider=world.provider)
    world.resident = make.make_member(world.network, name="Renate Ausgedacht")
    world.far_resident = make.make_member(world.far_network, name="Rolf Ausgedacht")
    at = {"created_by": author}
    world.shared_meeting = make.make_meeting(
        world.network, starts_at=NOW - timedelta(days=60), state="held", **at
    )
    NetworkMeeting.objects.filter(pk=world.shared_meeting.pk).update(minutes_shared=True)
    world.held_meeting = make.make_meeting(
        world.network, starts_at=NOW - timedelta(days=30), state="held", **at
    )
    world.meeting = make.make_meeting(world.network, starts_at=NOW + timedelta(days=3), **at)
    world.uninvited_meeting = make.make_meeting(
        world.network, starts_at=NOW + timedelta(days=90), **at
    )
    world.far_meeting = make.make_meeting(
        world.far_network, starts_at=NOW + timedelta(days=3), **at
    )
    for meeting in (world.shared_meeting, world.held_meeting, world.meeting):
        make.make_invitation(meeting, world.member, attended=meeting.state == "held" or None)
        make.make_invitation(meeting, world.resident)
        item = make.make_item(meeting, text="Darüber wurde gesprochen." * meeting.has_minutes)
        if meeting.has_minutes:
            item.decisions.create(meeting=meeting, position=1, text="So machen wir es.")
    by = {"uploaded_by": author}
    world.network_document = make.make_document(world.network, **by)
    world.shared_document = make.make_document(world.network, shared=True, **by)
    world.far_document = make.make_document(world.far_network, **by)
    world.far_shared_document = make.make_document(world.far_network, shared=True, **by)
    # Of a meeting whose minutes are shared: that does not share the document.
    world.meeting_document = make.make_document(world.network, meeting=world.shared_meeting, **by)
    world.shared_meeting_document = make.make_document(
        world.network, meeting=world.meeting, shared=True, **by
    )
    world.uninvited_document = make.make_document(
        world.network, meeting=world.uninvited_meeting, shared=True, **by
    )
    world.network_task = make.make_task(
        world.held_meeting, owner=world.member, due_on=TODAY + timedelta(days=3)
    )
    world.others_task = make.make_task(
        world.shared_meeting, owner=world.resident, due_on=TODAY - timedelta(days=3)
    )
    _dialogues(world, author)


def _dialogues(world: SimpleNamespace, author: object) -> None:
    world.dialogue = make.make_dialogue(
        provider=world.provider, planned_on=TODAY + timedelta(days=5), created_by=author
    )
    world.far_dialogue = make.make_dialogue(planned_on=TODAY + timedelta(days=5), created_by=author)
    world.held_dialogue = make.make_dialogue(
        provider=world.provider,
        planned_on=TODAY - timedelta(days=90),
        state="held",
        results="Die Beteiligung der Kinder wird besser dokumentiert.",
        created_by=author,
    )
    world.dialogue_point = make.make_point(world.held_dialogue, due_on=TODAY - timedelta(days=2))
    make.make_rhythm(provider=world.provider)
    make.make_rhythm()

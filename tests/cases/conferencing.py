"""Conferences in the tests: guests, their consent, holding."""

from datetime import UTC, datetime

from cases.models import ConferenceParticipant
from cases.services import conferences as service
from cases.services import participants as taking_part
from tests.cases.factories import NOW, TODAY

SOON = datetime(2025, 6, 20, 12, 0, tzinfo=UTC)
EARLIER = datetime(2025, 6, 2, 7, 0, tzinfo=UTC)


def guest(conference, role="professional", **values):
    return ConferenceParticipant.objects.create(
        conference=conference, role=role, **({"name": "Frau Lehrer"} | values)
    )


def agree(participant, actor, **values):
    return taking_part.note_consent(
        actor=actor,
        participant=participant,
        version=participant.version,
        now=NOW,
        **{"consent": "given", "consent_by": "Mutter", "consent_on": TODAY, **values},
    )


def held(conference, actor, **changes):
    return service.hold_conference(
        actor=actor,
        conference=conference,
        changes={"minutes": "Alle waren sich einig.", **changes},
        attendance={},
        version=conference.version,
        now=NOW,
    )

"""What the office prints on its papers, and what its people have found in the quarters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.models import OfficeSettings
from cases.services.office import update_office
from networks.models import ResourceProposal, SocialSpace
from networks.services.proposals import propose_resource
from sro.access import Role
from sro.accounts.models import User

PAPERS = {
    "office_name": "Jugendamt Beispielstadt (erfunden)",
    "department": "Regionaler Sozialpädagogischer Dienst",
    "street": "Am Erlenpfuhl 1",
    "postal_code": "12345",
    "city": "Beispielstadt",
    "phone": "030 23125 000",
    "email": "jugendamt@sro.example",
    "invitation_text": (
        "wir laden Sie herzlich zum Hilfeplangespräch ein. Wir möchten gemeinsam ansehen, was"
        " gelungen ist und wie es weitergehen soll. Sie können jemanden mitbringen, dem Sie"
        " vertrauen."
    ),
    "decision_text": (
        "Ihre Fachkraft im Jugendamt erklärt Ihnen diesen Bescheid gern. Rufen Sie an oder kommen"
        " Sie vorbei."
    ),
    "appeal_text": (
        "Sie können gegen diesen Bescheid innerhalb eines Monats, nachdem Sie ihn bekommen haben,"
        " Widerspruch erheben: schriftlich oder zur Niederschrift beim Jugendamt Beispielstadt,"
        " Am Erlenpfuhl 1, 12345 Beispielstadt. (Erfundenes Beispiel.)"
    ),
}

#: Name, what it is, how to reach it.
FINDS = (
    (
        "Fahrradwerkstatt im Hof (erfunden)",
        "Jugendliche reparieren donnerstags ihre Räder, Werkzeug ist da.",
        "einfach vorbeikommen",
    ),
    (
        "Großelterndienst am Drosselsteig (erfunden)",
        "Ältere aus der Nachbarschaft lesen vor und holen Kinder von der Schule ab.",
        "grosseltern@nachbarschaft.example",
    ),
    (
        "Kochabend in der Laubfroschküche (erfunden)",
        "Jeden ersten Freitag kochen Familien zusammen; Zutaten gibt der Supermarkt dazu.",
        "",
    ),
    ("Boxhalle am Uhuplatz (erfunden)", "Offenes Training ab zwölf Jahren, kostenlos.", ""),
)


def papers_are_set() -> bool:
    """Whether the office has said what it prints."""
    return OfficeSettings.objects.exists()


def set_papers(now: datetime) -> None:
    """Write letterhead and texts: without them no decision letter is printed."""
    administrator = User.objects.filter(memberships__role=Role.ADMINISTRATOR).order_by("pk")[0]
    update_office(actor=administrator, changes=PAPERS, version=1, now=now)


def finds_are_proposed() -> bool:
    """Whether somebody has proposed something to planning."""
    return ResourceProposal.objects.exists()


@transaction.atomic
def propose_finds(now: datetime) -> None:
    """Let caseworkers tell planning what they have found; planning has not decided yet."""
    for number, (name, description, contact) in enumerate(FINDS):
        actor = _caseworker(number)
        district = actor.memberships.get(role=Role.CASEWORKER).district_id
        spaces = SocialSpace.objects.filter(district=district).order_by("key")
        propose_resource(
            actor=actor,
            name=name,
            description=description,
            contact=contact,
            social_space=spaces[number % 3],
            today=timezone.localdate(now),
            now=now,
        )


def _caseworker(number: int) -> Any:
    return User.objects.filter(memberships__role=Role.CASEWORKER).order_by("email")[number]

"""The part of the access matrix's world in which institutions are asked about their entry."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from networks.services.rounds import link_of
from tests.networks import factories as areas
from tests.networks import factories_entries as make


def build(world: SimpleNamespace) -> None:
    """Open the directory; add a round, a link that holds, one that does not, and corrections."""
    make.open_directory(directory_email="hinweise@sro.example")
    place = {"category": world.category, "social_space": world.space}
    house = areas.make_institution(name="Haus mit Adresse", email="haus@sro.example", **place)
    areas.make_offer(institution=house, name="Frühstück")
    asked = make.make_request(house)
    world.round = asked.verification_round
    world.link = link_of(asked)
    spent = make.make_request(house, expires_on=timezone.localdate() - timedelta(days=1))
    world.spent_link = link_of(spent)
    world.suggestion = make.make_suggestion(asked)
    world.new_suggestion = make.make_suggestion(
        asked,
        kind="new",
        name="Nähtreff",
        before={},
        after={"name": "Nähtreff", "kind": "group", "languages": ["tr"]},
    )

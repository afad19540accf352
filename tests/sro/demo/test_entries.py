"""The demo's rounds: one that is over, one that runs, corrections that wait, an open directory."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from networks.models import EntryRequest, EntrySuggestion, Institution, Offer, VerificationRound
from networks.rules.rounds import RequestState
from sro.access import Role
from sro.demo import entries
from tests.networks.factories import (
    make_category,
    make_district,
    make_institution,
    make_offer,
    make_space,
)
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    """Two districts with ten meeting places each, and the people who act."""
    category = make_category(code=entries.CATEGORY, name="Nachbarschaftshaus")
    for key in ("01", "02"):
        space = make_space(district=make_district(key=key, name=f"Bezirk {key}"))
        for number in range(10):
            house = make_institution(
                name=f"Haus {number} in {key}", category=category, social_space=space
            )
            make_offer(institution=house, name=f"Frühstück {number}")
    person(Role.PLANNER)
    person(Role.ADMINISTRATOR)


def test_the_demo_asks_in_two_districts(client, town):
    now, today = timezone.now(), timezone.localdate()
    assert not entries.is_complete()
    entries.create(now)
    assert entries.is_complete()
    running, over = VerificationRound.objects.all()
    assert (running.runs_on(today), over.runs_on(today)) == (True, False)
    states = [
        EntryRequest.objects.filter(verification_round=each).count_states(today)
        for each in (over, running)
    ]
    assert states[0][RequestState.EXPIRED] == 5
    assert states[1][RequestState.OVERDUE] == 4
    assert all(each[RequestState.TO_CALL] == 1 for each in states)
    assert len(mail.outbox) == 18
    found = EntrySuggestion.objects.values_list("kind", "state")
    assert sorted(set(found)) == [
        ("end", "open"),
        ("institution", "open"),
        ("institution", "taken"),
        ("new", "open"),
    ]
    # Nothing of a correction counts before planning has decided.
    assert not Offer.objects.filter(name=entries.NEW_OFFER["name"]).exists()
    assert Institution.objects.filter(opening_hours__contains="erfunden").count() == 1
    assert client.get(reverse("public:directory")).status_code == 200

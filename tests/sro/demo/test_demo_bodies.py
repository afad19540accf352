"""The demo's networks and quality dialogues, made in a small town."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.models import (
    Network,
    NetworkDocument,
    NetworkMeeting,
    NetworkMember,
    QualityDialogue,
    SocialSpace,
)
from networks.services.dialogues import due_providers
from sro.access import Role
from sro.demo import bodies
from tests.networks.factories import make_district, make_institution, make_space
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


def test_networks_meetings_and_dialogues_come_about():
    now = timezone.now()
    today = timezone.localdate(now)
    planner = person(Role.PLANNER)
    district = make_district()
    person(Role.TEAM_LEAD, district=district)
    for _step in range(7):
        make_institution(social_space=make_space(district=district))
    for name in ("Ähre", "Öse", "Zink"):
        make_provider(name)
    assert not bodies.is_complete()
    bodies.create(now)
    assert bodies.is_complete()
    conferences = Network.objects.filter(kind="space_conference")
    assert conferences.count() == SocialSpace.objects.count()
    assert Network.objects.filter(kind="ag78").count() == 1
    late = Network.objects.overdue(planner, today, now)
    assert late.filter(kind="space_conference").count() == 1
    meetings = NetworkMeeting.objects.filter(network__in=conferences)
    assert set(meetings.values_list("state", flat=True)) == {"approved", "held", "planned"}
    assert meetings.coming(now).first().agenda.exists()
    assert set(NetworkDocument.objects.values_list("title", "shared")) == {
        ("Geschäftsordnung", True),
        ("Freie Raumzeiten", False),
    }
    private = NetworkMember.objects.filter(kind__in=["resident", "volunteer"])
    assert not private.filter(valid_until__lt=today + timedelta(days=300)).exists()
    assert QualityDialogue.objects.filter(state="held").count() == 2
    assert [each.provider.name for each in due_providers(planner, today)] == ["Öse"]

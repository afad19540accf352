"""The family group conferences of the demo stand at every point of their way."""

from collections import Counter

import pytest
from django.utils import timezone

from cases.models import FamilyGroupConference, SupportPlan
from cases.rules.councils import CouncilState
from sro.access import Role
from sro.demo import councils
from tests.cases.factories import make_case, make_caseworker, make_person
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


def test_every_state_is_shown_and_some_are_coordinated_by_a_provider():
    provider = make_provider()
    person(Role.PROVIDER_STAFF, provider=provider)
    make_caseworker()
    assert councils.is_complete()
    for _way in councils.WAYS:
        make_person(make_case())
    assert not councils.is_complete()
    councils.create(timezone.now())
    states = Counter(FamilyGroupConference.objects.values_list("state", flat=True))
    assert set(states) == set(CouncilState)
    assert sum(states.values()) == len(councils.WAYS)
    assert FamilyGroupConference.objects.filter(provider=provider).count() >= 5
    assert SupportPlan.objects.filter(goal_set__level="direction").count() == 2
    assert councils.is_complete()

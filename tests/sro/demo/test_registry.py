from datetime import UTC, datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist

from networks.models import Boundary, District, Institution, Municipality, Offer, SocialSpace
from sro.access import Role
from sro.demo import registry
from tests.people import person

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_the_registry_of_berlin_is_complete():
    person(Role.ADMINISTRATOR)
    person(Role.PLANNER)
    assert not registry.is_complete()
    registry.create(NOW)
    assert registry.is_complete()
    assert Municipality.objects.get().name == "Berlin"
    assert District.objects.count() == 12
    assert SocialSpace.objects.count() == 138
    assert Boundary.objects.count() == 150
    assert Institution.objects.count() == 1973
    assert Offer.objects.count() == 24
    assert sum(District.objects.values_list("area_m2", flat=True)) > 880_000_000
    assert not Institution.objects.filter(source="").exists()
    assert Institution.objects.filter(social_space__district__key="01").count() > 100


def test_making_it_again_changes_nothing():
    person(Role.ADMINISTRATOR)
    person(Role.PLANNER)
    registry.create(NOW)
    registry.create(NOW)
    for model in (District, SocialSpace, Boundary, Institution, Offer):
        assert set(model.objects.values_list("version", flat=True)) == {1}
    assert Institution.objects.count() == 1973


def test_it_needs_its_people():
    with pytest.raises(ObjectDoesNotExist, match="administrator"):
        registry.create(NOW)
    assert not Municipality.objects.exists()

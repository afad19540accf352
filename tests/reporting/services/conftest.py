"""A city of two districts, with people who write, steer and plan."""

from types import SimpleNamespace

import pytest

from sro.access import Role
from tests.networks.factories import make_district, make_space
from tests.networks.factories_providers import make_support_type
from tests.people import person
from tests.reporting.factories import make_supports


@pytest.fixture
def city():
    north, south = make_district(name="Nord"), make_district(name="Süd")
    kind = make_support_type(code="31", legal_basis="§ 31", setting="ambulatory")
    hill, lake = make_space(district=north), make_space(district=north)
    shore = make_space(district=south)
    make_supports(5, district=north, space=hill, kind=kind)
    make_supports(4, district=north, space=lake, kind=kind)
    make_supports(6, district=south, space=shore, kind=kind)
    return SimpleNamespace(
        north=north,
        south=south,
        hill=hill,
        lake=lake,
        shore=shore,
        kind=kind,
        lead=person(Role.TEAM_LEAD, district=north),
        other_lead=person(Role.TEAM_LEAD, district=south),
        controller=person(Role.CONTROLLER),
    )

"""Reports of the world's district and of another one: a draft and a frozen one each."""

from __future__ import annotations

from types import SimpleNamespace

from sro.access import Role
from sro.periods import Quarter
from tests.networks.factories import make_district
from tests.people import person
from tests.reporting.factories import freeze, make_counted, sign


def build(world: SimpleNamespace) -> None:
    """Add the reports of the second and third quarter of 2017."""
    far = make_district(key="9091")
    controller = person(Role.CONTROLLER)
    for district in (world.district, far):
        draft = make_counted(district, Quarter(2017, 3))
        if district == world.district:
            world.quarter_report = draft
        lead = person(Role.TEAM_LEAD, district=district)
        freeze(sign(make_counted(district, Quarter(2017, 2)), lead), controller, accepted=True)

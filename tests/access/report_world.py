"""Reports of the world's district and of another one, in each state."""

from __future__ import annotations

from types import SimpleNamespace

from sro.access import Role
from sro.periods import Quarter
from tests.networks.factories import make_district
from tests.people import person
from tests.reporting.factories import freeze, make_counted, publish, sign


def build(world: SimpleNamespace) -> None:
    """Add the reports of 2017: published, frozen, a draft; one signed in the own district."""
    far = make_district(key="9091")
    controller = person(Role.CONTROLLER)
    for district in (world.district, far):
        draft = make_counted(district, Quarter(2017, 3))
        if district == world.district:
            world.quarter_report = draft
        lead = person(Role.TEAM_LEAD, district=district)
        if district == world.district:
            sign(make_counted(district, Quarter(2017, 4)), lead)
        for quarter in (Quarter(2017, 1), Quarter(2017, 2)):
            signed = sign(make_counted(district, quarter), lead)
            frozen = freeze(signed, controller, accepted=True)
            if quarter.number == 1:
                publish(frozen, controller)

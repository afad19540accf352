"""The part of the access matrix's world in which people do something together."""

from __future__ import annotations

from types import SimpleNamespace

from networks.models import NetworkMember
from sro.access import Role
from tests.networks.projects import factories as make


def build(world: SimpleNamespace) -> None:
    """Add a running project of the district and provider, and one elsewhere."""
    planner = world.people[Role.PLANNER]
    network = make.make_network(district=world.district)
    NetworkMember.objects.create(
        network=network, kind="provider", provider=world.provider, valid_from=make.LONG_AGO
    )
    world.project_network = network
    world.project = make.make_project(
        district=world.district,
        social_space=world.space,
        provider=world.provider,
        network=network,
        created_by=planner,
        state="running",
    )
    world.far_project = make.make_project(created_by=planner, state="running")
    world.milestone = make.make_milestone(world.project)
    world.session = make.make_session(world.project)
    world.far_session = make.make_session(world.far_project)
    world.outcome = make.make_outcome(world.project, planner)
    world.judgement = make.make_judgement(world.project, planner, support_type=world.support_type)
    make.make_need(district=world.district, project=world.project)

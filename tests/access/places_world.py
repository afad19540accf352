"""The part of the access matrix's world that lives in its social space."""

from __future__ import annotations

from types import SimpleNamespace

from sro.access import Role
from tests.networks import factories_places as make


def build(world: SimpleNamespace) -> None:
    """Add a network with a meeting, a need, a project, and what they are there for."""
    planner = world.people[Role.PLANNER]
    world.place_network = make.make_network(world.space)
    make.make_member(world.place_network, institution=world.institution)
    make.make_meeting(world.place_network, created_by=planner)
    make.make_need(world.space)
    make.make_project(world.space, created_by=planner)
    world.catchment = make.make_catchment(world.institution, world.space)

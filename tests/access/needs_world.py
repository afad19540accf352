"""Needs in the world of the access matrix: told about, of a provider, merged."""

from __future__ import annotations

from types import SimpleNamespace

from networks.models import Need
from networks.services.need_merging import merge
from sro.access import Role
from tests.networks.factories import NOW
from tests.networks.factories_needs import make_need, take


def build(world: SimpleNamespace) -> None:
    """One need in each of the ways the pages show."""
    planner = world.people[Role.PLANNER]
    here = {"social_space": world.space, "category": world.category}
    world.need = make_need(by=world.people[Role.CASEWORKER], words="Es fehlt ein Ort.", **here)
    world.provider_need = make_need(by=world.people[Role.PROVIDER_LEAD], **here)
    world.merged_need = make_need(by=world.people[Role.TEAM_LEAD], **here)
    head = make_need(target_group="parents", **here)
    merge(actor=planner, target=head, target_version=1, others=[(world.merged_need, 1)], now=NOW)
    take(head, "assess", planner)
    take(head, "plan", planner, values={"offer": world.offer, "budget_line": "Milieu"})
    done = make_need(by=world.people[Role.CASEWORKER], district=world.district)
    take(done, "assess", planner)
    take(done, "realise", planner)
    take(make_need(**here), "decline", planner)
    world.merged_need, world.need = (
        Need.objects.get(pk=need.pk) for need in (world.merged_need, world.need)
    )

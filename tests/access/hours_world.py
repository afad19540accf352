"""The part of the access matrix's world that belongs to hours."""

from __future__ import annotations

from types import SimpleNamespace

from sro.access import Role
from tests.budgets.hours import factories as make
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_provider
from tests.people import person


def build(world: SimpleNamespace) -> None:
    """Add lines of the provider, of the office and of others, a package and base budgets."""
    scene = SimpleNamespace(
        space=world.space,
        district=world.district,
        provider=world.provider,
        staff=world.people[Role.PROVIDER_STAFF],
        support=world.support,
        activity=make.make_activity("Sozialraumkonferenz"),
    )
    world.activity = scene.activity
    make.make_month(scene)
    world.hours_entered = make.make_entry(scene)
    make.make_entry(scene, kind="case_specific", day=make.TUESDAY)
    make.make_entry(scene, state="returned", day=make.TUESDAY)
    world.hours_submitted = make.make_entry(scene, state="submitted", note="Planung")
    world.office_hours = make.make_entry(
        scene, team=world.district, user=world.people[Role.CASEWORKER]
    )
    other = SimpleNamespace(
        **{**vars(scene), "provider": make_provider(), "district": make_district()}
    )
    other.staff = person(Role.PROVIDER_STAFF, provider=other.provider)
    world.foreign_hours = make.make_entry(other, state="submitted")
    world.package = make.make_package(scene)
    world.base_budget = make.make_base_budget(scene)
    world.foreign_base_budget = make.make_base_budget(other)

"""One of everything, built once: what the rows of the access matrix point at."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.utils import timezone

from budgets.models import CoverGroup, PreviousOutflow, Threshold
from budgets.services.commitments import recalculate
from budgets.services.pseudonyms import pseudonym_of
from budgets.services.transfers import Spot, move
from budgets.services.transition import create_path
from networks.models.agreements import Unit
from reporting.models import SavedSelection
from sro.access import Role
from sro.accounts.models import PersonalToken, User
from sro.audit import trail
from sro.ui.models import Draft, Job
from sro.ui.models.imports import ImportJob
from tests.access import (
    bodies_world,
    case_world,
    entry_world,
    hours_world,
    lists_world,
    needs_world,
    places_world,
    project_world,
    report_world,
)
from tests.budgets import factories as budget
from tests.networks import factories as areas
from tests.networks import factories_providers as providers
from tests.people import person
from tests.reporting.evaluation.factories import make_group, make_member

NOW = timezone.now()


def build() -> SimpleNamespace:
    """Return the world: registry, budget, people of every role, foreign and own things."""
    world = SimpleNamespace()
    _registry(world)
    _budget(world)
    world.people = {
        role: person(role, district=world.district, provider=world.provider) for role in Role
    }
    world.people["outsider"] = person()
    _proposals(world)
    case_world.build(world)
    _commitments(world)
    hours_world.build(world)
    report_world.build(world)
    world.area_group = make_group("bezirk")
    world.area_member = make_member(world.area_group, world.district)
    lists_world.build(world)
    bodies_world.build(world)
    needs_world.build(world)
    project_world.build(world)
    entry_world.build(world)
    places_world.build(world)
    world.stranger = person(Role.CONTROLLER)
    world.membership = world.stranger.memberships.get()
    world.entry = trail.record(world.stranger, "test.done", world.provider)
    world.own = {role: _own(user) for role, user in world.people.items()}
    world.foreign = _own(world.stranger)
    world.shared_selection = _selection(person(Role.PLANNER), shared=True)
    return world


def _registry(world: SimpleNamespace) -> None:
    world.district = areas.make_district(key="90")
    world.municipality = world.district.municipality
    world.space = areas.make_space(district=world.district)
    world.boundary = areas.make_boundary(world.district)
    world.category = areas.make_category()
    world.institution = areas.make_institution(category=world.category, social_space=world.space)
    world.offer = areas.make_offer(institution=world.institution)
    world.provider = providers.make_provider()
    world.team = world.provider.teams.create(name="Team Nord")
    world.focus = providers.make_focus(world.space, world.provider)
    world.support_type = providers.make_support_type()
    world.agreement = providers.make_agreement(world.provider)
    world.rate = providers.make_rate(world.agreement)
    world.foreign_agreement = providers.make_agreement()
    world.foreign_rate = providers.make_rate(world.foreign_agreement)


def _proposals(world: SimpleNamespace) -> None:
    world.proposal = areas.make_proposal(world.people[Role.CASEWORKER], social_space=world.space)
    world.foreign_proposal = areas.make_proposal(person(Role.CASEWORKER, district=world.district))


def _budget(world: SimpleNamespace) -> None:
    districts = [world.district]
    world.run = budget.make_calculated_run(districts=districts)
    world.fund = world.run.fund
    world.year = world.fund.budget_year
    past = budget.make_year(2015)
    budget.make_fund(budget_year=past, carry_over="surplus", carry_over_percent=50)
    world.closed_year = budget.close(past).year
    world.indicator = world.run.selections.first().indicator
    world.indicator.code = "kinder"
    world.indicator.save(update_fields=["code"])
    world.value = world.indicator.values.first()
    same = {"districts": districts, "fund": world.fund, "indicator": world.indicator}
    world.draft_run = budget.make_run(**same, name="Entwurf")
    world.approved = budget.make_approved_run(**same, name="Freigegeben")
    world.proposed = budget.make_proposed_run(**same, name="Vorgeschlagen")
    _inside(world)
    world.outflow = budget.make_outflow(world.district, "10.00")
    world.milieu_outflow = budget.make_outflow(world.district, "10.00", fund_kind="milieu")
    world.layout = budget.make_layout(
        cost_centres={"4711": ["90", "fall"]}, providers={"70012": world.provider.pk}
    )
    world.open_booking = budget.make_outflow(
        world.district, "20.00", file_reference="2025-00001", provider=world.provider
    )
    world.previous = PreviousOutflow.objects.create(
        fund=world.fund,
        year=2014,
        district=world.district,
        amount="5.00",
        reason="Test",
        entered_by=world.run.created_by,
        entered_at=NOW,
    )
    rest, district = Spot(world.fund), Spot(world.fund, world.district)
    world.transfer = move(
        actor=person(Role.CONTROLLER),
        source=rest,
        target=district,
        amount=Decimal("2.00"),
        reason="Weil es dort gebraucht wird.",
        now=NOW,
    )
    world.grant = budget.make_grant(fund=world.milieu, district=world.district)
    world.far_grant = budget.make_grant(fund=world.milieu)
    world.threshold = Threshold.objects.create(fund=world.fund, percent=95)
    world.group = CoverGroup.objects.create(budget_year=world.year, name="Gruppe")
    world.path = create_path(
        actor=person(Role.CONTROLLER),
        name="Weg",
        template=world.run,
        start_share=world.run.indicator_share,
        target_share=1,
        step="0.1",
        first_year=2018,
        now=NOW,
    )


def _inside(world: SimpleNamespace) -> None:
    """Money of a district divided among its social spaces, here and in a foreign district."""
    world.milieu = budget.make_fund(kind="milieu", name="Milieu")
    budget.make_approved_run(
        districts=[world.district], fund=world.milieu, indicator=world.indicator
    )
    foreign = areas.make_space(district=areas.make_district(key="91"))
    for space in (world.space, foreign):
        budget.make_value(world.indicator, space, 7)
    world.space_key, world.foreign_space_key = world.space.key, foreign.key
    same = {"fund": world.milieu, "indicators": [world.indicator]}
    world.inside = budget.calculated(budget.make_inside_run(district=world.district, **same))
    world.inside_approved = budget.in_force(budget.make_inside_run(district=world.district, **same))
    world.inside_foreign = budget.in_force(
        budget.make_inside_run(district=foreign.district, amount=Decimal(0), **same)
    )


def _commitments(world: SimpleNamespace) -> None:
    providers.make_rate(world.agreement, support_type=world.support.support_type, unit=Unit.DAY)
    recalculate(support_ids=[world.support.pk], today=world.support.start, now=NOW)
    world.sign = pseudonym_of(world.support.pk)


def _own(user) -> SimpleNamespace:
    """Return the things that belong to one person alone."""
    return SimpleNamespace(
        draft=Draft.objects.create(owner=user, key="x", address="/", saved_at=NOW),
        job=Job.objects.create(
            kind="test.kind",
            scope=f"test:{user.pk}",
            title="Arbeit",
            state="done",
            created_by=user,
            created_at=NOW,
        ),
        token=PersonalToken.objects.create(
            owner=user,
            name="Auswertung",
            digest=f"{user.pk:064}",
            hint="abcd",
            scopes=["areas:read"],
            expires_on=NOW.date() + timedelta(days=30),
            created_at=NOW,
        ),
        imported=ImportJob.objects.create(
            importer="indicator_values",
            file_name="werte.csv",
            file_size=1,
            file_digest="0" * 64,
            state="failed",
            created_by=user,
            created_at=NOW,
        ),
        selection=_selection(user),
    )


def _selection(owner: User, *, shared: bool = False) -> SavedSelection:
    return SavedSelection.objects.create(
        owner=owner,
        name="Kinder je Bezirk",
        indicators=["kinder"],
        shared=shared,
        changed_at=NOW,
    )

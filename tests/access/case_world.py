"""The part of the access matrix's world that belongs to help planning."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from cases import models
from cases.services.calendars import digest
from sro.access import Role
from tests.cases import factories as make
from tests.cases.factories_councils import make_council, make_guest, make_point
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_provider

PROVIDER = (Role.PROVIDER_STAFF, Role.PROVIDER_LEAD)


def build(world: SimpleNamespace) -> None:
    """Add a case of the caseworker, a colleague's, and one of another district."""
    caseworker = world.people[Role.CASEWORKER]
    world.case = make.make_case(caseworker, district=world.district)
    world.colleague_case = make.make_case(district=world.district)
    world.foreign_case = make.make_case(district=make_district())
    case = world.case
    world.young_person = make.make_person(case)
    world.member = case.members.get(person=world.young_person)
    world.mother = make.make_person(case, role="parent")
    _family(world)
    world.note = make.make_note(case)
    # Entrusted to somebody else: nobody of the matrix may see it.
    stranger = make.make_caseworker(world.district)
    entrusted = {"author": stranger, "entrusted": True}
    world.entrusted = make.make_note(case, **entrusted)
    world.entrusted_statement = make.make_statement(case, world.young_person, **entrusted)
    world.entrusted_diagnosis = make.make_diagnosis(case, **entrusted)
    world.entrusted_hypothesis = make.make_hypothesis(case, **entrusted)
    world.case_consultation = make.make_consultation(case)
    world.handover = make.make_handover(case, offer=world.offer)
    world.statement = make.make_statement(case, world.young_person)
    world.diagnosis_entry = make.make_diagnosis(case)
    world.hypothesis = make.make_hypothesis(case)
    world.resource_map = make.make_map(case, world.young_person)
    world.resource = make.make_resource(world.resource_map)
    world.found_resource = make.make_resource(
        world.resource_map, field="infrastructure", name="Nähtreff im Hof", found_here=True
    )
    world.plan = make.make_plan(case, world.young_person)
    world.goal = make.make_goal(world.plan)
    world.plan_step = make.make_step(make.make_goal(world.plan, world.goal))
    other = make.make_person(case)
    world.agreed_plan = make.make_plan(case, other)
    world.agreed_goal = make.make_goal(world.agreed_plan)
    make.agree(world.agreed_plan, in_force=True)
    world.conference = make.make_conference(case, young_person=world.young_person)
    world.participant = models.ConferenceParticipant.objects.create(
        conference=world.conference, role="professional", name="Frau Lehrer"
    )
    world.team_consultation = make.make_team_consultation(case)
    world.decision = make.make_decision(case, consultation=world.team_consultation)
    world.proposed_support = make.make_support(case, world.young_person, provider=world.provider)
    world.support = make.make_support(
        case,
        world.young_person,
        provider=world.provider,
        state="running",
        decision=world.decision,
    )
    world.support_staff = models.SupportStaff.objects.create(
        support=world.support, user=world.people[Role.PROVIDER_STAFF], valid_from=make.TODAY
    )
    models.GoalShare.objects.create(
        goal=world.agreed_goal, support=world.support, author=caseworker
    )
    world.report = make.make_report(world.support)
    world.other_support = make.make_support(case, world.young_person, state="running")
    world.document = make.make_document(case)
    _life(world)
    _councils(world)


def _family(world: SimpleNamespace) -> None:
    """Add ties, custody, household, contact and a secret address; a colleague's person."""
    case, mother, child = world.case, world.mother, world.young_person
    world.relation = models.Relation.objects.create(
        case=case, person=mother, kind="parent", other=child
    )
    world.custody = models.Custody.objects.create(
        case=case, child=child, holder=mother, kind="sole"
    )
    world.household = models.Household.objects.create(case=case, name="bei der Mutter")
    world.stay = models.HouseholdMember.objects.create(household=world.household, person=child)
    world.contact = models.Contact.objects.create(person=mother, value="030 123456")
    world.secret_address = models.Address.objects.create(
        person=mother, city="Musterstadt", blocked=True
    )
    world.colleague_person = make.make_person(world.colleague_case)
    world.foreign_person = make.make_person(world.foreign_case)


def _councils(world: SimpleNamespace) -> None:
    """Add a family group conference that the provider's person coordinates, and foreign ones."""
    world.council = make_council(
        world.case,
        provider=world.provider,
        coordinator=world.people[Role.PROVIDER_STAFF],
        state="accepted_by_family",
        scheduled_at=make.NOW,
        aim="Wir schaffen das zusammen.",
    )
    for name, state in (("council_held", "held"), ("council_accepted", "plan_accepted")):
        later = make_council(
            world.case,
            provider=world.provider,
            coordinator=world.people[Role.PROVIDER_STAFF],
            state=state,
            scheduled_at=make.NOW,
            aim="Wir halten zusammen.",
        )
        if state == "held":
            make_point(later)
        setattr(world, name, later)
    world.council_guest = make_guest(world.council, email="rosa@example.org")
    make_point(world.council)
    world.colleague_council = make_council(world.colleague_case)
    world.foreign_council = make_council(world.foreign_case, provider=make_provider())


def _life(world: SimpleNamespace) -> None:
    """Add who stands in, a follow-up, an absence, transfers both ways and a calendar address."""
    caseworker = world.people[Role.CASEWORKER]
    # Another one than foreign_case, which nobody hands over: its team lead here knows nothing.
    far = make.make_case(district=make_district())
    today = timezone.localdate()
    world.stand_in = models.StandIn.objects.create(
        case=world.case,
        user=make.make_caseworker(world.district),
        reason="Alle sind krank.",
        valid_from=today,
        valid_until=today + timedelta(days=9),
    )
    world.follow_up = models.FollowUp.objects.create(
        case=world.case,
        due_on=today,
        note="Anrufen",
        assigned_to=caseworker,
        author=caseworker,
    )
    world.absence = models.Absence.objects.create(
        user=caseworker, valid_from=make.TODAY, valid_until=make.TODAY + timedelta(days=3)
    )
    asked = {"handover_note": "Umzug.", "requested_at": make.NOW}
    world.outgoing = models.CaseTransfer.objects.create(
        case=world.case,
        from_district=world.district,
        to_district=far.district,
        requested_by=caseworker,
        **asked,
    )
    world.incoming = models.CaseTransfer.objects.create(
        case=far,
        from_district=far.district,
        to_district=world.district,
        requested_by=far.responsible,
        **asked,
    )
    models.CalendarFeed.objects.create(
        user=caseworker, token_hash=digest("geheim"), created_at=make.NOW
    )

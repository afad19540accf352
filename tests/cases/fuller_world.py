"""More of everything a page of help planning may list, for counting queries.

Every kind of row lies in several copies wherever the world of the access matrix has one, each with
people, places and colleagues of its own: a page that asks once more for each of them is found out.
"""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from cases import models
from sro.access import Role
from tests.cases import factories as make
from tests.cases.factories_councils import make_council, make_guest, make_point
from tests.networks import factories as areas
from tests.networks import factories_providers as providers


def add_to(world: SimpleNamespace, times: int) -> None:
    """Add so many of everything to the case of the access matrix and around it.

    `agreed_plan` and `agreed_goal` become the last of a chain of so many versions.
    """
    world.agreed_plan = _versions(world, times)
    world.agreed_goal = models.Goal.objects.filter(plan=world.agreed_plan, level="direction")[0]
    colleagues = tuple(make.make_caseworker(world.district) for _one in range(times + 1))
    world.team_consultation = make.make_team_consultation(world.case, colleagues)
    world.decision = make.make_decision(world.case, consultation=world.team_consultation)
    for _time in range(times):
        colleague = make.make_caseworker(world.district)
        offer = areas.make_offer(
            institution=areas.make_institution(
                category=areas.make_category(),
                social_space=areas.make_space(district=world.district),
            )
        )
        _more_cases(world, colleague)
        _more_family(world)
        _more_entries(world, colleague, offer)
        _more_on_the_map(world, offer)
        fill_plan(world, world.plan, offer)
        _more_conferences(world, colleague)
        _more_supports(world)
        _more_councils(world)


def fill_plan(world: SimpleNamespace, plan: Any, offer: Any) -> None:
    """Add to a draft goals with steps, answers, resources, sections and people beside."""
    case, child = world.case, make.make_person(world.case)
    will = make.make_statement(case, child)
    direction = make.make_goal(plan, will=will, owner=child)
    action = make.make_goal(plan, direction, owner=child)
    for goal in (direction, action):
        resource = make.make_resource(make.make_map(case, child), offer=offer)
        models.GoalResource.objects.create(goal=goal, resource=resource)
        models.GoalConsent.objects.create(plan=plan, goal=goal, person=child, answer="dissent")
    step = make.make_step(action, owner=child)
    make.make_step(action)
    models.StepDone.objects.create(step=step, done_on=make.TODAY, author=case.responsible)
    models.PlanSibling.objects.create(plan=plan, person=child)
    models.PlanSupportType.objects.create(plan=plan, support_type=providers.make_support_type())
    models.SpaceAnswer.objects.create(plan=plan, question="used", offer=offer)
    models.SpaceAnswer.objects.create(
        plan=plan, question="missing", category=offer.institution.category, text="Nähtreff"
    )


def _versions(world: SimpleNamespace, number: int) -> models.SupportPlan:
    """Return the newest of so many versions, each with reviews and shared goals; it is in force."""
    child, plan = make.make_person(world.case), None
    for version in range(1, number + 1):
        previous = plan
        if previous is not None:
            previous.state, previous.superseded_at = "superseded", make.NOW
            previous.save()
        plan = make.make_plan(world.case, child, number=version, previous=previous)
        for _goal in range(number):
            fill_plan(world, plan, world.offer)
        make.agree(plan, in_force=True)
        conference = make.make_conference(world.case, young_person=child, plan=plan)
        for goal in models.Goal.objects.filter(plan=plan):
            models.GoalReview.objects.create(
                goal=goal,
                conference=conference,
                reviewed_on=make.TODAY,
                attainment=1,
                author=world.case.responsible,
            )
            models.GoalShare.objects.create(
                goal=goal, support=world.support, author=world.case.responsible
            )
            models.ReportedGoal.objects.create(report=world.report, goal=goal, text="Gut.")
    assert plan is not None
    return plan


def _more_cases(world: SimpleNamespace, colleague: Any) -> None:
    caseworker, today = world.people[Role.CASEWORKER], timezone.localdate()
    own = make.make_case(caseworker, deputy=colleague, district=world.district)
    away = make.make_case(colleague, deputy=caseworker, district=world.district)
    nobody = make.make_case(district=world.district)
    nobody.responsible = None
    nobody.save()
    far = make.make_case(district=areas.make_district())
    for user in (colleague, caseworker):
        models.Absence.objects.create(
            user=user, valid_from=today, valid_until=today + timedelta(days=3)
        )
    for case in (own, away, world.case):
        child = make.make_person(case)
        _due(case, child, caseworker, today)
        models.CaseStep.objects.create(
            case=case,
            action="clarify",
            from_state="consultation",
            to_state="clarification",
            actor=colleague,
            at=make.NOW,
        )
        models.StandIn.objects.create(
            case=case,
            user=make.make_caseworker(world.district),
            reason="Alle sind krank.",
            valid_from=today,
            valid_until=today + timedelta(days=9),
        )
    for case, target in ((own, far.district), (far, world.district)):
        models.CaseTransfer.objects.create(
            case=case,
            from_district=case.district,
            to_district=target,
            requested_by=case.responsible,
            handover_note="Umzug.",
            requested_at=make.NOW,
        )


def _due(case: models.Case, child: Any, user: Any, today: Any) -> None:
    for day in (today - timedelta(days=3), today, today + timedelta(days=6)):
        models.FollowUp.objects.create(
            case=case, due_on=day, note="Anrufen", assigned_to=user, author=user
        )
    make.make_hypothesis(case, author=user, check_on=today)
    make.make_conference(case, young_person=child, scheduled_at=timezone.now())
    plan = make.make_plan(case, child, period_until=today + timedelta(days=10))
    make.make_goal(plan, due_on=today)
    make.agree(plan, in_force=True)
    make.make_support(case, child, state="running", planned_end=today + timedelta(days=10))


def _more_family(world: SimpleNamespace) -> None:
    case = world.case
    child, parent = make.make_person(case), make.make_person(case, role="parent")
    for other in (world.young_person, child):
        models.Relation.objects.create(case=case, person=parent, kind="parent", other=other)
        models.Custody.objects.create(case=case, child=other, holder=parent, kind="joint")
    models.Custody.objects.create(case=case, child=child, holder=world.mother, kind="joint")
    home = models.Household.objects.create(case=case, name="bei der Großmutter")
    for household in (home, world.household):
        for person in (child, parent):
            models.HouseholdMember.objects.create(household=household, person=person)
    for person in (world.mother, world.young_person, parent):
        models.Contact.objects.create(person=person, value="030 123456")
        models.Address.objects.create(person=person, city="Musterstadt", blocked=True)
        # Known from a second case as well.
        known = make.make_case(case.responsible, district=world.district)
        models.CaseMember.objects.create(case=known, person=person, role="other")


def _more_entries(world: SimpleNamespace, colleague: Any, offer: Any) -> None:
    case = world.case
    child = make.make_person(case)
    consultation = make.make_consultation(case, author=colleague)
    consultation.persons.add(child)
    make.make_handover(case, offer=offer, author=colleague, consultation=consultation)
    for author in (colleague, case.responsible):
        make.make_note(case, author)
        entries = [
            make.make_note(case, author, entrusted=True),
            make.make_statement(case, child, author=author),
            make.make_diagnosis(case, author=author, about=child),
            make.make_hypothesis(case, author=author),
        ]
        for entry in entries:
            models.Disclosure.objects.create(
                case=case,
                entry_kind=entry._meta.model_name,
                entry_id=entry.pk,
                ground="consent",
                recipient_user=case.responsible if author == colleague else colleague,
                reason="Die Familie ist einverstanden.",
                author=author,
                at=make.NOW,
            )
    first = make.make_statement(case, world.young_person, author=colleague)
    make.make_statement(case, world.young_person, author=case.responsible, follows=first)
    make.make_document(case, issued_by=colleague, person=child)


def _more_on_the_map(world: SimpleNamespace, offer: Any) -> None:
    make.make_resource(world.resource_map, offer=offer)
    make.make_resource(world.resource_map, institution=offer.institution, field="infrastructure")
    make.make_resource(world.resource_map, field="infrastructure", name="Nähtreff", found_here=True)
    for person in (make.make_person(world.case), make.make_person(world.case)):
        make.make_resource(make.make_map(world.case, person), offer=offer)


def _more_conferences(world: SimpleNamespace, colleague: Any) -> None:
    case = world.case
    other = make.make_conference(case)
    for conference in (world.conference, other):
        person = make.make_person(case)
        for who in ({"person": person}, {"user": make.make_caseworker(world.district)}):
            models.ConferenceParticipant.objects.create(
                conference=conference, role="caseworker", attended=True, **who
            )
        models.ConferenceParticipant.objects.create(
            conference=conference, role="professional", name="Frau Lehrer"
        )
    team = make.make_team_consultation(case, author=colleague)
    make.make_decision(case, consultation=team)


def _more_supports(world: SimpleNamespace) -> None:
    people = world.people
    child = make.make_person(world.case)
    other_case = make.make_case(district=world.district)
    for case in (world.case, other_case):
        support = make.make_support(case, child, provider=world.provider, state="running")
        make.make_report(support)
        for user in (
            people[Role.PROVIDER_STAFF],
            providers.person(Role.PROVIDER_STAFF, provider=world.provider),
        ):
            models.SupportStaff.objects.create(support=support, user=user, valid_from=make.TODAY)
        models.GoalShare.objects.create(
            goal=world.agreed_goal, support=support, author=world.case.responsible
        )
    make.make_support(world.case, child)
    models.SupportStaff.objects.create(
        support=world.support,
        user=providers.person(Role.PROVIDER_STAFF, provider=world.provider),
        valid_from=make.TODAY,
    )
    make.make_report(world.support, state="accepted", submitted_at=make.NOW)
    world.provider.teams.create(name=f"Team {child.pk}")


def _more_councils(world: SimpleNamespace) -> None:
    staff = providers.person(Role.PROVIDER_STAFF, provider=world.provider)
    child = make.make_person(world.case)
    make_council(world.case, state="ended", coordinator=staff, provider=world.provider)
    mine = world.people[Role.PROVIDER_STAFF]
    for council in (world.council, make_council(world.case, coordinator=mine)):
        council.provider = world.provider
        council.save()
        make_guest(council, person=child)
        point = make_point(council)
        author = world.case.responsible
        models.PreparationTalk.objects.create(
            council=council, held_on=make.TODAY, with_whom="Oma", author=author
        )
        meeting = models.CouncilMeeting.objects.create(
            council=council, held_on=make.TODAY, author=author
        )
        models.PointOutcome.objects.create(meeting=meeting, point=point, outcome="done")

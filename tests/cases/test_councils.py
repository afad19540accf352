"""Family group conferences through the services: life, rights, words that stay."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import (
    Case,
    CouncilGuest,
    CouncilPoint,
    FamilyGroupConference,
    PointOutcome,
    StandIn,
)
from cases.services import council_days, council_plans
from cases.services import councils as service
from sro import access
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_person,
    make_team_lead,
)
from tests.cases.factories_councils import Life, make_council, make_point, point
from tests.networks.factories_providers import make_provider
from tests.people import person as make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def life():
    return Life()


def seen_by(user):
    return list(FamilyGroupConference.objects.visible_to(user))


# --- life -----------------------------------------------------------------------------------------


def test_from_the_thought_to_the_plan_that_becomes_goals(life):
    life.accepted()
    meeting = council_plans.note_meeting(
        held_on=TODAY,
        outcomes={life.council.councilpoints.first().pk: ("partly", "dienstags")},
        **life.by(life.coordinator),
    )
    assert meeting.outcomes.get().get_outcome_display()
    ended = council_plans.end_council(**life.by())
    assert ended.state == "ended"
    actions = Entry.objects.filter(action__startswith="familygroupconference.")
    told = list(actions.order_by("pk").values_list("action", flat=True))
    assert [each.partition(".")[2] for each in told] == [
        *("created", "coordinator_named", "agree", "prepare", "day_fixed", "hold"),
        *("plan_written", "accept_plan", "follow", "end"),
    ]


def test_only_one_is_on_its_way_in_a_case(life):
    with pytest.raises(NotPossible):
        service.refer(
            actor=life.worker, case=life.case, name="x", referral="citizen", concern="y", now=NOW
        )
    service.answer_of_family(wanted=False, **life.by())
    second = service.refer(
        actor=life.worker, case=life.case, name="x", referral="citizen", concern="y", now=NOW
    )
    assert second.state == "referred"


def test_nothing_is_prepared_before_the_family_wants_it(life):
    with pytest.raises(NotPossible):
        council_days.note_talk(
            actor=life.worker, council=life.council, held_on=TODAY, with_whom="Ada", now=NOW
        )


def test_nothing_is_prepared_without_a_coordinator(life):
    service.answer_of_family(wanted=True, **life.by())
    with pytest.raises(NotPossible):
        council_days.note_talk(
            actor=life.worker, council=life.council, held_on=TODAY, with_whom="Ada", now=NOW
        )


def test_the_first_thing_prepared_begins_the_preparation(life):
    life.wanted()
    council_days.invite_guest(
        actor=life.coordinator, council=life.council, part="family", name="Oma", now=NOW
    )
    life.council.refresh_from_db()
    assert life.council.state == "preparing"


def test_the_day_is_not_written_down_before_it_comes(life):
    life.wanted()
    changes = {"scheduled_at": NOW + timedelta(days=2), "place": "", "arrangements": ""}
    council_days.fix_day(changes=changes, **life.by(life.coordinator))
    with pytest.raises(NotPossible):
        council_days.hold_council(changes={}, attendance={}, **life.by(life.coordinator))


def test_a_closed_case_stays_as_it_is(life):
    life.wanted()
    # Closing asks for the conference to end first; this one comes from before that rule.
    Case.objects.filter(pk=life.case.pk).update(state="closed", closed_on=TODAY)
    life.council.refresh_from_db()
    talk = {"council": life.council, "held_on": TODAY, "with_whom": "Ada", "now": NOW}
    with pytest.raises(NotPossible):
        council_days.note_talk(actor=life.worker, **talk)
    with pytest.raises(PermissionDenied):
        council_days.note_talk(actor=life.coordinator, **talk)


def test_somebody_faster_wins(life):
    life.wanted()
    old = life.by(life.coordinator)
    changes = {"scheduled_at": NOW, "place": "hier", "arrangements": ""}
    council_days.fix_day(changes=changes, **life.by(life.coordinator))
    with pytest.raises(StaleRecord):
        council_days.fix_day(changes=changes | {"place": "dort"}, **old)


def test_two_desks_write_the_plan_and_nothing_is_overwritten(life):
    life.planned()
    old = life.by(life.worker)
    council_plans.save_family_plan(
        aim="Anders", points=[point("eins")], **life.by(life.coordinator)
    )
    with pytest.raises(StaleRecord):
        council_plans.save_family_plan(aim="Ganz anders", points=[], **old)
    assert life.council.councilpoints.get().what == "eins"


def test_the_same_person_is_on_the_list_once(life):
    life.wanted()
    same = {"actor": life.worker, "council": life.council, "part": "family", "now": NOW}
    council_days.invite_guest(name="Tante Rosa", **same)
    with pytest.raises(ValidationError):
        council_days.invite_guest(name="tante  rosa", **same)
    council_days.invite_guest(person=life.child, **same)
    with pytest.raises(ValidationError):
        council_days.invite_guest(person=life.child, **same)
    with pytest.raises(ValidationError):
        council_days.invite_guest(person=make_person(make_case()), **same)
    assert CouncilGuest.objects.count() == 2


def test_who_is_invited_and_who_came_is_noted(life):
    life.prepared()
    guest = council_days.invite_guest(
        actor=life.coordinator, council=life.council, part="family", name="Oma", now=NOW
    )
    council_days.note_invited(guests=[guest], **life.by(life.coordinator))
    council_days.hold_council(changes={}, attendance={guest.pk: True}, **life.by(life.coordinator))
    guest.refresh_from_db()
    assert (guest.invited_on, guest.attended) == (TODAY, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"private_from": "14:00", "private_until": "13:00"},
        {"information_from": "14:00", "private_from": "13:00"},
    ],
)
def test_phases_follow_one_another(life, changes):
    life.prepared()
    with pytest.raises(ValidationError):
        council_days.hold_council(changes=changes, attendance={}, **life.by(life.coordinator))


def test_the_time_of_the_family_has_no_field_for_words():
    names = {field.name for field in FamilyGroupConference._meta.concrete_fields}
    assert {name for name in names if "private" in name} == {"private_from", "private_until"}


# --- the office's answer --------------------------------------------------------------------------


def test_a_plan_is_refused_for_law_or_safety_only_and_in_writing(life):
    life.planned()
    for values in ({}, {"ground": "taste", "reason": "So nicht."}, {"ground": "safety"}):
        with pytest.raises(ValidationError):
            council_plans.answer_plan(accepted=False, **life.by(**values))
    council_plans.answer_plan(
        accepted=False, ground="safety", reason="Allein am Abend ist es nicht sicher.", **life.by()
    )
    again = council_plans.revise(**life.by(life.coordinator))
    assert again.state == "held"
    accepted = council_plans.answer_plan(accepted=True, **life.by())
    assert (accepted.state, accepted.refusal_ground, accepted.refusal_reason) == (
        "plan_accepted",
        "",
        "",
    )


def test_the_database_refuses_a_refusal_without_words(life):
    life.planned()
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyGroupConference.objects.update(state="plan_not_accepted")


def test_an_empty_plan_is_not_answered(life):
    life.held()
    with pytest.raises(NotPossible):
        council_plans.answer_plan(accepted=True, **life.by())


def test_what_was_accepted_stays_word_by_word(life):
    life.accepted()
    with pytest.raises(NotPossible):
        council_plans.save_family_plan(aim="x", points=[], **life.by(life.coordinator))
    for rows, changes in (
        (CouncilPoint.objects.all(), {"what": "anders"}),
        (FamilyGroupConference.objects.all(), {"aim": "anders"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_point(life.council)


def test_without_an_accepted_plan_an_end_needs_a_reason(life):
    life.held()
    with pytest.raises(ValidationError):
        council_plans.end_council(**life.by())
    assert council_plans.end_council(reason="Kein Weg gefunden.", **life.by()).state == "ended"


def test_meetings_speak_of_points_of_this_plan(life):
    life.accepted()
    other = make_point(make_council(make_case()))
    with pytest.raises(ValidationError):
        council_plans.note_meeting(
            held_on=TODAY, outcomes={other.pk: ("done", "")}, **life.by(life.coordinator)
        )
    assert not PointOutcome.objects.exists()


def test_a_follow_up_meeting_comes_after_the_day(life):
    life.accepted()
    early = timezone.localdate(life.council.scheduled_at) - timedelta(days=1)
    with pytest.raises(ValidationError):
        council_plans.note_meeting(held_on=early, outcomes={}, **life.by(life.coordinator))
    assert not life.council.councilmeetings.exists()


# --- who coordinates ------------------------------------------------------------------------------


def test_whoever_decides_on_the_case_does_not_coordinate(life):
    lead = make_team_lead(life.case.district)
    deputy = make_caseworker(life.case.district)
    life.case.deputy = deputy
    life.case.save()
    possible = service.possible_coordinators(life.case, TODAY)
    for user in (life.worker, lead, deputy):
        assert user not in possible
        with pytest.raises(ValidationError):
            service.name_coordinator(provider=None, coordinator=user, **life.by())
        with pytest.raises(IntegrityError), transaction.atomic():
            FamilyGroupConference.objects.update(coordinator=user)
    colleague = make_caseworker(life.case.district)
    named = service.name_coordinator(provider=None, coordinator=colleague, **life.by())
    assert named.coordinator == colleague


def test_whoever_stands_in_decides_as_well_and_does_not_coordinate(life):
    helper = make_caseworker(life.case.district)
    days = {"valid_from": TODAY, "valid_until": TODAY + timedelta(days=3)}
    StandIn.objects.create(case=life.case, user=helper, reason="krank", **days)
    with pytest.raises(ValidationError):
        service.name_coordinator(provider=None, coordinator=helper, **life.by())
    days = {"valid_from": TODAY - timedelta(days=9), "valid_until": TODAY}
    StandIn.objects.update(**days)
    assert service.name_coordinator(provider=None, coordinator=helper, **life.by())


def test_a_provider_s_lead_names_the_person(life):
    with pytest.raises(ValidationError, match="Familie zuerst"):
        service.name_coordinator(provider=life.provider, coordinator=None, **life.by())
    service.name_coordinator(
        provider=life.provider, coordinator=None, family_agrees=True, **life.by()
    )
    assert seen_by(life.coordinator) == []
    lead = make_user(Role.PROVIDER_LEAD, provider=life.provider)
    assert seen_by(lead) == [life.council]
    stranger = make_user(Role.PROVIDER_STAFF, provider=make_provider())
    with pytest.raises(ValidationError):
        service.name_person(coordinator=stranger, **life.by(lead))
    service.name_person(coordinator=life.coordinator, **life.by(lead))
    assert seen_by(life.coordinator) == [life.council]


def test_a_coordinator_sees_this_one_and_only_while_it_runs(life):
    make_council(make_case(), coordinator=None)
    life.accepted()
    assert seen_by(life.coordinator) == [life.council]
    for model in ("cases.Case", "cases.Person", "cases.SupportPlan", "cases.CaseNote"):
        rows = access.rows(life.coordinator, apps.get_model(model)._default_manager.all())
        assert not rows.exists(), model
    council_plans.end_council(**life.by())
    assert seen_by(life.coordinator) == []
    assert not CouncilPoint.objects.visible_to(life.coordinator).exists()


def test_a_closed_case_closes_the_coordinator_s_view_too(life):
    life.accepted()
    lead = make_user(Role.PROVIDER_LEAD, provider=life.provider)
    life.case.state = "closed"
    life.case.closed_on = TODAY
    life.case.save()
    for user in (life.coordinator, lead):
        assert seen_by(user) == []
        assert not CouncilPoint.objects.visible_to(user).exists()
    assert seen_by(life.worker) == [life.council]


def test_the_colleague_who_leaves_the_provider_sees_nothing_more(life):
    life.wanted()
    membership = life.coordinator.memberships.get()
    membership.valid_until = TODAY
    membership.save()
    fresh = type(life.coordinator).objects.get(pk=life.coordinator.pk)
    assert seen_by(fresh) == []


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_the_rest_of_the_office_sees_none(life, role):
    assert seen_by(make_user(role)) == []


def test_another_district_and_another_provider_see_none(life):
    life.wanted()
    for user in (
        make_team_lead(),
        make_caseworker(life.case.district),
        make_user(Role.PROVIDER_LEAD, provider=make_provider()),
        make_user(Role.PROVIDER_STAFF, provider=life.provider),
    ):
        assert seen_by(user) == []


def test_whoever_coordinates_never_answers_the_plan(life):
    life.planned()
    with pytest.raises(PermissionDenied):
        council_plans.answer_plan(accepted=True, **life.by(life.coordinator))
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyGroupConference.objects.update(
            answered_by=life.coordinator, answered_on=TODAY, state="plan_accepted"
        )


def test_a_lead_who_coordinated_elsewhere_does_not_answer_here_either(life):
    """A coordinator who took over the team later asks a colleague."""
    colleague = make_caseworker(life.case.district)
    service.name_coordinator(provider=None, coordinator=colleague, **life.by())
    life.coordinator = colleague
    council = life.council
    council.refresh_from_db()
    service.answer_of_family(wanted=True, **life.by(colleague))
    changes = {"scheduled_at": NOW, "place": "", "arrangements": ""}
    council_days.fix_day(changes=changes, **life.by(colleague))
    council_days.hold_council(changes={}, attendance={}, **life.by(colleague))
    council_plans.save_family_plan(aim="Gut", points=[point("eins")], **life.by(colleague))
    life.case.responsible = colleague
    life.case.save()
    with pytest.raises(NotPossible):
        council_plans.answer_plan(accepted=True, **life.by(colleague))
    # Handing the coordination on makes nobody impartial.
    other = make_caseworker(life.case.district)
    service.name_coordinator(provider=None, coordinator=other, **life.by(colleague))
    with pytest.raises(NotPossible):
        council_plans.answer_plan(accepted=True, **life.by(colleague))
    lead = make_team_lead(life.case.district)
    assert council_plans.answer_plan(accepted=True, **life.by(lead)).state == "plan_accepted"

"""Conferences as the office holds them: consent before invitation, minutes that stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from cases.models import (
    ConferenceParticipant,
    Custody,
    IssuedDocument,
    PlanConference,
    Relation,
    SupportStaff,
)
from cases.services import conferences as service
from cases.services import invitees
from cases.services.conferences import Invitee
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_conference,
    make_person,
    make_plan,
    make_support,
)
from tests.networks.factories_providers import make_provider
from tests.people import person as make_user

pytestmark = pytest.mark.django_db
SOON = datetime(2025, 6, 20, 12, 0, tzinfo=UTC)
EARLIER = datetime(2025, 6, 2, 7, 0, tzinfo=UTC)


@pytest.fixture
def case():
    return make_case(make_caseworker())


@pytest.fixture
def child(case):
    return make_person(case, birth_date=date(2014, 3, 1))


def guest(conference, role="professional", **values):
    return ConferenceParticipant.objects.create(
        conference=conference, role=role, **({"name": "Frau Lehrer"} | values)
    )


def agree(participant, actor, **values):
    return service.note_consent(
        actor=actor,
        participant=participant,
        version=participant.version,
        now=NOW,
        **{"consent": "given", "consent_by": "Mutter", "consent_on": TODAY, **values},
    )


def held(conference, actor, **changes):
    return service.hold_conference(
        actor=actor,
        conference=conference,
        changes={"minutes": "Alle waren sich einig.", **changes},
        attendance={},
        version=conference.version,
        now=NOW,
    )


# --- who belongs there ----------------------------------------------------------------------------


def test_the_family_the_caseworker_and_the_provider_are_proposed(case, child):
    mother, father = make_person(case, "parent"), make_person(case, "parent")
    Custody.objects.create(case=case, child=child, holder=mother, kind="sole")
    provider = make_provider("Anker (erfunden) e. V.")
    support = make_support(case, child, state="running", provider=provider)
    lee = make_user(Role.PROVIDER_STAFF, provider=provider)
    SupportStaff.objects.create(support=support, user=lee, valid_from=TODAY)
    found = invitees.proposals(case.responsible, case, child, TODAY)
    assert [(p.invitee.role, p.invitee.person or p.invitee.user, p.likely) for p in found] == [
        ("young_person", child, True),
        ("custodian", mother, True),
        ("other_parent", father, False),
        ("caseworker", case.responsible, True),
        ("provider", lee, True),
    ]
    assert found[2].needs_consent


def test_a_provider_without_named_staff_is_proposed_by_name(case, child):
    provider = make_provider("Anker (erfunden) e. V.", contact_person="Lee Beispiel")
    make_support(case, child, state="granted", provider=provider)
    names = [p.invitee.name for p in invitees.proposals(case.responsible, case, child, TODAY)]
    assert "Lee Beispiel" in names


def test_a_parent_of_another_child_of_the_case_is_not_proposed(case, child):
    mother, other = make_person(case, "parent"), make_person(case, "parent")
    Relation.objects.create(case=case, person=mother, kind="parent", other=child)
    people = [p.invitee.person for p in invitees.proposals(case.responsible, case, child, TODAY)]
    assert mother in people
    assert other not in people


def test_a_guardians_office_is_proposed_by_name_and_asked_for_consent(case, child):
    Custody.objects.create(
        case=case, child=child, kind="official_guardian", office="Amt Musterstadt"
    )
    found = invitees.proposals(case.responsible, case, child, TODAY)
    assert ("custodian", "Amt Musterstadt") in [(p.invitee.role, p.invitee.name) for p in found]
    assert invitees.custodians_of(case.responsible, case, child, TODAY) == ["Amt Musterstadt"]


def test_the_number_of_queries_for_proposals_does_not_grow(
    case, child, django_assert_max_num_queries
):
    for _ in range(4):
        support = make_support(case, child, state="running")
        user = make_user(Role.PROVIDER_STAFF, provider=support.provider)
        SupportStaff.objects.create(support=support, user=user, valid_from=TODAY)
        make_person(case, "parent")
    with django_assert_max_num_queries(12):
        invitees.proposals(case.responsible, case, child, TODAY)


# --- preparing ------------------------------------------------------------------------------------


def test_a_conference_is_prepared_with_its_people(case, child):
    conference = service.prepare_conference(
        actor=case.responsible,
        case=case,
        young_person=child,
        scheduled_at=SOON,
        place="Familienzentrum",
        participants=[Invitee("young_person", child), Invitee("professional", name="Frau Lehrer")],
        now=NOW,
    )
    assert conference.state == "planned"
    assert sorted(conference.participants.values_list("role", flat=True)) == [
        "professional",
        "young_person",
    ]
    assert not conference.participants.filter(invited_on__isnull=False).exists()
    line = Entry.objects.get(action="planconference.created")
    assert line.details == {"case": case.pk}


def test_only_people_and_plans_of_the_case_take_part(case, child):
    conference = make_conference(case, young_person=child)
    stranger = make_person(make_case())
    for values in ({"young_person": stranger}, {"plan": make_plan(make_case())}):
        with pytest.raises(ValidationError):
            service.prepare_conference(
                actor=case.responsible,
                case=case,
                now=NOW,
                scheduled_at=SOON,
                **{"young_person": child, **values},
            )
    with pytest.raises(ValidationError):
        service.add_participant(
            actor=case.responsible,
            conference=conference,
            invitee=Invitee("trusted", stranger),
            now=NOW,
        )


def test_nobody_takes_part_twice(case, child):
    conference = make_conference(case, young_person=child)
    for invitee in (Invitee("young_person", child), Invitee("trusted", name="Onkel Kurt")):
        service.add_participant(
            actor=case.responsible, conference=conference, invitee=invitee, now=NOW
        )
        with pytest.raises(ValidationError):
            service.add_participant(
                actor=case.responsible, conference=conference, invitee=invitee, now=NOW
            )


def test_a_colleague_of_the_district_prepares_nothing(case, child):
    colleague = make_caseworker(case.district)
    with pytest.raises(PermissionDenied):
        service.prepare_conference(
            actor=colleague, case=case, young_person=child, scheduled_at=SOON, now=NOW
        )


# --- consent and invitation -----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["professional", "other_parent"])
def test_nobody_is_invited_before_the_custodians_agree(case, child, role):
    conference = make_conference(case, young_person=child, scheduled_at=SOON)
    person = guest(conference, role)
    with pytest.raises(ValidationError):
        service.invite(
            actor=case.responsible,
            conference=conference,
            participants=[person],
            version=1,
            now=NOW,
        )
    assert not IssuedDocument.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConferenceParticipant.objects.filter(pk=person.pk).update(invited_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConferenceParticipant.objects.filter(pk=person.pk).update(attended=True)


def test_who_is_invited_gets_a_paper_and_colleagues_none(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=SOON)
    teacher = agree(guest(conference), case.responsible)
    own = guest(conference, "caseworker", user=case.responsible, name="")
    service.invite(
        actor=case.responsible,
        conference=conference,
        participants=[teacher, own],
        version=conference.version,
        now=NOW,
    )
    assert [d.title for d in IssuedDocument.objects.all()] == ["Einladung für Frau Lehrer"]
    teacher.refresh_from_db()
    assert (teacher.invited_on, teacher.consent_by) == (TODAY, "Mutter")


@pytest.mark.parametrize(
    "values",
    [
        {"consent_by": " "},
        {"consent_on": None},
        {"consent_on": TODAY + timedelta(days=1)},
        {"consent": ""},
        {"consent": "perhaps"},
    ],
)
def test_an_answer_needs_by_whom_and_when(case, child, values):
    with pytest.raises(ValidationError):
        agree(guest(make_conference(case, young_person=child)), case.responsible, **values)


def test_a_consent_taken_back_takes_the_invitation_back(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=SOON)
    teacher = agree(guest(conference), case.responsible)
    ConferenceParticipant.objects.filter(pk=teacher.pk).update(invited_on=TODAY)
    teacher.refresh_from_db()
    teacher = agree(teacher, case.responsible, consent="refused")
    assert (teacher.consent, teacher.invited_on) == ("refused", None)


def test_for_the_family_itself_nobody_is_asked(case, child):
    conference = make_conference(case, young_person=child)
    with pytest.raises(NotPossible):
        agree(guest(conference, "young_person", person=child, name=""), case.responsible)


def test_who_was_invited_is_not_taken_off(case, child):
    conference = make_conference(case, young_person=child)
    uncle = guest(conference, "trusted", invited_on=TODAY)
    with pytest.raises(NotPossible):
        service.remove_participant(
            actor=case.responsible, participant=uncle, version=uncle.version, now=NOW
        )
    other = guest(conference, "trusted", name="Tante Ida")
    service.remove_participant(
        actor=case.responsible, participant=other, version=other.version, now=NOW
    )
    assert list(conference.participants.all()) == [uncle]


# --- holding and closing --------------------------------------------------------------------------


def test_a_conference_is_held_written_down_and_closed(case, child):
    worker = case.responsible
    conference = make_conference(case, young_person=child, scheduled_at=EARLIER)
    teacher = agree(guest(conference), worker)
    conference = service.hold_conference(
        actor=worker,
        conference=conference,
        changes={"minutes": "Mika will bleiben.", "child_part": "present", "dissent": "Keiner."},
        attendance={teacher.pk: True},
        version=conference.version,
        now=NOW,
    )
    assert conference.state == "held"
    teacher.refresh_from_db()
    assert teacher.attended is True
    conference = held(conference, worker, minutes="Mika will zu Hause bleiben.")
    conference = service.close_conference(
        actor=worker,
        conference=conference,
        version=conference.version,
        next_on=date(2025, 12, 1),
        now=NOW,
    )
    assert (conference.state, conference.next_on) == ("closed", date(2025, 12, 1))
    with pytest.raises(NotPossible):
        held(conference, worker, minutes="Anders.")


def test_a_conference_is_not_held_before_its_day(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=SOON)
    with pytest.raises(NotPossible):
        held(conference, case.responsible)


def test_without_the_childs_part_nothing_is_closed(case, child):
    conference = held(
        make_conference(case, young_person=child, scheduled_at=EARLIER), case.responsible
    )
    with pytest.raises(ValidationError):
        service.close_conference(
            actor=case.responsible, conference=conference, version=conference.version, now=NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanConference.objects.filter(pk=conference.pk).update(state="closed")


def test_a_planned_conference_is_not_closed(case, child):
    conference = make_conference(case, young_person=child, child_part="present")
    with pytest.raises(NotPossible):
        service.close_conference(
            actor=case.responsible, conference=conference, version=conference.version, now=NOW
        )


def test_what_was_closed_stays_also_by_sql(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=EARLIER)
    uncle = guest(conference, "trusted")
    conference = held(conference, case.responsible, child_part="present")
    service.close_conference(
        actor=case.responsible, conference=conference, version=conference.version, now=NOW
    )
    for statement in (
        "UPDATE cases_planconference SET minutes = 'Anders.'",
        "UPDATE cases_conferenceparticipant SET attended = true",
        "DELETE FROM cases_conferenceparticipant",
        "DELETE FROM cases_planconference",
    ):
        with pytest.raises(Exception, match=r"concluded|Cannot") as refused, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
        assert refused.value
    with pytest.raises(IntegrityError), transaction.atomic():
        guest(conference, "trusted", name="Tante Ida")
    uncle.refresh_from_db()
    assert uncle.attended is None


def test_two_people_writing_minutes_lose_nothing(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=EARLIER)
    held(conference, case.responsible)
    with pytest.raises(StaleRecord) as stale:
        held(conference, case.responsible, minutes="Zweite Fassung.")
    assert stale.value.current.minutes == "Alle waren sich einig."


def test_the_next_conference_has_the_same_people_without_their_consents(case, child):
    conference = make_conference(case, young_person=child, place="Schule", scheduled_at=EARLIER)
    agree(guest(conference), case.responsible)
    guest(conference, "young_person", person=child, name="")
    agree(guest(conference, name="Herr Nein"), case.responsible, consent="refused")
    following = service.plan_next(
        actor=case.responsible, conference=conference, scheduled_at=SOON, now=NOW
    )
    assert (following.place, following.state) == ("Schule", "planned")
    rows = following.participants.order_by("role").values_list("role", "consent", "name")
    assert list(rows) == [("professional", "", "Frau Lehrer"), ("young_person", "", "")]


def test_a_cancelled_conference_keeps_its_reason(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=SOON)
    with pytest.raises(ValidationError):
        service.cancel_conference(
            actor=case.responsible, conference=conference, reason=" ", version=1, now=NOW
        )
    conference = service.cancel_conference(
        actor=case.responsible, conference=conference, reason="Mutter krank", version=1, now=NOW
    )
    assert (conference.state, conference.cancel_reason) == ("cancelled", "Mutter krank")
    # What the family said stays in the file; the log knows that, not why.
    line = Entry.objects.get(action="planconference.cancelled")
    assert "krank" not in str(line.details)


def test_the_date_is_moved_while_the_conference_is_planned(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=EARLIER)
    moved = service.update_conference(
        actor=case.responsible,
        conference=conference,
        changes={"scheduled_at": SOON},
        version=1,
        now=NOW,
    )
    assert moved.scheduled_at == SOON
    PlanConference.objects.filter(pk=moved.pk).update(state="held")
    with pytest.raises(NotPossible):
        service.update_conference(
            actor=case.responsible,
            conference=moved,
            changes={"place": "Amt"},
            version=moved.version + 1,
            now=NOW,
        )


def test_a_closed_case_has_no_new_conferences(case, child):
    type(case).objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY)
    with pytest.raises(NotPossible):
        service.prepare_conference(
            actor=case.responsible, case=case, young_person=child, scheduled_at=SOON, now=NOW
        )

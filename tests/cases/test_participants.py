"""Who takes part in a conference: consent before invitation, nobody twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.models import (
    ConferenceParticipant,
    Custody,
    IssuedDocument,
    Relation,
    SupportStaff,
)
from cases.services import invitees
from cases.services import participants as taking_part
from sro.access import Role
from sro.refusals import NotPossible
from tests.cases.conferencing import SOON, agree, guest
from tests.cases.factories import (
    NOW,
    TODAY,
    make_conference,
    make_person,
    make_support,
)
from tests.networks.factories_providers import make_provider
from tests.people import person as make_user

pytestmark = pytest.mark.django_db


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


# --- consent and invitation -----------------------------------------------------------------------


@pytest.mark.parametrize("role", ["professional", "other_parent"])
def test_nobody_is_invited_before_the_custodians_agree(case, child, role):
    conference = make_conference(case, young_person=child, scheduled_at=SOON)
    person = guest(conference, role)
    with pytest.raises(ValidationError):
        taking_part.invite(
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
    taking_part.invite(
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
        taking_part.remove_participant(
            actor=case.responsible, participant=uncle, version=uncle.version, now=NOW
        )
    other = guest(conference, "trusted", name="Tante Ida")
    taking_part.remove_participant(
        actor=case.responsible, participant=other, version=other.version, now=NOW
    )
    assert list(conference.participants.all()) == [uncle]

"""Whoever must not be found: no way leads from a colleague's case, or an old file, to the address.

The attacker here is somebody of the office with good intentions or bad ones: a colleague of the
district, a stand-in, whoever kept an old file.
"""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pypdf import PdfReader

from cases.models import (
    Address,
    CaseMember,
    ConferenceParticipant,
    Contact,
    IssuedDocument,
    StandIn,
)
from cases.services import contacts, documents, family
from cases.services.exports import export_case
from sro import access
from sro.audit.history import history_of
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.cases import factories as make

pytestmark = pytest.mark.django_db

STREET = "Zufluchtsweg 7"
NUMBER = "0151 7654321"


@pytest.fixture
def case():
    """The mother's case, in good hands."""
    return make.make_case()


@pytest.fixture
def mother(case):
    return make.make_person(case, "parent", given_name="Mara")


@pytest.fixture
def address(mother):
    return Address.objects.create(person=mother, street=STREET, blocked=True)


@pytest.fixture
def contact(mother):
    return Contact.objects.create(person=mother, value=NUMBER)


@pytest.fixture
def colleague_case(case):
    """A case of a colleague in the same district."""
    return make.make_case(make.make_caseworker(case.district))


def link(actor, case, person):
    return family.link_person(actor=actor, case=case, person=person, role="parent", now=make.NOW)


def stand_in(case, user):
    return StandIn.objects.create(
        case=case,
        user=user,
        reason="Alle sind krank.",
        valid_from=make.TODAY,
        valid_until=make.TODAY + timedelta(days=36500),
    )


def sees(user, *rows):
    return [access.can(user, "view", row) for row in rows]


def close(case):
    type(case).objects.filter(pk=case.pk).update(state="closed", closed_on=case.opened_on)


# --- taking a person over -----------------------------------------------------------------------


def test_who_only_knows_of_a_case_takes_nobody_over(client, colleague_case, mother, contact):
    user = colleague_case.responsible
    with pytest.raises(PermissionDenied):
        link(user, colleague_case, mother)
    client.force_login(user)
    url = reverse("cases:person_link", args=[colleague_case.pk, mother.pk])
    for answer in (client.get(url), client.post(url, {"role": "parent"})):
        assert answer.status_code == 403
        assert str(mother.memberships.get().case.responsible) in answer.text
        assert NUMBER not in answer.text
    assert not colleague_case.members.exists()
    assert Entry.objects.filter(action="link", object_type="cases.Person").count() == 2


def test_the_refusal_does_not_tell_whether_there_is_a_secret(
    client, case, colleague_case, mother, address
):
    open_one = make.make_person(case, "parent", given_name="Mira")
    client.force_login(colleague_case.responsible)
    texts = set()
    for person in (mother, open_one):
        url = reverse("cases:person_link", args=[colleague_case.pk, person.pk])
        text = client.get(url).text.split("<main")[1].split("</main>")[0]
        texts.add(text.replace(person.given_name, ""))
    assert len(texts) == 1
    found = client.post(
        reverse("cases:person_find", args=[colleague_case.pk]), {"family_name": "Beispiel"}
    )
    # In the list of people found, too, both look alike.
    lines = found.text.split('<ul class="sro-lines">')[1].split("</ul>")[0].split("<li>")[1:]
    assert len(lines) == 2
    plain = {
        line.replace("Mara", "")
        .replace("Mira", "")
        .replace(f"/{mother.pk}/", "")
        .replace(f"/{open_one.pk}/", "")
        .strip()
        for line in lines
    }
    assert len(plain) == 1


def test_a_stand_in_takes_over_who_has_nothing_to_hide(case, colleague_case, mother):
    stand_in(case, colleague_case.responsible)
    assert link(colleague_case.responsible, colleague_case, mother).person == mother


def test_a_stand_in_does_not_become_in_charge_by_taking_over(
    case, colleague_case, mother, address, contact
):
    stand_in(case, colleague_case.responsible)
    with pytest.raises(PermissionDenied):
        link(colleague_case.responsible, colleague_case, mother)
    assert sees(colleague_case.responsible, address, contact) == [False, False]


def test_a_secret_that_is_still_to_come_counts_already(case, colleague_case, mother):
    stand_in(case, colleague_case.responsible)
    Address.objects.create(
        person=mother, street=STREET, blocked=True, valid_from=make.TODAY + timedelta(days=36000)
    )
    with pytest.raises(PermissionDenied):
        link(colleague_case.responsible, colleague_case, mother)


def test_who_is_in_charge_and_the_team_lead_take_over(
    case, colleague_case, mother, address, contact
):
    own = make.make_case(case.responsible)
    assert link(case.responsible, own, mother).case == own
    lead = make.make_team_lead(case.district)
    assert link(lead, colleague_case, mother).case == colleague_case
    # From now on the colleague is in charge of a case of hers.
    assert sees(colleague_case.responsible, address, contact) == [True, True]


def test_an_entry_of_ones_own_is_no_way_to_the_one_it_was_joined_with(colleague_case, mother):
    double = make.make_person(colleague_case, "parent", given_name="Mahra", same_as=mother)
    other = make.make_case(colleague_case.responsible)
    with pytest.raises(PermissionDenied):
        link(colleague_case.responsible, other, double)


# --- standing in --------------------------------------------------------------------------------


def test_a_stand_in_sees_neither_address_nor_number_nor_old_letters(
    client, case, mother, address, contact
):
    letter = make.make_document(case, kind="invitation", person=mother)
    plan = make.make_document(case, kind="plan")
    user = make.make_caseworker(case.district)
    stand_in(case, user)
    assert sees(user, address, contact, letter, plan) == [False, False, False, True]
    client.force_login(user)
    page = client.get(reverse("cases:person", args=[case.pk, mother.pk]))
    assert page.status_code == 200
    assert STREET not in page.text
    assert NUMBER not in page.text
    assert history_of(mother, viewer=user, also=[("cases.Contact", "person")]) == history_of(
        mother, viewer=user
    )
    for name, args in (
        ("cases:contact_edit", [case.pk, mother.pk, contact.pk]),
        ("cases:contact_delete", [case.pk, mother.pk, contact.pk]),
        ("cases:address", [case.pk, mother.pk, address.pk]),
        ("cases:document_download", [case.pk, letter.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    lead = make.make_team_lead(case.district)
    for somebody in (case.responsible, lead):
        assert sees(somebody, address, contact, letter) == [True, True, True]


def test_a_stand_in_invites_all_the_same_by_hand(case, mother, address):
    user = make.make_caseworker(case.district)
    stand_in(case, user)
    conference = make.make_conference(case)
    guest = ConferenceParticipant.objects.create(
        conference=conference, role="custodian", person=mother
    )
    letter = documents.issue(
        actor=user,
        case=case,
        kind="invitation",
        conference=conference,
        participant=guest,
        now=make.NOW,
    )
    assert sees(user, letter) == [True]
    reader = PdfReader(io.BytesIO(bytes(letter.content)))
    assert STREET not in "".join(page.extract_text() for page in reader.pages)


# --- old files ----------------------------------------------------------------------------------


def test_an_old_file_shows_no_secret_that_was_entered_elsewhere(case, mother, address, contact):
    old = make.make_case(make.make_caseworker(case.district))
    CaseMember.objects.create(case=old, person=mother, role="parent")
    close(old)
    assert sees(old.responsible, address, contact) == [False, False]
    assert sees(case.responsible, address, contact) == [True, True]


def test_the_team_lead_of_an_old_file_sees_it_only_when_nobody_else_is_in_charge(
    mother, case, address
):
    old = make.make_case()
    CaseMember.objects.create(case=old, person=mother, role="parent")
    close(old)
    lead = make.make_team_lead(old.district)
    assert not access.can(lead, "view", address)
    close(case)
    assert access.can(lead, "view", address)
    # Whoever was responsible keeps the file, not the secret.
    assert not access.can(case.responsible, "view", address)


def test_what_is_known_about_people_of_closed_cases_is_changed_by_the_team_lead(
    case, mother, contact
):
    close(case)
    person = {"actor": case.responsible, "person": mother, "now": make.NOW}
    with pytest.raises(NotPossible):
        contacts.add_contact(**person, value="030 1")
    with pytest.raises(NotPossible):
        contacts.add_address(**person, city="Musterstadt")
    change = {"contact": contact, "version": contact.version, "now": make.NOW}
    with pytest.raises(NotPossible):
        contacts.update_contact(actor=case.responsible, changes={"value": "030 2"}, **change)
    with pytest.raises(NotPossible):
        contacts.delete_contact(actor=case.responsible, **change)
    with pytest.raises(NotPossible):
        family.update_person(
            actor=case.responsible,
            person=mother,
            changes={"given_name": "Maria"},
            version=mother.version,
            now=make.NOW,
        )
    lead = make.make_team_lead(case.district)
    contacts.update_contact(actor=lead, changes={"value": "030 3"}, **change)
    # An address can become secret at any time.
    contacts.add_address(actor=lead, person=mother, now=make.NOW, street=STREET, blocked=True)


def test_with_an_open_case_elsewhere_old_files_change_nothing(case, mother, contact):
    old = make.make_case(make.make_caseworker(case.district))
    CaseMember.objects.create(case=old, person=mother, role="parent")
    close(old)
    elsewhere = make.make_case()
    CaseMember.objects.create(case=elsewhere, person=mother, role="parent")
    close(elsewhere)
    change = {"contact": contact, "version": contact.version, "now": make.NOW}
    for actor in (old.responsible, make.make_team_lead(elsewhere.district)):
        with pytest.raises(NotPossible):
            contacts.update_contact(actor=actor, changes={"value": "030 4"}, **change)
    contacts.update_contact(actor=case.responsible, changes={"value": "030 5"}, **change)


# --- taking it out ------------------------------------------------------------------------------


def test_the_archive_for_the_other_parent_leads_nobody_to_her(case, mother, address, contact):
    make.make_document(case, kind="invitation", person=mother)
    made = export_case(actor=case.responsible, case=case, now=make.NOW)
    with made.archive, zipfile.ZipFile(made.archive) as archive:
        text = archive.read("akte.json").decode()
        remarks = archive.read("hinweise.txt").decode()
        assert [name for name in archive.namelist() if name.endswith(".pdf")] == []
    assert STREET not in text
    assert NUMBER not in text
    assert json.loads(text)
    assert len(remarks.split("\r\n- ")) == 4
    assert IssuedDocument.objects.filter(case=case).exists()

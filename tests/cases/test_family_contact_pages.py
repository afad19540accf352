"""Pages on how people are reached and where they live; some addresses stay secret."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Address, Contact, StandIn
from sro.audit.models import Entry
from tests.cases.factories_family import make_case, make_person, worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    case = make_case(name="Familie Musterhaus")
    client.force_login(case.responsible)
    return case


@pytest.fixture
def mother(case):
    return make_person(case, "Mara")


def url(name, case, *more):
    return reverse(f"cases:{name}", args=[case.pk, *more])


def test_contacts_are_entered_changed_and_deleted(client, case, mother):
    new = url("contact_new", case, mother.pk)
    client.post(new, {"kind": "mobile", "value": "0151 1234567"})
    contact = Contact.objects.get()
    edit = url("contact_edit", case, mother.pk, contact.pk)
    client.post(edit, {"kind": "mobile", "value": "0151 7654321", "_version": "1"})
    assert "0151 7654321" in client.get(url("person", case, mother.pk)).text
    client.post(url("contact_delete", case, mother.pk, contact.pk), {"_version": "2"})
    assert not Contact.objects.exists()


def test_an_address_is_entered_and_moved_on_from(client, case, mother):
    new = url("address_new", case, mother.pk)
    assert client.post(new, {"valid_from": "2020-01-01"}).status_code == 422
    client.post(new, {"street": "Musterweg 1", "city": "Musterstadt", "valid_from": "2020-01-01"})
    client.post(new, {"city": "Neustadt", "valid_from": "2024-01-01", "replaces": "on"})
    old = Address.objects.get(city="Musterstadt")
    assert old.valid_until == date(2024, 1, 1)
    edit = url("address_edit", case, mother.pk, old.pk)
    client.post(edit, {"city": "Altstadt", "valid_from": "2020-01-01", "_version": old.version})
    old.refresh_from_db()
    assert old.city == "Altstadt"
    client.post(url("address_delete", case, mother.pk, old.pk), {"_version": old.version})
    assert Address.objects.get().city == "Neustadt"


def blocked(person):
    return Address.objects.create(
        person=person, street="Geheimweg 7", city="Geheimstadt", blocked=True
    )


def test_a_secret_address_is_shown_only_on_its_own_page_and_that_is_logged(client, case, mother):
    address = blocked(mother)
    pages = ["family", "case"]
    texts = [client.get(url(name, case)).text for name in pages]
    texts.append(client.get(url("person", case, mother.pk)).text)
    assert all("Geheimweg" not in text and "Geheimstadt" not in text for text in texts)
    assert not Entry.objects.filter(action="view_blocked_address").exists()
    page = client.get(url("address", case, mother.pk, address.pk)).text
    assert "Geheimweg 7" in page
    assert Entry.objects.filter(action="view_blocked_address").count() == 1
    assert "Geheimweg 7" in client.get(url("address_edit", case, mother.pk, address.pk)).text
    assert Entry.objects.filter(action="view_blocked_address").count() == 2


def test_who_stands_in_knows_that_an_address_is_secret_but_not_which(client, case, mother):
    address = blocked(mother)
    stand_in = worker(case.district)
    today = timezone.localdate()
    StandIn.objects.create(
        case=case,
        user=stand_in,
        reason="Urlaub",
        valid_from=today,
        valid_until=today + timedelta(days=3),
    )
    client.force_login(stand_in)
    page = client.get(url("person", case, mother.pk))
    assert "muss geheim bleiben" in page.text
    assert "Geheimweg" not in page.text
    assert "Geheimstadt" not in page.text
    for name in ("address", "address_edit", "address_delete"):
        assert client.get(url(name, case, mother.pk, address.pk)).status_code == 404

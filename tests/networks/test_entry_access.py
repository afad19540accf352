"""Whether people can simply come: institutions say so by their link, planning takes it over."""

import pytest
from django.test import Client
from django.urls import reverse

from networks.models import EntrySuggestion
from sro.access import Role
from tests.networks.factories import make_institution, make_offer
from tests.networks.factories_entries import make_request
from tests.networks.test_entry_link import address_of, filled, fresh
from tests.people import person

pytestmark = pytest.mark.django_db


def test_whether_people_can_simply_come_is_corrected_and_taken_over(client):
    house = make_institution(email="haus@example.org", direct_access=True)
    planner_client = Client()
    planner_client.force_login(person(Role.PLANNER))
    offer = make_offer(name="Chor", institution=house, direct_access=False)
    address = address_of(make_request(house))
    assert client.post(address, filled(client, address, **{"einrichtung-phone": "030 5"}))
    assert {tuple(each.after) for each in EntrySuggestion.objects.all()} == {("phone",)}
    EntrySuggestion.objects.all().delete()
    address = address_of(make_request(house))
    sent = filled(
        client,
        address,
        **{"einrichtung-direct_access": "False", f"angebot-{offer.pk}-direct_access": ""},
    )
    assert client.post(address, sent).status_code == 302
    waiting = {each.kind: each for each in EntrySuggestion.objects.all()}
    assert waiting["institution"].after == {"direct_access": False}
    assert (waiting["offer"].before, waiting["offer"].after) == (
        {"direct_access": False},
        {"direct_access": None},
    )
    target = reverse("networks:suggestion_detail", args=[waiting["institution"].pk])
    page = planner_client.get(target)
    [line] = page.context["form"].lines()
    assert (line.now, line.after) == ("ja", "nein")
    values = {name: page.context["form"][name].value() for name in ("version", "entry_version")}
    planner_client.post(target, {**values, "feld_direct_access": "ja"})
    assert fresh(house).direct_access is False

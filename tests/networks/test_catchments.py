"""Catchments: drawn from members and places, or as planning has noted them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from networks.models import Catchment, Institution, Network
from networks.services import catchments as service
from networks.services.reach import reaches_of, suggested
from sro.access import Role
from tests.networks.factories import NOW, TODAY, make_institution, make_space
from tests.networks.factories_places import make_catchment, make_member, make_network
from tests.networks.factories_providers import make_provider
from tests.networks.pages import url
from tests.people import person

pytestmark = pytest.mark.django_db


def reach(space, user=None):
    found = reaches_of(
        user or person(Role.PLANNER),
        {space.pk},
        Q(social_space=space),
        Network.objects.all(),
        Institution.objects.all(),
        TODAY,
    )
    return {each.of: (set(each.spaces), each.noted is not None) for each in found}


def test_a_network_is_there_for_the_quarters_of_its_institutions():
    here, there = make_space(), make_space()
    network = make_network(here)
    make_member(network, institution=make_institution(social_space=there))
    left = make_institution(social_space=make_space())
    make_member(network, institution=left, valid_until=date(2024, 1, 1))
    assert reach(there)[network] == ({here.pk, there.pk}, False)
    assert reach(left.social_space) == {}


def test_an_institution_is_there_for_the_quarters_of_its_networks():
    here, there = make_space(), make_space()
    institution = make_institution(social_space=here)
    make_institution(social_space=here)
    make_member(make_network(there), institution=institution)
    assert reach(here)[institution] == ({here.pk, there.pk}, False)
    assert suggested(institution, TODAY) == [here, there]


def test_what_is_noted_stands_instead_of_what_is_drawn():
    here, there, noted = make_space(), make_space(), make_space()
    network = make_network(here)
    make_member(network, institution=make_institution(social_space=there))
    make_catchment(network, noted)
    assert reach(noted)[network] == ({noted.pk}, True)
    assert network not in reach(here)
    assert network not in reach(there)


def test_planners_note_change_and_take_back():
    planner, one, other = person(Role.PLANNER), make_space(), make_space()
    network = make_network(one)
    given = {"source": "Beschluss", "as_of": TODAY, "now": NOW}
    catchment = service.note_catchment(
        actor=planner, of=network, social_spaces=[one, other], **given
    )
    assert set(catchment.social_spaces.all()) == {one, other}
    with pytest.raises(ValidationError):
        service.note_catchment(actor=planner, of=network, social_spaces=[one], **given)
    changed = service.change_catchment(
        actor=planner,
        catchment=catchment,
        changes={"social_spaces": [other]},
        version=catchment.version,
        now=NOW,
    )
    assert list(changed.social_spaces.all()) == [other]
    with pytest.raises(ValidationError):
        service.change_catchment(
            actor=planner,
            catchment=changed,
            changes={"social_spaces": []},
            version=changed.version,
            now=NOW,
        )
    service.remove_catchment(actor=planner, catchment=changed, version=changed.version, now=NOW)
    assert not Catchment.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PLANNER])
def test_nobody_else_notes_anything(role):
    space = make_space()
    with pytest.raises(PermissionDenied):
        service.note_catchment(
            actor=person(role, district=space.district, provider=make_provider()),
            of=make_network(space),
            social_spaces=[space],
            source="Beschluss",
            as_of=TODAY,
            now=NOW,
        )


def test_the_form_begins_with_what_is_drawn_and_ends_in_the_list(client, planner):
    space = make_space()
    institution = make_institution(social_space=space)
    page = url("institution_catchment", institution.pk)
    form = client.get(page).context["form"]
    assert form["social_spaces"].value() == [space.pk]
    sent = {"social_spaces": [space.pk], "source": "Träger", "as_of": "2025-06-01"}
    response = client.post(page, {**sent, "_version": "0"})
    assert response.url == url("catchment_list")
    listed = client.get(response.url, {"sozialraum": space.pk, "art": "einrichtung"})
    assert [row.object.institution for row in listed.context["table_rows"]] == [institution]
    assert not client.get(response.url, {"art": "netzwerk"}).context["table_rows"]
    noted = Catchment.objects.get()
    changed = client.post(page, {**sent, "source": "Amt", "_version": str(noted.version)})
    assert changed.status_code == 302
    noted.refresh_from_db()
    assert noted.source == "Amt"
    delete = url("catchment_delete", noted.pk)
    assert client.post(delete, {"_version": str(noted.version)}).url == url("catchment_list")


def test_providers_see_those_of_their_networks_and_of_institutions(client):

    space, provider = make_space(), make_provider()
    mine, foreign = make_network(space), make_network(space)
    make_member(mine, provider=provider)
    for of in (mine, foreign, make_institution(social_space=space)):
        make_catchment(of, space)
    user = person(Role.PROVIDER_LEAD, provider=provider)
    assert Catchment.objects.visible_to(user).distinct().count() == 2

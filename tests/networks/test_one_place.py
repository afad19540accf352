"""A social space of another district is refused in the same words wherever it is named."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from networks.models import Need, Network, Project, VerificationRound
from networks.services.bodies import found_network
from networks.services.needs import report_need
from networks.services.one_place import elsewhere
from networks.services.projects import create_project
from sro.access import Role
from tests.networks.factories import NOW, TODAY, make_category, make_space
from tests.people import person

pytestmark = pytest.mark.django_db
WORDS = "Der gewählte Sozialraum liegt in einem anderen Bezirk."


def network(actor, **place):
    found_network(actor=actor, now=NOW, name="Runde", kind="topic", valid_from=TODAY, **place)


def need(actor, **place):
    report_need(actor=actor, now=NOW, title="Nähstube", **place)


def project(actor, **place):
    create_project(actor=actor, now=NOW, values={"title": "Hof", "aim": "Ein Fest.", **place})


@pytest.mark.parametrize("write", [network, need, project])
def test_services_refuse_it(write):
    space, district = make_space(), make_space().district
    with pytest.raises(ValidationError) as refused:
        write(person(Role.PLANNER), social_space=space, district=district)
    assert refused.value.message_dict == {"social_space": [WORDS]}
    assert not any(model.objects.exists() for model in (Need, Network, Project))


def test_forms_say_so(client):
    client.force_login(person(Role.PLANNER))
    place = {"social_space": make_space().pk, "district": make_space().district.pk}
    need = {"title": "Nähstube", "category": make_category().pk, "target_group": "parents"}
    for answer in (
        client.post(reverse("networks:need_report"), {**place, **need}),
        client.post(reverse("networks:project_new"), {**place, "title": "Hof", "aim": "Ein Fest."}),
        client.get(
            reverse("networks:round_new"),
            {"sozialraum": place["social_space"], "bezirk": place["district"]},
        ),
    ):
        assert answer.status_code == 422
        assert WORDS in answer.text
    assert not any(model.objects.exists() for model in (Need, Project, VerificationRound))


def test_what_is_not_named_contradicts_nothing():
    space = make_space()
    assert elsewhere(space, space.district) == ""
    assert elsewhere(None, space.district) == ""
    assert elsewhere(space, None) == ""

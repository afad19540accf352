"""Pages of providers: who gets in, what they show, what they do."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import FocusProvider, Provider, ProviderTeam
from sro.access import Role
from tests.networks.factories_providers import (
    make_agreement,
    make_focus,
    make_provider,
    make_rate,
    person,
    social_space,
)

pytestmark = pytest.mark.django_db

READERS = list(Role)


def login(client, role, **kwargs):
    user = person(role, **kwargs)
    client.force_login(user)
    return user


@pytest.fixture
def provider():
    return make_provider(
        "Ährenfeld (erfunden) e. V.",
        city="Musterstadt",
        postal_code="12345",
        phone="030 123456",
        email="post@example.org",
        website="https://example.org",
        legal_form="association",
        description="Wir helfen.\n\nGern.",
    )


def data(**changes):
    values = {
        "name": "Neuland (erfunden) gGmbH",
        "recognition": "unknown",
        "valid_from": "2025-01-01",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


@pytest.mark.parametrize("role", READERS)
def test_everyone_reads_lists_and_records(client, role, provider):
    make_focus(provider=provider)
    ProviderTeam.objects.create(provider=provider, name="Team Nord").social_spaces.add(
        social_space("Am Markt")
    )
    login(client, role)
    for name, args in [
        ("provider_list", []),
        ("provider_detail", [provider.pk]),
        ("focus_list", []),
        ("support_type_list", []),
    ]:
        response = client.get(reverse(f"networks:{name}", args=args))
        assert response.status_code == 200, name
    page = client.get(reverse("networks:provider_detail", args=[provider.pk])).content.decode()
    assert "Team Nord" in page
    assert "Am Markt" in page


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("provider_new", {Role.PLANNER}),
        ("provider_edit", {Role.PLANNER, Role.CONTROLLER}),
        ("provider_close", {Role.PLANNER, Role.CONTROLLER}),
        ("provider_delete", {Role.PLANNER}),
        ("team_new", {Role.PLANNER}),
        ("focus_new", {Role.PLANNER}),
        ("agreement_new", {Role.CONTROLLER}),
    ],
)
@pytest.mark.parametrize("role", READERS)
def test_who_may_open_forms(client, role, name, allowed, provider):
    login(client, role, provider=provider)
    args = [] if name in {"provider_new", "focus_new"} else [provider.pk]
    response = client.get(reverse(f"networks:{name}", args=args))
    assert response.status_code == (200 if role in allowed else 403)


@pytest.mark.parametrize("role", READERS)
def test_rates_are_shown_to_those_who_may_see_them(client, role):
    own, foreign = make_provider(), make_provider()
    for each in (own, foreign):
        make_rate(make_agreement(each, reference=f"Nummer {each.pk}"))
    login(client, role, provider=own)
    seen = {
        each: "62,50" in client.get(reverse("networks:provider_detail", args=[each.pk])).text
        for each in (own, foreign)
    }
    everywhere = role in {Role.CONTROLLER, Role.PLANNER}
    at_home = role in {Role.PROVIDER_LEAD, Role.PROVIDER_STAFF}
    assert seen == {own: everywhere or at_home, foreign: everywhere}
    page = client.get(reverse("networks:provider_detail", args=[foreign.pk])).text
    assert (f"Nummer {foreign.pk}" in page) == everywhere


def test_the_list_is_sorted_by_name_only(client):
    for name in ("Öse", "Omega", "Zink", "Ofen"):
        make_provider(name)
    login(client, Role.CASEWORKER)
    url = reverse("networks:provider_list")
    for query in ("", "?sort=amount", "?sort=price", "?sort=bis"):
        page = client.get(url + query).text
        places = [page.index(f">{name}<") for name in ("Ofen", "Omega", "Öse", "Zink")]
        assert places == sorted(places)


def test_the_list_is_searched_and_filtered_in_the_address(client):
    make_provider("Müllerhaus", legal_form="association")
    make_provider("Altes Haus", valid_until=date(2020, 1, 1))
    login(client, Role.CASEWORKER)
    url = reverse("networks:provider_list")
    assert "Müllerhaus" in client.get(url + "?q=mueller").text
    assert "Müllerhaus" not in client.get(url + "?q=anders").text
    assert "Altes Haus" not in client.get(url).text
    assert "Altes Haus" in client.get(url + "?stand=beendet").text
    assert "Müllerhaus" in client.get(url + "?stand=alle&rechtsform=association").text
    assert "Müllerhaus" not in client.get(url + "?rechtsform=foundation").text


def test_a_planner_enters_a_provider(client):
    login(client, Role.PLANNER)
    response = client.post(reverse("networks:provider_new"), data(website="example.org"))
    provider = Provider.objects.get(name="Neuland (erfunden) gGmbH")
    assert response.url == reverse("networks:provider_detail", args=[provider.pk])
    assert provider.website == "https://example.org"


def test_errors_stand_at_their_fields(client):
    login(client, Role.PLANNER)
    response = client.post(
        reverse("networks:provider_new"), data(postal_code="12", valid_until="2024-01-01")
    )
    assert response.status_code == 422
    assert "id_postal_code_error" in response.text
    assert not Provider.objects.filter(name__startswith="Neuland").exists()


def test_a_stale_save_shows_both_texts_and_overwrites_nothing(client, provider):
    login(client, Role.PLANNER)
    Provider.objects.filter(pk=provider.pk).update(city="Zweitstadt")
    values = data(name=provider.name, city="Drittstadt", valid_from="2015-01-01", _version="1")
    response = client.post(reverse("networks:provider_edit", args=[provider.pk]), values)
    assert response.status_code == 409
    assert "Zweitstadt" in response.text
    assert "Drittstadt" in response.text
    provider.refresh_from_db()
    assert provider.city == "Zweitstadt"


def test_closing_and_deleting_ask_first(client, provider):
    login(client, Role.PLANNER)
    close = reverse("networks:provider_close", args=[provider.pk])
    assert client.get(close).status_code == 200
    client.post(close, {"valid_until": "2025-07-01", "_version": provider.version})
    provider.refresh_from_db()
    assert provider.valid_until == date(2025, 7, 1)
    delete = reverse("networks:provider_delete", args=[provider.pk])
    assert client.get(delete).status_code == 200
    assert Provider.objects.filter(pk=provider.pk).exists()
    client.post(delete, {"_version": provider.version})
    assert not Provider.objects.filter(pk=provider.pk).exists()


def test_a_provider_in_use_says_how_to_close_it(client, provider):
    make_agreement(provider)
    login(client, Role.PLANNER)
    response = client.post(
        reverse("networks:provider_delete", args=[provider.pk]), {"_version": provider.version}
    )
    assert response.status_code == 422
    assert Provider.objects.filter(pk=provider.pk).exists()


def test_teams_are_entered_and_changed(client, provider):
    space = social_space("Am Markt")
    login(client, Role.PLANNER)
    client.post(
        reverse("networks:team_new", args=[provider.pk]),
        {"name": "Team Nord", "social_spaces": [space.pk]},
    )
    team = ProviderTeam.objects.get()
    assert list(team.social_spaces.all()) == [space]
    edit = reverse("networks:team_edit", args=[team.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, {"name": "Team Süd", "_version": team.version})
    team.refresh_from_db()
    assert (team.name, team.social_spaces.count()) == ("Team Süd", 0)
    delete = reverse("networks:team_delete", args=[team.pk])
    assert client.get(delete).status_code == 200
    client.post(delete, {"_version": team.version})
    assert not ProviderTeam.objects.exists()


def test_a_focus_is_entered_changed_and_deleted(client, provider):
    space = social_space("Am Markt")
    login(client, Role.PLANNER)
    new = reverse("networks:focus_new")
    page = client.get(f"{new}?traeger={provider.pk}&sozialraum={space.pk}").text
    assert f'<option value="{provider.pk}" selected' in page
    assert f'<option value="{space.pk}" selected' in page
    values = {"provider": provider.pk, "social_space": space.pk, "valid_from": "2024-01-01"}
    client.post(new, values)
    focus = FocusProvider.objects.get()
    assert client.post(new, values).status_code == 422
    edit = reverse("networks:focus_edit", args=[focus.pk])
    assert client.get(edit).status_code == 200
    client.post(edit, {**values, "valid_until": "2025-01-01", "_version": focus.version})
    focus.refresh_from_db()
    assert focus.valid_until == date(2025, 1, 1)
    delete = reverse("networks:focus_delete", args=[focus.pk])
    assert client.get(delete).status_code == 200
    client.post(delete, {"_version": focus.version})
    assert not FocusProvider.objects.exists()


def test_a_social_space_shows_its_focus_providers_and_teams_by_name(client):
    space = social_space()
    for name in ("Zink", "Öse"):
        make_focus(space, make_provider(name))
    make_focus(space, make_provider("Vorbei"), valid_until=date(2024, 2, 1))
    team = ProviderTeam.objects.create(provider=make_provider("Anker"), name="Team am Ort")
    team.social_spaces.add(space)
    login(client, Role.CASEWORKER)
    page = client.get(reverse("networks:space_detail", args=[space.pk])).text
    # By name alone: a focus stands before nobody.
    assert page.index("Anker") < page.index("Öse") < page.index("Zink")
    assert "Team am Ort" in page
    assert "Vorbei" not in page
    assert reverse("networks:provider_list") in page


def test_the_address_fills_in_only_what_makes_sense(client):
    login(client, Role.PLANNER)
    url = reverse("networks:focus_new")
    for nonsense in ("?traeger=abc", "?traeger=²", "?sozialraum=999999999999999999999"):
        assert client.get(url + nonsense).status_code == 200


@pytest.mark.parametrize("name", ["provider_list", "focus_list"])
def test_the_number_of_queries_does_not_grow_with_the_rows(client, name):
    login(client, Role.PLANNER)
    url = reverse(f"networks:{name}")
    client.get(url)  # what is kept for later requests
    counts = []
    for _ in range(2):
        for _ in range(5):
            make_focus()
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_lists_are_taken_along_by_those_who_may(client, provider):
    url = reverse("networks:provider_list") + "?format=csv"
    login(client, Role.PLANNER)
    response = client.get(url)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Name;Kurzname;Rechtsform")
    assert "Ährenfeld (erfunden) e. V.;;eingetragener Verein" in text
    login(client, Role.CASEWORKER)
    assert client.get(url).status_code == 403

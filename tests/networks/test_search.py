"""The search over everything: what is found, how it is typed, who finds it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import Institution, InstitutionCategory, Offer, Provider
from networks.search import finding
from sro.access import Role
from tests.networks.factories_bodies import make_network
from tests.networks.factories_needs import make_need
from tests.networks.factories_places import make_project
from tests.networks.factories_providers import make_provider, person, social_space

pytestmark = pytest.mark.django_db


def names(text, **kwargs):
    found = finding.search(person(Role.CASEWORKER), text, limit=kwargs.pop("limit", 10), **kwargs)
    return {
        each.group.key: ([hit.name for hit in each.hits], [hit.name for hit in each.alike])
        for each in found
    }


def providers(text, **kwargs):
    return names(text, **kwargs).get("traeger", ([], []))


def institution(name, **values):
    category, _ = InstitutionCategory.objects.get_or_create(code="kita", name="Kita")
    values.setdefault("social_space", social_space())
    return Institution.objects.create(name=name, category=category, **values)


@pytest.mark.parametrize("stored", ["Müller-Haus", "Mueller-Haus", "Muller-Haus"])
@pytest.mark.parametrize(
    "typed", ["Müller", "mueller", "MULLER", "müll", "haus mül", "Muellerhaus"]
)
def test_umlauts_case_and_order_do_not_matter(stored, typed):
    make_provider(stored)
    exact, alike = providers(typed)
    assert stored in exact + alike
    if typed != "Muellerhaus":
        assert stored in exact


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Stadtteilbücherei", "bücherei"),
        ("Jugendfreizeiteinrichtung", "freizeit"),
        ("Straße der Kinder", "strasse"),
        ("Čapek-Haus", "capek"),
        ("O'Neill-Haus", "oneill"),
    ],
)
def test_parts_of_compounds_and_foreign_letters(stored, typed):
    make_provider(stored)
    assert providers(typed)[0] == [stored]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("Regenbogenbrücke", "Regenbogenbrüke"),
        ("Regenbogenbrücke", "Regenbogne"),
        ("Regenbogen", "Regenbogne"),
        ("Bibliothek", "Biblotek"),
        ("Grundstein", "Grudnstein"),
        ("Meyer-Stiftung", "Maier"),
        ("Philipp-Haus", "Filip"),
        ("Sonnenschein gGmbH", "Sonenschein"),
    ],
)
def test_slips_of_the_fingers_and_of_the_ear(stored, typed):
    make_provider(stored)
    make_provider("Ganz anders")
    assert providers(typed) == ([], [stored])


def test_strangers_stay_away():
    make_provider("Sonnenschein")
    assert providers("Regenbogen") == ([], [])


@pytest.mark.parametrize("typed", ["", " ", "a", "%", "_", "'", "a b", "!!", "\x00"])
def test_too_little_finds_nothing(typed):
    make_provider("A b % _ Haus")
    assert names(typed) == {}


@pytest.mark.parametrize("typed", ["a' | 'b", "haus:*", "haus & (", "\\", "haus'; --", "h" * 500])
def test_signs_of_the_query_language_do_no_harm(typed):
    make_provider("Haus")
    names(typed)


def test_names_that_begin_so_come_first_then_by_alphabet():
    for name in ("Zur Insel", "Insel", "Am Inselweg", "Inselhaus"):
        make_provider(name)
    assert providers("insel")[0] == ["Insel", "Inselhaus", "Am Inselweg", "Zur Insel"]


def test_all_words_must_be_there():
    make_provider("Insel Nord")
    make_provider("Insel Süd")
    assert providers("insel sued")[0] == ["Insel Süd"]


def test_everything_is_searched_in_groups():
    space = social_space("Lindenhof")
    make_provider("Lindenhof e. V.")
    kita = institution("Kita Lindenhof", street="Am Weg 1", social_space=space)
    Offer.objects.create(name="Lindenhof-Treff", institution=kita, kind="group")
    assert set(names("lindenhof")) == {"sozialraeume", "traeger", "einrichtungen", "angebote"}
    assert set(names("lindenhof", only="traeger")) == {"traeger"}


@pytest.mark.parametrize("typed", ["mädchen treff", "Maedchentreff", "TREFF MADCH"])
def test_networks_projects_and_needs_are_found_by_their_titles(client, typed):
    planner = person(Role.PLANNER)
    space = social_space(name="Heide")
    make_network(social_space=space, name="Runder Tisch Mädchentreff")
    make_project(space, title="Mädchentreff am Abend")
    make_need(social_space=space, title="Ein Mädchentreff fehlt")
    make_need(social_space=space, title="Ein Bad fehlt")
    found = finding.search(planner, typed, limit=5)
    assert {each.group.key: [hit.name for hit in each.hits] for each in found} == {
        "netzwerke": ["Runder Tisch Mädchentreff"],
        "projekte": ["Mädchentreff am Abend"],
        "bedarfe": ["Ein Mädchentreff fehlt"],
    }
    client.force_login(planner)
    for group in ("netzwerke", "projekte", "bedarfe"):
        page = client.get(reverse("networks:search"), {"q": typed, "art": group})
        assert "Mädchentreff" in page.text


def test_an_institution_is_found_by_its_street():
    institution("Haus der Familie", street="Müllerstraße 5")
    assert names("muellerstr")["einrichtungen"][0] == ["Haus der Familie"]


def test_there_is_a_way_to_the_rest():
    for number in range(6):
        make_provider(f"Insel {number}")
    [found] = finding.search(person(Role.PLANNER), "insel", limit=5)
    assert len(found.hits) == 5
    assert found.more
    assert found.list_url == reverse("networks:provider_list") + "?q=insel"


def test_without_a_role_nothing_is_found():
    make_provider("Insel")
    assert finding.search(person(None), "insel", limit=5) == []


def test_raw_bulk_rows_are_found_too():
    from networks.models.search import search_fields

    Provider.objects.bulk_create(
        [Provider(name="Insel", valid_from="2024-01-01", **search_fields("Insel", "Berlin"))]
    )
    assert providers("berlin insel")[0] == ["Insel"]


# --- pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_everyone_has_the_search(client, role):
    make_provider("Insel (erfunden)")
    client.force_login(person(role))
    for name in ("search", "search_suggestions"):
        response = client.get(reverse(f"networks:{name}"), {"q": "insel"})
        assert response.status_code == 200
        assert "Insel (erfunden)" in response.text


def test_words_and_group_stay_in_the_address(client):
    make_provider("Insel <b>")
    client.force_login(person(Role.PLANNER))
    page = client.get(reverse("networks:search"), {"q": 'insel "x', "art": "traeger"}).text
    assert 'value="insel &quot;x"' in page
    assert '<option value="traeger" selected>' in page
    page = client.get(reverse("networks:search"), {"q": "insel"}).text
    assert "Insel &lt;b&gt;" in page


def test_an_unknown_group_means_everything(client):
    make_provider("Insel")
    client.force_login(person(Role.PLANNER))
    assert "Insel" in client.get(reverse("networks:search"), {"q": "insel", "art": "xyz"}).text


def test_while_typing_only_the_hits_are_sent(client):
    make_provider("Insel")
    client.force_login(person(Role.PLANNER))
    page = client.get(
        reverse("networks:search"), {"q": "insel"}, headers={"hx-request": "true"}
    ).text
    assert "Insel" in page
    assert "<html" not in page


def test_nothing_found_says_what_to_do(client):
    client.force_login(person(Role.PLANNER))
    assert "xqzk" in client.get(reverse("networks:search"), {"q": "xqzk"}).text
    assert client.get(reverse("networks:search_suggestions"), {"q": "x"}).text.strip() == ""


def test_the_number_of_queries_does_not_grow_with_the_hits():
    user = person(Role.PLANNER)
    counts = []
    for _ in range(2):
        for number in range(4):
            kita = institution(f"Insel {number}")
            Offer.objects.create(name=f"Insel {number}", institution=kita, kind="group")
            make_provider(f"Insel {kita.pk}")
        user.forget_grants()
        with CaptureQueriesContext(connection) as captured:
            finding.search(user, "insel", limit=50)
        counts.append(len(captured))
    assert counts[0] == counts[1]

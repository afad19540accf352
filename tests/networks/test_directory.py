"""The public directory: what everybody may read, light, without cookie and script."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from networks.models import Institution
from sro.access import Role
from tests.networks.factories import make_category, make_institution, make_offer, make_space
from tests.networks.factories_entries import open_directory
from tests.people import person

pytestmark = pytest.mark.django_db
LIMIT = 100_000


@pytest.fixture
def opened(db):
    return open_directory(directory_email="hinweise@amt.example")


def found(client, **params):
    page = client.get(reverse("public:directory"), params)
    assert page.status_code == 200
    return [row.name for row, _marks, _offers in page.context["lines"]]


def address(entry):
    return reverse("public:institution", args=[entry.pk])


# --- the switch -----------------------------------------------------------------------------------


def test_it_is_closed_unless_an_administrator_opens_it(client):
    house = make_institution()
    assert client.get(reverse("public:directory")).status_code == 404
    assert client.get(address(house)).status_code == 404


def test_an_administrator_opens_it(client):
    house = make_institution(name="Haus Nord")
    admin = Client()
    admin.force_login(person(Role.ADMINISTRATOR))
    municipality = house.social_space.district.municipality
    sent = {"name": "Musterstadt", "key": "99", "_version": municipality.version}
    edit = reverse("networks:municipality_edit")
    admin.post(edit, {**sent, "directory_open": "on"})
    assert found(client) == ["Haus Nord"]
    municipality.refresh_from_db()
    admin.post(edit, {**sent, "_version": municipality.version})
    assert client.get(reverse("public:directory")).status_code == 404


# --- what is in it --------------------------------------------------------------------------------


def test_closed_and_unlisted_places_are_not_in_it(client, opened):
    hidden = make_institution(name="Schutzhaus", unlisted=True)
    make_offer(name="Schutz", institution=hidden)
    over = make_institution(name="Vorbei", active_until=timezone.localdate())
    make_institution(name="Offen")
    assert found(client) == ["Offen"]
    assert found(client, q="Schutz") == []
    for entry in (hidden, over):
        assert client.get(address(entry)).status_code == 404
    text = client.get(reverse("public:directory"), {"q": "Schutzhau"}).content.decode()
    assert "Schutzhaus" not in text


def test_a_place_is_found_by_its_own_words_and_by_those_of_its_offers(client, opened):
    house = make_institution(name="Nachbarschaftshaus")
    make_offer(name="Nähtreff", institution=house)
    make_offer(name="Chor", institution=house, active_until=timezone.localdate())
    make_institution(name="Bücherei")
    assert found(client, q="nachbarschaft") == ["Nachbarschaftshaus"]
    assert found(client, q="naehtreff") == ["Nachbarschaftshaus"]
    assert found(client, q="chor") == []


def test_words_and_filters_meet_in_one_entry(client, opened):
    house = make_institution(name="Haus")
    make_offer(name="Chor", institution=house, languages=["tr"], age_from=6, age_to=10)
    make_offer(name="Beratung", institution=house, languages=["ar"], direct_access=True)
    assert found(client, q="chor", sprache="tr", alter="8") == ["Haus"]
    assert found(client, q="chor", sprache="ar") == []
    assert found(client, alter="11", sprache="tr") == []
    assert found(client, direkt="on") == ["Haus"]
    assert found(client, direkt="on", sprache="tr") == []


def test_places_are_filtered(client, opened):
    space, category = make_space(), make_category()
    make_institution(name="hier", social_space=space, category=category, wheelchair="yes")
    make_institution(name="dort", wheelchair="no", target_groups=["children"])
    family = make_institution(name="Zentrum", family_centre=True)
    make_offer(institution=family, early_help=True, target_groups=["everyone"])
    assert found(client, sozialraum=space.pk) == ["hier"]
    assert found(client, art=category.pk) == ["hier"]
    assert found(client, rollstuhl="on") == ["hier"]
    assert found(client, zielgruppe="children") == ["dort", "Zentrum"]
    assert found(client, merkmal="family_centre") == ["Zentrum"]
    assert found(client, merkmal="early_help") == ["Zentrum"]
    assert found(client, merkmal="basic_offer") == []


def test_what_makes_no_sense_is_left_out(client, opened):
    make_institution(name="Haus")
    for params in (
        {"sozialraum": "x"},
        {"alter": "-3"},
        {"alter": "9" * 30},
        {"merkmal": "last_verified"},
        {"seite": "abc"},
        {"q": "' OR 1=1 --"} | {"q": ""},
    ):
        assert found(client, **params) == ["Haus"], params


def test_a_misspelled_name_is_offered(client, opened):
    make_institution(name="Regenbogen")
    page = client.get(reverse("public:directory"), {"q": "regenbogne"})
    assert [entry.name for entry in page.context["alike"]] == ["Regenbogen"]


def test_a_record_says_what_is_known_and_when_it_was_checked(client, opened):
    house = make_institution(
        name="Haus", phone="030 5", last_verified=timezone.localdate(), basic_offer=True
    )
    make_offer(name="Chor", institution=house, opening_hours="Di 18–20", early_help=True)
    text = client.get(address(house)).content.decode()
    today = timezone.localdate().strftime("%d.%m.%Y")
    for said in ("030 5", "Chor", "Di 18–20", f"Zuletzt geprüft am {today}", "Grundangebot"):
        assert said in text, said
    assert "Frühe Hilfen" in text
    assert "mailto:hinweise@amt.example" in text


def test_nothing_of_the_inside_is_on_it(client, opened):
    actor = person(Role.PLANNER, display_name="Paula Planung")
    house = make_institution(name="Haus", source="Amt")
    logged = Client()
    logged.force_login(actor)
    for browser in (client, logged):
        for page in (reverse("public:directory"), address(house)):
            text = browser.get(page).content.decode()
            for inside in ("Paula", "csrf", "/sozialraum/", "/verwaltung/", "SRO-", "<script"):
                assert inside not in text, inside


# --- how it comes ---------------------------------------------------------------------------------


def weight(client, url):
    """Bytes over the wire of a page with all it needs, as production sends them."""
    page = client.get(url, headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    text = gzip.decompress(page.content).decode()
    loaded = set(re.findall(r'(?:href|src)="/static/([^"]+)"', text))
    assert loaded == {"ui/icon.svg", "networks/directory.css"}
    files = [gzip.compress(Path(finders.find(name)).read_bytes()) for name in loaded]
    return len(page.content) + sum(map(len, files))


def test_every_page_is_light(client, opened):
    space = make_space()
    for number in range(137):
        make_space(name=f"Quartier mit langem Namen {number}", district=space.district)
    houses = [
        make_institution(name=f"Haus {n}", social_space=space, description="Text. " * 600)
        for n in range(25)
    ]
    for number in range(60):
        make_offer(name=f"Angebot {number}", institution=houses[0], description=f"{number} " * 900)
    assert weight(client, reverse("public:directory")) < LIMIT
    assert weight(client, address(houses[0])) < LIMIT


@pytest.mark.parametrize("logged_in", [False, True])
def test_no_cookies_and_kept_for_a_while(client, opened, logged_in):
    house = make_institution()
    if logged_in:
        client.force_login(person(Role.PLANNER))
    for url in (reverse("public:directory"), address(house)):
        first = client.get(url)
        assert not first.cookies
        assert "public" in first["Cache-Control"]
        again = client.get(url, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.head(url).status_code == 200
        assert client.post(url).status_code == 405
    missing = client.get(reverse("public:institution", args=[10**9]))
    assert (missing.status_code, len(missing.cookies)) == (404, 0)
    assert missing["Cache-Control"] == "no-store"


def test_what_changed_is_not_the_same_page(client, opened):
    house = make_institution(name="Haus")
    first = client.get(address(house))
    Institution.objects.filter(pk=house.pk).update(phone="030 7")
    assert client.get(address(house), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_robots_may_read_it(client, opened):
    assert 'content="index, follow"' in client.get(reverse("public:directory")).content.decode()


def test_a_machine_that_never_stops_has_to_wait(client, opened, job_queue, monkeypatch):
    monkeypatch.setattr("networks.views.directory.ASKED", 3)
    codes = [client.get(reverse("public:directory")).status_code for _n in range(5)]
    assert codes == [200, 200, 200, 429, 429]


def test_more_places_are_no_more_questions(client, opened, django_assert_num_queries):
    for number in range(25):
        house = make_institution(name=f"Haus {number}")
        make_offer(institution=house)
        make_offer(institution=house)
    url = reverse("public:directory")
    client.get(url)
    # The switch, spaces, kinds, the number, twenty places, their offers, the address for hints.
    with django_assert_num_queries(7):
        client.get(url)
    with django_assert_num_queries(7):
        client.get(url, {"q": "angebot", "sprache": "", "alter": "7"})
    with django_assert_num_queries(4):
        client.get(address(house))

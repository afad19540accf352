"""The catalogue and the page of one indicator."""

import re
from datetime import date
from decimal import Decimal

import pytest

from budgets.models import Indicator
from sro.access import Role
from tests.budgets.factories import make_districts, make_indicator, make_run, make_value
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.networks.factories import make_boundary, make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db

LIST, ADD = "/haushalt/kennzahlen/", "/haushalt/kennzahlen/neu/"
PAGE = "/haushalt/kennzahlen/kinder/"
EARLIER = date(2016, 12, 31)

ENTRY = {
    "name": "Kinder unter 18",
    "code": "kinder",
    "unit": "Personen",
    "kind": "count",
    "source": "Statistikamt",
    "licence": "CC0",
    "default_method": "proportional",
    "default_direction": "direct",
    "stale_after_months": "24",
    "jump_percent": "25,5",
}


@pytest.fixture
def desk(client):
    """The client of a controller who is logged in."""
    client.force_login(person(Role.CONTROLLER))
    return client


@pytest.fixture
def children():
    return make_indicator(
        code="kinder",
        name="Kinder unter 18",
        description="Gemeldete Kinder.",
        source="Statistikamt Musterstadt",
        licence="CC BY 3.0 DE",
    )


# --- the list -------------------------------------------------------------------------------------


def test_the_list_shows_latest_day_number_of_values_source_and_licence(desk, children):
    district, other = make_districts(2)
    make_value(children, district, 5)
    make_value(children, other, 6, reference_date=EARLIER)
    text = words(desk.get(LIST))
    assert "Kinder unter 18 Personen Anzahl 31.12.2017 2" in text
    assert "Statistikamt Musterstadt CC BY 3.0 DE" in text


def test_an_indicator_without_values_or_licence_says_so(desk):
    make_indicator(code="leer", licence="")
    text = words(desk.get(LIST))
    assert re.search(r"Anzahl – 0 ", text)
    assert "keine Angabe" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"kinder", "quote"}),
        ("q=kind", {"kinder"}),
        ("q=musterstadt+unter", {"kinder"}),
        ("art=rate", {"quote"}),
        ("q=nirgends", set()),
        ("art=erfunden", set()),
    ],
)
def test_the_list_is_searched_and_filtered(desk, children, query, found):
    make_indicator(code="quote", name="Quote", kind="rate")
    response = desk.get(f"{LIST}?{query}")
    assert {row.object.code for row in response.context["table_rows"]} == found


def test_an_empty_catalogue_offers_the_first_step_to_those_who_may_take_it(client):
    for role, offered in ((Role.PLANNER, True), (Role.CASEWORKER, False)):
        client.force_login(person(role, district=make_district()))
        page = html(client.get(LIST))
        assert "Noch keine Kennzahl" in page
        assert (ADD in page) is offered


def test_the_catalogue_can_be_taken_along(client, children):
    client.force_login(person(Role.ADMINISTRATOR))
    response = client.get(f"{LIST}?format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "Kinder unter 18;Personen;Anzahl" in text
    client.force_login(person(Role.CASEWORKER, district=make_district()))
    assert "format=csv" not in html(client.get(LIST))
    assert client.get(f"{LIST}?format=csv").status_code == 403


def test_the_list_asks_as_often_for_many_as_for_few(desk, children):
    few = queries(desk, LIST)
    for _ in range(12):
        make_value(make_indicator(), make_district(), 1)
    assert queries(desk, LIST) == few


# --- entries --------------------------------------------------------------------------------------


def test_an_indicator_is_added(desk):
    response = desk.post(ADD, ENTRY, follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Es gibt noch keine Werte" in words(response)
    assert Indicator.objects.get().jump_percent == Decimal("25.50")


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("code", "neu", "kann nicht verwendet werden"),
        ("code", "werte", "kann nicht verwendet werden"),
        ("code", "Kinder!", "nur Kleinbuchstaben"),
        ("code", "vorhanden", "schon eine Kennzahl"),
        ("url", "javascript:alert(1)", "vollständige Internetadresse"),
        ("jump_percent", "viel", "zum Beispiel 1.234,56"),
        ("jump_percent", "-1", "mindestens 0"),
        ("stale_after_months", "0", "größer"),
        ("stale_after_months", "zwei", "ganze Zahl"),
        ("default_method", "range_weighted", "braucht eine Bezugszahl"),
        ("default_direction", "inverse", "lässt sich nicht umkehren"),
        ("source", "", "fehlt noch"),
    ],
)
def test_a_bad_entry_is_refused_at_its_field(desk, field, typed, message):
    make_indicator(code="vorhanden")
    response = desk.post(ADD, {**ENTRY, field: typed})
    assert response.status_code == 422
    errors = response.context["form"].errors
    place = "default_base" if typed == "range_weighted" else field
    assert list(errors) == [place]
    assert message in errors[place][0]
    assert Indicator.objects.count() == 1


def test_a_used_code_stays(desk, children):
    make_value(children, make_district(), 5)
    entry = {**ENTRY, "code": "anders", "_version": "1"}
    response = desk.post(f"{PAGE}bearbeiten/", entry)
    assert response.status_code == 422
    assert "bereits verwendet" in response.context["form"].errors["code"][0]
    children.refresh_from_db()
    assert children.code == "kinder"


def test_an_unused_code_can_be_corrected(desk, children):
    response = desk.post(f"{PAGE}bearbeiten/", {**ENTRY, "code": "kinder_u18", "_version": "1"})
    assert response.url == "/haushalt/kennzahlen/kinder_u18/"


def test_a_stale_save_shows_both_texts(desk, children):
    Indicator.objects.filter(pk=children.pk).update(unit="Kinder")
    response = desk.post(f"{PAGE}bearbeiten/", {**ENTRY, "unit": "junge Menschen", "_version": "1"})
    assert response.status_code == 409
    found = {each["label"]: each for each in response.context["differences"]}
    assert found["Einheit"]["mine"] == "junge Menschen"
    assert found["Einheit"]["theirs"] == "Kinder"


def test_only_an_unused_indicator_can_be_removed(desk, children):
    assert f"{PAGE}loeschen/" in html(desk.get(PAGE))
    make_value(children, make_district(), 5)
    assert f"{PAGE}loeschen/" not in html(desk.get(PAGE))
    response = desk.post(f"{PAGE}loeschen/", {"_version": "1"})
    assert response.status_code == 422
    children.values.all().delete()
    assert desk.post(f"{PAGE}loeschen/", {"_version": "1"}).status_code == 302
    assert not Indicator.objects.exists()


# --- the page of one indicator --------------------------------------------------------------------


def test_definition_source_and_licence_come_with_every_figure(desk, children):
    district = make_district(key="01")
    make_boundary(district)
    make_value(children, district, 5)
    text = words(desk.get(PAGE))
    assert "Gemeldete Kinder." in text
    line = "Quelle: Statistikamt Musterstadt, CC BY 3.0 DE, Stand 31.12.2017"
    assert text.count(line) == 3  # table, bars, map
    assert "Grenzen: " in text


def test_missing_is_a_dash_with_its_reason_and_zero_is_zero(desk, children):
    first, second, third = make_districts(3)
    make_value(children, first, 0)
    make_value(children, second, "1234.500000")
    text = words(desk.get(PAGE))
    assert f"01 {first.name} 0 " in text
    assert f"02 {second.name} 1.234,5 " in text
    assert f"03 {third.name} – noch kein Wert" in text
    assert "1 Gebiet hat für diesen Stichtag keinen Wert" in text
    assert "Summe – noch unvollständig" in text


def test_a_complete_count_is_added_up_and_a_rate_never(desk, children):
    rate = make_indicator(code="quote", kind="rate")
    for district in make_districts(2):
        make_value(children, district, 500)
        make_value(rate, district, 10)
    assert "Summe 1.000" in words(desk.get(PAGE))
    assert desk.get("/haushalt/kennzahlen/quote/").context["table"].total is None


def test_day_and_level_are_chosen_by_links(desk, children):
    district = make_district(key="01")
    space = make_space(district=district, key="0101", name="Am Park")
    make_space(district=make_district(key="02"), key="0201", name="Am See")
    make_value(children, district, 70)
    make_value(children, district, 60, reference_date=EARLIER)
    make_value(children, space, 7)
    page = desk.get(PAGE)
    assert page.context["table"].day == date(2017, 12, 31)
    assert "?ebene=bezirke&amp;stichtag=2016-12-31" in html(page)
    earlier = desk.get(f"{PAGE}?ebene=bezirke&stichtag=2016-12-31")
    assert [row.value.value for row in earlier.context["table"].rows if row.value] == [60]
    spaces = desk.get(f"{PAGE}?ebene=sozialraeume&stichtag=2017-12-31&bezirk=01")
    assert [row.area.name for row in spaces.context["table"].rows] == ["Am Park"]
    everywhere = desk.get(f"{PAGE}?ebene=sozialraeume")
    assert [row.area.name for row in everywhere.context["table"].rows] == ["Am Park", "Am See"]


@pytest.mark.parametrize(
    "query", ["?stichtag=gestern", "?stichtag=1999-01-01", "?ebene=x&bezirk=99", "?bezirk=%00"]
)
def test_an_address_that_means_nothing_shows_the_usual(desk, children, query):
    make_value(children, make_district(), 5)
    response = desk.get(f"{PAGE}{query}")
    assert response.context["table"].day == date(2017, 12, 31)


def test_an_area_that_did_not_exist_yet_is_not_missing(desk, children):
    old = make_district(key="01")
    make_district(key="02", valid_from=date(2020, 1, 1))
    make_value(children, old, 5)
    assert [row.area for row in desk.get(PAGE).context["table"].rows] == [old]


def test_the_course_names_the_strongest_change(desk, children):
    first, second = make_districts(2)
    for district, before, after in ((first, 100, 110), (second, 200, 150)):
        make_value(children, district, before, reference_date=EARLIER)
        make_value(children, district, after)
    text = words(desk.get(PAGE))
    assert f"{second.name} hat sich" in text
    assert "−25,0 Prozent" in text


def test_remarks_are_shown_with_the_way_to_the_work_list(desk, children):
    first, _second = make_districts(2)
    make_value(children, first, 5)
    page = desk.get(PAGE)
    assert "Zum 31.12.2017 fehlt der Wert." in words(page)
    assert "/haushalt/kennzahlen/plausibilitaet/?kennzahl=kinder" in html(page)


@pytest.mark.parametrize(
    ("role", "buttons"),
    [
        (Role.CONTROLLER, {"werte/neu/", "bearbeiten/"}),
        (Role.PLANNER, {"werte/neu/", "bearbeiten/"}),
        (Role.ADMINISTRATOR, {"bearbeiten/"}),
        (Role.TEAM_LEAD, set()),
        (Role.CASEWORKER, set()),
    ],
)
def test_buttons_are_shown_to_those_who_may_use_them(client, children, role, buttons):
    district = make_district()
    value = make_value(children, district, 5)
    client.force_login(person(role, district=district))
    page = html(client.get(PAGE))
    found = {b for b in ("werte/neu/", "bearbeiten/") if f'href="{PAGE}{b}"' in page}
    assert found == buttons
    assert (f"werte/{value.pk}/bearbeiten/" in page) is ("werte/neu/" in buttons)
    assert ("/einlesen/indicator-values/neu/" in page) is ("werte/neu/" in buttons)


def test_the_page_asks_as_often_for_many_as_for_few(desk, children):
    for district in make_districts(2):
        make_value(children, district, 5)
        make_value(children, district, 4, reference_date=EARLIER)
    few = queries(desk, PAGE)
    for _ in range(10):
        district = make_district()
        make_boundary(district)
        make_value(children, district, 5)
        make_value(children, district, 4, reference_date=EARLIER)
    assert queries(desk, PAGE) == few


def test_names_are_text_and_never_markup(desk, children):
    district = make_district(name="<script>alert(1)</script>")
    make_value(children, district, 5)
    Indicator.objects.filter(pk=children.pk).update(description="<b>fett</b>")
    page = html(desk.get(PAGE))
    assert "<script>alert(1)" not in page
    assert "<b>fett" not in page


def test_an_indicator_in_use_shows_that_it_stays(desk):
    run = make_run()
    indicator = run.selections.get().indicator
    address = f"/haushalt/kennzahlen/{indicator.code}/loeschen/"
    indicator.values.all().delete()
    response = desk.post(address, {"_version": "1"})
    assert response.status_code == 422
    assert "sie bleibt" in words(response)

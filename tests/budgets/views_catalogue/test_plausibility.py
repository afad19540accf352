"""The work list: every kind of remark, the step that settles it, and the way back."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from budgets.forms.plausibility import KIND_OF
from budgets.rules.plausibility import MESSAGES
from sro.access import Role
from tests.budgets.factories import make_districts, make_indicator, make_value
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db

LIST = "/haushalt/kennzahlen/plausibilitaet/"
PAGE = "/haushalt/kennzahlen/kinder/"
BEFORE = date(2016, 12, 31)


@pytest.fixture
def desk(client):
    """The client of a planner who is logged in."""
    client.force_login(person(Role.PLANNER))
    return client


@pytest.fixture
def children():
    """A count whose values never grow old, so that only what a test makes is remarked on."""
    return make_indicator(code="kinder", name="Kinder", stale_after_months=1200)


def lines(response):
    """What the list says: code, address and words of the step."""
    return [(line.remark.code, line.address, line.step) for line in response.context["lines"]]


def test_every_remark_has_its_kind():
    assert KIND_OF.keys() == MESSAGES.keys()


def test_a_missing_value_is_entered_right_away(desk, children):
    first, second = make_districts(2)
    make_value(children, first, 5)
    ((code, address, step),) = lines(desk.get(LIST))
    assert (code, step) == ("missing", "Wert eingeben")
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    assert parts.path == f"{PAGE}werte/neu/"
    assert asked["gebiet"] == [f"bezirk-{second.pk}"]
    assert asked["stichtag"] == ["2017-12-31"]
    response = desk.post(
        address,
        {"place": f"bezirk-{second.pk}", "reference_date": "2017-12-31", "value": "5"},
        follow=True,
    )
    assert response.redirect_chain == [(LIST, 302)]
    assert "Nichts fällt auf" in words(response)


def test_the_way_back_keeps_the_filters(desk, children):
    first, _second = make_districts(2)
    make_value(children, first, 5)
    ((_code, address, _step),) = lines(desk.get(f"{LIST}?kennzahl=kinder&art=fehlt"))
    assert parse_qs(urlsplit(address).query)["weiter"] == [f"{LIST}?kennzahl=kinder&art=fehlt"]


def test_an_indicator_without_values_leads_to_the_import(desk, children):
    ((code, address, _step),) = lines(desk.get(LIST))
    assert (code, address) == ("no_values", "/werkzeug/einlesen/indicator-values/neu/")


def test_many_missing_social_spaces_lead_to_the_import(desk, children):
    district = make_district()
    spaces = [make_space(district=district) for _ in range(12)]
    make_value(children, spaces[0], 5)
    found = lines(desk.get(f"{LIST}?art=fehlt"))
    assert ("missing_spaces", "/werkzeug/einlesen/indicator-values/neu/", "Werte einlesen") in found


def test_an_old_value_is_pointed_out(desk):
    indicator = make_indicator(code="alt", stale_after_months=12)
    make_value(indicator, make_district(), 5, reference_date=date(2015, 12, 31))
    response = desk.get(f"{LIST}?art=veraltet")
    assert [line[0] for line in lines(response)] == ["stale"]
    assert "Der jüngste Wert ist vom 31.12.2015" in words(response)


def test_a_fresh_value_is_not(desk):
    indicator = make_indicator(code="neu_da", stale_after_months=12)
    make_value(indicator, make_district(), 5, reference_date=timezone.localdate())
    assert lines(desk.get(LIST)) == []


@pytest.mark.parametrize(("before", "code"), [(100, "jump"), (0, "jump_from_zero")])
def test_a_jump_leads_to_the_value_itself(desk, children, before, code):
    district = make_district()
    make_value(children, district, before, reference_date=BEFORE)
    value = make_value(children, district, 200)
    ((found, address, step),) = lines(desk.get(LIST))
    assert (found, step) == (code, "Wert prüfen")
    assert urlsplit(address).path == f"{PAGE}werte/{value.pk}/bearbeiten/"
    assert desk.get(address).status_code == 200


def test_a_jump_of_a_social_space_leads_to_its_value(desk, children):
    space = make_space()
    make_value(children, space, 100, reference_date=BEFORE)
    value = make_value(children, space, 200)
    ((_code, address, _step),) = lines(desk.get(f"{LIST}?art=sprung"))
    assert urlsplit(address).path == f"{PAGE}werte/{value.pk}/bearbeiten/"


def test_parts_that_do_not_add_up_lead_to_the_social_spaces(desk, children):
    district = make_district(key="01")
    make_value(children, make_space(district=district), 5)
    make_value(children, district, 7)
    ((code, address, step),) = lines(desk.get(LIST))
    assert (code, step) == ("parts", "Werte ansehen")
    assert address == f"{PAGE}?ebene=sozialraeume&stichtag=2017-12-31&bezirk=01"
    assert "ergeben die Sozialräume zusammen 5, der Bezirk hat 7" in words(desk.get(LIST))


def test_a_zero_that_cannot_be_inverted_leads_to_the_value(desk):
    indicator = make_indicator(
        code="kehrwert", kind="rate", default_method="inverse", stale_after_months=1200
    )
    value = make_value(indicator, make_district(), 0)
    ((code, address, _step),) = lines(desk.get(f"{LIST}?art=null"))
    assert code == "zero_inverse"
    assert f"werte/{value.pk}/bearbeiten/" in address


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TEAM_LEAD, Role.CASEWORKER])
def test_those_who_may_not_change_values_are_led_to_look(client, children, role):
    first, second = make_districts(2)
    make_value(children, first, 100, reference_date=BEFORE)
    make_value(children, first, 200)
    make_value(children, second, 5)
    client.force_login(person(role, district=first))
    response = client.get(LIST)
    assert {step for _code, _address, step in lines(response)} == {"Werte ansehen"}
    for _code, address, _step in lines(response):
        assert client.get(address).status_code == 200


def test_filters_by_indicator_and_kind(desk, children):
    first, _second = make_districts(2)
    make_value(children, first, 100, reference_date=BEFORE)
    make_value(children, first, 200)
    make_indicator(code="leer")
    assert len(lines(desk.get(LIST))) == 4
    assert {line[0] for line in lines(desk.get(f"{LIST}?kennzahl=kinder"))} == {"missing", "jump"}
    assert {line[0] for line in lines(desk.get(f"{LIST}?art=sprung"))} == {"jump"}
    assert lines(desk.get(f"{LIST}?kennzahl=leer&art=sprung")) == []
    nothing = desk.get(f"{LIST}?kennzahl=leer&art=sprung")
    assert "Zu diesen Filtern passt nichts" in words(nothing)
    assert f'href="{LIST}">Alle' in html(nothing)
    assert lines(desk.get(f"{LIST}?kennzahl=erfunden")) == []


def test_an_empty_catalogue_says_so(desk):
    assert "Noch keine Kennzahl" in words(desk.get(LIST))


def test_the_list_is_shown_in_pages(desk, children):
    first, *_others = make_districts(9)
    for year in range(2000, 2010):
        make_value(children, first, 5, reference_date=date(year, 12, 31))
    response = desk.get(LIST)
    assert response.context["count"] == 80
    assert len(lines(response)) == 50
    assert len(lines(desk.get(f"{LIST}?seite=2"))) == 30


def test_the_list_asks_as_often_for_many_as_for_few(desk, children):
    first, *_others = make_districts(3)
    make_value(children, first, 100, reference_date=BEFORE)
    make_value(children, first, 200)
    few = queries(desk, LIST)
    for _ in range(6):
        indicator = make_indicator()
        make_value(indicator, first, 100, reference_date=BEFORE)
        make_value(indicator, first, 200)
    assert queries(desk, LIST) == few

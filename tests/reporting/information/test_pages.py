"""The pages of the family information system, as a planner uses them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from sro.access import Role
from sro.audit.models import Entry, Kind
from tests.budgets.factories import make_districts, make_indicator, make_value
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.networks.factories import make_boundary, make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db

ROOT = "/berichte/kennzahlen/"
PAGE = f"{ROOT}kinder/"
EARLY, MIDDLE, LATE = date(2015, 12, 31), date(2016, 12, 31), date(2017, 12, 31)


@pytest.fixture
def desk(client):
    """The client of a planner who is logged in."""
    client.force_login(person(Role.PLANNER))
    return client


@pytest.fixture
def children():
    """Children in two districts over three years; one value is missing."""
    figure = make_indicator(
        code="kinder",
        name="Kinder unter 18",
        module="sociodemographic",
        description="Gemeldete Kinder.",
        source="Statistikamt Musterstadt",
        licence="CC BY 3.0 DE",
    )
    one, two = make_districts(2)
    for place, days in ((one, {EARLY: 10, MIDDLE: 11, LATE: 12}), (two, {EARLY: 30, LATE: 36})):
        make_boundary(place)
        for day, value in days.items():
            make_value(figure, place, value, reference_date=day)
    return figure


def text_of(response):
    return b"".join(response.streaming_content).decode()


def test_the_way_there(desk, children):
    assert f'href="{ROOT}"' in html(desk.get("/berichte/"))
    assert f'href="{PAGE}"' in html(desk.get(ROOT))


def test_indicators_stand_in_their_modules_with_what_there_is(desk, children):
    make_indicator(name="Sonstiges", source="Amt")
    page = desk.get(ROOT)
    said = words(page)
    assert "Bevölkerung (1)" in said
    assert "Weitere (1)" in said
    assert "2 Bezirke" in said
    assert "31.12.2017" in said
    assert "noch keine Werte" in said
    assert "Soziale Lage (" not in said
    only = words(desk.get(f"{ROOT}?modul=sociodemographic"))
    assert "Kinder unter 18" in only
    assert "Sonstiges" not in only
    assert "Kinder unter 18" in words(desk.get(f"{ROOT}?q=gemeldete"))


def test_the_list_asks_no_more_for_more_indicators(desk, children):
    before = queries(desk, ROOT)
    for _ in range(3):
        make_value(make_indicator(), make_district(), 1)
    assert queries(desk, ROOT) == before


def test_an_indicator_is_read_with_comparison_change_and_source(desk, children):
    page = desk.get(f"{PAGE}?seit=2015-12-31")
    said = words(page)
    assert "Gemeldete Kinder." in said
    for shown in ("25,0 %", "75,0 %", "+6 +20,0 %", "Musterstadt 48 40 +8 +20,0 %"):
        assert shown in said
    assert "Statistikamt Musterstadt, CC BY 3.0 DE, Stand 31.12.2017" in said
    # Bars, map, small multiples and the town's line.
    assert html(page).count("<figure") == 4


def test_time_is_moved_by_links(desk, children):
    page = html(desk.get(f"{PAGE}?stand=2016-12-31"))
    assert page.count('aria-current="date"') == 1
    assert 'rel="prev" href="?ebene=bezirke&amp;stand=2015-12-31#zeit"' in page
    assert 'rel="next" href="?ebene=bezirke&amp;stand=2017-12-31#zeit"' in page
    assert 'rel="next"' not in html(desk.get(PAGE))
    assert 'rel="prev"' not in html(desk.get(f"{PAGE}?stand=2015-12-31"))


def test_a_missing_value_is_a_dash_and_the_whole_stays_open(desk, children):
    said = words(desk.get(f"{PAGE}?stand=2016-12-31"))
    assert "1 Gebiet hat für diesen Stichtag keinen Wert" in said
    assert "– noch kein Wert" in said
    assert "– noch unvollständig" in said


def test_all_maps_of_an_indicator_have_the_same_classes(desk, children):
    legends = []
    for day in (EARLY, LATE):
        picture = desk.get(f"{PAGE}?stand={day}").context["map"]
        legends.append(picture.wide.partition('"domain":')[2].partition("]")[0])
    assert legends[0] == legends[1] != ""


def test_rates_have_no_total(desk):
    rate = make_indicator(code="quote", kind="rate", unit="Prozent")
    make_value(rate, make_district(), "6.5")
    page = desk.get(f"{ROOT}quote/")
    assert page.context["table"].total is None
    assert "Eine Quote lässt sich nicht zusammenzählen" in words(page)


def test_social_spaces_of_a_district(desk, children):
    space, other = make_space(), make_space()
    make_value(children, space, 3)
    make_value(children, other, 4)
    key = space.district.key
    said = words(desk.get(f"{PAGE}?ebene=sozialraeume&bezirk={key}"))
    assert space.name in said
    assert other.name not in said
    assert other.name in words(desk.get(f"{PAGE}?ebene=sozialraeume"))


def test_the_page_asks_no_more_for_more_areas(desk, children):
    before = queries(desk, PAGE)
    for _ in range(3):
        place = make_district()
        make_boundary(place)
        make_value(children, place, 5, reference_date=LATE)
    assert queries(desk, PAGE) == before


@pytest.mark.parametrize("nonsense", ["ebene=mond", "stand=gestern", "seit=2099-01-01", "bezirk=x"])
def test_what_the_address_cannot_mean_is_chosen_as_usual(desk, children, nonsense):
    assert desk.get(f"{PAGE}?{nonsense}").context["choice"].day == LATE


def test_an_indicator_without_values_says_so(desk):
    make_indicator(code="leer")
    assert "Es gibt noch keine Werte" in words(desk.get(f"{ROOT}leer/"))


class TestExport:
    def test_what_is_shown_goes_out_with_source_and_licence(self, desk, children):
        head, first, second = text_of(desk.get(f"{PAGE}?format=csv-plain")).splitlines()
        assert head.endswith("Quelle,Lizenz")
        assert ",2017-12-31,12,0.2500,2016-12-31,11,1,0.0909," in first
        # No value on the earlier day: nothing, and no zero.
        assert ",2017-12-31,36,0.7500,2016-12-31,,,," in second
        assert second.endswith(",Statistikamt Musterstadt,CC BY 3.0 DE")

    def test_as_a_sheet(self, desk, children):
        answer = desk.get(f"{PAGE}?format=xlsx&stand=2015-12-31")
        rows = list(openpyxl.load_workbook(BytesIO(text_bytes(answer))).active.values)
        assert [row[5] for row in rows[1:]] == [10, 30]
        assert {row[-1] for row in rows[1:]} == {"CC BY 3.0 DE"}

    def test_a_comparison_names_its_sources_below(self, desk, children):
        *rows, source, licence = text_of(
            desk.get(f"{ROOT}im-vergleich/?kennzahl=kinder&format=csv")
        ).splitlines()
        assert rows[-1].endswith("Musterstadt;48")
        assert source.endswith("Quelle;Statistikamt Musterstadt")
        assert licence.endswith("Lizenz;CC BY 3.0 DE")

    def test_taking_along_is_logged_and_needs_the_right(self, client, desk, children):
        desk.get(f"{PAGE}?format=csv")
        (line,) = Entry.objects.filter(kind=Kind.EXPORT)
        assert line.details["rows"] == 2
        client.force_login(person(Role.CASEWORKER, district=make_district()))
        assert client.get(PAGE).status_code == 200
        assert client.get(f"{PAGE}?format=csv").status_code == 403


def text_bytes(response):
    return b"".join(response.streaming_content)


class TestSideBySide:
    ADDRESS = f"{ROOT}im-vergleich/"

    def test_indicators_stand_side_by_side(self, desk, children):
        rate = make_indicator(code="quote", name="Quote", kind="rate")
        make_value(rate, children.values.filter(reference_date=LATE).first().district, "6.5")
        said = words(desk.get(f"{self.ADDRESS}?kennzahl=kinder&kennzahl=quote"))
        assert "Musterstadt 48 –" in said
        assert "6,5" in said
        assert "Diese Auswahl merken" in said

    def test_the_first_look_is_a_choice(self, desk, children):
        page = desk.get(f"{self.ADDRESS}?mit=kinder")
        assert page.context["comparison"] is None
        assert 'value="kinder"' in html(page)
        assert "checked" in html(page).split('value="kinder"')[1].split(">")[0]

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("ebene=bezirke", "Bitte wählen Sie mindestens eine Kennzahl"),
            ("kennzahl=kinder&stand=2016-12-31&ebene=sozialraeume", "gibt es keine Werte"),
            ("kennzahl=erfunden", "erfunden"),
            ("kennzahl=kinder&stand=gestern", "gestern"),
            ("kennzahl=kinder&bezirk=mond", "mond"),
        ],
    )
    def test_what_cannot_be_shown_is_said(self, desk, children, query, said):
        page = desk.get(f"{self.ADDRESS}?{query}")
        assert said in words(page)
        assert "<tbody" not in html(page)

    def test_too_many_columns(self, desk, children):
        query = "kennzahl=kinder&stand=2015-12-31&stand=2016-12-31&stand=2017-12-31"
        for number in range(4):
            code = f"mehr{number}"
            make_indicator(code=code)
            query += f"&kennzahl={code}"
        page = desk.get(f"{self.ADDRESS}?{query}")
        assert page.context["comparison"] is None
        assert "Das wären 15 Spalten" in words(page)


def test_the_address_of_a_selection_opens_the_choice(desk, children):
    keep = f"{ROOT}meine-auswahlen/neu/"
    answer = desk.post(keep, {"name": "Kinder", "kennzahl": ["kinder"], "ebene": "bezirke"})
    opened = desk.get(answer.url)
    (again,) = [a for a in opened.context["actions"] if "im-vergleich" in a.url]
    assert parse_qs(urlsplit(again.url).query)["kennzahl"] == ["kinder"]
    assert desk.get(again.url).context["comparison"].rows == opened.context["comparison"].rows

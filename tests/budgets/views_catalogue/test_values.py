"""Values of indicators: entering, correcting, removing, taking along and reading in again."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from budgets.imports import IndicatorValues
from budgets.models import IndicatorValue
from sro.access import Role
from sro.audit.models import Entry
from sro.ui.imports import ImportContext, apply_file
from tests.budgets.factories import NOW, make_districts, make_indicator, make_value
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db

PAGE = "/haushalt/kennzahlen/kinder/"
ADD = f"{PAGE}werte/neu/"
LIST = "/haushalt/kennzahlen/werte/"


@pytest.fixture
def planner():
    return person(Role.PLANNER)


@pytest.fixture
def desk(client, planner):
    """The client of a planner who is logged in."""
    client.force_login(planner)
    return client


@pytest.fixture
def children():
    return make_indicator(code="kinder", name="Kinder unter 18")


def entry(area, **values):
    level = "bezirk" if area._meta.model_name == "district" else "sozialraum"
    return {
        "place": f"{level}-{area.pk}",
        "reference_date": "2017-12-31",
        "value": "1.675",
        **values,
    }


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.675", "1675"),
        ("1.675,555", "1675.555"),
        ("1675.5", "1675.5"),
        ("12,5 %", "12.5"),
        ("0", "0"),
    ],
)
def test_a_value_is_entered_for_a_district(desk, children, typed, value):
    district = make_district(name="Nord")
    response = desk.post(ADD, entry(district, value=typed), follow=True)
    assert "Nord am 31.12.2017" in words(response)
    saved = IndicatorValue.objects.get()
    assert (saved.district, saved.value) == (district, Decimal(value))


def test_a_value_is_entered_for_a_social_space(desk, children):
    space = make_space()
    response = desk.post(ADD, entry(space, reference_date="31.12.2017"))
    assert response.url == f"{PAGE}?ebene=sozialraeume&stichtag=2017-12-31"
    assert IndicatorValue.objects.get().social_space == space


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("value", "abc", "zum Beispiel 1.234,56"),
        ("value", "-5", "mindestens 0"),
        ("value", "", "fehlt noch"),
        ("value", "–", "zum Beispiel 1.234,56"),
        ("value", "0,1234567", "höchstens 6 Nachkommastellen"),
        ("value", "9" * 15, "zu groß"),
        ("value", "9" * 400, "zum Beispiel 1.234,56"),
        ("reference_date", "gestern", "Bitte geben Sie einen Tag ein"),
        ("reference_date", "0017-12-31", "prüfen Sie das Jahr"),
        ("place", "bezirk-0", "gültige Auswahl"),
        ("place", "", "fehlt noch"),
        ("source", "x" * 301, "300"),
    ],
)
def test_a_bad_entry_is_refused_at_its_field(desk, children, field, typed, message):
    response = desk.post(ADD, entry(make_district(), **{field: typed}))
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert message in errors[field][0]
    assert not IndicatorValue.objects.exists()


def test_a_second_value_for_the_same_day_is_refused(desk, children):
    district = make_district()
    make_value(children, district, 5)
    response = desk.post(ADD, entry(district))
    assert response.status_code == 422
    assert "schon einen Wert" in words(response)


def test_the_form_knows_area_and_day_from_the_address(desk, children):
    district = make_district()
    page = desk.get(f"{ADD}?gebiet=bezirk-{district.pk}&stichtag=2016-12-31")
    form = page.context["form"]
    assert form["place"].value() == f"bezirk-{district.pk}"
    assert form["reference_date"].value() == date(2016, 12, 31)
    assert desk.get(f"{ADD}?gebiet=x&stichtag=x").status_code == 200


def test_an_ended_district_is_told_apart_from_its_successor(desk, children):
    make_district(key="01", name="Alt", valid_until=date(2016, 1, 1))
    make_district(key="01", name="Neu", valid_from=date(2016, 1, 1))
    text = words(desk.get(ADD))
    assert "01 Alt (01.01.2000" in text
    assert "31.12.2015)" in text
    assert "01 Neu " in text


def test_a_value_is_corrected(desk, children):
    value = make_value(children, make_district(), "1234.500000")
    address = f"{PAGE}werte/{value.pk}/bearbeiten/"
    assert 'value="1.234,5"' in html(desk.get(address))
    desk.post(address, {"value": "1.300", "source": "Nachmeldung", "_version": "1"})
    value.refresh_from_db()
    assert (value.value, value.source) == (1300, "Nachmeldung")


def test_a_stale_save_shows_both_figures(desk, children):
    value = make_value(children, make_district(), 100)
    IndicatorValue.objects.filter(pk=value.pk).update(value=120)
    response = desk.post(f"{PAGE}werte/{value.pk}/bearbeiten/", {"value": "130", "_version": "1"})
    assert response.status_code == 409
    (difference,) = response.context["differences"]
    assert (difference["mine"], difference["theirs"]) == ("130", "120")
    value.refresh_from_db()
    assert value.value == 120


def test_a_value_is_removed_after_asking(desk, children):
    value = make_value(children, make_district(name="Nord"), 100)
    address = f"{PAGE}werte/{value.pk}/loeschen/"
    assert address in html(desk.get(f"{PAGE}werte/{value.pk}/bearbeiten/"))
    assert "Danach fehlt der Wert" in words(desk.get(address))
    assert IndicatorValue.objects.exists()
    assert desk.post(address, {"_version": "7"}).status_code == 409
    response = desk.post(address, {"_version": "1"}, follow=True)
    assert "Nord am 31.12.2017 wurde entfernt" in words(response)
    assert not IndicatorValue.objects.exists()


def test_a_value_is_found_below_its_own_indicator_only(desk, children):
    value = make_value(make_indicator(code="andere"), make_district(), 5)
    assert desk.get(f"{PAGE}werte/{value.pk}/bearbeiten/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("/haushalt/kennzahlen/plausibilitaet/?seite=2", None),
        ("https://example.org/", PAGE),
        ("//example.org/", PAGE),
        ("/\\example.org/", PAGE),
        ("javascript:alert(1)", PAGE),
        ("", PAGE),
    ],
)
def test_after_saving_one_goes_back_to_pages_of_ours_only(desk, children, asked, target):
    value = make_value(children, make_district(), 5)
    address = f"{PAGE}werte/{value.pk}/bearbeiten/"
    response = desk.post(address, {"value": "6", "_version": "1"}, query_params={"weiter": asked})
    assert response.status_code == 302
    assert response.url.startswith(target or asked)


# --- the list -------------------------------------------------------------------------------------


def test_the_list_is_filtered_by_indicator_level_district_and_day(desk, children):
    district = make_district(key="01")
    space = make_space(district=district, key="0101")
    other = make_district(key="02")
    make_value(children, district, 1)
    make_value(children, space, 2)
    make_value(children, other, 3, reference_date=date(2016, 12, 31))
    make_value(make_indicator(code="andere"), other, 4)
    for query, found in (
        ("kennzahl=kinder", {1, 2, 3}),
        ("ebene=sozialraeume", {2}),
        (f"bezirk={district.pk}", {1, 2}),
        ("stichtag=2016-12-31", {3}),
        ("kennzahl=andere&ebene=bezirke", {4}),
        ("kennzahl=erfunden", set()),
        ("stichtag=gestern", set()),
    ):
        rows = desk.get(f"{LIST}?{query}").context["table_rows"]
        assert {int(row.object.value) for row in rows} == found, query


def test_the_list_asks_as_often_for_many_as_for_few(desk, children):
    make_value(children, make_district(), 1)
    few = queries(desk, LIST)
    for _ in range(10):
        make_value(make_indicator(), make_district(), 1)
        make_value(children, make_space(), 1)
    assert queries(desk, LIST) == few


def test_only_those_who_may_change_values_find_the_way_to_it(client, children):
    value = make_value(children, make_district(), 1)
    for role, shown in ((Role.PLANNER, True), (Role.TEAM_LEAD, False)):
        client.force_login(person(role, district=value.district))
        page = html(client.get(LIST))
        assert (f"werte/{value.pk}/bearbeiten/" in page) is shown
        assert ("format=csv" in page) is shown


@pytest.mark.parametrize("form", ["csv", "csv-plain"])
def test_what_is_taken_along_can_be_read_in_again_unchanged(desk, planner, children, form):
    district, other = make_districts(2)
    make_value(children, district, "1675.555", source="=Nachmeldung")
    make_value(children, other, 0)
    make_value(children, make_space(district=district, key="0101"), "1234567")
    response = desk.get(f"{LIST}?format={form}&kennzahl=kinder")
    file = io.BytesIO(b"".join(response.streaming_content))
    report = apply_file(IndicatorValues(), file, ImportContext(actor=planner, now=NOW))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 3)
    assert Entry.objects.filter(action="export.kennzahlenwerte").exists()


def test_the_workbook_has_numbers_and_no_formulas(desk, children):
    make_value(children, make_district(key="01"), "12.5", source="=1+1")
    response = desk.get(f"{LIST}?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    headings, row = list(sheet.iter_rows(values_only=True))
    cells = dict(zip(headings, row, strict=True))
    assert (cells["Schlüssel"], cells["Wert"]) == ("01", 12.5)
    assert cells["Hinweis zur Quelle"] == "=1+1"
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n", "d", "inlineStr"}

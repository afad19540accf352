"""The ledger: filtering, adding up, booking, reversing, taking along."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import NoReverseMatch, reverse

from budgets.imports import OutflowBookings
from budgets.models import Outflow
from sro.access import Role
from sro.ui.imports import ImportContext, apply_file
from tests.budgets.factories import NOW, close, make_districts, make_outflow, make_year
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db

LIST, ADD = "/haushalt/ausgaben/", "/haushalt/ausgaben/neu/"


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def desk(client, controller):
    """The client of a controller who is logged in."""
    client.force_login(controller)
    return client


def booking(place, **values):
    return {
        "fund_kind": "fall",
        "year": "2018",
        "district": place.pk,
        "amount": "1.234,56",
        "booked_on": "2018-03-15",
        "source": "Monatsrechnung",
        "text": "März",
        **values,
    }


def page_of(booked, step=""):
    return f"{LIST}{booked.pk}/{step}"


# --- the list -------------------------------------------------------------------------------------


@pytest.fixture
def bookings(controller):
    """Three bookings of two districts, one of them reversed."""
    from budgets.services.outflow import reverse as reverse_booking

    north, south = make_districts(2)
    made = [
        make_outflow(north, "100.00", text="Januar Nord"),
        make_outflow(south, "-20.50", fund_kind="milieu", year=2017),
        make_outflow(south, "7.00", external_id="B-7"),
    ]
    reverse_booking(
        actor=controller, outflow=made[2], reason="Doppelt", booked_on=date(2018, 1, 2), now=NOW
    )
    return made


@pytest.mark.parametrize(
    ("query", "amounts", "total"),
    [
        ("", ["-7.00", "7.00", "-20.50", "100.00"], "79.50"),
        ("topf=milieu", ["-20.50"], "-20.50"),
        ("jahr=2017", ["-20.50"], "-20.50"),
        ("q=januar", ["100.00"], "100.00"),
        ("q=b-7", ["7.00"], "7.00"),
        ("q=doppelt", ["-7.00"], "-7.00"),
        ("stand=gueltig", ["-20.50", "100.00"], "79.50"),
        ("stand=storniert", ["-7.00", "7.00"], "0.00"),
        ("von=2016-12-31&bis=2016-12-31", ["7.00", "-20.50", "100.00"], "86.50"),
        ("von=2017-01-01", ["-7.00"], "-7.00"),
        ("bis=2016-12-30", [], None),
        ("jahr=1999", [], None),
        ("topf=erfunden", [], None),
    ],
)
def test_the_list_is_filtered_and_added_up(desk, bookings, query, amounts, total):
    context = desk.get(f"{LIST}?{query}").context
    found = sorted(row.object.amount for row in context["table_rows"])
    assert found == sorted(map(Decimal, amounts))
    totals = context["totals"] or []
    shown = [value for column, value in totals if column.total]
    assert shown == ([] if total is None else [Decimal(total)])


def test_the_list_is_filtered_by_district(desk, bookings):
    context = desk.get(f"{LIST}?bezirk={bookings[0].district_id}").context
    assert [row.object for row in context["table_rows"]] == [bookings[0]]


def test_days_asked_for_are_shown_and_can_be_taken_away(desk, bookings):
    text = words(desk.get(f"{LIST}?von=2017-01-01&bis=2018-03-31"))
    assert "Gebucht ab: 01.01.2017" in text
    assert "Gebucht bis: 31.03.2018" in text


def test_reversals_are_marked_in_words(desk, bookings):
    text = words(desk.get(LIST))
    assert "storniert eine andere Buchung" in text
    assert "Januar Nord – Erfundene Buchhaltung" in text
    assert "20,50 €" in text


def test_an_empty_ledger_offers_the_import(desk):
    page = html(desk.get(LIST))
    assert "Noch keine Buchungen" in page
    assert "/werkzeug/einlesen/outflow/neu/" in page


def test_the_list_asks_as_often_for_many_as_for_few(desk, bookings):
    few = queries(desk, LIST)
    for _ in range(10):
        make_outflow(make_district(), "1.00")
    assert queries(desk, LIST) == few


@pytest.mark.parametrize("form", ["csv", "csv-plain"])
def test_what_is_taken_along_can_be_read_in_again_unchanged(desk, controller, bookings, form):
    response = desk.get(f"{LIST}?format={form}")
    file = io.BytesIO(b"".join(response.streaming_content))
    report = apply_file(OutflowBookings(), file, ImportContext(actor=controller, now=NOW))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 4)


def test_the_workbook_has_amounts_as_numbers_and_no_formulas(desk):
    make_outflow(make_district(key="01"), "-20.50", text="=HYPERLINK(1)")
    response = desk.get(f"{LIST}?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    headings, row = list(sheet.iter_rows(values_only=True))
    cells = dict(zip(headings, row, strict=True))
    assert cells["Betrag"] == -20.5
    assert cells["Text"] == "=HYPERLINK(1)"
    assert "f" not in {cell.data_type for cell in sheet[2]}


# --- booking --------------------------------------------------------------------------------------


def test_a_booking_is_entered_and_gets_a_number_of_its_own(desk, controller):
    district = make_district(name="Nord")
    response = desk.post(ADD, booking(district), follow=True)
    assert "1.234,56 € für Nord wurde gebucht" in words(response)
    booked = Outflow.objects.get()
    assert booked.amount == Decimal("1234.56")
    assert booked.external_id.startswith("SRO-")
    assert booked.entered_by == controller


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("-120,50", "-120.50"), ("−120,50 €", "-120.50"), ("1234567.89", "1234567.89"), ("0", "0")],
)
def test_money_that_came_back_is_negative(desk, typed, amount):
    desk.post(ADD, booking(make_district(), amount=typed))
    assert Outflow.objects.get().amount == Decimal(amount)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("amount", "abc", "zum Beispiel 1.234,56"),
        ("amount", "1.675,555", "höchstens zwei Nachkommastellen"),
        ("amount", "9" * 14, "zu groß"),
        ("amount", "-" + "9" * 90, "zum Beispiel 1.234,56"),
        ("amount", "", "fehlt noch"),
        ("year", "1985", "zwischen 1990 und 2100"),
        ("year", "dieses", "vier Ziffern"),
        ("booked_on", "31.02.2018", "Bitte geben Sie einen Tag ein"),
        ("district", "0", "gültige Auswahl"),
        ("fund_kind", "erfunden", "gültige Auswahl"),
        ("source", "", "fehlt noch"),
        ("external_id", "B-1", "gibt es schon"),
    ],
)
def test_a_bad_booking_is_refused_at_its_field(desk, field, typed, message):
    district = make_district()
    make_outflow(district, "1.00", external_id="B-1")
    response = desk.post(ADD, booking(district, **{field: typed}))
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert list(errors) == [field]
    assert message in errors[field][0]
    assert Outflow.objects.count() == 1


def test_what_was_typed_survives_a_refusal_and_is_kept_as_a_draft(desk):
    district = make_district()
    response = desk.post(ADD, booking(district, amount="zwölf"))
    assert 'value="zwölf"' in html(response)
    token = response.context["draft_token"]
    desk.post("/werkzeug/entwuerfe/sichern/", {"_draft": token, "text": "Entwurfstext"})
    assert desk.get(ADD).context["draft"] is not None
    assert "Entwurfstext" in html(desk.get(f"{ADD}?entwurf=1"))


# --- one booking ----------------------------------------------------------------------------------


def test_a_booking_shows_who_entered_it_and_where_it_comes_from(desk):
    booked = make_outflow(
        make_district(name="Nord"), "100.00", entered_by=person(Role.CONTROLLER, display_name="Eva")
    )
    text = words(desk.get(page_of(booked)))
    assert "Fall 2016" in text
    assert "von Eva am 01.03.2018" in text
    assert "Erfundene Buchhaltung" in text


def test_a_booking_is_reversed_by_an_opposite_one(desk):
    booked = make_outflow(make_district(name="Nord"), "100.00")
    assert page_of(booked, "stornieren/") in html(desk.get(page_of(booked)))
    text = words(desk.get(page_of(booked, "stornieren/")))
    assert "beide bleiben erhalten" in text
    response = desk.post(
        page_of(booked, "stornieren/"), {"reason": "Falscher Bezirk", "booked_on": "2018-04-01"}
    )
    reversal = Outflow.objects.exclude(pk=booked.pk).get()
    assert response.url == page_of(reversal)
    assert (reversal.amount, reversal.reversal_of) == (Decimal("-100.00"), booked)
    assert "Falscher Bezirk" in words(desk.get(page_of(reversal)))
    assert "wurde storniert" in words(desk.get(page_of(booked)))
    assert "stornieren/" not in html(desk.get(page_of(booked)))
    assert "stornieren/" not in html(desk.get(page_of(reversal)))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"reason": " ", "booked_on": "2018-04-01"}, "Begründung"),
        ({"reason": "Irrtum", "booked_on": "x"}, "Bitte geben Sie einen Tag ein"),
    ],
)
def test_a_reversal_needs_reason_and_day(desk, data, message):
    booked = make_outflow(make_district(), "100.00")
    response = desk.post(page_of(booked, "stornieren/"), data)
    assert response.status_code == 422
    assert message in words(response)
    assert Outflow.objects.count() == 1


def test_a_booking_is_reversed_only_once(desk):
    booked = make_outflow(make_district(), "100.00")
    data = {"reason": "Irrtum", "booked_on": "2018-04-01"}
    desk.post(page_of(booked, "stornieren/"), data)
    response = desk.post(page_of(booked, "stornieren/"), data)
    assert response.status_code == 422
    assert "bereits storniert" in words(response)
    assert Outflow.objects.count() == 2


@pytest.mark.parametrize("step", ["delete", "edit"])
def test_a_booking_can_be_neither_deleted_nor_changed(step):
    with pytest.raises(NoReverseMatch):
        reverse(f"budgets:booking_{step}", args=[1])


def test_a_booking_of_a_closed_year_says_that_its_closing_stays(desk):
    [place] = make_districts(1)
    year = make_year()
    assert "abgeschlossen" not in words(desk.post(ADD, booking(place), follow=True))
    close(year)
    page = words(desk.post(ADD, booking(place, text="April"), follow=True))
    assert "Das Jahr 2018 ist abgeschlossen" in page
    late = Outflow.objects.get(text="April")
    assert "spätere Änderung" in words(desk.get(reverse("budgets:booking_reverse", args=[late.pk])))

"""Indicator values and bookings from files."""

from datetime import date
from decimal import Decimal

import pghistory
import pytest
from django.core.exceptions import PermissionDenied

from budgets.exports import indicator_value_sheet, outflow_sheet
from budgets.imports import IndicatorValues, OutflowBookings
from budgets.models import IndicatorValue, Outflow
from sro.access import Role
from sro.audit.models import Entry
from sro.ui.exports import write_csv
from sro.ui.imports import ImportContext, ImportRefused, apply_file, check_file
from tests.budgets.factories import AS_OF, NOW, make_indicator, make_value
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db

VALUES = "Gebiet;Kennzahl;Stichtag;Wert\n"
BOOKINGS = "Buchungsnummer;Topf;Haushaltsjahr;Bezirk;Betrag;Buchungstag\n"


@pytest.fixture
def context():
    return ImportContext(actor=person(Role.CONTROLLER), now=NOW)


@pytest.fixture
def places():
    first = make_district(key="01")
    make_district(key="02")
    make_space(key="010111", district=first)


def take(importer, text: str, context):
    return apply_file(importer(), text.encode(), context)


def errors(importer, text: str, context) -> list[tuple]:
    preview = check_file(importer(), text.encode(), context)
    with pytest.raises(ImportRefused):
        take(importer, text, context)
    return [(each.line, each.column) for each in preview.problems.errors]


def warnings(importer, text: str, context) -> list[tuple]:
    preview = check_file(importer(), text.encode(), context)
    return [(each.line, each.text) for each in preview.problems.warnings]


def test_values_of_districts_and_social_spaces(context, places):
    make_indicator(code="kinder")
    text = VALUES + (
        "01;kinder;31.12.2017;1.675,5\n02;kinder;2017-12-31;0\n010111;kinder;31.12.2017;12\n"
    )
    report = take(IndicatorValues, text, context)
    assert (report.new, report.changed) == (3, 0)
    assert {each.area.key: each.value for each in IndicatorValue.objects.all()} == {
        "01": Decimal("1675.5"),
        "02": 0,
        "010111": 12,
    }
    assert Entry.objects.get(action="indicator_value.imported").details["new"] == 3


def test_the_same_file_again_changes_nothing(context, places):
    make_indicator(code="kinder")
    text = VALUES + "01;kinder;31.12.2017;10\n010111;kinder;31.12.2017;5\n"
    take(IndicatorValues, text, context)
    before = list(IndicatorValue.objects.values())
    preview = check_file(IndicatorValues(), text.encode(), context)
    assert preview.nothing_to_do
    report = take(IndicatorValues, text, context)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert list(IndicatorValue.objects.values()) == before


def test_another_value_replaces_the_one_that_is_there(context, places):
    value = make_value(make_indicator(code="kinder"), make_district(key="03"), 10)
    report = take(IndicatorValues, VALUES + "03;kinder;31.12.2017;11\n", context)
    assert (report.new, report.changed) == (0, 1)
    value.refresh_from_db()
    assert (value.value, value.version) == (11, 2)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("99;kinder;31.12.2017;1", "Gebiet"),
        ("01;fremd;31.12.2017;1", "Kennzahl"),
        ("01;kinder;31.12.17;1", "Stichtag"),
        ("01;kinder;31.12.2017;-1", "Wert"),
        ("01;kinder;31.12.2017;viele", "Wert"),
        ("01;kinder;31.12.2017;", "Wert"),
        ("01;kinder;31.12.2017;–", "Wert"),
        ("01;kinder;31.12.2017;NaN", "Wert"),
        ("01;kinder;31.12.2017;1,0000001", "Wert"),
        ("01;kinder;31.12.2017;=1+1", "Wert"),
        ("=cmd;kinder;31.12.2017;1", "Gebiet"),
    ],
)
def test_one_bad_row_and_nothing_is_written(context, places, row, column):
    make_indicator(code="kinder")
    text = f"{VALUES}02;kinder;31.12.2017;1\n{row}\n"
    assert errors(IndicatorValues, text, context) == [(3, column)]
    assert not IndicatorValue.objects.exists()


def test_a_row_that_stands_there_twice(context, places):
    make_indicator(code="kinder")
    text = VALUES + "01;kinder;31.12.2017;1\n01;kinder;31.12.2017;1\n"
    assert [line for line, _column in errors(IndicatorValues, text, context)] == [3]


def test_a_leading_zero_eaten_by_a_spreadsheet(context, places):
    make_indicator(code="kinder")
    text = VALUES + "1;kinder;31.12.2017;1\n2;kinder;31.12.2017;1\n10111;kinder;31.12.2017;1\n"
    assert take(IndicatorValues, text, context).new == 3
    assert {each.area.key for each in IndicatorValue.objects.all()} == {"01", "02", "010111"}


def test_a_key_that_was_handed_on_is_decided_by_the_day(context):
    make_indicator(code="kinder")
    old = make_district(key="07", valid_from=date(2000, 1, 1), valid_until=date(2010, 1, 1))
    new = make_district(key="07", valid_from=date(2011, 1, 1))
    text = VALUES + "07;kinder;31.12.2008;1\n07;kinder;31.12.2017;2\n"
    take(IndicatorValues, text, context)
    assert [each.district for each in IndicatorValue.objects.order_by("value")] == [old, new]
    between = VALUES + "07;kinder;30.06.2010;1\n"
    assert errors(IndicatorValues, between, context) == [(2, "Gebiet")]


def test_what_looks_wrong_is_pointed_out_in_the_preview(context, places):
    make_indicator(code="kinder", default_method="inverse")
    text = VALUES + (
        "01;kinder;31.12.2015;100\n02;kinder;31.12.2015;100\n"
        "01;kinder;31.12.2016;130\n02;kinder;31.12.2016;0\n01;kinder;31.12.2017;131\n"
    )
    found = warnings(IndicatorValues, text, context)
    assert [line for line, _text in found] == [4, 5, 5, 6]
    assert "130" in found[0][1]
    assert "02" in found[3][1]


def test_jumps_count_from_what_is_known_already(context, places):
    indicator = make_indicator(code="kinder")
    district = make_district(key="03")
    make_value(indicator, district, 100, reference_date=date(2016, 12, 31))
    make_value(indicator, district, 999)
    # The file's value of a day counts, not the one it replaces.
    text = VALUES + "03;kinder;31.12.2017;110\n"
    assert [each for each in warnings(IndicatorValues, text, context) if "999" in each[1]] == []
    text = VALUES + "03;kinder;31.12.2017;200\n"
    assert any("+100" in each[1] for each in warnings(IndicatorValues, text, context))


def test_bookings_are_counted_once(context, places):
    text = BOOKINGS + "4711;Fall;2016;01;1.000,50;15.03.2016\n4712;Milieu;2016;02;-10;1.4.2016\n"
    report = take(OutflowBookings, text, context)
    assert report.new == 2
    again = take(OutflowBookings, text, context)
    assert (again.new, again.unchanged) == (0, 2)
    rows = Outflow.objects.order_by("external_id")
    assert [(each.fund_kind, each.amount, each.entered_by) for each in rows] == [
        ("fall", Decimal("1000.50"), context.actor),
        ("milieu", Decimal(-10), context.actor),
    ]
    assert all(each.source for each in rows)


def test_a_larger_file_adds_what_is_new(context, places):
    first = BOOKINGS + "4711;Fall;2016;01;100,00;15.03.2016\n"
    take(OutflowBookings, first, context)
    report = take(OutflowBookings, first + "4712;Fall;2016;01;1,00;16.03.2016\n", context)
    assert (report.new, report.unchanged) == (1, 1)


@pytest.mark.parametrize(
    "row",
    [
        "4711;Milieu;2016;01;100,00;15.03.2016",
        "4711;Fall;2017;01;100,00;15.03.2016",
        "4711;Fall;2016;02;100,00;15.03.2016",
        "4711;Fall;2016;01;100,01;15.03.2016",
        "4711;Fall;2016;01;100,00;16.03.2016",
    ],
)
def test_a_booked_number_with_other_figures_is_an_error(context, places, row):
    take(OutflowBookings, BOOKINGS + "4711;Fall;2016;01;100,00;15.03.2016\n", context)
    assert [line for line, _column in errors(OutflowBookings, f"{BOOKINGS}{row}\n", context)] == [2]
    assert Outflow.objects.get().amount == 100


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (";Fall;2016;01;100,00;15.03.2016", "Buchungsnummer"),
        ("1;Topf;2016;01;100,00;15.03.2016", "Topf"),
        ("1;Fall;1900;01;100,00;15.03.2016", "Haushaltsjahr"),
        ("1;Fall;2016;010111;100,00;15.03.2016", "Bezirk"),
        ("1;Fall;2016;01;100,005;15.03.2016", "Betrag"),
        ("1;Fall;2016;01;;15.03.2016", "Betrag"),
        ("1;Fall;2016;01;100,00;31.02.2016", "Buchungstag"),
    ],
)
def test_a_bad_booking_stops_the_whole_file(context, places, row, column):
    text = f"{BOOKINGS}2;Fall;2016;01;1,00;15.03.2016\n{row}\n"
    assert errors(OutflowBookings, text, context) == [(3, column)]
    assert not Outflow.objects.exists()


def test_a_day_far_from_the_budget_year_is_pointed_out(context, places):
    text = BOOKINGS + "1;Fall;2016;01;1,00;15.03.2019\n2;Fall;2016;01;1,00;15.03.2017\n"
    assert [line for line, _text in warnings(OutflowBookings, text, context)] == [2]


@pytest.mark.parametrize(
    ("importer", "role"),
    [(IndicatorValues, Role.ADMINISTRATOR), (OutflowBookings, Role.PLANNER)],
)
def test_who_may_import(importer, role):
    with pytest.raises(PermissionDenied):
        apply_file(importer(), b"x", ImportContext(actor=person(role), now=NOW))


def test_planners_bring_indicator_values(places):
    make_indicator(code="kinder")
    context = ImportContext(actor=person(Role.PLANNER), now=NOW)
    assert take(IndicatorValues, VALUES + "01;kinder;31.12.2017;1\n", context).new == 1


@pytest.mark.parametrize("dialect", ["german", "plain"])
def test_what_is_handed_out_can_be_taken_in_again(context, places, dialect):
    make_indicator(code="kinder")
    take(IndicatorValues, VALUES + "01;kinder;31.12.2017;1.675,25\n", context)
    take(OutflowBookings, BOOKINGS + "4711;Fall;2016;01;1.000,50;15.03.2016\n", context)
    for importer, sheet in (
        (IndicatorValues, indicator_value_sheet(IndicatorValue.objects.all())),
        (OutflowBookings, outflow_sheet(Outflow.objects.all())),
    ):
        file = b"".join(write_csv(sheet.rows, sheet.headings, dialect))
        preview = check_file(importer(), file, context)
        assert preview.nothing_to_do, [each.text for each in preview.problems]


def test_the_history_names_who_imported(context, places):
    make_indicator(code="kinder")
    with pghistory.context(user=context.actor.pk, source="page"):
        take(IndicatorValues, VALUES + "01;kinder;31.12.2017;1\n02;kinder;31.12.2017;2\n", context)
    events = IndicatorValue.pgh_event_model.objects.all()
    assert [(each.pgh_label, each.pgh_context) for each in events] == [
        ("insert", {"user": context.actor.pk, "source": "page"})
    ] * 2


def test_values_carry_their_day(context, places):
    make_indicator(code="kinder")
    take(IndicatorValues, VALUES + "01;kinder;31.12.2017;1\n", context)
    assert IndicatorValue.objects.get().reference_date == AS_OF

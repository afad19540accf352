"""Files of the finance system by a saved file format."""

import json
import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.imports import OutflowBookings
from budgets.models import Outflow
from budgets.services import layouts
from sro.access import Role
from sro.demo.finance import DATA, INFOMA, SAP, create_layouts
from sro.money import format_german
from sro.ui.imports import ImportContext, ImportRefused, apply_file, check_file
from tests.budgets.factories import NOW, make_districts, make_layout
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

HEAD = "Belegnummer;Buchungsdatum;Betrag;Kostenstelle;Zuordnung\n"
ROW = "1;31.12.2017;1.234,56;4711;2017-00042\n"


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def berlin():
    return make_districts(12)


@pytest.fixture
def two():
    return make_districts(2)


def context_of(actor, layout):
    # As it comes back from where it was kept.
    return ImportContext(
        actor=actor, now=NOW, options=json.loads(json.dumps({"layout": layout.pk}))
    )


def take(text, actor, layout):
    source = text.encode() if isinstance(text, str) else text
    return apply_file(OutflowBookings(), source, context_of(actor, layout))


def errors(text, actor, layout):
    context = context_of(actor, layout)
    preview = check_file(OutflowBookings(), text.encode(), context)
    with pytest.raises(ImportRefused):
        apply_file(OutflowBookings(), text.encode(), context)
    assert not Outflow.objects.exists()
    return [(each.line, each.column, each.text) for each in preview.problems.errors]


def with_headings(sign_rule="sign", **more):
    """A file format with further columns, but no file reference."""
    layout = make_layout(sign_rule=sign_rule)
    layout.headings = {**layout.headings, **more}
    del layout.headings["file_reference"]
    layout.save()
    return layout


def ledger():
    names = ("external_id", "fund_kind", "year", "district__key", "amount", "booked_on")
    more = ("file_reference", "provider_number", "provider_name", "service_from", "service_until")
    return list(Outflow.objects.order_by("external_id").values_list(*names, *more, "cost_centre"))


# --- the two examples -----------------------------------------------------------------------------


def test_the_sap_example_is_read(controller, berlin):
    sap, _infoma = create_layouts(controller, NOW)
    report = take((DATA / "sap.csv").read_bytes(), controller, sap)
    assert (report.new, report.unchanged) == (8, 0)
    rows = {row[0]: row for row in ledger()}
    assert rows["2018/5100000101/1"][1:7] == (
        "fall",
        2018,
        "01",
        Decimal("1234.56"),
        date(2018, 1, 31),
        "2018-00001",
    )
    assert rows["2018/5100000101/1"][9:11] == (date(2018, 1, 1), date(2018, 2, 1))
    assert rows["2018/5100000103/1"][4] == Decimal("-1234.56")
    assert rows["2018/5100000105/1"][1:4] == ("milieu", 2018, "01")
    assert rows["2018/5100000106/1"][3] == "12"
    assert {each.source for each in Outflow.objects.all()} == {"SAP (Beispiel)"}


def test_the_infoma_example_is_read(controller, berlin):
    _sap, infoma = create_layouts(controller, NOW)
    assert take((DATA / "infoma.csv").read_bytes(), controller, infoma).new == 5
    rows = {row[0]: row for row in ledger()}
    assert rows["2018-000311"][4] == Decimal("1250.00")
    assert rows["2018-000313"][4] == Decimal("-125.00")
    assert rows["2018-000314"][2:4] == (2017, "08")
    assert rows["2018-000315"][1] == "milieu"
    assert rows["2018-000311"][8] == "Träger Nord e. V."


@pytest.mark.parametrize(("name", "file"), [("SAP", "sap.csv"), ("Infoma", "infoma.csv")])
def test_the_same_file_again_changes_nothing(controller, berlin, name, file):
    layout = next(each for each in create_layouts(controller, NOW) if name in each.name)
    content = (DATA / file).read_bytes()
    take(content, controller, layout)
    before = ledger()
    report = take(content, controller, layout)
    assert (report.new, report.changed) == (0, 0)
    assert ledger() == before
    # A provider who gets known later changes nothing about bookings that are there.
    make_provider("Träger Nord e. V.")
    assert take(content, controller, layout).new == 0


def test_a_provider_is_found_by_number_or_name(controller, berlin):
    provider = make_provider("Verein zur Probe")
    sap = layouts.create_layout(
        actor=controller, now=NOW, **{**SAP, "providers": {"70012": provider.pk}}
    )
    take((DATA / "sap.csv").read_bytes(), controller, sap)
    assert Outflow.objects.filter(provider=provider).count() == 4
    named = make_provider("Träger Süd gGmbH")
    infoma = layouts.create_layout(actor=controller, now=NOW, **INFOMA)
    take((DATA / "infoma.csv").read_bytes(), controller, infoma)
    assert Outflow.objects.filter(provider=named).count() == 2


# --- amounts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "typed", "amount"),
    [
        ("sign", "1.234,56", "1234.56"),
        ("sign", "1.234,56-", "-1234.56"),
        ("sign", "-1.234,56", "-1234.56"),
        ("sign", "−12,00 €", "-12.00"),
        ("sign", "0,00", "0.00"),
        ("brackets", "(1.234,56)", "-1234.56"),
        ("brackets", " ( 1.234,56 ) ", "-1234.56"),
        ("brackets", "1.234,56", "1234.56"),
        ("brackets", "1.234,56-", "-1234.56"),
        ("opposite", "-1.234,56", "1234.56"),
        ("opposite", "1.234,56", "-1234.56"),
        ("opposite", "0,00", "0.00"),
    ],
)
def test_what_came_back_is_negative(controller, two, rule, typed, amount):
    take(HEAD + f"1;31.12.2017;{typed};4711;\n", controller, make_layout(sign_rule=rule))
    assert Outflow.objects.get().amount == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "mark", "amount"),
    [
        ("10,00", "S", "10.00"),
        ("10,00", "H", "-10.00"),
        ("10,00-", "H", "-10.00"),
        ("10,00", "Soll", "10.00"),
        ("10,00", "haben", "-10.00"),
    ],
)
def test_a_letter_says_what_came_back(controller, two, typed, mark, amount):
    layout = with_headings(sign_rule="debit_credit", debit_credit="S/H")
    text = f"Belegnummer;Buchungsdatum;Betrag;Kostenstelle;S/H\n1;31.12.2017;{typed};4711;{mark}\n"
    take(text, controller, layout)
    assert Outflow.objects.get().amount == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "mark", "column"),
    [("10,00-", "S", "Betrag"), ("10,00", "X", "S/H"), ("10,00", "", "S/H")],
)
def test_a_letter_that_contradicts_or_is_missing_is_an_error(controller, two, typed, mark, column):
    layout = with_headings(sign_rule="debit_credit", debit_credit="S/H")
    text = f"Belegnummer;Buchungsdatum;Betrag;Kostenstelle;S/H\n1;31.12.2017;{typed};4711;{mark}\n"
    assert [each[:2] for each in errors(text, controller, layout)] == [(2, column)]


def test_brackets_mean_nothing_where_the_format_does_not_say_so(controller, two):
    text = HEAD + "1;31.12.2017;(1.234,56);4711;\n"
    assert errors(text, controller, make_layout())[0][:2] == (2, "Betrag")


def test_an_amount_that_reads_in_two_ways_is_read_as_the_format_says(controller, two):
    text = HEAD + "1;31.12.2017;1.234;4711;\n"
    take(text, controller, make_layout(decimal_form="german"))
    assert Outflow.objects.get().amount == 1234


# --- rows that are not right: nothing is written --------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("2;31.12.2017;1,00;9999;", "Kostenstelle"),
        ("2;31.12.2017;1,00;;", "Kostenstelle"),
        ("2;31.12.2017;1,00;4713;", "Kostenstelle"),
        ("2;31.02.2017;1,00;4711;", "Buchungsdatum"),
        ("2;;1,00;4711;", "Buchungsdatum"),
        ("2;31.12.2017;;4711;", "Betrag"),
        ("2;31.12.2017;viel;4711;", "Betrag"),
        (";31.12.2017;1,00;4711;", "Belegnummer"),
        ("1;31.12.2017;1,00;4711;", None),
        (f"2;31.12.2017;1,00;4711;{'1' * 81}", "Zuordnung"),
    ],
)
def test_one_bad_row_and_nothing_is_written(controller, two, row, column):
    layout = make_layout(cost_centres={"4711": ["01", ""], "4713": ["77", ""]})
    found = errors(f"{HEAD}{ROW}{row}\n", controller, layout)
    assert [each[:2] for each in found] == [(3, column)]


def test_an_unknown_cost_centre_names_the_file_format(controller, two):
    layout = make_layout(name="Kasse")
    found = errors(HEAD + "1;31.12.2017;1,00;9999;\n", controller, layout)
    assert "Kasse" in found[0][2]


def test_a_missing_column_is_named_as_the_file_calls_it(controller, two):
    text = "Belegnummer;Buchungsdatum;Betrag\n1;31.12.2017;1,00\n"
    assert "Kostenstelle" in errors(text, controller, make_layout())[0][2]


@pytest.mark.parametrize(
    ("days", "kept", "wrong"),
    [
        ("01.03.2018;31.03.2018", (date(2018, 3, 1), date(2018, 4, 1)), False),
        ("01.03.2018;01.03.2018", (date(2018, 3, 1), date(2018, 3, 2)), False),
        (";", (None, None), False),
        ("01.03.2018;", (None, None), False),
        (";31.03.2018", (None, None), False),
        ("31.03.2018;01.03.2018", None, True),
    ],
)
def test_the_last_day_is_included_and_half_a_time_is_none(controller, two, days, kept, wrong):
    layout = with_headings(service_from="Von", service_until="Bis")
    text = f"Belegnummer;Buchungsdatum;Betrag;Kostenstelle;Von;Bis\n1;31.12.2018;1,00;4711;{days}\n"
    if wrong:
        assert errors(text, controller, layout)
        return
    take(text, controller, layout)
    row = Outflow.objects.get()
    assert (row.service_from, row.service_until) == kept


def test_days_without_signs(controller, two):
    layout = make_layout(date_form="compact")
    take(HEAD + "1;20171231;1,00;4711;\n", controller, layout)
    assert Outflow.objects.get().booked_on == date(2017, 12, 31)
    for day in ("20171331", "31.12.2017", "2017123", "00000000"):
        preview = check_file(
            OutflowBookings(),
            (HEAD + f"2;{day};1,00;4711;\n").encode(),
            context_of(controller, layout),
        )
        assert [each.column for each in preview.problems.errors] == ["Buchungsdatum"]


def test_other_figures_under_the_same_number_are_an_error(controller, two):
    layout = make_layout()
    take(HEAD + ROW, controller, layout)
    before = ledger()
    for other in (ROW.replace("1.234,56", "1.234,57"), ROW.replace("00042", "00043")):
        with pytest.raises(ImportRefused):
            take(HEAD + other, controller, layout)
    assert ledger() == before


def test_headings_may_be_called_like_our_own_columns(controller, two):
    layout = make_layout()
    layout.headings |= {"number": "text", "file_reference": "amount", "text": "item"}
    layout.save()
    text = "text;Buchungsdatum;Betrag;Kostenstelle;amount;item\n7;31.12.2017;1,00;4711;AZ 1;März\n"
    take(text, controller, layout)
    row = Outflow.objects.get()
    assert (row.external_id, row.file_reference, row.text) == ("7", "AZ 1", "März")


# --- laws -----------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cents=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=12),
    seed=st.integers(0, 2**32),
    data=st.data(),
)
def test_files_in_any_order_and_twice_make_the_same_ledger(controller, two, cents, seed, data):
    chance = random.Random(seed)
    layout = make_layout()
    rows = [
        f"{number};31.12.2017;{format_german(amount)};471{1 + number % 2};2017-{number:05}\n"
        for number, amount in enumerate(cents)
    ]
    # Files that overlap, and together hold every row.
    parts = data.draw(
        st.lists(st.lists(st.sampled_from(rows), min_size=1, unique=True), max_size=3)
    )
    found = []
    for _round in range(2):
        files = [*parts, rows, *parts]
        chance.shuffle(files)
        with transaction.atomic():
            for file in files:
                mixed = list(file)
                chance.shuffle(mixed)
                take(HEAD + "".join(mixed), controller, layout)
            found.append(ledger())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert sum(row[4] for row in found[0]) == Decimal(sum(cents)) / 100

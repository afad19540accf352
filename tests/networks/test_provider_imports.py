"""Providers and rates from files: all or nothing, row-exact messages, the same file twice."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections, transaction
from django.urls import reverse

from networks.imports.providers import Providers
from networks.imports.rates import Rates
from networks.models import Provider, Rate, Unit
from networks.services.agreements import add_rate
from sro.access import Role
from sro.ui.imports import (
    ImportContext,
    ImportRefused,
    StaleImport,
    apply_file,
    check_file,
    importers_for,
)
from tests.networks.factories_providers import (
    NOW,
    make_agreement,
    make_provider,
    make_rate,
    make_support_type,
    person,
)

pytestmark = pytest.mark.django_db

PROVIDERS = (
    "Name;Kurzname;Rechtsform;Anerkennung;Postleitzahl;Ort;Telefon;Gültig ab;Nicht mehr gültig ab\n"
    "Ährenfeld e. V.;Ähre;eingetragener Verein;anerkannt;01234;Dresden;0351 1;01.01.2020;\n"
    "Brücke gGmbH;;gemeinnützige Gesellschaft;;;;;2021-05-01;01.01.2030\n"
)
RATES = "Träger;Vereinbarung;Hilfeart;Einheit;Betrag;Gültig ab;Nicht mehr gültig ab\n"


def context(role):
    return ImportContext(actor=person(role), now=NOW)


def check(importer, text, role=None, encoding="utf-8"):
    role = role or (Role.PLANNER if importer is Providers else Role.CONTROLLER)
    return check_file(importer(), text.encode(encoding), context(role))


def apply(importer, text, role=None, encoding="utf-8"):
    role = role or (Role.PLANNER if importer is Providers else Role.CONTROLLER)
    return apply_file(importer(), text.encode(encoding), context(role))


def errors(preview):
    return [(problem.line, problem.column) for problem in preview.problems.errors]


# --- providers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_providers_come_in_and_the_same_file_changes_nothing(encoding):
    report = apply(Providers, PROVIDERS, encoding=encoding)
    assert (report.new, report.changed, report.unchanged) == (2, 0, 0)
    found = Provider.objects.get(name="Ährenfeld e. V.")
    assert (found.legal_form, found.recognition, found.postal_code) == (
        "association",
        "recognised",
        "01234",
    )
    assert found.sort_key == "ahrenfeld e v"
    assert Provider.objects.get(name="Brücke gGmbH").valid_until == date(2030, 1, 1)
    assert check(Providers, PROVIDERS, encoding=encoding).nothing_to_do
    report = apply(Providers, PROVIDERS, encoding=encoding)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert set(Provider.objects.values_list("version", flat=True)) == {1}


def test_only_what_differs_is_changed_and_absent_columns_stay():
    apply(Providers, PROVIDERS)
    report = apply(Providers, "Name;Ort;Gültig ab\nÄhrenfeld e. V.;Leipzig;01.01.2020\n")
    assert (report.new, report.changed) == (0, 1)
    found = Provider.objects.get(name="Ährenfeld e. V.")
    assert (found.city, found.short_name) == ("Leipzig", "Ähre")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Name;Gültig ab\n;01.01.2020\n", [(2, "Name")]),
        ("Name;Gültig ab\nA;\n", [(2, "Gültig ab")]),
        ("Name;Gültig ab\nA;gestern\n", [(2, "Gültig ab")]),
        ("Name;Gültig ab\nA;01.01.2020\nA;01.01.2020\n", [(3, None)]),
        ("Name;Rechtsform;Gültig ab\nA;Bande;01.01.2020\n", [(2, "Rechtsform")]),
        ("Name;Postleitzahl;Gültig ab\nA;12;01.01.2020\n", [(2, "Postleitzahl")]),
        ("Name;E-Mail;Gültig ab\nA;keine Adresse;01.01.2020\n", [(2, "E-Mail")]),
        ("Name;Gültig ab\n=cmd();01.01.2020\n", [(2, "Name")]),
        (
            "Name;Gültig ab;Nicht mehr gültig ab\nA;01.01.2020;01.01.2020\n",
            [(2, "Nicht mehr gültig ab")],
        ),
        ("Name;Ort\nA;B\n", [(1, None)]),
        ("Vorname;Nachname\nA;B\n", [(1, None)]),
    ],
)
def test_bad_files_name_line_and_column_and_change_nothing(text, expected):
    preview = check(Providers, text)
    assert errors(preview) == expected
    with pytest.raises(ImportRefused):
        apply(Providers, text)
    assert not Provider.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04zip", b"\x00\x01\x02", b"Name;G\xfcltig ab\n"]
)
def test_files_that_are_none(content):
    preview = check_file(Providers(), content, context(Role.PLANNER))
    assert not preview.can_apply
    assert preview.problems.error_count


def test_one_bad_row_keeps_out_the_good_ones():
    with pytest.raises(ImportRefused):
        apply(Providers, PROVIDERS + "C;;Bande;;;;;01.01.2020;\n")
    assert not Provider.objects.exists()


def test_a_name_spelled_alike_is_pointed_at():
    make_provider("Müllerhaus")
    preview = check(Providers, "Name;Gültig ab\nMuellerhaus;01.01.2020\n")
    assert preview.can_apply
    assert "Müllerhaus" in preview.problems.warnings[0].text


def test_what_is_given_out_can_be_taken_in_again(client):
    make_provider(
        "=Summe (erfunden)",
        legal_form="foundation",
        recognition="by_law",
        phone="+49 30 1",
        description="Zeile 1\nZeile 2; mit „Zeichen“",
        valid_until=date(2040, 1, 1),
    )
    client.force_login(person(Role.PLANNER))
    for form in ("csv", "csv-plain"):
        url = reverse("networks:provider_list") + f"?stand=alle&format={form}"
        content = b"".join(client.get(url).streaming_content)
        preview = check_file(Providers(), content, context(Role.PLANNER))
        assert [problem.text for problem in preview.problems.errors] == []
        assert preview.nothing_to_do, form


# --- rates --------------------------------------------------------------------------------------


@pytest.fixture
def agreement():
    make_support_type("31")
    return make_agreement(make_provider("Ähre"), reference="V1", valid_from=date(2024, 1, 1))


def test_rates_come_in_and_the_same_file_changes_nothing(agreement):
    text = RATES + (
        "Ähre;V1;31;Fachleistungsstunde;62,50;01.01.2024;01.01.2025\n"
        "Ähre;V1;31;Fachleistungsstunde;1.065,00;01.01.2025;\n"
        "Ähre;V1;31;Monat;300;01.01.2024;\n"
    )
    report = apply(Rates, text)
    assert report.new == 3
    rate = Rate.objects.get(valid_from=date(2025, 1, 1))
    assert (rate.amount, rate.unit, rate.provider) == (
        Decimal("1065.00"),
        Unit.HOUR,
        agreement.provider,
    )
    assert check(Rates, text).nothing_to_do
    assert apply(Rates, text).unchanged == 3


def test_ending_one_rate_and_beginning_the_next_in_one_file(agreement):
    apply(Rates, RATES + "Ähre;V1;31;Tag;10,00;01.01.2024;\n")
    following = "Ähre;V1;31;Tag;12,00;01.01.2025;\nÄhre;V1;31;Tag;10,00;01.01.2024;01.01.2025\n"
    report = apply(Rates, RATES + following)
    assert (report.new, report.changed) == (1, 1)
    assert list(Rate.objects.order_by("valid_from").values_list("valid_until", flat=True)) == [
        date(2025, 1, 1),
        None,
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["Niemand;V1;31;Tag;1,00;01.01.2024;"], [(2, "Träger")]),
        (["Ähre;V9;31;Tag;1,00;01.01.2024;"], [(2, "Vereinbarung")]),
        (["Ähre;V1;99;Tag;1,00;01.01.2024;"], [(2, "Hilfeart")]),
        (["Ähre;V1;31;Woche;1,00;01.01.2024;"], [(2, "Einheit")]),
        (["Ähre;V1;31;Tag;0,00;01.01.2024;"], [(2, "Betrag")]),
        (["Ähre;V1;31;Tag;-1,00;01.01.2024;"], [(2, "Betrag")]),
        (["Ähre;V1;31;Tag;;01.01.2024;"], [(2, "Betrag")]),
        (
            ["Ähre;V1;31;Tag;1,50;01.01.2024;", "Ähre;V1;31;Monat;1,005;01.01.2024;"],
            [(3, "Betrag")],
        ),
        (["Ähre;V1;31;Tag;viel;01.01.2024;"], [(2, "Betrag")]),
        (["Ähre;V1;31;Tag;1,00;31.12.2023;"], [(2, "Gültig ab")]),
        (["Ähre;V1;31;Tag;1,00;01.01.2024;01.01.2024"], [(2, "Nicht mehr gültig ab")]),
        (
            ["Ähre;V1;31;Tag;1,00;01.01.2024;", "Ähre;V1;31;Tag;2,00;01.06.2024;"],
            [(3, "Gültig ab")],
        ),
        (
            ["Ähre;V1;31;Tag;1,00;01.01.2024;", "Ähre;V1;31;Tag;2,00;01.01.2024;"],
            [(3, None)],
        ),
    ],
)
def test_bad_rates_name_line_and_column_and_change_nothing(agreement, rows, expected):
    text = RATES + "\n".join(rows) + "\n"
    assert errors(check(Rates, text)) == expected
    with pytest.raises(ImportRefused):
        apply(Rates, text)
    assert not Rate.objects.exists()


def test_an_overlap_with_a_rate_that_is_there_is_named(agreement):
    make_rate(agreement, support_type=make_support_type("32"), unit=Unit.DAY)
    preview = check(Rates, RATES + "Ähre;V1;32;Tag;1,00;01.06.2024;\n")
    assert errors(preview) == [(2, "Gültig ab")]
    assert "V1" in preview.problems.errors[0].text


@pytest.mark.parametrize(
    ("importer", "model_roles"),
    [(Providers, {Role.PLANNER}), (Rates, {Role.CONTROLLER})],
)
@pytest.mark.parametrize("role", list(Role))
def test_who_may_import(importer, model_roles, role):
    assert (importer.key in importers_for(person(role))) == (role in model_roles)
    if role not in model_roles:
        with pytest.raises(PermissionDenied):
            check_file(importer(), PROVIDERS.encode(), context(role))


def test_rates_given_out_can_be_taken_in_again(client, agreement):
    make_rate(agreement, support_type=make_support_type("32"), amount=Decimal("1234.50"))
    client.force_login(person(Role.CONTROLLER))
    for form in ("csv", "csv-plain"):
        url = reverse("networks:rate_list") + f"?stand=alle&format={form}"
        content = b"".join(client.get(url).streaming_content)
        preview = check_file(Rates(), content, context(Role.CONTROLLER))
        assert [problem.text for problem in preview.problems.errors] == []
        assert preview.nothing_to_do, form


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("beginning", "refusal"),
    [(date(2024, 1, 1), StaleImport), (date(2024, 3, 1), ImportRefused)],
)
def test_a_file_and_a_form_at_once_do_not_overlap(beginning, refusal):
    support_type = make_support_type("31")
    agreement = make_agreement(make_provider("Ähre"), reference="V1", valid_from=date(2024, 1, 1))
    text = RATES + "Ähre;V1;31;Tag;1,00;01.01.2024;\n"
    outcome: list[object] = []
    importing = context(Role.CONTROLLER)

    def take_in():
        try:
            outcome.append(apply_file(Rates(), text.encode(), importing))
        except (ImportRefused, StaleImport) as refused:
            outcome.append(refused)
        finally:
            connections.close_all()

    thread = threading.Thread(target=take_in)
    with transaction.atomic():
        add_rate(
            actor=person(Role.CONTROLLER),
            agreement=agreement,
            support_type=support_type,
            unit=Unit.DAY,
            amount=Decimal("2.00"),
            valid_from=beginning,
            now=NOW,
        )
        thread.start()
        # The import cannot see this rate and must wait for it before it writes.
        thread.join(timeout=2)
        assert thread.is_alive()
    thread.join(timeout=30)
    assert isinstance(outcome[0], refusal)
    assert Rate.objects.get().amount == Decimal("2.00")

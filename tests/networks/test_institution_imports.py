import csv
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.imports.institutions import Institutions
from networks.imports.offers import Offers
from networks.models import Institution, Offer
from sro.access import Role
from sro.ui.imports import ImportRefused, apply_file, check_file
from tests.networks.factories import (
    make_category,
    make_district,
    make_institution,
    make_municipality,
    make_space,
)
from tests.networks.importing import BERLIN, HEAD, context, csv_bytes, errors, take
from tests.people import person

# --- institutions ---------------------------------------------------------------------------------


def test_institutions_are_entered_and_found(planner, place):
    report = take(
        planner,
        Institutions,
        (*HEAD, "Straße", "PLZ", "Breite", "Länge", "Sprachen", "Zielgruppen", "Ohne Antrag"),
        ("a1", "Bücherei", "library", "010111", "Müllerstr. 1", "10785", "52,5", "13,4",
         "Türkisch, de", "Eltern", "ja"),
        ("a2", "Andere", "Bibliothek", "010111", "", "", "", "", "", "", ""),
    )  # fmt: skip
    assert (report.new, report.changed, report.unchanged) == (2, 0, 0)
    found = Institution.objects.matching("buecherei mueller heide biblio").get()
    assert found.key == "a1"
    assert (found.latitude, found.languages) == (Decimal("52.5"), ["de", "tr"])
    assert (found.target_groups, found.direct_access) == (["parents"], True)
    other = Institution.objects.get(key="a2")
    assert (other.direct_access, other.languages, other.basic_offer) == (None, [], False)
    assert other.sort_key == "andere"
    assert found.events.get().pgh_label == "insert"


def test_the_same_file_again_changes_nothing(planner, place):
    rows = [HEAD, ("a1", "Bücherei", "library", "010111"), ("", "Treff", "library", "010111")]
    take(planner, Institutions, *rows, source="OSM")
    report = take(planner, Institutions, *rows, source="OSM")
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert set(Institution.objects.values_list("version", flat=True)) == {1}


def test_rows_without_identifier_mean_the_entry_everybody_means(planner, place):
    space, category = place
    known = make_institution(
        name="Kita Müllerstraße", category=category, social_space=space, street="Müllerstraße 1"
    )
    report = take(
        planner,
        Institutions,
        ("Name", "Art", "Sozialraum", "Straße", "Telefon"),
        ("Kita Muellerstrasse", "library", "010111", "Muellerstrasse 1", "030 1234"),
    )
    assert (report.new, report.changed) == (0, 1)
    known.refresh_from_db()
    assert (known.phone, known.version) == ("030 1234", 2)


def test_columns_the_file_does_not_have_stay_as_they_are(planner, place):
    space, category = place
    known = make_institution(
        key="a1",
        name="Alt",
        category=category,
        social_space=space,
        street="Lützowstraße 1",
        phone="030 1",
        languages=["de"],
        source="Altbestand",
    )
    take(planner, Institutions, HEAD, ("a1", "Neu", "library", "010111"), source="Datei")
    known.refresh_from_db()
    assert (known.name, known.phone, known.languages) == ("Neu", "030 1", ["de"])
    assert known.source == "Altbestand"
    assert Institution.objects.matching("neu luetzow").get() == known


def test_the_source_of_the_file_goes_to_new_rows(planner, place):
    take(planner, Institutions, HEAD, ("a1", "Neu", "library", "010111"), source="Stadtplan 2024")
    assert Institution.objects.get().source == "Stadtplan 2024"


def test_a_lost_zero_is_found_and_said(planner, place):
    source = csv_bytes(HEAD, ("a1", "Neu", "library", "10111"))
    preview = check_file(Institutions(), source, context(planner))
    assert preview.problems.warning_count == 1
    assert preview.new == 1


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Name", ""),
        ("Name", "=1+1"),
        ("Name", "x" * 201),
        ("Art", "zirkus"),
        ("Sozialraum", "999999"),
        ("Sozialraum", ""),
        ("PLZ", "1078"),
        ("Breite", "91"),
        ("Länge", "abc"),
        ("Träger", "Unbekannt e. V."),
        ("Zielgruppen", "Katzen"),
        ("Sprachen", "Deutsch, Klingonisch"),
        ("Alter von", "-1"),
        ("Alter von", "121"),
        ("Ohne Antrag", "vielleicht"),
        ("Telefon", "ruf an"),
        ("E-Mail", "kein-at"),
        ("Internet", "javascript:alert(1)"),
        ("Besteht seit", "gestern"),
        ("Rollstuhl", "grün"),
        ("Grundangebot", "5"),
    ],
)
def test_wrong_cells_are_named_and_nothing_is_written(planner, place, column, cell):
    row = {"Kennung": "a1", "Name": "Treff", "Art": "library", "Sozialraum": "010111"}
    row |= {"Breite": "52,5", "Länge": "13,4"}
    row[column] = cell
    good = {"Kennung": "a2", "Name": "Gut", "Art": "library", "Sozialraum": "010111"}
    rows = ([*row], [good.get(name, "") for name in row], [*row.values()])
    found = errors(planner, Institutions, *rows)
    assert (3, column) in [(line, name) for line, name, _text in found]
    with pytest.raises(ImportRefused):
        take(planner, Institutions, *rows)
    assert not Institution.objects.exists()


@pytest.mark.parametrize(
    "cells",
    [
        {"Alter von": "12", "Alter bis": "6"},
        {"Breite": "52,5", "Länge": ""},
        {"Breite": "52,5"},
        {"Besteht seit": "01.01.2024", "Geschlossen ab": "01.01.2024"},
        {"Zuletzt geprüft": "01.01.2099"},
    ],
)
def test_cells_that_contradict_each_other(planner, place, cells):
    found = errors(
        planner,
        Institutions,
        (*HEAD, *cells),
        ("a1", "Treff", "library", "010111", *cells.values()),
    )
    assert [line for line, _column, _text in found] == [2]


@pytest.mark.parametrize("keys", [("a1", "a1"), ("", "")])
def test_the_same_entry_twice_is_an_error(planner, place, keys):
    found = errors(
        planner, Institutions, HEAD, *((key, "Treff", "library", "010111") for key in keys)
    )
    assert [line for line, _column, _text in found] == [3]


def test_missing_columns_are_named(planner, place):
    found = errors(planner, Institutions, ("Kennung", "Titel"), ("a1", "x"))
    assert "Name" in found[0][2]
    assert "Sozialraum" in found[0][2]


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.ADMINISTRATOR, Role.CASEWORKER])
def test_only_planners_import_institutions(role, place):
    actor = person(role, district=place[0].district)
    with pytest.raises(PermissionDenied):
        take(actor, Institutions, HEAD, ("a1", "Treff", "library", "010111"))
    assert not Institution.objects.exists()


def test_institutions_of_an_ended_space_keep_it(planner):
    category = make_category(code="library")
    make_space(key="010111", valid_until=date(2020, 1, 1))
    old = make_space(key="010222", valid_from=date(2019, 1, 1), valid_until=date(2021, 1, 1))
    take(planner, Institutions, HEAD, ("a1", "Treff", category.code, "010222"))
    assert Institution.objects.get().social_space == old


def test_statements_do_not_grow_with_rows(planner, place):
    def statements(count):
        rows = [(f"k{count}-{n}", f"Ort {n}", "library", "010111") for n in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            take(planner, Institutions, HEAD, *rows)
        return len(captured)

    statements(1)
    assert statements(3) == statements(60)


def test_the_berlin_institutions_come_in_at_once(planner):
    make_municipality()
    with (BERLIN / "institutions.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    district = make_district()
    for key in {row["region_key"] for row in rows}:
        make_space(key=key, district=district)
    for code in {row["category"] for row in rows}:
        make_category(code=code)
    source = BERLIN / "institutions.csv"
    report = apply_file(Institutions(), source, context(planner, source="OpenStreetMap"))
    assert report.new == 1973
    assert Institution.objects.get(key=rows[0]["source_id"]).name == rows[0]["name"]
    assert apply_file(Institutions(), source, context(planner)).unchanged == 1973


# --- offers ---------------------------------------------------------------------------------------


def test_offers_are_entered_at_their_institution(planner):
    institution = make_institution(key="i1", name="Treff")
    head = ("Name", "Einrichtung", "Art", "Alter von", "Alter bis")
    rows = [head, ("Hausaufgaben", "i1", "Gruppe", "6", "12"), ("Rat", "i1", "advice", "", "")]
    report = take(planner, Offers, *rows)
    assert report.new == 2
    offer = Offer.objects.matching("treff hausauf").get()
    assert (offer.institution, offer.kind, offer.age_to) == (institution, "group", 12)
    assert take(planner, Offers, *rows).unchanged == 2


def test_offers_need_a_known_institution_and_kind(planner):
    make_institution(key="i1")
    found = errors(
        planner,
        Offers,
        ("Name", "Einrichtung", "Art"),
        ("A", "i2", "Gruppe"),
        ("B", "i1", "Zirkus"),
    )
    assert [(line, column) for line, column, _text in found] == [(2, "Einrichtung"), (3, "Art")]

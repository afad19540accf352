from datetime import date

import pytest

from networks.imports.areas import Districts, SocialSpaces
from networks.models import District, Institution, SocialSpace
from sro.access import Role
from sro.ui.imports import ImportRefused, apply_file
from tests.networks.factories import (
    LONG_AGO,
    make_district,
    make_institution,
    make_municipality,
    make_space,
)
from tests.networks.importing import context, errors, take
from tests.people import person

# --- areas ----------------------------------------------------------------------------------------


def test_areas_are_entered_from_files(planner):
    make_municipality()
    admin = person(Role.ADMINISTRATOR)
    head = ("key", "name", "parent_key", "area_m2")
    take(
        admin,
        Districts,
        head,
        ("01", "Mitte", "berlin", "39340000"),
        ("02", "Kreuzberg", "berlin", ""),
        valid_from="2001-01-01",
    )
    report = take(
        planner,
        SocialSpaces,
        head,
        ("010111", "Tiergarten Süd", "01", "3000000"),
        ("020101", "Südliche Friedrichstadt", "2", ""),
        valid_from="2006-07-01",
    )
    assert report.new == 2
    space = SocialSpace.objects.get(key="020101")
    assert (space.district.name, space.valid_from) == ("Kreuzberg", date(2006, 7, 1))
    assert SocialSpace.objects.matching("suedliche").get() == space


def test_areas_are_found_again_by_their_key(planner, search_follows):
    space = make_space(key="010111", name="Alt")
    institution = make_institution(social_space=space)
    rows = [("Schlüssel", "Name", "Bezirk"), ("010111", "Neuland", space.district.key)]
    report = take(planner, SocialSpaces, *rows, valid_from="2024-01-01")
    assert (report.new, report.changed) == (0, 1)
    space.refresh_from_db()
    assert (space.name, space.valid_from, space.version) == ("Neuland", LONG_AGO, 2)
    assert Institution.objects.matching("neuland").get() == institution
    assert take(planner, SocialSpaces, *rows, valid_from="2024-01-01").unchanged == 1


def test_an_area_can_end_by_file(planner):
    space = make_space(key="010111")
    head = ("Schlüssel", "Name", "Bezirk", "Gültig bis")
    take(planner, SocialSpaces, head, ("010111", space.name, space.district.key, "1.1.2021"))
    space.refresh_from_db()
    assert space.valid_until == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (("0101 11", "A", "D0", "", ""), 2),
        (("010111", "", "D0", "", ""), 2),
        (("010111", "A", "XX", "", ""), 2),
        (("010111", "A", "D0", "2024-01-02", "2024-01-01"), 2),
        (("010111", "A", "D0", "1999-01-01", ""), 2),
        (("KNOWN", "A", "D0", "2010-01-01", ""), 2),
    ],
)
def test_wrong_areas_are_named_and_nothing_is_written(planner, row, line):
    district = make_district(key="D0")
    make_space(key="KNOWN", district=district)
    head = ("Schlüssel", "Name", "Bezirk", "Gültig ab", "Gültig bis")
    with pytest.raises(ImportRefused) as refused:
        take(planner, SocialSpaces, head, row, valid_from="2020-01-01")
    assert [each.line for each in refused.value.preview.problems.errors] == [line]
    assert SocialSpace.objects.count() == 1


def test_new_areas_need_a_first_day(planner):
    make_district(key="01")
    found = errors(planner, SocialSpaces, ("key", "name", "parent_key"), ("010111", "A", "01"))
    assert [line for line, _column, _text in found] == [2]


def test_districts_need_their_municipality(db):
    admin = person(Role.ADMINISTRATOR)
    found = errors(
        admin, Districts, ("Schlüssel", "Name"), ("01", "Mitte"), valid_from="2024-01-01"
    )
    assert [line for line, _column, _text in found] == [2]


def test_planners_change_districts_but_add_none(planner):
    make_district(key="01", name="Alt")
    head = ("Schlüssel", "Name")
    assert take(planner, Districts, head, ("01", "Neu")).changed == 1
    found = errors(planner, Districts, head, ("02", "Neu"), valid_from="2024-01-01")
    assert [line for line, _column, _text in found] == [2]
    assert District.objects.get().name == "Neu"


@pytest.mark.parametrize(
    ("importer", "address"), [(Districts, "bezirke"), (SocialSpaces, "sozialraeume")]
)
def test_exported_lists_of_areas_can_be_imported_without_a_change(db, client, importer, address):
    administrator = person(Role.ADMINISTRATOR)
    client.force_login(administrator)
    district = make_district(key="01", name="Mitte", area_m2=39_340_000)
    make_space(key="010111", name="Tiergarten Süd", district=district)
    for wanted in ("csv", "csv-plain"):
        response = client.get(f"/sozialraum/{address}/", {"format": wanted})
        data = b"".join(response.streaming_content)
        report = apply_file(importer(), data, context(administrator))
        assert (report.new, report.changed, report.unchanged) == (0, 0, 1)

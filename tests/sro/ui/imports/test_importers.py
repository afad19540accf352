"""Checking and writing: the set-based and the row-based way keep the same promises."""

import psycopg2
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.utils import translation

from networks.models import SupportType
from sro import access
from sro.access import Role
from sro.access.rules import allow
from sro.access.scopes import where
from sro.ui.imports import (
    ImportContext,
    ImportRefused,
    StaleImport,
    apply_file,
    check_file,
)
from tests.people import person
from tests.sro.ui.imports.conftest import CHANGED, NEW, NOW, SAME, InOneGo, RowByRow, file_of

pytestmark = pytest.mark.django_db
both_ways = pytest.mark.parametrize("importer", [InOneGo(), RowByRow()], ids=["set", "rows"])


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def rows() -> list[tuple]:
    return list(
        SupportType.objects.order_by("code").values_list(
            "code", "name", "legal_basis", "setting", "position", "version"
        )
    )


BEFORE = [
    ("30", "Erziehungsbeistand", "§ 30", "ambulatory", 0, 1),
    ("34", "Heim", "§ 34", "residential", 7, 1),
]


@both_ways
def test_a_check_tells_what_would_happen_and_changes_nothing(importer, existing, context):
    preview = check_file(importer, file_of(SAME[0], NEW, CHANGED), context)
    assert (preview.rows, preview.new, preview.changed, preview.unchanged) == (3, 1, 1, 1)
    assert preview.can_apply
    assert [(each.line, each.state, each.old) for each in preview.sample] == [
        (3, "new", {}),
        (4, "changed", {"Name": "Heim"}),
    ]
    assert rows() == BEFORE


@both_ways
def test_writing_inserts_and_updates_and_raises_the_version(importer, existing, context):
    report = apply_file(importer, file_of(SAME[0], NEW, CHANGED), context)
    assert (report.new, report.changed, report.unchanged) == (1, 1, 1)
    assert rows() == [
        BEFORE[0],
        ("31", "Familienhilfe", "§ 31", "ambulatory", 0, 1),
        ("34", "Heimerziehung", "§ 34", "residential", 7, 2),
    ]
    assert SupportType.objects.get(code="31").is_active


@both_ways
def test_the_same_file_again_changes_nothing_and_says_so(importer, existing, context):
    file = file_of(*SAME, NEW)
    apply_file(importer, file, context)
    before = rows()
    preview = check_file(importer, file, context)
    assert preview.nothing_to_do
    assert not preview.can_apply
    report = apply_file(importer, file, context)
    assert (report.new, report.changed, report.unchanged) == (0, 0, 3)
    assert rows() == before


@both_ways
def test_a_column_that_is_not_in_the_file_stays_as_it_is(importer, existing, context):
    apply_file(importer, file_of(CHANGED), context)
    assert SupportType.objects.get(code="34").position == 7
    header = "Kürzel;Name;Grundlage;Form;Platz"
    apply_file(importer, file_of(f"{CHANGED};9", header=header), context)
    assert SupportType.objects.get(code="34").position == 9


@both_ways
@pytest.mark.parametrize(
    ("file", "line", "says"),
    [
        (file_of(NEW, "32;=1+1;§ 32;ambulant"), 3, "could be run as a formula"),
        (file_of(NEW, "31;Noch eine;§ 31;ambulant"), 3, "stands in line 2 already"),
        (file_of(NEW, "32;Tagesgruppe;§ 32;teils"), 3, "Possible are: ambulant, stationär."),
        (file_of(NEW, "32;Tagesgruppe;;ambulant"), 3, "This value is missing."),
        (
            file_of(NEW, "32;Tagesgruppe;§ 32"),
            3,
            "The number of cells is 3 here but 4 in the header",
        ),
        (file_of(f"{NEW};-1", header="Kürzel;Name;Grundlage;Form;Platz"), 2, "not be negative"),
        (file_of(f"{NEW};elf", header="Kürzel;Name;Grundlage;Form;Platz"), 2, "not a number"),
        (file_of(header="Kürzel;Name;Grundlage;Form"), None, "a header but no rows"),
        (file_of(NEW, header="Kürzel;Bezeichnung;Grundlage;Form"), 1, "Columns are missing: Name"),
        (b"PK\x03\x04", None, "not CSV but ZIP"),
        (b"", None, "The file is empty."),
    ],
)
def test_a_file_with_an_error_changes_nothing_at_all(importer, existing, context, file, line, says):
    preview = check_file(importer, file, context)
    assert says in preview.problems.errors[0].text
    assert preview.problems.errors[0].line == line
    assert not preview.can_apply
    with pytest.raises(ImportRefused) as refused:
        apply_file(importer, file, context)
    assert refused.value.preview.problems.error_count == 1
    assert rows() == BEFORE


@both_ways
def test_what_changed_since_the_preview_is_not_overwritten(importer, existing, context):
    preview = check_file(importer, file_of(CHANGED), context)
    SupportType.objects.filter(code="34").update(name="Wohngruppe")
    with pytest.raises(StaleImport):
        apply_file(importer, file_of(CHANGED), context, expected=preview.state)
    assert SupportType.objects.get(code="34").name == "Wohngruppe"
    renewed = check_file(importer, file_of(CHANGED), context)
    apply_file(importer, file_of(CHANGED), context, expected=renewed.state)
    assert SupportType.objects.get(code="34").name == "Heimerziehung"


@both_ways
def test_a_row_that_appeared_since_the_preview_is_noticed(importer, existing, context):
    preview = check_file(importer, file_of(NEW), context)
    SupportType.objects.create(code="31", name="SPFH", legal_basis="§ 31", setting="any")
    with pytest.raises(StaleImport):
        apply_file(importer, file_of(NEW), context, expected=preview.state)


@both_ways
def test_the_database_has_the_last_word_and_then_nothing_is_written(importer, existing, context):
    file = file_of(NEW, "32;Familienhilfe;§ 32;ambulant")  # name and setting are unique together
    with pytest.raises((ImportRefused, IntegrityError)):
        apply_file(importer, file, context)
    assert rows() == BEFORE


@both_ways
def test_without_the_right_nothing_is_read(importer, existing):
    for role in (Role.CONTROLLER, Role.ADMINISTRATOR):
        context = ImportContext(actor=person(role), now=NOW)
        with pytest.raises(PermissionDenied):
            check_file(importer, file_of(NEW), context)
        with pytest.raises(PermissionDenied):
            apply_file(importer, file_of(NEW), context)


@both_ways
def test_rows_must_stay_within_reach_of_the_writer(importer, existing, context, monkeypatch):
    monkeypatch.setitem(
        access.TABLE,
        "networks.SupportType",
        [allow([Role.PLANNER], "import"), allow([Role.PLANNER], "view", where(code="34"))],
    )
    apply_file(importer, file_of(CHANGED), context)
    with pytest.raises(PermissionDenied):
        apply_file(importer, file_of(NEW), context)
    assert not SupportType.objects.filter(code="31").exists()


@both_ways
def test_every_row_written_is_in_the_history(importer, existing, context):
    event = SupportType.events.rel.related_model
    before = event.objects.count()
    apply_file(importer, file_of(SAME[0], NEW, CHANGED), context)
    assert event.objects.count() == before + 2


def test_a_model_that_refuses_a_value_names_the_row(existing, context):
    preview = check_file(RowByRow(), file_of("Ä 1;Neu;§ 1;ambulant"), context)
    (problem,) = preview.problems.errors
    assert (problem.line, problem.column) == (2, "Kürzel")


def test_a_row_locked_by_somebody_else_is_waited_for_and_noticed(
    existing, context, owner_connection, transactional_db
):
    """Somebody commits a change between comparing and writing: nothing is overwritten."""
    importer = InOneGo()
    target_write = importer.write

    def write(batch, context, comparison):
        _outside(owner_connection, "UPDATE networks_supporttype SET name = 'X' WHERE code = '34'")
        target_write(batch, context, comparison)

    importer.write = write
    with pytest.raises(StaleImport):
        apply_file(importer, file_of(CHANGED), context)
    assert SupportType.objects.get(code="34").name == "X"


def _outside(other: psycopg2.extensions.connection, sql: str) -> None:
    assert connection.in_atomic_block
    with other.cursor() as cursor:
        cursor.execute(sql)
    other.commit()

"""Long lists as XLSX: what a spreadsheet finds in the cells."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.utils.translation import gettext_lazy

from sro.ui.spreadsheets import LONGEST_TEXT, write_xlsx


def sheet_of(labels, kinds, rows, name="Liste"):
    content = io.BytesIO()
    write_xlsx(content, labels, kinds, iter(rows), sheet=name)
    content.seek(0)
    return openpyxl.load_workbook(content).active


@pytest.mark.parametrize(
    ("kind", "value", "cell", "form"),
    [
        ("text", "Ähre <&> GmbH", "Ähre <&> GmbH", "General"),
        ("text", "=1+1", "=1+1", "General"),
        ("text", "https://träger.example", "https://träger.example", "General"),
        ("text", gettext_lazy("yes"), "ja", "General"),
        ("text", "", None, None),
        ("text", None, None, None),
        ("boolean", True, "ja", "General"),
        ("boolean", False, "nein", "General"),
        ("number", 0, 0, "#,##0.###"),
        ("number", 2530, 2530, "#,##0.###"),
        ("money", Decimal("-1234567.89"), -1234567.89, "#,##0.00 €"),
        ("money", "–", "–", "#,##0.00 €"),
        ("percent", 0.125, 0.125, "0.00 %"),
        ("date", date(2025, 3, 31), datetime(2025, 3, 31), "dd.mm.yyyy"),
        # Stored in UTC, shown as the clock on the wall in Berlin.
        (
            "datetime",
            datetime(2025, 6, 30, 22, 30, tzinfo=UTC),
            datetime(2025, 7, 1, 0, 30),
            "dd.mm.yyyy hh:mm",
        ),
        ("text", date(2025, 3, 31), datetime(2025, 3, 31), "dd.mm.yyyy"),
    ],
)
def test_a_value_keeps_its_meaning(kind, value, cell, form):
    found = sheet_of(["Spalte", "Anker"], [kind, "text"], [[value, "x"]])["A2"]
    assert found.value == cell
    assert found.data_type != "f"
    if form:
        assert found.number_format == form


def test_a_column_may_begin_with_another_type_than_it_goes_on_with():
    rows = [[None], ["–"], [3], [Decimal("2.5")], [date(2025, 1, 1)]]
    sheet = sheet_of(["Wert"], ["number"], rows)
    assert [cell.value for cell in sheet["A"][2:]][:3] == ["–", 3, 2.5]


def test_headings_stay_in_sight_and_can_be_filtered():
    sheet = sheet_of(["Träger", "Betrag"], ["text", "money"], [["Ähre", Decimal(1)]])
    assert [cell.value for cell in sheet[1]] == ["Träger", "Betrag"]
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"


def test_no_rows_leave_the_headings():
    sheet = sheet_of(["Träger", "Betrag"], ["text", "money"], [])
    assert [cell.value for cell in sheet[1]] == ["Träger", "Betrag"]
    assert all(cell.value is None for row in sheet.iter_rows(min_row=2) for cell in row)


def test_equal_headings_keep_their_columns():
    sheet = sheet_of(["Stunden", "Stunden"], ["number", "number"], [[1, 2]])
    assert [cell.value for cell in sheet[1]] == ["Stunden", "Stunden (2)"]
    assert [cell.value for cell in sheet[2]] == [1, 2]


def test_too_long_a_text_ends_where_a_cell_ends():
    sheet = sheet_of(["Text"], ["text"], [["ä" * (LONGEST_TEXT + 1)]])
    assert sheet["A2"].value == "ä" * LONGEST_TEXT


def test_what_fails_while_rows_are_read_is_no_short_file():
    def rows():
        yield [1]
        raise LookupError("row")

    with pytest.raises(LookupError):
        write_xlsx(io.BytesIO(), ["Wert"], ["number"], rows(), sheet="Liste")


def test_a_row_of_another_length_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        sheet_of(["a", "b"], ["text", "text"], [["nur einer"]])

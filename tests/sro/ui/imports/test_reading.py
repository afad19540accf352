"""Encodings, delimiters, headers, rows: what a file may look like and what is refused."""

import csv
import io
import zipfile

import pytest
from django.utils import translation

from sro.ui.imports import Column, FileRefused, Kind, read_table

COLUMNS = (
    Column(name="area", header="Gebiet", synonyms=("key", "Schlüssel"), kind=Kind.CODE),
    Column(name="value", header="Wert", kind=Kind.DECIMAL),
    Column(name="note", header="Hinweis", required=False, blank=True),
)
GOOD = "Gebiet;Wert\n010111;1,5\n010112;2,5\n"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def refusal(source, **limits) -> str:
    with pytest.raises(FileRefused) as refused:
        read_table(source, COLUMNS, **limits)
    return refused.value.problem.text


def zipped(name: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "<x/>")
    return content.getvalue()


class Endless(io.RawIOBase):
    """A stream that claims a size and fails the test when somebody reads it."""

    def __init__(self, size: int) -> None:
        self.size = size

    def seekable(self) -> bool:
        return True

    def seek(self, offset, whence=0):
        return self.size if whence == 2 else offset

    def read(self, size=-1):
        raise AssertionError("a file that is too large must not be read")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_delimiter_and_line_ends_are_found(encoding, shown, newline, delimiter):
    text = 'Schlüssel;Hinweis;Wert\n1;"Ä; ö, ü\t|";1\n2;–;2\n'
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, lineterminator=newline).writerows(rows)

    table = read_table(file.getvalue().encode(encoding), COLUMNS)

    assert table.cells == {
        "area": ["1", "2"],
        "note": ["Ä; ö, ü\t|", "–"],
        "value": ["1", "2"],
    }
    assert (table.encoding, table.delimiter, list(table.lines)) == (shown, delimiter, [2, 3])
    assert bool(table.problems.warning_count) == (encoding == "cp1252")


def test_lines_are_counted_as_an_editor_does():
    text = '\n\nGebiet;Wert;Hinweis\n1;1;"two\nlines"\n\n;;\n  ; ;\n2;2;x\n\n\n'
    table = read_table(text.encode(), COLUMNS)
    assert list(table.lines) == [4, 9]


def test_the_line_naming_the_delimiter_is_skipped():
    table = read_table(b"sep=|\nGebiet|Wert\n1|2\n", COLUMNS)
    assert (table.delimiter, list(table.lines)) == ("|", [3])


def test_the_delimiter_is_the_one_that_finds_the_known_headings():
    table = read_table(b"Gebiet;Wert;a,b,c,d,e\n1;2;x\n", COLUMNS)
    assert table.delimiter == ";"


def test_rows_of_the_wrong_width_are_named_and_left_out():
    table = read_table(b"Gebiet;Wert\n1;2;3\n4\n5;6\n7;8;;\n", COLUMNS)
    assert table.cells["area"] == ["5", "7"]
    assert [(each.line, each.text.split(".")[0]) for each in table.problems.errors] == [
        (2, "The number of cells is 3 here but 2 in the header"),
        (3, "The number of cells is 1 here but 2 in the header"),
    ]


def test_unknown_columns_are_left_out_with_a_warning():
    table = read_table(b"Gebiet;Wert;source_id\n1;2;3\n", COLUMNS)
    assert set(table.cells) == {"area", "value"}
    assert "source_id" in table.problems.warnings[0].text


@pytest.mark.parametrize("heading", ["gebiet", " GEBIET ", "area", "SCHLÜSSEL", "schluessel"])
def test_headings_are_recognised_however_they_are_typed(heading):
    table = read_table(f"{heading};Wert\n1;2\n".encode(), COLUMNS)
    assert table.cells["area"] == ["1"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"\n \n\n", "The file is empty."),
        (b"Gebiet;Wert\n", "a header but no rows"),
        (b"Name;Wert\n1;2\n", "missing: Gebiet. Unknown: Name. Expected are: Gebiet, Wert"),
        (b"Wert\n2\n", "missing: Gebiet. Expected are: Gebiet, Wert, Hinweis."),
        (b"Gebiet;key;Wert\n1;1;2\n", "“Gebiet” is there twice: “Gebiet” and “key”"),
        (b'Gebiet;Wert\n1;2\n3;"4\n5;6\n', "From line 3 on the file cannot be read"),
        (b'Gebiet;Wert\n1;2\n"3"x;4\n', "From line 3 on the file cannot be read"),
        (b"Gebiet;Wert\n1;2\n3;\x00\n", "Line 3 holds characters that do not belong"),
        (b"Gebiet;Wert\nM\xc3\xbcller;1\nM\xfcller;2\n", "Line 3 holds characters that cannot"),
        (b"Gebiet;Wert\nM\x81ller;1\n", "Line 2 holds characters that cannot be read"),
        (b"\xef\xbb\xbfGebiet;Wert\nM\xfcller;2\n", "Line 2 holds characters that cannot"),
        ("Gebiet;Wert\n1;\0".encode("utf-16"), "The characters of this file cannot be read"),
        (GOOD.encode("utf-16") + b"x", "The characters of this file cannot be read"),
        (GOOD.encode("utf-16-le"), "Line 1 holds characters that do not belong"),
        (zipped("daten.csv"), "This file is not CSV but ZIP, even if its name ends in .csv"),
        (zipped("xl/workbook.xml"), "not CSV but Excel (xlsx)"),
        (b"%PDF-1.7\n", "not CSV but PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "not CSV but Excel (xls)"),
        (b"\x1f\x8b\x08", "not CSV but gzip"),
        (b"\x89PNG\r\n", "not CSV but PNG"),
        (b"\n<!DOCTYPE html><p>", "not CSV but HTML"),
        (b"<?xml version='1.0'?>", "not CSV but XML"),
    ],
)
def test_files_that_cannot_be_used_are_refused_with_the_reason(content, says):
    assert says in refusal(content)


def test_too_large_a_file_is_refused_before_it_is_read():
    said = refusal(Endless(200 * 1024 * 1024))
    assert said.startswith("The file has 200 MB; up to 50 MB can be imported at once.")


def test_too_many_rows_are_refused():
    content = b"Gebiet;Wert\n" + b"1;2\n" * 11
    assert len(read_table(content, COLUMNS, max_rows=11)) == 11
    assert "more than 10 rows" in refusal(content, max_rows=10)


def test_a_path_and_a_stream_read_the_same(tmp_path):
    path = tmp_path / "werte.csv"
    path.write_text(GOOD, encoding="utf-8")
    with path.open("rb") as stream:
        stream.read(3)
        from_stream = read_table(stream, COLUMNS)
        assert not stream.closed
    assert from_stream.cells == read_table(path, COLUMNS).cells
    assert from_stream.scan.digest == read_table(GOOD.encode(), COLUMNS).scan.digest


def test_without_columns_every_heading_is_one():
    table = read_table(b"a,b\n1,2\n")
    assert table.cells == {"a": ["1"], "b": ["2"]}
    with pytest.raises(FileRefused, match="twice"):
        read_table(b"a,A\n1,2\n")


def test_equal_cells_share_their_memory():
    table = read_table(b"Gebiet;Wert\n" + b"010111;1\n" * 100, COLUMNS)
    assert len({id(cell) for cell in table.cells["area"]}) == 1

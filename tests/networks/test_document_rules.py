"""What a file is by its bytes, and what it may be called."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.rules.documents import LONGEST_NAME, DocumentType, name_for, type_of

OOXML = "[Content_Types].xml"


def packed(members, compression=zipfile.ZIP_STORED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as package:
        for name, text in members.items():
            package.writestr(name, text)
    return file.getvalue()


def odt(**more):
    return packed({"mimetype": DocumentType.ODT.value, "content.xml": "<a/>", **more})


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", DocumentType.PDF),
        (b"\x89PNG\r\n\x1a\n...", DocumentType.PNG),
        (b"\xff\xd8\xff\xe0...", DocumentType.JPEG),
        (packed({OOXML: "", "word/document.xml": "<a/>"}), DocumentType.DOCX),
        (packed({OOXML: "", "xl/workbook.xml": "<a/>"}), DocumentType.XLSX),
        (odt(), DocumentType.ODT),
        ("Grüße\r\n".encode(), DocumentType.TEXT),
        ("\ufeffName;Zahl\r\nÄ;1\r\n".encode(), DocumentType.TEXT),
        (b"<!doctype html><script>alert(1)</script>", DocumentType.TEXT),
    ],
)
def test_what_is_taken(content, kind):
    assert type_of(content) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf \n",
        b"MZ\x90\x00",
        b"\x7fELF\x02\x01",
        b"GIF89a\x01\x00\x01\x00\x00",
        "Umlaut ä".encode("cp1252"),
        "Text".encode("utf-16"),
        b"Text mit \x1b[31m",
        b"  %PDF-1.7 \xff",
        packed({"a.exe": "MZ"}),
        packed({OOXML: "", "ppt/presentation.xml": "<a/>"}),
        packed({"word/document.xml": "<a/>"}),
        packed({OOXML: "", "word/document.xml": "<a/>", "word/vbaProject.bin": "x"}),
        odt(**{"Basic/script-lc.xml": "<a/>"}),
        packed({"mimetype": "application/vnd.oasis.opendocument.text-x", "content.xml": ""}),
        packed({str(number): "" for number in range(5001)} | {OOXML: "", "xl/workbook.xml": ""}),
        packed({OOXML: "", "word/document.xml": "<a/>"})[:-30],
        b"PK\x03\x04" + b"\x00" * 40,
    ],
)
def test_what_is_not_taken(content):
    assert type_of(content) is None


def test_a_bomb_is_not_unpacked():
    bomb = {"mimetype": b"\0" * 50_000_000, "content.xml": "<a/>"}
    assert type_of(packed(bomb, zipfile.ZIP_DEFLATED)) is None


@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", odt()[:60]]))
def test_no_bytes_break_it(content, beginning):
    type_of(beginning + content)


@pytest.mark.parametrize(
    ("sent", "kind", "name"),
    [
        ("Bericht.pdf", DocumentType.PDF, "Bericht.pdf"),
        ("Bericht.PDF", DocumentType.PDF, "Bericht.PDF"),
        ("Liste.csv", DocumentType.TEXT, "Liste.csv"),
        ("../../etc/passwd", DocumentType.TEXT, "passwd.txt"),
        ("C:\\Users\\ich\\Plan.docx", DocumentType.DOCX, "Plan.docx"),
        ('a"; filename="b.exe', DocumentType.PDF, "a_; filename=_b.exe.pdf"),
        ("a.pdf\r\nSet-Cookie: x=1", DocumentType.PDF, "a.pdf Set-Cookie_ x=1.pdf"),
        ("Seite.html", DocumentType.TEXT, "Seite.html.txt"),
        ("Rechnung\u202efdp.exe", DocumentType.PDF, "Rechnungfdp.exe.pdf"),
        ("Gru\u0308n\x00.png", DocumentType.PNG, "Grün.png"),
        ("", DocumentType.PDF, "dokument.pdf"),
        (".pdf", DocumentType.PDF, "pdf.pdf"),
        ("...", DocumentType.ODT, "dokument.odt"),
        ("x" * 400 + ".xlsx", DocumentType.XLSX, "x" * LONGEST_NAME + ".xlsx"),
    ],
)
def test_names(sent, kind, name):
    assert name_for(sent, kind) == name


@given(st.text(), st.sampled_from(DocumentType))
def test_a_name_is_one_short_line_without_a_path(sent, kind):
    name = name_for(sent, kind)
    assert len(name) <= LONGEST_NAME + 6
    assert name.isprintable()
    assert not set(name) & set('/\\"<>:|?*')
    assert name_for(name, kind) == name

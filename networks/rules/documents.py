"""What a file is, read from its bytes, and a name every disk takes. Standard library only."""

from __future__ import annotations

import io
import re
import struct
import unicodedata
import zipfile
from enum import StrEnum

#: The largest document, in bytes.
MAX_MEGABYTES = 10
MAX_BYTES = MAX_MEGABYTES * 1024 * 1024
#: The longest file name that is kept.
LONGEST_NAME = 150


class DocumentType(StrEnum):
    """What may be filed; nothing that a browser or an office program would run."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    TEXT = "text/plain"


#: How a file of the type may end; the first is given to one that ends otherwise.
ENDINGS: dict[DocumentType, tuple[str, ...]] = {
    DocumentType.PDF: ("pdf",),
    DocumentType.PNG: ("png",),
    DocumentType.JPEG: ("jpg", "jpeg"),
    DocumentType.DOCX: ("docx",),
    DocumentType.XLSX: ("xlsx",),
    DocumentType.ODT: ("odt",),
    DocumentType.TEXT: ("txt", "csv"),
}

_BEGINNINGS = (
    (b"%PDF-", DocumentType.PDF),
    (b"\x89PNG\r\n\x1a\n", DocumentType.PNG),
    (b"\xff\xd8\xff", DocumentType.JPEG),
)
_ZIP, _ZIP_ENTRY = b"PK\x03\x04", b"PK\x01\x02"
#: Beyond it a package is no letter and no table; reading its list would only cost memory.
_MOST_MEMBERS = 5000
_OOXML = "[Content_Types].xml"
_MAIN_MEMBERS = (
    (re.compile(r"word/document\d*\.xml"), DocumentType.DOCX),
    (re.compile(r"xl/workbook\d*\.xml"), DocumentType.XLSX),
)
_PROGRAMS = re.compile(r"(^|/)vbaProject\.bin$|^(Basic|Scripts)/", re.IGNORECASE)
_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


def type_of(content: bytes) -> DocumentType | None:
    """Return what the bytes are, whatever the file is called; None for what is not taken."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(_ZIP):
        return _packed(content)
    return DocumentType.TEXT if _is_text(content) else None


def _packed(content: bytes) -> DocumentType | None:
    """Look at the list of a package alone; nothing but its name of a few bytes is unpacked."""
    if content.count(_ZIP_ENTRY) > _MOST_MEMBERS:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            if any(_PROGRAMS.search(name) for name in names):
                return None
            if {"mimetype", "content.xml"} <= names:
                named = package.open("mimetype").read(len(DocumentType.ODT) + 1)
                return DocumentType.ODT if named == DocumentType.ODT.encode() else None
    except (zipfile.BadZipFile, struct.error, RuntimeError, ValueError, OSError, EOFError):
        return None
    if _OOXML not in names:
        return None
    found = (kind for main, kind in _MAIN_MEMBERS if any(map(main.fullmatch, names)))
    return next(found, None)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip("\ufeff \t\r\n\f")) and _NOT_IN_TEXT.search(text) is None


def name_for(sent: str, kind: DocumentType) -> str:
    """Return the file's name without path and signs that deceive, ending as its type does."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", sent))[-1]
    # Line breaks become spaces; signs one cannot see (they may turn the reading round) go.
    name = "".join(
        sign for sign in " ".join(name.split()) if not unicodedata.category(sign).startswith("C")
    )
    # Once more: what went may have stood between two spaces.
    name = _NOT_IN_NAMES.sub("_", " ".join(name.split())).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or ending.lower() not in ENDINGS[kind]:
        stem, ending = name, ENDINGS[kind][0]
    return f"{stem[:LONGEST_NAME].strip('. ') or 'dokument'}.{ending}"

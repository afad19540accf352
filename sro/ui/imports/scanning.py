"""The first look at the bytes of a file: too large, empty, not text, and how it is encoded.

The file is read once, in blocks, so that nothing larger than a block is held in memory.
"""

import codecs
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

from django.utils.translation import gettext_noop

from .problems import FileRefused

Source = str | Path | bytes | IO[bytes]

MEGABYTE = 1024 * 1024
#: Bytes a file may have unless the caller says otherwise.
MAX_BYTES = 50 * MEGABYTE
_BLOCK = MEGABYTE
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r\f")) + b"\x7f"
_NO_CONTROL = dict.fromkeys(_CONTROL)

#: How files begin that are often renamed to .csv, and what to call them.
_BEGINNINGS = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Excel (xls)"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"{\\rtf", "RTF"),
    (b"<?xml", "XML"),
    (b"<!doctype", "HTML"),
    (b"<html", "HTML"),
)
_SPREADSHEETS = {"Excel (xlsx)": b"xl/", "OpenDocument": b"opendocument.spreadsheet"}


@dataclass(frozen=True, slots=True)
class Scan:
    """Size in bytes, SHA-256 of the bytes, and the encoding in which all of them can be read."""

    size: int
    digest: str
    encoding: str


@contextmanager
def opened(source: Source) -> Iterator[IO[bytes]]:
    """The source as a seekable binary stream at its beginning; a caller's stream stays open."""
    if isinstance(source, bytes):
        yield BytesIO(source)
    elif isinstance(source, str | Path):
        with Path(source).open("rb") as stream:
            yield stream
    else:
        source.seek(0)
        yield source


def scan(stream: IO[bytes], *, max_bytes: int = MAX_BYTES) -> Scan:
    """Look through the stream once. Raises `FileRefused` with the reason."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    if size > max_bytes:
        raise FileRefused(
            gettext_noop(
                "The file has %(size)s MB; up to %(limit)s MB can be imported at once. "
                "Please divide it into several files."
            ),
            size=-(-size // MEGABYTE),
            limit=max_bytes // MEGABYTE,
        )
    if not size:
        raise FileRefused(gettext_noop("The file is empty."))
    start = stream.read(4096)
    _refuse_other_formats(start)
    stream.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _scan(stream, size, "utf-16")
    with_mark = start.startswith(codecs.BOM_UTF8)
    found = _scan(stream, size, "utf-8-sig" if with_mark else "utf-8", refuse=False)
    if found.encoding:
        return found
    _refuse_unreadable_line(stream, mixed_from=with_mark)
    return Scan(size, found.digest, "cp1252")


def _refuse_other_formats(start: bytes) -> None:
    kind = ""
    if start.startswith(b"PK"):
        names = [name for name, mark in _SPREADSHEETS.items() if mark in start]
        kind = (names or ["Excel (xlsx)" if b"[Content_Types].xml" in start else "ZIP"])[0]
    else:
        lowered = start.lstrip().lower()
        for beginning, name in _BEGINNINGS:
            if start.startswith(beginning) or lowered.startswith(beginning):
                kind = name
    if kind:
        raise FileRefused(
            gettext_noop(
                "This file is not CSV but %(kind)s, even if its name ends in .csv. "
                "Please open it and save it as CSV (UTF-8)."
            ),
            kind=kind,
        )


def _scan(stream: IO[bytes], size: int, encoding: str, *, refuse: bool = True) -> Scan:
    """Hash everything and try the encoding; an empty encoding in the result means it failed."""
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder(encoding)()
    line, readable = 1, True
    while block := stream.read(_BLOCK):
        digest.update(block)
        if encoding != "utf-16":
            _refuse_control_characters(block, line)
            line += block.count(b"\n")
        if readable:
            readable = _decodes(decoder, block, strict=encoding == "utf-16")
    readable = readable and _decodes(decoder, b"", final=True)
    if not readable and refuse:
        raise FileRefused(
            gettext_noop(
                "The characters of this file cannot be read. Please save it again as CSV (UTF-8)."
            )
        )
    return Scan(size, digest.hexdigest(), encoding if readable else "")


def _decodes(
    decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False, strict: bool = False
) -> bool:
    """Whether the block is text in this encoding; `strict` looks for control characters too."""
    try:
        text = decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return not strict or text.translate(_NO_CONTROL) == text


def _refuse_control_characters(block: bytes, line: int) -> None:
    if len(block.translate(None, _CONTROL)) == len(block):
        return
    place = next(index for index, byte in enumerate(block) if byte in _CONTROL)
    raise FileRefused(
        gettext_noop(
            "Line %(line)s holds characters that do not belong in a text file. "
            "Please open the file in the program it comes from and save it as CSV (UTF-8)."
        ),
        line=line + block.count(b"\n", 0, place),
    )


def _refuse_unreadable_line(stream: IO[bytes], *, mixed_from: bool) -> None:
    """After UTF-8 has failed: pass only what is Windows-1252 throughout.

    Real Windows-1252 text hardly ever happens to be valid UTF-8 where it has umlauts, so a file
    that is UTF-8 in some lines and not in others was put together from two. Reading it as
    Windows-1252 would turn "Müller" into "MÃ¼ller".
    """
    stream.seek(0)
    first_other, mixed = 0, mixed_from
    for number, line in enumerate(stream, 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            mixed = True
            continue
        except UnicodeDecodeError:
            first_other = first_other or number
        try:
            line.decode("cp1252")
        except UnicodeDecodeError:
            mixed, first_other = True, number
            break
    if mixed:
        raise FileRefused(
            gettext_noop(
                "Line %(line)s holds characters that cannot be read. "
                "Please save the file again as CSV (UTF-8)."
            ),
            line=first_other or 1,
        )

"""From data to a tagged PDF (PDF/UA-1, and PDF/A-2a so that it can be archived)."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from sro.ui.charts.isolation import PROJECT, guarded
from sro.ui.charts.text import clean_text, shorten
from sro.ui.pdf import fonts

TEMPLATES = Path(__file__).resolve().parent / "typst"
STANDARDS: list[Any] = ["ua-1", "a-2a"]

# Stands for a character that no face of ours has.
REPLACEMENT = "□"

_FOOTER_SOURCE = 200  # characters; a longer source stands in full at the end of the document

WORDS = {
    "de": {
        "page": "Seite",
        "of": "von",
        "source": "Quelle",
        "as_of": "Stand",
        "checksum": "Prüfsumme",
        "empty": "Keine Einträge.",
        "replaced": f"{REPLACEMENT} steht für Zeichen, die in diesem Dokument nicht "
        "dargestellt werden können.",
        "moment": "%d.%m.%Y, %H:%M Uhr",
    },
    "en": {
        "page": "Page",
        "of": "of",
        "source": "Source",
        "as_of": "As of",
        "checksum": "checksum",
        "empty": "No entries.",
        "replaced": f"{REPLACEMENT} stands for characters that cannot be shown in this document.",
        "moment": "%d %B %Y, %H:%M",
    },
}


class PdfError(RuntimeError):
    """The document could not be set; the message is Typst's, with the place in the template."""


class Letterhead(NamedTuple):
    """Who writes: the municipality, the office within it, and lines of address or contact."""

    name: str
    unit: str = ""
    lines: tuple[str, ...] = ()


def render_pdf(
    template_name: str | Path,
    data: Mapping[str, Any],
    *,
    title: str,
    letterhead: Letterhead,
    now: datetime,
    lang: str = "de",
    source: str = "",
    description: str = "",
    landscape: bool = False,
) -> bytes:
    """Set a document and return the PDF.

    `template_name` is a file of `sro/ui/pdf/typst`, or the path of a template of another app
    inside the project, which begins with `#import "/sro/ui/pdf/typst/base.typ": *`. `data` is
    anything JSON can hold; the template finds it as `data`, and shows texts as texts. `now`
    (aware, in the time zone to be shown) is printed and recorded; the same arguments give the
    same bytes. The printed checksum is the SHA-256 of the content without `now`.
    Raises `ValueError` for a missing title or a naive `now`, `PdfError` if Typst refuses.
    """
    if now.tzinfo is None:
        raise ValueError("now must have a time zone")
    if not clean_text(title):
        raise ValueError("a document needs a title")
    content = compose(
        dict(data),
        title=title,
        letterhead=letterhead,
        now=now,
        lang=lang,
        source=source,
        description=description,
        landscape=landscape,
    )
    template = TEMPLATES / template_name  # an absolute path stays as it is
    if not template.is_file():
        raise PdfError(f"there is no template {template}")
    stamp = int(now.timestamp())
    pdf, refusal = _typeset(template, content, stamp)
    for milder in (_replaced, _plain):
        if refusal and _is_about_characters(refusal):
            content = milder(content)
            pdf, refusal = _typeset(template, content, stamp)
    if refusal:
        raise PdfError(refusal)
    return pdf


def compose(
    data: dict[str, Any],
    *,
    title: str,
    letterhead: Letterhead,
    now: datetime,
    lang: str,
    source: str,
    description: str,
    landscape: bool,
) -> dict[str, Any]:
    """Return everything a template gets, ready for JSON."""
    if lang not in WORDS:
        raise ValueError(f"no words for the language {lang!r}")
    document = {
        "title": clean_text(title),
        "description": clean_text(description or title),
        "lang": lang,
        "words": WORDS[lang],
        "letterhead": {
            "name": clean_text(letterhead.name),
            "unit": clean_text(letterhead.unit),
            "lines": [clean_text(line) for line in letterhead.lines],
        },
        "source": clean_text(source),
        "footer_source": shorten(clean_text(source), _FOOTER_SOURCE),
        "landscape": landscape,
        "replaced": False,
    }
    # Undrawable characters in the data would make the typesetter refuse the whole document.
    clean = _mapped(data, lambda text: clean_text(text, keep_lines=True))
    digest = hashlib.sha256(_json([document, clean]).encode()).hexdigest()
    document |= {
        "stamp": now.strftime(WORDS[lang]["moment"]),
        "sha256": digest,
        "checksum": " ".join(digest[i : i + 4] for i in range(0, 16, 4)),
    }
    return {"document": document, "data": clean}


def _typeset(template: Path, content: dict[str, Any], stamp: int) -> tuple[bytes, str]:
    return guarded("typst", _compile, str(template), _json(content), stamp)


def _compile(template: str, inputs: str, stamp: int) -> tuple[bytes, str]:
    """Return the PDF, or nothing and why not. Runs in the process that owns the typesetter."""
    import typst

    try:
        pdf = typst.compile(
            template,
            root=str(PROJECT),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": inputs},
            pdf_standards=STANDARDS,
            timestamp=stamp,
        )
    except typst.TypstError as error:
        return b"", "\n".join([error.message, *error.hints, *error.trace])
    return pdf, ""


@lru_cache(maxsize=1)
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[fonts.folder()])


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=_refuse)


def _refuse(value: object) -> NoReturn:
    raise TypeError(f"data of a document are texts, numbers, lists and mappings, not {value!r}")


def _mapped(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _mapped(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mapped(item, change) for item in value]
    return value


def _is_about_characters(refusal: str) -> bool:
    told = ("could not be displayed", "disallowed codepoint", "missing codepoints")
    return any(words in refusal for words in told)


def _replaced(content: dict[str, Any]) -> dict[str, Any]:
    """Replace each character that no face has; the document then says what the square means."""
    text = unicodedata.normalize("NFC", _json(content))
    missing = {char for char in set(text) if ord(char) > 0x17F and not _displayable(char)}
    return _with(content, dict.fromkeys(missing, REPLACEMENT))


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    """Replace what single faces have but do not join as a document asks for (Devanagari).

    Signs that stand upon or around letters are left out, letters of such scripts replaced.
    """
    foreign = {char for char in set(_json(content)) if ord(char) > 0x17F}
    letters = {char for char in foreign if unicodedata.category(char) == "Lo"}
    signs = {char for char in foreign if unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"}}
    return _with(content, dict.fromkeys(letters, REPLACEMENT) | dict.fromkeys(signs, ""))


def _with(content: dict[str, Any], replaced: dict[str, str]) -> dict[str, Any]:
    table = str.maketrans(replaced)
    changed: dict[str, Any] = _mapped(content, lambda part: part.translate(table))
    changed["document"]["replaced"] = True
    return changed


@lru_cache(maxsize=4096)
def _displayable(char: str) -> bool:
    probe = TEMPLATES / "probe.typ"
    return not guarded("typst", _compile, str(probe), json.dumps(char), 0)[1]

"""The German catalogue: which messages the code contains, and what is wrong with the translations.

Works without GNU gettext: Python files are read as syntax trees, templates through Django's own
`templatize`. tests/sro/ui/test_catalogue.py compares the result with xgettext's.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

# Function → positions of context, singular and plural among its arguments.
_CONTEXT, _ID, _PLURAL = "context", "id", "plural"
_SHAPES: dict[str, tuple[str, ...]] = {
    "gettext": (_ID,),
    "ngettext": (_ID, _PLURAL),
    "pgettext": (_CONTEXT, _ID),
    "npgettext": (_CONTEXT, _ID, _PLURAL),
}
FUNCTIONS = {
    **_SHAPES,
    **{f"{name}_lazy": shape for name, shape in _SHAPES.items()},
    "gettext_noop": (_ID,),
    "_": (_ID,),
}
_TEMPLATE_CALL = re.compile(r"\b(npgettext|pgettext|ngettext|gettext|_)\(")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}|%([sd])")
HEADER = {
    "Project-Id-Version": "sro",
    "Language": "de",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


@dataclass(frozen=True, order=True)
class Message:
    """One translatable text; `plural` is empty where there is none."""

    id: str
    context: str = ""
    plural: str = ""


def source_files(root: Path, packages: Iterable[str]) -> Iterator[Path]:
    """Yield the Python files and templates of the packages, without migrations."""
    for package in packages:
        for path in sorted((root / package).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def extract(root: Path, packages: Iterable[str]) -> dict[Message, list[str]]:
    """Return every message with the files (relative to `root`) that contain it."""
    found: dict[Message, list[str]] = {}
    for path in source_files(root, packages):
        text = path.read_text(encoding="utf-8")
        messages = in_python(text) if path.suffix == ".py" else in_template(text)
        for message in messages:
            places = found.setdefault(message, [])
            name = path.relative_to(root).as_posix()
            if name not in places:
                places.append(name)
    return _one_entry_each(found)


def _one_entry_each(found: dict[Message, list[str]]) -> dict[Message, list[str]]:
    """Let a plural's entry serve where its singular is used alone, too: a catalogue has room for
    one entry per text."""
    plurals = {(m.id, m.context): m for m in found if m.plural}
    result: dict[Message, list[str]] = {}
    for message, places in found.items():
        entry = plurals.get((message.id, message.context), message)
        result.setdefault(entry, []).extend(p for p in places if p not in result.get(entry, ()))
    return result


def in_python(text: str) -> Iterator[Message]:
    """Yield the messages of Python source; arguments that are no plain strings are no messages."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            yield from _message(node)


def in_template(text: str) -> Iterator[Message]:
    """Yield the messages of a Django template."""
    prepared = templatize(text)
    for match in _TEMPLATE_CALL.finditer(prepared):
        call = _call_at(prepared, match.start())
        if call:
            yield from _message(call)


def _message(call: ast.Call) -> Iterator[Message]:
    function = call.func
    name = getattr(function, "id", None) or getattr(function, "attr", None)
    shape = FUNCTIONS.get(name or "", ())
    parts = {}
    for part, argument in zip(shape, call.args, strict=False):
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            parts[part] = argument.value
    if shape and len(parts) == len(shape) and parts[_ID]:
        yield Message(parts[_ID], parts.get(_CONTEXT, ""), parts.get(_PLURAL, ""))


def _call_at(text: str, start: int) -> ast.Call | None:
    """Parse the call that begins at `start`: up to the first bracket that completes it."""
    end = start
    while (end := text.find(")", end + 1)) != -1:
        try:
            expression = ast.parse(text[start : end + 1], mode="eval").body
        except SyntaxError:
            continue
        return expression if isinstance(expression, ast.Call) else None
    return None


def message_of(entry: polib.POEntry) -> Message:
    """Return what an entry of a catalogue translates."""
    return Message(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


def translation_of(entry: polib.POEntry) -> tuple[str, ...]:
    """Return the translated text, or both forms of a plural; empty strings where it is missing."""
    if entry.msgid_plural:
        return tuple(entry.msgstr_plural.get(form, "") for form in (0, 1))
    return (entry.msgstr,)


def merge(messages: dict[Message, list[str]], *catalogues: Iterable[polib.POEntry]) -> polib.POFile:
    """Return a new catalogue of exactly these messages; a later catalogue's translation wins."""
    translations: dict[Message, tuple[str, ...]] = {}
    for catalogue in catalogues:
        for entry in catalogue:
            if not entry.obsolete and not entry.fuzzy and all(translation_of(entry)):
                translations[message_of(entry)] = translation_of(entry)
    result = polib.POFile(wrapwidth=96)
    result.metadata = HEADER
    for message, places in sorted(messages.items()):
        forms = translations.get(message, ("", "") if message.plural else ("",))
        result.append(
            polib.POEntry(
                msgid=message.id,
                msgctxt=message.context or None,
                msgid_plural=message.plural,
                msgstr="" if message.plural else forms[0],
                msgstr_plural=dict(enumerate(forms)) if message.plural else {},
                occurrences=[(place, "") for place in places],
                flags=["python-format"] if "%(" in message.id + message.plural else [],
            )
        )
    return result


def problems(
    messages: dict[Message, list[str]], catalogue: Iterable[polib.POEntry]
) -> Iterator[str]:
    """Yield one line for each missing, fuzzy, stale or wrong entry of the catalogue."""
    entries = {message_of(entry): entry for entry in catalogue if not entry.obsolete}
    for message, places in sorted(messages.items()):
        if message not in entries:
            yield f"{places[0]}: missing: {message.id!r}"
        elif entries[message].fuzzy:
            yield f"{places[0]}: fuzzy: {message.id!r}"
        elif not all(translation_of(entries[message])):
            yield f"{places[0]}: not translated: {message.id!r}"
        elif not _same_placeholders(message, translation_of(entries[message])):
            yield f"{places[0]}: other placeholders than the original: {message.id!r}"
    for message in sorted(set(entries) - set(messages)):
        yield f"stale (no longer in the code): {message.id!r}"


def _same_placeholders(message: Message, forms: tuple[str, ...]) -> bool:
    """Compare the placeholders; a plural's singular may leave out the number."""
    if message.plural:
        allowed = _placeholders(message.id) | _placeholders(message.plural)
        return all(_placeholders(form) <= allowed for form in forms)
    return _placeholders(forms[0]) == _placeholders(message.id)


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in _PLACEHOLDER.finditer(text)}

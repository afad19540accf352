"""File references (Aktenzeichen): a pattern, the reference it makes, and the way back.

A pattern is text with fields in braces: `{jahr}` or `{jahr:2}`, `{nummer}` or `{nummer:5}` (at
least so many digits) and `{bezirk}` (the key of the district). Numbers run per year for the whole
office, so year and number have to occur; everything else stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

DEFAULT_PATTERN = "{jahr}-{nummer:5}"
LONGEST = 60
# The longest key of a district; numbers grow to seven digits at most.
_LONGEST_KEY = "x" * 12
_LARGEST = 9_999_999
_FIELD = re.compile(r"\{([^{}:]*)(?::([^{}]*))?\}")
_LONGEST_WIDTH = 9


class Fault(StrEnum):
    """What is wrong with a pattern."""

    BRACES = "braces"
    UNKNOWN_FIELD = "unknown_field"
    WIDTH = "width"
    NO_YEAR = "no_year"
    NO_NUMBER = "no_number"
    TWICE = "twice"
    AMBIGUOUS = "ambiguous"
    SIGNS = "signs"
    TOO_LONG = "too_long"


class BadPattern(ValueError):
    """A pattern that makes no references; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def check_pattern(pattern: str) -> None:
    """Raise BadPattern for the first fault of a pattern."""
    parts = list(_parts(pattern))
    names = [name for name, _width, _text in parts if name]
    if any("{" in text or "}" in text for _name, _width, text in parts):
        raise BadPattern(Fault.BRACES)
    if len(names) != len(set(names)):
        raise BadPattern(Fault.TWICE)
    if "jahr" not in names:
        raise BadPattern(Fault.NO_YEAR)
    if "nummer" not in names:
        raise BadPattern(Fault.NO_NUMBER)
    _check_text(parts)
    if len(_written(parts, 9999, _LARGEST, _LONGEST_KEY)) > LONGEST:
        raise BadPattern(Fault.TOO_LONG)


def format_reference(pattern: str, *, year: int, number: int, district: str = "") -> str:
    """Return the reference of the number-th case of a year. Raises BadPattern."""
    check_pattern(pattern)
    return _written(list(_parts(pattern)), year, number, district)


def parse_reference(pattern: str, text: str) -> tuple[int, int] | None:
    """Return year and number of a reference made by `pattern`; None for another text.

    A year of two digits is one of this century.
    """
    check_pattern(pattern)
    expression = ""
    for name, width, literal in _parts(pattern):
        expression += re.escape(literal)
        match name:
            case "jahr":
                expression += rf"(?P<jahr>\d{{{width or 4}}})"
            case "nummer":
                expression += rf"(?P<nummer>\d{{{width or 1},}})"
            case "bezirk":
                expression += r"[0-9A-Za-z.\-]*?"
    found = re.fullmatch(expression, text.strip(), re.IGNORECASE)
    if not found:
        return None
    year = int(found["jahr"])
    return (year if year > 99 else 2000 + year), int(found["nummer"])


def _parts(pattern: str) -> Iterator[tuple[str, int, str]]:
    """Yield (field, width, text before it), the text at the end with an empty field."""
    end = 0
    for found in _FIELD.finditer(pattern):
        name, width = found.group(1), found.group(2)
        yield name, _width(name, width), pattern[end : found.start()]
        end = found.end()
    yield "", 0, pattern[end:]


def _width(name: str, width: str | None) -> int:
    if name not in ("jahr", "nummer", "bezirk"):
        raise BadPattern(Fault.UNKNOWN_FIELD)
    if width is None:
        return 0
    known = width.isdecimal() and width.isascii() and len(width) == 1
    fits = known and (
        (name == "nummer" and 1 <= int(width) <= _LONGEST_WIDTH)
        or (name == "jahr" and int(width) in (2, 4))
    )
    if not fits:
        raise BadPattern(Fault.WIDTH)
    return int(width)


def _check_text(parts: list[tuple[str, int, str]]) -> None:
    """Refuse signs that break lines, and figures that touch one another.

    "{jahr}{nummer}" would make one reference of two different pairs, such as 20251 and 1 or 2025
    and 11, were it not for the fixed length of the year; behind a number of open length nothing
    may begin with a figure.
    """
    before = ""
    for name, _size, text in parts:
        if not text.isprintable():
            raise BadPattern(Fault.SIGNS)
        touches = text[:1].isdecimal() if text else bool(name)
        if before in ("nummer", "bezirk") and touches:
            raise BadPattern(Fault.AMBIGUOUS)
        if name == "nummer" and (text[-1:].isdecimal() or (before == "bezirk" and not text)):
            raise BadPattern(Fault.AMBIGUOUS)
        before = name


def _written(parts: list[tuple[str, int, str]], year: int, number: int, district: str) -> str:
    made = ""
    for name, width, text in parts:
        made += text
        match name:
            case "jahr":
                made += f"{year:04}"[-(width or 4) :]
            case "nummer":
                made += f"{number:0{width or 1}}"
            case "bezirk":
                made += district
    return made

"""How alike two people's names and birth dates are, with the reasons said in codes.

For the question asked before anybody is entered twice: spelling, sound, swapped names, birth date.
A score only puts the likeliest first; whether two entries are one person, people decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from sro.names import PARTICLES, search_key, sound_key

# From this resemblance of letters on (0 to 1) two words count as two spellings of one.
SPELLED_ALIKE = 0.75
# A sound shorter than this is shared by too many names.
_SHORTEST_SOUND = 2
_SHORTEST_BEGINNING = 3


class Reason(StrEnum):
    """Why somebody may be the person who is meant."""

    SAME_NAME = "same_name"
    SAME_FAMILY_NAME = "same_family_name"
    SPELLED_ALIKE = "spelled_alike"
    SOUNDS_ALIKE = "sounds_alike"
    NAMES_SWAPPED = "names_swapped"
    SAME_BIRTH_DATE = "same_birth_date"
    BIRTH_DATE_ALIKE = "birth_date_alike"
    SAME_BIRTH_YEAR = "same_birth_year"


@dataclass(frozen=True)
class Known:
    """What is known of a person; `birth_year` is the estimated one, without a birth date."""

    given_name: str = ""
    family_name: str = ""
    legal_name: str = ""
    birth_date: date | None = None
    birth_year: int | None = None


@dataclass(frozen=True)
class Likeness:
    """How alike two are: 0 for strangers, the higher the likelier; and why."""

    score: float
    reasons: tuple[Reason, ...] = ()


STRANGERS = Likeness(0.0)


def likeness(asked: Known, other: Known) -> Likeness:
    """Return how alike somebody asked for and somebody known are.

    Either all names asked for have to be alike, or the birth date is the same and one name is
    alike, or only a birth date was asked for and it is the same.
    """
    birth, birth_reasons = _birth(asked, other)
    given, family = search_key(asked.given_name), search_key(asked.family_name)
    if not given and not family:
        return Likeness(birth, birth_reasons) if birth >= 1 else STRANGERS
    names, reasons = _names(given, family, other, same_birth=birth >= 1)
    if not names:
        return STRANGERS
    return Likeness(names + birth, (*reasons, *birth_reasons))


def word_likeness(word: str, other: str) -> tuple[float, Reason | None]:
    """Return how alike two words of names are (search keys), 1 for the same one, and why."""
    if word == other:
        return 1.0, Reason.SAME_NAME
    letters = SequenceMatcher(None, word, other, autojunk=False).ratio()
    code = sound_key(word)
    if len(code) >= _SHORTEST_SOUND and code == sound_key(other):
        return 0.8 + 0.15 * letters, Reason.SOUNDS_ALIKE
    if letters >= SPELLED_ALIKE:
        return letters * 0.9, Reason.SPELLED_ALIKE
    begun = len(word) >= _SHORTEST_BEGINNING and other.startswith(word)
    if begun or (len(other) >= _SHORTEST_BEGINNING and word.startswith(other)):
        return 0.7, Reason.SPELLED_ALIKE
    return 0.0, None


def _names(
    given: str, family: str, other: Known, *, same_birth: bool
) -> tuple[float, tuple[Reason, ...]]:
    given_of, family_of = search_key(other.given_name), search_key(other.family_name)
    legal = search_key(other.legal_name)
    straight = _pair(given, f"{given_of} {legal}", family, f"{family_of} {legal}", same_birth)
    swapped = _pair(given, family_of, family, given_of, same_birth)
    if given and family and swapped[0] > straight[0]:
        return swapped[0] * 0.95, (Reason.NAMES_SWAPPED,)
    return straight


def _pair(
    given: str, given_of: str, family: str, family_of: str, same_birth: bool
) -> tuple[float, tuple[Reason, ...]]:
    """Compare given with given and family with family name; one is enough on the same birthday."""
    first, why_first = _name(given, given_of)
    last, why_last = _name(family, family_of)
    if not given:
        exact = why_last is Reason.SAME_NAME
        return last, ((Reason.SAME_FAMILY_NAME,) if exact else _known(why_last))
    if not family:
        return first, _known(why_first)
    if first and last:
        return (first + last) / 2, _worst(why_first, why_last)
    # Names change by marriage and adoption; a birthday does not.
    if same_birth and (first or last):
        exact = why_last is Reason.SAME_NAME
        reason = (Reason.SAME_FAMILY_NAME,) if exact else _known(why_first or why_last)
        return max(first, last) / 2, reason
    return 0.0, ()


def _name(asked: str, known: str) -> tuple[float, Reason | None]:
    """Compare a name of one or more words: all words asked for, or one of a double name."""
    asked_words, known_words = _bearing(asked), _bearing(known)
    if not asked_words or not known_words:
        return 0.0, None
    best = [max((word_likeness(a, k) for k in known_words), key=_first) for a in asked_words]
    found = [each for each in best if each[0]]
    if not found:
        return 0.0, None
    score = min(map(_first, found))
    reason = next((why for value, why in found if value == score), None)
    if len(found) < len(best):
        # "Meier-Schmidt" was asked for, "Meier" is known.
        return score * 0.85, Reason.SPELLED_ALIKE if reason is Reason.SAME_NAME else reason
    return score, reason


def _bearing(name: str) -> Sequence[str]:
    words = name.split()
    return [word for word in words if word not in PARTICLES] or words


def _first(pair: tuple[float, Reason | None]) -> float:
    return pair[0]


def _known(reason: Reason | None) -> tuple[Reason, ...]:
    return () if reason is None else (reason,)


def _worst(*reasons: Reason | None) -> tuple[Reason, ...]:
    """Name what differs; the same name only where nothing does."""
    others = {reason for reason in reasons if reason not in (None, Reason.SAME_NAME)}
    return tuple(sorted(each for each in others if each)) or (Reason.SAME_NAME,)


def _birth(asked: Known, other: Known) -> tuple[float, tuple[Reason, ...]]:
    if asked.birth_date and other.birth_date:
        if asked.birth_date == other.birth_date:
            return 1.0, (Reason.SAME_BIRTH_DATE,)
        if _mistyped(asked.birth_date, other.birth_date):
            return 0.4, (Reason.BIRTH_DATE_ALIKE,)
        return -0.4, ()
    year, year_of = _year(asked), _year(other)
    if year is None or year_of is None:
        return 0.0, ()
    if year == year_of:
        return 0.3, (Reason.SAME_BIRTH_YEAR,)
    # An estimate may be wrong by a year or two.
    return (0.0 if abs(year - year_of) <= 2 else -0.4), ()


def _year(person: Known) -> int | None:
    return person.birth_date.year if person.birth_date else person.birth_year


def _mistyped(day: date, other: date) -> bool:
    """Whether day and month are swapped or one digit differs."""
    if (day.year, day.month, day.day) == (other.year, other.day, other.month):
        return True
    pairs = zip(f"{day:%d%m%Y}", f"{other:%d%m%Y}", strict=True)
    return sum(a != b for a, b in pairs) == 1


_GERMAN_DAY = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)")
_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


def birth_date_in(text: str, today: date) -> tuple[date | None, str]:
    """Return the first day written in a text ("Meier 12.3.2015") and the text without it.

    Two digits of a year are the latest year that is not in the future. What is no day of the
    calendar stays part of the text.
    """
    for pattern, order in ((_GERMAN_DAY, (2, 1, 0)), (_ISO_DAY, (0, 1, 2))):
        found = pattern.search(text)
        if not found:
            continue
        year, month, day = (found.groups()[position] for position in order)
        try:
            written = date(_full_year(year, today), int(month), int(day))
        except ValueError:
            continue
        return written, " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())
    return None, text


def _full_year(year: str, today: date) -> int:
    if len(year) == 4:
        return int(year)
    century = today.year - today.year % 100
    return century + int(year) - (100 if int(year) > today.year % 100 else 0)

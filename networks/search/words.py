"""The words under which a name is found, and the words somebody typed. No Django, no database.

A name is stored as lexemes of a PostgreSQL `tsvector`; what somebody types becomes a `tsquery`.
Both are built in, need no extension and no dictionary. Three kinds of lexemes stand side by side:

* the words themselves, umlauts and accents folded (`muller` for Müller, Mueller and Muller);
* the ends of long words, since German builds one word out of several: "bücherei" finds
  "Stadtteilbücherei" by the beginning of one of its ends;
* `~` and the sound of a word (Kölner Phonetik), and for longer sounds all variants with one
  sound left out. Two words whose sounds differ by one sound added, dropped, mistaken or swapped
  share a variant (idea: symmetric deletion, W. Garbe, SymSpell); vowels never count.

The variants bring in strangers as well, so whoever uses `resembling_query` sorts the candidates
out with `resemblance`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from sro.names import PARTICLES, search_key, sound_key

#: More words than these are not looked for; nobody types them by hand.
WORDS_TYPED = 8
#: Ends of words are kept from this length on ...
SHORTEST_END = 4
#: ... and no words that are longer than any German one (keys, addresses pasted into a name).
LONGEST_WORD = 60
#: From this resemblance on (0 to 1) a word counts as a misspelling of another one.
ALIKE = 0.7

#: Folded letters and how they are written; both cases, whatever the database's locale knows.
_SPELLINGS = {
    "a": "(?:ae|[aäàáâÄ])",
    "e": "[eéèêë]",
    "o": "(?:oe|[oöóôÖ])",
    "u": "(?:ue|[uüúûÜ])",
    "ss": "(?:ss|ß)",
}
_SOUND = "~"
_SHORTEST_SOUND = 2
_SHORTEST_SPARED_SOUND = 4
_SHORTEST_BEGUN_SOUND = 4
#: A word that is only begun counts a little less than the whole one.
_BEGUN = 0.95


def lexemes(name: str, *more: str) -> str:
    """Return the `tsvector` literal of a name; words of `more` (place, type) are found as typed.

    Only letters, digits and the mark of sounds occur in it, each lexeme in quotes.
    """
    named = _words(name)
    found = {end for text in (name, *more) for word in _words(text) for end in _ends(word)}
    for word in named:
        found |= _marked(_code(word)) | _variants(word)
    return " ".join(f"'{each}'" for each in sorted(found))


def spellings(word: str) -> str:
    """Return the regular expression of how a word of `typed_words` may be written in a text."""
    parts = (_SPELLINGS.get(each, re.escape(each)) for each in re.findall("ss|.", word))
    return "".join(parts)


def typed_words(text: str) -> list[str]:
    """Return the words somebody typed, as they are looked for."""
    return _words(text)[:WORDS_TYPED]


def matching_query(words: Iterable[str]) -> str:
    """Return the `tsquery` literal: every word begins a word (or the end of one) of the row."""
    return " & ".join(f"'{word}':*" for word in words)


def sounding_query(words: Sequence[str]) -> str:
    """Return the `tsquery` literal: every word sounds like a word of the row, or begins one.

    A longer sound may be the beginning of the row's, for somebody who is still typing.

    Empty when no word has a sound. A single word that begins a word needs no sound to be found.
    """
    return _alternatives(words, lambda word: _marked(_code(word)))


def resembling_query(words: Sequence[str]) -> str:
    """Return the wider `tsquery` literal: up to one sound in each word is wrong.

    Empty when every word is too short to be told with a sound missing.
    """
    if not any(map(_variants, words)):
        return ""
    return _alternatives(words, lambda word: _variants(word) or _marked(_code(word)))


def resemblance(words: Iterable[str], key: str) -> float:
    """Return how much the words typed resemble words of a search key, from 0 to 1.

    It is the resemblance of the worst word, so that one good word does not carry a wrong one.
    A word is measured by its letters (difflib), and one third by its sound where that is the same.
    """
    own = key.split()
    return min((_best(word, own) for word in words), default=0.0)


def _words(text: str) -> list[str]:
    return [word for word in search_key(text).split() if len(word) <= LONGEST_WORD]


def _ends(word: str) -> list[str]:
    """The word and its ends, the word itself however short."""
    return [word, *(word[at:] for at in range(1, len(word) - SHORTEST_END + 1))]


def _alternatives(words: Sequence[str], sounds_of: Callable[[str], frozenset[str]]) -> str:
    sounds = [sorted(sounds_of(word)) for word in words]
    if not any(sounds):
        return ""
    beginnings = [[f"'{word}':*"] if len(words) > 1 else [] for word in words]
    each_word = (
        " | ".join([*beginning, *map(_sought, alike)])
        for beginning, alike in zip(beginnings, sounds, strict=True)
    )
    return " & ".join(f"({alternatives})" for alternatives in each_word)


def _sought(sound: str) -> str:
    begun = len(sound) - len(_SOUND) >= _SHORTEST_BEGUN_SOUND
    return f"'{sound}':*" if begun else f"'{sound}'"


@lru_cache(maxsize=20_000)
def _variants(word: str) -> frozenset[str]:
    """The sound of a word and its variants with one sound left out; none for short sounds."""
    code = _code(word)
    if len(code) < _SHORTEST_SPARED_SOUND:
        return frozenset()
    return _marked(code, *(code[:at] + code[at + 1 :] for at in range(len(code))))


def _marked(*codes: str) -> frozenset[str]:
    return frozenset(_SOUND + code for code in codes if code)


@lru_cache(maxsize=20_000)
def _code(word: str) -> str:
    """The sound; none for small words, numbers and what is too short to be told by its sound."""
    if word in PARTICLES or len(word) < 3 or any(char.isdigit() for char in word):
        return ""
    code = sound_key(word)
    return code if len(code) >= _SHORTEST_SOUND else ""


def _best(word: str, others: list[str]) -> float:
    best = 0.0
    code = _code(word)
    for other in others:
        if other.startswith(word) or (len(word) >= SHORTEST_END and word in other):
            return 1.0
        best = max(best, _alike(word, code, other))
        # Whoever is still typing has written the beginning of the word only.
        if len(other) > len(word):
            best = max(best, _BEGUN * _alike(word, code, other[: len(word)]))
    return best


def _alike(word: str, code: str, other: str) -> float:
    letters = SequenceMatcher(None, word, other, autojunk=False).ratio()
    same_sound = bool(code) and code == _code(other)
    return (2 * letters + 1) / 3 if same_sound else letters

"""The words under which a name is found, and the words somebody typed. No Django, no database.

A name is stored as lexemes of a PostgreSQL `tsvector`; what somebody types becomes a `tsquery`.
Both are built in, need no extension and no dictionary. Three kinds of lexemes stand side by side:

* the words themselves, umlauts and accents folded (`muller` for Müller, Mueller and Muller);
* the ends of long words, since German builds one word out of several: "bucherei" finds
  "Stadtteilbücherei" by the beginning of one of its ends;
* `~` and the sound of a word (Kölner Phonetik), and for longer sounds all variants with one
  sound left out. Two words whose sounds differ by one sound added, dropped, mistaken or swapped
  share a variant (idea: symmetric deletion, W. Garbe, SymSpell); vowels never count.

The variants bring in strangers as well, so whoever uses `resembling_query` sorts the candidates
out with `resemblance`.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from sro.names import PARTICLES, search_key, sound_key

#: More words than these are not looked for; nobody types them by hand.
WORDS_TYPED = 8
#: The shortest word worth a search; shorter ones would find half the registry.
SHORTEST = 2
#: Ends of words are kept from this length on ...
SHORTEST_END = 4
#: ... and not of words that are longer than any German one (keys, addresses pasted into a name).
LONGEST_WORD = 60
#: From this resemblance on (0 to 1, difflib) a word counts as a misspelling of another one;
#: 0.7 lets one letter in four be wrong.
ALIKE = 0.7

_SOUND = "~"
_SHORTEST_SPARED_SOUND = 4


def lexemes(name: str, *more: str) -> str:
    """Return the `tsvector` literal of a name; words of `more` (place, type) are found as typed.

    Only letters, digits and the mark of sounds occur in it, each lexeme in quotes.
    """
    named = _words(name)
    found = set(named)
    for word in (*named, *(each for text in more for each in _words(text))):
        found.add(word)
        found.update(_ends(word))
    for word in named:
        found.update(_sounds(word))
    return " ".join(f"'{each}'" for each in sorted(found))


def typed_words(text: str) -> list[str]:
    """Return the words somebody typed, as they are looked for; empty when there is too little."""
    words = _words(text)[:WORDS_TYPED]
    return words if any(len(word) >= SHORTEST for word in words) else []


def matching_query(words: Iterable[str]) -> str:
    """Return the `tsquery` literal: every word begins a word (or the end of one) of the row."""
    return " & ".join(f"'{word}':*" for word in words)


def resembling_query(words: Iterable[str]) -> str:
    """Return the wider `tsquery` literal: every word begins a word of the row or sounds alike."""
    return " & ".join(
        "({})".format(" | ".join([f"'{word}':*", *(f"'{each}'" for each in sorted(_sounds(word)))]))
        for word in words
    )


def resemblance(words: Iterable[str], key: str) -> float:
    """Return how much the words typed resemble words of a search key, from 0 to 1.

    It is the resemblance of the worst word, so that one good word does not carry a wrong one.
    """
    own = key.split()
    return min((_best(word, own) for word in words), default=0.0)


def _words(text: str) -> list[str]:
    return [word for word in search_key(text).split() if len(word) <= LONGEST_WORD]


def _ends(word: str) -> Iterable[str]:
    return (word[at:] for at in range(1, len(word) - SHORTEST_END + 1))


def _sounds(word: str) -> set[str]:
    if word in PARTICLES or len(word) < 3 or any(char.isdigit() for char in word):
        return set()
    code = sound_key(word)
    if len(code) < 2:
        return set()
    sounds = {code}
    if len(code) >= _SHORTEST_SPARED_SOUND:
        sounds |= {code[:at] + code[at + 1 :] for at in range(len(code))}
    return {_SOUND + each for each in sounds}


def _best(word: str, others: list[str]) -> float:
    best = 0.0
    for other in others:
        if other.startswith(word):
            return 1.0
        matcher = SequenceMatcher(None, word, other, autojunk=False)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best:
            best = max(best, matcher.ratio())
    return best

"""Names as people sort, search and hear them. Standard library only.

The database has no German collation, so lists are ordered by a stored ``sort_key`` and searched by
stored ``search_key`` and ``sound_key``. All three are plain letters, digits and single spaces for
Latin script, and stay the same when applied to their own result.
"""

import re
import unicodedata
from collections.abc import Iterator

# Letters that Unicode does not take apart into a base letter and a mark. Case is folded before.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ŋ": "n",
        "ŧ": "t",
        "þ": "th",
        "ə": "e",
    }
)
_APOSTROPHES = re.compile("['`\u00b4\u02b9\u02bc\u2018\u2019]")
_NOT_WORD = re.compile(r"[\W_]+")
# "ae", "oe", "ue" stand for umlauts except where the first vowel belongs to a sound before it:
# B-au-er, n-eu-e, Q-ue-lle.
_DIGRAPH = re.compile("([ao])e+|(?<![aeoqu])(u)e+")

PARTICLES = frozenset(
    {
        "al",
        "da",
        "dal",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "la",
        "le",
        "ten",
        "ter",
        "van",
        "vom",
        "von",
        "zu",
        "zum",
        "zur",
    }
)
"""Small words in front of family names that people leave out as often as not."""


def _fold(text: str) -> str:
    """Lower case, without marks and apostrophes, words set apart by one space."""
    lowered = _APOSTROPHES.sub("", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", lowered)
    base = "".join(char for char in decomposed if not unicodedata.combining(char))
    composed = unicodedata.normalize("NFC", base.casefold().translate(_LETTERS))
    return _NOT_WORD.sub(" ", composed).strip()


def sort_key(text: str) -> str:
    """Key for alphabetical lists after DIN 5007-1: ä like a, ö like o, ü like u, ß like ss.

    Marks of other languages are ignored in the same way (ş like s, ł like l); hyphens and
    other signs count as one space, apostrophes not at all. Order by this key first and by the text
    itself second, so that "Muller" and "Müller" always stand in the same order.
    """
    return _fold(text)


def search_key(text: str) -> str:
    """Key for searching: "Müller", "Mueller" and "Muller" have the same one.

    Apply it to what is stored and to what is typed, and look for one inside the other.
    """
    return _DIGRAPH.sub(r"\1\2", _fold(text))


def sound_key(name: str) -> str:
    """Cologne phonetics of a name, one code for each of its words: "Müller-Lüdenscheidt" → "657
    52682".

    Names that sound alike in German share a code (Meier, Mayr, Meyer: "67"). Particles ("von",
    "zu", "van") are left out unless there is nothing else. Words without Latin letters have no
    code; the result may be empty. Source: H. J. Postel, Die Kölner Phonetik, IBM-Nachrichten 19
    (1969).
    """
    words = _fold(name).split()
    bearing = [word for word in words if word not in PARTICLES] or words
    return " ".join(filter(None, map(_cologne_code, bearing)))


def sounds_like(name: str, other: str) -> bool:
    """Whether a word of one name sounds like a word of the other: Meyer-Schmidt and Schmitt do."""
    return not set(sound_key(name).split()).isdisjoint(sound_key(other).split())


def _cologne_code(word: str) -> str:
    letters = re.sub("[^a-z]", "", word)
    code = ""
    last = ""
    for digit in "".join(_cologne_digits(letters)):
        # A vowel parts two equal sounds and is then dropped, except at the beginning.
        if digit != last and (digit != "0" or not code):
            code += digit
        last = digit
    return code


_SINGLE_DIGITS = {
    **dict.fromkeys("aeijouy", "0"),
    "b": "1",
    **dict.fromkeys("fvw", "3"),
    **dict.fromkeys("gkq", "4"),
    "l": "5",
    **dict.fromkeys("mn", "6"),
    "r": "7",
    **dict.fromkeys("sz", "8"),
    "h": "",
}


def _cologne_digits(letters: str) -> Iterator[str]:
    for position, letter in enumerate(letters):
        before = letters[position - 1] if position else ""
        after = letters[position + 1 : position + 2]
        match letter:
            case "p":
                yield "3" if after == "h" else "1"
            case "d" | "t":
                yield "8" if after and after in "csz" else "2"
            case "x":
                yield "8" if before and before in "ckq" else "48"
            case "c":
                hard = "ahkloqrux" if not before else "ahkoqux"
                soft_before = before and before in "sz"
                yield "4" if after and after in hard and not soft_before else "8"
            case _:
                yield _SINGLE_DIGITS[letter]

"""What the wording of a German goal gives away: rules of thumb about words, no grammar.

Nouns are written with a capital in German, verbs are not: that alone tells most of what the
advice about goals needs to know. A slip costs a needless hint, never a refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[.!?;:,]|%")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SENTENCE_END = frozenset(".!?;")
_CLAUSE_END = frozenset(".!?;:,")

# Small words ending like a verb that are none.
_NO_VERB = _set(
    """
    acht dort erst fast fort gut hat’s jetzt laut leicht mit nicht nächst nett oft recht
    samt schlecht seit selbst sonst sowie und unbekannt unbedingt weit zeit zuerst zuletzt
    zunächst zusammen zweit dritt möglichst überhaupt insgesamt bereits abends morgens
    nachts allein einst ernst getrennt bekannt gesund rund bunt alt kalt fest echt direkt
    konkret
    """
)
_NO_INFINITIVE = _set(
    """
    an gegen wegen neben zwischen hinten oben unten außen innen morgen gestern zusammen
    allen einen keinen meinen deinen seinen ihren unseren euren diesen jeden den denen ihnen
    wen drin darin hin von ein kein mein dein sein zwischendurch dann wann wenn denn eigenen
    neuen guten anderen ersten zweiten letzten nächsten beiden
    """
)
_VERBS = _set(
    """
    ist sind bin hat haben habe kann können weiß wissen will wollen mag mögen darf dürfen
    geht geh macht tut tun fährt isst liest gibt nimmt trifft spricht hilft schläft lässt
    sieht läuft bleibt steht kommt ruft holt bringt sagt schreibt wohnt lebt lernt spielt
    kennt
    """
)
_NUMBER_WORDS = _set(
    """
    einmal zweimal dreimal viermal fünfmal sechsmal siebenmal zehnmal zwei drei vier fünf
    sechs sieben acht neun zehn elf zwölf halbe halben eine einen ein erste ersten
    """
)
_SEVERAL_PEOPLE = _set("eltern kinder geschwister sie beide")
# "ein" is a number only in front of a unit: "eine Stunde", "ein Mal".
_ARTICLES = _set("eine einen ein erste ersten")
_UNITS = re.compile(
    r"(stunden?|minuten?|mal|tage?n?|wochen?|monate?n?|uhr|euro|nächte?n?|seiten?|termine?n?)\Z"
)
_OFTEN = re.compile(
    r"(täglich|wöchentlich|monatlich|jede[nrsm]?|montags?|dienstags?|mittwochs?|donnerstags?"
    r"|freitags?|samstags?|sonntags?|wochenende[ns]?|werktags|schultags?|abends|morgens"
    r"|nachmittags)\Z"
)


@dataclass(frozen=True)
class Wording:
    """A text taken apart: its words in writing and in small letters, in order."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    sentences: int
    has_verb: bool
    has_quantity: bool

    def found(self, pattern: re.Pattern[str]) -> tuple[str, ...]:
        """Return the words that match as a whole, as they are written, each once."""
        hits = (w for w, f in zip(self.words, self.folded, strict=True) if pattern.fullmatch(f))
        return tuple(dict.fromkeys(hits))

    @property
    def plain(self) -> str:
        """The words in small letters with single spaces, framed by spaces."""
        return f" {' '.join(self.folded)} "


def read(text: str) -> Wording:
    """Take a text apart. Never raises."""
    tokens = _TOKEN.findall(text)
    words = tuple(t for t in tokens if t not in _CLAUSE_END and t != "%")
    folded = tuple(w.lower() for w in words)
    return Wording(
        words=words,
        folded=folded,
        sentences=_sentences(tokens),
        has_verb=_has_verb(tokens),
        has_quantity=_has_quantity(folded),
    )


def _sentences(tokens: list[str]) -> int:
    count, open_words = 0, 0
    for token in [*tokens, "."]:
        if token not in _SENTENCE_END:
            open_words += token not in _CLAUSE_END
        elif open_words:
            # One word and a full stop is an abbreviation or a number ("ca.", "1.").
            count += open_words > 1
            open_words = 0 if open_words > 1 else open_words
    return max(count, 1) if tokens else 0


def _has_verb(tokens: list[str]) -> bool:
    for place, token in enumerate(tokens):
        after = tokens[place + 1] if place + 1 < len(tokens) else "."
        before = tokens[place - 1] if place else ""
        if token.lower() in _VERBS or _looks_like_verb(token, before, after, place):
            return True
    return False


def _looks_like_verb(token: str, before: str, after: str, place: int) -> bool:
    low = token.lower()
    # Nouns have a capital; the first word tells nothing by its capital.
    if len(low) < 3 or (token[0].isupper() and place):
        return False
    if before.lower() in {"ich", "wir"}:
        return low.endswith(("e", "n", "t"))
    if token[0].isupper():
        return False
    if low.endswith("t") and low not in _NO_VERB:
        return not low.endswith(("keit", "heit"))
    if not low.endswith(("en", "ern", "eln")) or low in _NO_INFINITIVE:
        return False
    # "Termin vereinbaren", "Die Eltern streiten …": the end of a clause, or right after a noun.
    ends_clause = after in _CLAUSE_END or after.lower() in {"und", "oder"}
    after_noun = before[:1].isupper() and (place > 1 or before.lower() in _SEVERAL_PEOPLE)
    return ends_clause or after_noun


def _has_quantity(folded: tuple[str, ...]) -> bool:
    for place, word in enumerate(folded):
        if word[0].isdigit() or _OFTEN.fullmatch(word):
            return True
        after = folded[place + 1] if place + 1 < len(folded) else ""
        counted = word in _NUMBER_WORDS and (word not in _ARTICLES or _UNITS.search(after))
        if counted:
            return True
    return False

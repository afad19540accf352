"""The SMART check: five guiding questions put to a goal. Pure; advises, never forbids.

Each finding names its letter, a code (the words for it are in `cases/advice_words.py`), whether
the question is still open or only worth a second look, and the words it is about. Action goals
are asked everything. A direction goal describes a good state to be reached by the next
conference and is asked more gently; an action step is a small thing somebody does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cases.rules.german import Wording, read

DIRECTION, ACTION, STEP = LEVELS = ("direction", "action", "step")
SPECIFIC, MEASURABLE, ATTRACTIVE, REALISTIC, DATED = LETTERS = (
    "specific",
    "measurable",
    "attractive",
    "realistic",
    "dated",
)
OPEN, HINT = "open", "hint"


@dataclass(frozen=True)
class GoalFacts:
    """What is known of one goal or step.

    `owner` names whose goal it is (empty: nobody yet); `own_will_linked` says that a will of the
    owner stands behind it, also behind the goal above; `due_on` is a day that still counts;
    the plan period is half-open `[period_start, period_end)` and ends with the next conference.
    """

    text: str
    level: str = ACTION
    owner: str = ""
    indicator: str = ""
    own_will_linked: bool = False
    own_contribution: str = ""
    due_on: date | None = None
    period_start: date | None = None
    period_end: date | None = None


@dataclass(frozen=True)
class Advice:
    """One thing to talk about: `severity` is "open" or "hint", `words` quotes the text."""

    letter: str
    code: str
    severity: str
    words: tuple[str, ...] = ()


# --- words ------------------------------------------------------------------------------------

_VAGUE = re.compile(
    r"(sich\s)?((ver)?besser[nt]?|verbessern|verbesserung\w*|stabil\w*|destabil\w*|(unter)?stütz\w*"
    r"|unterstütz\w*|förder\w*|gefördert\w*|stärk(en|t|e|ung)|gestärkt|angemessen\w*|ausreichend\w*"
    r"|positiv\w*|weiterentwick\w*|entwick(eln|elt|le|lung)|versuch(t|e|en)|bemüh\w*|möglichst"
    r"|irgendwie|eventuell|vielleicht|optimier\w*|intensivier\w*|sensibilisier\w*|reflektier\w*"
    r"|aufarbeit\w*|begleit(et|en|ung)|alltagsstruktur\w*|strukturiert\w*|kompetenz\w*"
    r"|\w*kompetenzen|perspektive\w*|verantwortungsvoll\w*|vernünftig\w*|ordentlich\w*|zuverlässig\w*"
    r"|selbstständiger|selbständiger|normal\w*|gewisse[nrs]?|einigermaßen|thematisier\w*"
    r"|auseinander(setzen|zusetzen)|aufbau(en|t)?|festig(en|t|ung)|mitwirk\w*|konstruktiv\w*)"
)
# These say how much or how often, and say too little unless a number or a day stands beside them.
_VAGUE_AMOUNT = re.compile(
    r"mehr|weniger|öfter|häufig(er)?|regelmäßig\w*|länger|früher|pünktlicher|besser|manchmal"
    r"|ab und zu|oft|viel|wenig|ein bisschen|seltener"
)
_VAGUE_PHRASES = (
    "arbeitet an",
    "arbeite an",
    "arbeiten an",
    "in angriff",
    "in den griff",
    "ab und zu",
    "so gut es geht",
    "achtet auf",
    "am ball",
)
_COPES = re.compile(r" komm(?:t|en|e) (?:\w+ ){0,4}?(klar|zurecht) ")
_NEGATIVE = re.compile(r"nicht|nie|niemals|kein(e|en|er|em|es)?|nichts|niemand(en|em)?|ohne")
_NEGATIVE_VERB = re.compile(
    r"vermeide[nt]?|vermieden|aufhör(en|t|e)|unterlass(en|t|e)|unterlässt|verzichte[nt]?"
    r"|abgewöhn(en|t|e)|einstellen|lässt"
)
# "without help" speaks of what somebody can do alone; "not only" and "not longer than" of limits.
_WITHOUT_HELP = re.compile(
    r"(fremde[rn]?|ihre|seine|meine|weitere)?\s?(hilfe|begleitung|erinnerung|unterstützung"
    r"|aufforderung|angst|sorge|schmerzen)"
)
_NOT_A_NEGATION = re.compile(
    r" nicht (nur|länger als|später als|mehr als|öfter als|weniger als|vor|nach) "
)
_IMPERSONAL = re.compile(r" (man|es (wird|soll|muss|gibt|ist)|wird|werden) ")
_PASSIVE = re.compile(r" (wird|werden|wurde|wurden) ")
_SEVERAL = (" sowie ", " außerdem ", " darüber hinaus ", " und auch ", " des weiteren ", " zudem ")
_DUTY = re.compile(r"soll(en|te|ten)?|muss|müssen|müsste|hat zu|darf|verpflichtet")
_ABSOLUTE = re.compile(
    r"immer|nie|niemals|alles|jederzeit|ständig|perfekt\w*|vollständig\w*|komplett\w*|fehlerfrei\w*"
    r"|sofort|dauerhaft\w*|endgültig\w*|absolut\w*|restlos|ausnahmslos|völlig\w*|ganz allein"
)
_ALL = re.compile(
    r" (alle|allen|aller) (?!\d|zwei|drei|vier|fünf|sechs|paar|acht|zehn|vierzehn|tage)"
)
_PER_CENT = re.compile(r"(?<!\d)100\s*(%|prozent)", re.IGNORECASE)
_ALWAYS_WHEN = re.compile(
    r" immer (wenn|montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags|abends"
    r"|morgens|um|am|vor|nach|zur|zum|bei|mit) "
)
_VAGUE_TIME = re.compile(
    r"bald|demnächst|zeitnah\w*|langfristig\w*|mittelfristig\w*|kurzfristig\w*|irgendwann"
    r"|zukünftig|künftig|baldmöglichst|schnellstmöglich|später|perspektivisch"
)
_VAGUE_TIME_PHRASES = ("in zukunft", "so schnell wie möglich", "auf dauer", "nach und nach")
# Others than those whose goal it can be, unless the owner is named that way.
_OTHERS = re.compile(
    r"jugendamt|schule|lehrer(in)?|klassenlehrer(in)?|lehrkraft|familienhelferin|familienhelfer"
    r"|fachkraft|träger|gericht|familiengericht|jobcenter|vermieter(in)?|erzieher(in)?|kita|arzt"
    r"|ärztin|therapeut(in)?|nachbar(n|in)?|polizei|krankenkasse|betreuer(in)?|ämter|amt|behörde"
    r"|wohnungsamt|beistand|vormund|chef(in)?|mitschüler(innen)?"
)
_RELATIVES = re.compile(
    r"vater|mutter|papa|mama|oma|opa|großmutter|großvater|eltern|bruder|schwester|sohn|tochter"
    r"|kind(er)?|partner(in)?|stiefvater|stiefmutter|freund(in)?|mann|frau|ex-?mann|ex-?frau"
)
_DETERMINER = re.compile("der|die|das|eine?|meine?|seine?|ihre?|unsere?")

_VAGUE_INDICATOR = re.compile(
    r" (besser|gut|gespräch|gespräche|beobachtung|beobachtungen|rückmeldung|eindruck|gefühl"
    r"|verhalten|wird sich zeigen|mal sehen|siehe oben|unklar|offen|keine ahnung|unbekannt) "
)
_NOTHING = re.compile(
    r"[\s.–—/?-]*(keine?|nichts|unbekannt|offen|unklar)?[\s.–—/?-]*\Z", re.IGNORECASE
)

_LONG = 35


def check(facts: GoalFacts) -> list[Advice]:
    """Return what to talk about, in the order of the letters. Never raises for any text."""
    wording = read(facts.text)
    found = [
        *_specific(facts, wording),
        *_measurable(facts),
        *_attractive(facts, wording),
        *_realistic(facts, wording),
        *_dated(facts, wording),
    ]
    return sorted(found, key=lambda advice: LETTERS.index(advice.letter))


def open_points(advice: list[Advice]) -> list[Advice]:
    """Return the findings that are more than a hint."""
    return [each for each in advice if each.severity == OPEN]


# --- specific ---------------------------------------------------------------------------------


def _specific(facts: GoalFacts, wording: Wording) -> list[Advice]:
    found = []
    gentle = HINT if facts.level == DIRECTION else OPEN
    if not facts.owner.strip():
        found.append(Advice(SPECIFIC, "owner_missing", OPEN))
    if not wording.words:
        return [Advice(SPECIFIC, "text_missing", OPEN), *found]
    if not wording.has_verb or len(wording.words) < 3:
        severity = OPEN if facts.level == ACTION else HINT
        found.append(Advice(SPECIFIC, "no_action", severity))
    if words := _vague(wording):
        found.append(Advice(SPECIFIC, "vague_words", gentle, words))
    if words := _negative(wording):
        severity = HINT if facts.level == STEP else OPEN
        found.append(Advice(SPECIFIC, "negative", severity, words))
    if _impersonal(wording):
        found.append(Advice(SPECIFIC, "impersonal", HINT))
    several = wording.sentences > 1 or any(each in wording.plain for each in _SEVERAL)
    if several or len(wording.words) > _LONG:
        found.append(Advice(SPECIFIC, "several_at_once", HINT))
    return found


def _vague(wording: Wording) -> tuple[str, ...]:
    words = wording.found(_VAGUE)
    words += tuple(each for each in _VAGUE_PHRASES if f" {each} " in wording.plain)
    if hit := _COPES.search(wording.plain):
        words += (hit.group(1),)
    if wording.has_quantity:
        amounts: tuple[str, ...] = ()
        words = tuple(each for each in words if not _VAGUE_AMOUNT.fullmatch(each.lower()))
    else:
        amounts = wording.found(_VAGUE_AMOUNT)
        if " nicht mehr " in wording.plain:
            amounts = tuple(each for each in amounts if each.lower() != "mehr")
    # "without support" says what somebody can do, not what somebody gets.
    alone = _without_help(wording)
    return tuple(
        w for w in dict.fromkeys(words + amounts) if not (alone and w.lower().startswith("unterst"))
    )


def _without_help(wording: Wording) -> bool:
    return re.search(rf" ohne {_WITHOUT_HELP.pattern} ", wording.plain) is not None


def _negative(wording: Wording) -> tuple[str, ...]:
    words = wording.found(_NEGATIVE)
    if _NOT_A_NEGATION.search(wording.plain):
        words = tuple(w for w in words if w.lower() != "nicht")
    if _without_help(wording):
        words = tuple(w for w in words if w.lower() != "ohne")
    verbs = wording.found(_NEGATIVE_VERB)
    # "lässt ... sein" gives something up, "lässt sich beraten" does not.
    if "lässt" in {v.lower() for v in verbs} and not wording.plain.endswith(" sein "):
        verbs = tuple(v for v in verbs if v.lower() != "lässt")
    return words + verbs


def _impersonal(wording: Wording) -> bool:
    first = wording.folded[0]
    if first in {"man", "es"} or " man " in wording.plain:
        return True
    participle = wording.folded[-1].endswith(("t", "en")) and not wording.folded[-1].endswith(
        "heit"
    )
    return bool(_PASSIVE.search(wording.plain)) and participle and "ge" in wording.folded[-1]


# --- measurable -------------------------------------------------------------------------------


def _measurable(facts: GoalFacts) -> list[Advice]:
    if facts.level == STEP:
        return []
    severity = OPEN if facts.level == ACTION else HINT
    if _says_nothing(facts.indicator):
        return [Advice(MEASURABLE, "indicator_missing", severity)]
    wording = read(facts.indicator)
    bare = not wording.has_verb and not wording.has_quantity and len(wording.words) < 3
    vague = bool(_VAGUE_INDICATOR.search(wording.plain)) and not wording.has_quantity
    if bare or (vague and len(wording.words) < 6) or _vague(wording):
        return [Advice(MEASURABLE, "indicator_vague", severity)]
    return []


# --- attractive -------------------------------------------------------------------------------


def _attractive(facts: GoalFacts, wording: Wording) -> list[Advice]:
    if facts.level == STEP:
        return []
    found = []
    if not facts.own_will_linked:
        found.append(Advice(ATTRACTIVE, "will_missing", OPEN))
    if words := wording.found(_DUTY):
        found.append(Advice(ATTRACTIVE, "duty_words", HINT, words))
    return found


# --- realistic --------------------------------------------------------------------------------


def _realistic(facts: GoalFacts, wording: Wording) -> list[Advice]:
    found = []
    if facts.level != STEP:
        if _says_nothing(facts.own_contribution):
            severity = OPEN if facts.level == ACTION else HINT
            found.append(Advice(REALISTIC, "contribution_missing", severity))
        if word := _somebody_else(facts, wording):
            found.append(Advice(REALISTIC, "somebody_else", OPEN, (word,)))
    if words := _absolutes(facts.text, wording):
        found.append(Advice(REALISTIC, "absolute", OPEN if facts.level == ACTION else HINT, words))
    return found


def _somebody_else(facts: GoalFacts, wording: Wording) -> str:
    """Return who is to act according to the text, if that is not the goal's owner."""
    if not wording.has_verb:
        return ""
    subject = [w for w in wording.words[:3] if not _DETERMINER.fullmatch(w.lower())][:1]
    if not subject or wording.words.index(subject[0]) > 1:
        return ""
    word = subject[0]
    owner = f" {' '.join(read(facts.owner).folded)} "
    if f" {word.lower()} " in owner:
        return ""
    if _OTHERS.fullmatch(word.lower()):
        return word
    # A relative as subject is often just another name of the owner; "is to" gives it away.
    demanded = any(_DUTY.fullmatch(w) for w in wording.folded[1:4])
    return word if demanded and _RELATIVES.fullmatch(word.lower()) else ""


def _absolutes(text: str, wording: Wording) -> tuple[str, ...]:
    words = wording.found(_ABSOLUTE)
    if _ALWAYS_WHEN.search(wording.plain):
        words = tuple(w for w in words if w.lower() != "immer")
    if hit := _ALL.search(wording.plain):
        words += (hit.group(1),)
    if hit := _PER_CENT.search(text):
        words += (hit.group(0),)
    return words


# --- dated ------------------------------------------------------------------------------------


def _dated(facts: GoalFacts, wording: Wording) -> list[Advice]:
    found = []
    if facts.due_on is None:
        found += _undated(facts)
    elif facts.period_start is not None and facts.due_on < facts.period_start:
        found.append(Advice(DATED, "due_before_period", OPEN))
    elif facts.period_end is not None and _after_period(facts, facts.period_end):
        found.append(Advice(DATED, "due_after_period", OPEN))
    words = wording.found(_VAGUE_TIME)
    words += tuple(each for each in _VAGUE_TIME_PHRASES if f" {each} " in wording.plain)
    if words:
        found.append(Advice(DATED, "vague_time", HINT, words))
    return found


def _undated(facts: GoalFacts) -> list[Advice]:
    if facts.level == DIRECTION:
        # It is due at the next conference; only if none is known there is something to ask.
        return [] if facts.period_end else [Advice(DATED, "conference_unknown", HINT)]
    return [Advice(DATED, "due_missing", OPEN if facts.level == ACTION else HINT)]


def _after_period(facts: GoalFacts, period_end: date) -> bool:
    assert facts.due_on is not None  # noqa: S101 - the caller asked
    # The conference itself is the day on which a direction goal is looked at.
    if facts.level == DIRECTION:
        return facts.due_on > period_end
    return facts.due_on >= period_end


def _says_nothing(text: str) -> bool:
    return _NOTHING.match(text) is not None

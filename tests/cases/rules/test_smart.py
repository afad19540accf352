"""The SMART check on German goals: a table of goals and what it has to say to each.

A code with "!" is an open question, one with "?" a hint.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.smart import (
    HINT,
    LETTERS,
    LEVELS,
    OPEN,
    Advice,
    GoalFacts,
    check,
    open_points,
)

START, END = date(2026, 1, 1), date(2026, 7, 1)
SOUND = GoalFacts(
    text="",
    owner="Jana Beispiel",
    indicator="Sie trägt jeden Schultag im Kalender ein Kreuz ein",
    own_will_linked=True,
    own_contribution="Stellt sich den Wecker selbst",
    due_on=date(2026, 3, 1),
    period_start=START,
    period_end=END,
)

# Texts alone: owner, indicator, will, contribution and date are as they should be.
TEXTS = {
    "direction": [
        # good
        ("Jana geht jeden Morgen gern in die Schule.", ""),
        ("Ich wohne mit meinen Kindern in einer eigenen Wohnung.", ""),
        ("Wir essen abends gemeinsam und erzählen uns vom Tag.", ""),
        ("Ali hat in seiner Klasse zwei Freunde gefunden.", ""),
        ("Mein Sohn und ich können reden, ohne Angst zu haben.", ""),
        ("Frau Musterhaus bezahlt ihre Miete selbst.", ""),
        ("Mira schläft in ihrem eigenen Bett.", ""),
        ("Ben spielt im Verein Fußball und fährt allein mit dem Bus dorthin.", ""),
        ("Ich weiß, wen ich anrufen kann, wenn es mir zu viel wird.", "vague_words?"),
        ("Leyla hat einen Ausbildungsplatz als Tischlerin.", ""),
        # vague: worth a hint, no more
        ("Die Mutter ist stabilisiert.", "vague_words?"),
        ("Jana verbessert ihre schulischen Leistungen.", "vague_words?"),
        ("Der Vater wird in seiner Erziehungskompetenz gestärkt.", "vague_words? impersonal?"),
        ("Stabilisierung der Familie", "no_action? vague_words?"),
        ("Gutes Verhältnis zur Mutter", "no_action?"),
        ("Die Eltern arbeiten an ihrer Beziehung.", "vague_words?"),
        ("Ali entwickelt eine Perspektive.", "vague_words?"),
        # worded against something
        ("Ben schlägt seinen Bruder nicht mehr.", "negative!"),
        ("Jana trinkt keinen Alkohol.", "negative!"),
        ("Die Familie lebt ohne Streit.", "negative!"),
        ("Ali vermeidet Ärger in der Pause.", "negative!"),
        # duty and others
        ("Jana muss pünktlich zur Schule gehen.", "duty_words?"),
        ("Das Jugendamt besorgt uns eine Wohnung.", "somebody_else!"),
        ("Der Vater soll sich um die Kinder kümmern.", "duty_words? somebody_else!"),
        ("Ich bin immer glücklich.", "absolute?"),
        ("Mira geht dauerhaft in die Kita.", "absolute?"),
        ("Schule", "no_action?"),
        ("", "text_missing!"),
        ("  …  ", "text_missing!"),
        ("Wir ziehen bald in eine größere Wohnung.", "vague_time?"),
        (
            "Jana geht in die Schule. Der Vater hat Arbeit. Die Wohnung ist renoviert.",
            "several_at_once?",
        ),
    ],
    "action": [
        # good
        ("Jana steht an Schultagen um 6:30 Uhr mit ihrem Wecker auf.", ""),
        ("Ich rufe jeden Freitag meine Schwester an.", ""),
        ("Frau Musterhaus öffnet montags ihre Post und heftet sie ab.", ""),
        ("Ali fragt zwei Mitschüler, ob sie mit ihm zum Training kommen.", ""),
        ("Herr Beispiel liest seiner Tochter dreimal in der Woche vor.", ""),
        ("Mira geht dienstags allein zur Musikschule.", ""),
        ("Ben sagt „Stopp“, wenn ihm ein Streit zu laut wird.", ""),
        ("Wir kochen am Sonntag zusammen.", ""),
        ("Leyla schreibt bis Ostern fünf Bewerbungen.", ""),
        ("Herr Beispiel bringt die Kinder immer montags zum Schwimmen.", ""),
        ("Jana erledigt ihre Hausaufgaben ohne Erinnerung.", ""),
        ("Jana erledigt ihre Hausaufgaben ohne Unterstützung der Eltern.", ""),
        ("Ben spielt nicht länger als eine Stunde am Computer.", ""),
        ("Ich trinke mit meiner Nachbarin alle zwei Wochen Kaffee.", ""),
        ("Ali geht mehr als dreimal in der Woche zum Training.", ""),
        # vague
        ("Jana geht regelmäßig zur Schule.", "vague_words!"),
        ("Jana geht regelmäßig, also jeden Schultag, zur Schule.", ""),
        ("Ben verhält sich besser.", "vague_words!"),
        ("Die Mutter wird unterstützt.", "vague_words!"),
        ("Die Mutter achtet auf eine angemessene Ernährung.", "vague_words!"),
        ("Herr Beispiel arbeitet an seinem Verhalten.", "vague_words!"),
        ("Ali bemüht sich, öfter zu Hause zu sein.", "vague_words!"),
        ("Die Eltern nehmen ihre Schulden in Angriff.", "vague_words!"),
        ("Frau Musterhaus redet mehr mit ihrem Sohn.", "vague_words!"),
        ("Frau Musterhaus kommt im Alltag klar.", "vague_words!"),
        ("Leyla versucht, eine Lehrstelle zu finden.", "vague_words!"),
        ("Förderung der sozialen Kompetenzen", "no_action! vague_words!"),
        ("Mehr Freizeit", "no_action! vague_words!"),
        ("Pünktlichkeit", "no_action!"),
        ("Sport treiben", "no_action!"),
        ("Man hilft sich im Haushalt.", "impersonal?"),
        ("Es wird gemeinsam gegessen.", "impersonal?"),
        # worded against something
        ("Jana schwänzt nicht mehr.", "negative!"),
        ("Ben hört auf, seine Schwester niemals zu grüßen.", "negative! absolute!"),
        ("Frau Musterhaus verzichtet auf Zigaretten in der Wohnung.", "negative!"),
        ("Herr Beispiel lässt das Trinken sein.", "negative!"),
        ("Herr Beispiel lässt sich in der Suchtberatung beraten.", ""),
        # impossible
        ("Ali macht immer seine Hausaufgaben.", "absolute!"),
        ("Jana schreibt nur Einsen und versteht alles.", "absolute!"),
        ("Mira kommt zu 100 % pünktlich.", "absolute!"),
        ("Ben räumt sofort alle Zimmer auf.", "absolute!"),
        ("Die Eltern streiten nie vor den Kindern.", "negative! absolute!"),
        # somebody else's doing
        ("Der Lehrer ist freundlicher zu Ben.", "somebody_else!"),
        ("Die Familienhelferin füllt den Antrag aus.", "somebody_else!"),
        ("Das Jobcenter zahlt die Miete.", "somebody_else!"),
        ("Mein Vermieter repariert die Heizung.", "somebody_else!"),
        ("Die Oma muss öfter auf Mira aufpassen.", "vague_words! duty_words? somebody_else!"),
        # several, and when
        ("Jana sucht eine Ausbildung sowie eine Wohnung.", "several_at_once?"),
        ("Ali meldet sich demnächst im Verein an.", "vague_time?"),
        ("Wir gehen so schnell wie möglich zum Kinderarzt.", "vague_time?"),
        ("", "text_missing!"),
    ],
    "step": [
        # good
        ("Jana kauft am Samstag einen Wecker.", ""),
        ("Termin beim Zahnarzt vereinbaren", ""),
        ("Frau Musterhaus bringt die Unterlagen mit.", ""),
        ("Die Familienhelferin schickt den Antrag ab.", ""),
        ("Ich frage die Oma, ob sie Zeit hat.", ""),
        # not so good
        ("Anruf bei der Schule", "no_action?"),
        ("Ali kümmert sich besser.", "vague_words!"),
        ("Herr Beispiel wird begleitet.", "vague_words!"),
        ("Jana nimmt das Handy nicht mit ins Bett.", "negative?"),
        ("Ben räumt alles auf.", "absolute?"),
        ("Herr Beispiel ruft bald an.", "vague_time?"),
        ("", "text_missing!"),
    ],
}


def shown(advice: list[Advice]) -> list[str]:
    return [each.code + {OPEN: "!", HINT: "?"}[each.severity] for each in advice]


@pytest.mark.parametrize(
    ("level", "text", "expected"),
    [(level, text, expected) for level, rows in TEXTS.items() for text, expected in rows],
)
def test_what_the_wording_gives_away(level, text, expected):
    assert shown(check(replace(SOUND, level=level, text=text))) == expected.split()


def test_the_table_is_large_enough_to_mean_something():
    assert sum(map(len, TEXTS.values())) >= 70


# What stands beside the text. Each line changes sound facts of a well worded goal.
BESIDE = [
    ("direction", {"owner": ""}, "owner_missing!"),
    ("direction", {"owner": "  "}, "owner_missing!"),
    ("direction", {"indicator": ""}, "indicator_missing?"),
    ("direction", {"own_will_linked": False}, "will_missing!"),
    ("direction", {"own_contribution": ""}, "contribution_missing?"),
    ("direction", {"due_on": None}, ""),
    ("direction", {"due_on": None, "period_end": None}, "conference_unknown?"),
    ("direction", {"due_on": END}, ""),
    ("direction", {"due_on": END + timedelta(days=1)}, "due_after_period!"),
    ("action", {"owner": ""}, "owner_missing!"),
    ("action", {"indicator": ""}, "indicator_missing!"),
    ("action", {"indicator": "–"}, "indicator_missing!"),
    ("action", {"indicator": "keine"}, "indicator_missing!"),
    ("action", {"indicator": "Verhalten"}, "indicator_vague!"),
    ("action", {"indicator": "Es geht ihr besser"}, "indicator_vague!"),
    ("action", {"indicator": "Rückmeldung der Schule"}, "indicator_vague!"),
    ("action", {"indicator": "Die Schule meldet höchstens zwei Fehltage im Monat"}, ""),
    ("action", {"indicator": "Ein Foto vom fertigen Zimmer hängt an der Tür"}, ""),
    ("action", {"indicator": "Zeugnis im Sommer"}, ""),
    ("action", {"own_will_linked": False}, "will_missing!"),
    ("action", {"own_contribution": ""}, "contribution_missing!"),
    ("action", {"own_contribution": "unbekannt"}, "contribution_missing!"),
    ("action", {"due_on": None}, "due_missing!"),
    ("action", {"due_on": START}, ""),
    ("action", {"due_on": START - timedelta(days=1)}, "due_before_period!"),
    ("action", {"due_on": END - timedelta(days=1)}, ""),
    ("action", {"due_on": END}, "due_after_period!"),
    ("action", {"due_on": date(2031, 1, 1), "period_end": None}, ""),
    ("action", {"due_on": date(1999, 1, 1), "period_start": None}, ""),
    ("step", {"owner": ""}, "owner_missing!"),
    ("step", {"indicator": "", "own_will_linked": False, "own_contribution": ""}, ""),
    ("step", {"due_on": None}, "due_missing?"),
    ("step", {"due_on": END}, "due_after_period!"),
]


@pytest.mark.parametrize(("level", "changes", "expected"), BESIDE)
def test_what_is_missing_beside_the_text(level, changes, expected):
    facts = replace(SOUND, level=level, text="Jana kauft am Samstag einen Wecker.", **changes)
    assert shown(check(facts)) == expected.split()


def test_somebody_else_may_be_the_owner():
    text = "Die Familienhelferin kommt mittwochs um 16 Uhr."
    assert shown(check(replace(SOUND, text=text))) == ["somebody_else!"]
    assert check(replace(SOUND, text=text, owner="Familienhelferin Frau Muster")) == []


def test_the_words_in_question_are_quoted_as_they_were_written():
    [advice] = check(replace(SOUND, text="Ben verhält sich BESSER und übt Mitwirkung."))
    assert advice == Advice("specific", "vague_words", OPEN, ("BESSER", "Mitwirkung"))


def test_open_points_leave_hints_out():
    advice = check(replace(SOUND, text="Jana muss immer gehen."))
    assert shown(advice) == ["duty_words?", "absolute!"]
    assert shown(open_points(advice)) == ["absolute!"]


# --- laws -------------------------------------------------------------------------------------

SAMPLE = (
    "Jana Ben der Vater soll geht nicht mehr immer besser ohne Hilfe bald alle zwei Tage Schule"
    " man wird gemacht . , ; 100 % – „Stopp“ und unterstützt lässt sein ich es"
)
WORDS = st.sampled_from(SAMPLE.split())
TEXT = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=15).map(" ".join))
DAYS = st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1))


@st.composite
def facts(draw):
    start = draw(DAYS)
    length = draw(st.none() | st.integers(1, 400))
    return GoalFacts(
        text=draw(TEXT),
        level=draw(st.sampled_from(LEVELS)),
        owner=draw(st.sampled_from(["", "Jana", "Vater"]) | st.text(max_size=10)),
        indicator=draw(TEXT),
        own_will_linked=draw(st.booleans()),
        own_contribution=draw(TEXT),
        due_on=draw(DAYS),
        period_start=start,
        period_end=start + timedelta(days=length) if start and length else draw(DAYS),
    )


@given(facts())
def test_any_text_is_read_the_same_way_twice(goal):
    advice = check(goal)
    assert advice == check(goal)
    letters = [LETTERS.index(each.letter) for each in advice]
    assert letters == sorted(letters)
    assert len({(each.letter, each.code) for each in advice}) == len(advice)


def _open(goal, letter):
    return sum(1 for each in check(goal) if each.letter == letter and each.severity == OPEN)


@given(facts(), st.data())
def test_stating_what_was_missing_never_opens_a_question_of_that_letter(goal, data):
    inside = goal.period_start or date(2026, 1, 1)
    for name, letter, empty, stated in [
        ("owner", "specific", "", data.draw(st.sampled_from(["Jana", "die Mutter"]))),
        ("indicator", "measurable", "", data.draw(TEXT)),
        ("own_will_linked", "attractive", False, True),
        ("own_contribution", "realistic", "", data.draw(TEXT)),
        ("due_on", "dated", None, inside),
    ]:
        if name == "due_on" and goal.period_end is not None and goal.period_end <= inside:
            continue
        without = replace(goal, **{name: empty})
        assert _open(replace(goal, **{name: stated}), letter) <= _open(without, letter)


@given(facts())
def test_direction_goals_are_never_asked_more_than_action_goals(goal):
    direction, action = (replace(goal, level=level) for level in ("direction", "action"))
    assert len(open_points(check(direction))) <= len(open_points(check(action)))

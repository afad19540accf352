"""Names as lexemes, and what is typed as queries."""

import re

import pytest

from networks.search import words


def found(text: str) -> set[str]:
    return {each.strip("'") for each in text.split()}


def test_words_ends_and_sounds_of_a_name():
    assert found(words.lexemes("Kita Bücherei")) == {
        "kita",
        "~42",
        "bucherei",
        "ucherei",
        "cherei",
        "herei",
        "erei",
        "~147",
    }


def test_long_sounds_come_with_one_sound_left_out():
    sounds = {each for each in found(words.lexemes("Bibliothek")) if each.startswith("~")}
    assert sounds == {"~11524", "~1524", "~1124", "~1154", "~1152"}


def test_further_texts_are_found_as_typed_but_not_by_sound():
    lexemes = found(words.lexemes("Kita", "Müllerstraße 12a", ""))
    assert {"mullerstrasse", "strasse", "12a"} <= lexemes
    assert {each for each in lexemes if each.startswith("~")} == {"~42"}


@pytest.mark.parametrize("spelling", ["Müller", "Mueller", "Muller", "MÜLLER", "Mu\u0308ller"])
def test_umlauts_do_not_matter(spelling):
    assert words.typed_words(spelling) == ["muller"]


def test_small_words_and_numbers_have_no_sound():
    assert not any("~" in each for each in found(words.lexemes("von der 24 Uhr7 ab")))


def test_nothing_typed_can_leave_its_quotes():
    for text in ["a' | 'b", "x:* & y", "!(abc)", "\\' or 1=1", "~65", "abc<->bde", "\x00a"]:
        typed = words.typed_words(text)
        for query in (
            words.matching_query(typed),
            words.sounding_query(typed),
            words.resembling_query(typed),
        ):
            inside = query.split("'")[1::2]
            outside = set("".join(query.split("'")[0::2]))
            assert outside <= set("() |&:*")
            assert all(each.lstrip("~").isalnum() for each in inside)


def test_a_single_word_is_not_asked_for_by_its_beginning_again():
    assert words.sounding_query(["meier"]) == "('~67')"
    assert words.sounding_query(["kita", "12"]) == "('kita':* | '~42') & ('12':*)"


def test_what_has_no_sound_cannot_sound_alike():
    assert words.sounding_query(["12"]) == ""
    assert words.sounding_query([]) == ""
    assert words.resembling_query(["kita"]) == ""


def test_somebody_still_typing_a_long_word_may_slip_too():
    assert words.sounding_query(["regenbogne"]) == "('~746146':*)"
    assert words.resemblance(["regenbogne"], "regenbogenbrucke") >= words.ALIKE


def test_short_words_keep_their_sound_beside_long_ones():
    assert words.resembling_query(["kita", "regenbogen"]).startswith("('kita':* | '~42') & (")


def test_very_long_input_is_cut():
    assert len(words.typed_words("wort " * 100)) == words.WORDS_TYPED
    assert words.typed_words("x" * 5000) == []


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Regenbogne", "Kita Regenbogen"),
        ("Biblotek", "Stadtbibliothek Bibliothek Mitte"),
        ("Grudnschule", "Grundschule am Park"),
        ("Meier", "Kita Mayer"),
        ("Meyer", "Haus Meier"),
        ("Lüdenscheit", "Lüdenscheidt"),
        ("Filipp", "Philipp-Haus"),
        ("Spandua", "Spandau"),
    ],
)
def test_misspellings_share_a_lexeme_and_resemble(typed, name):
    asked = words.typed_words(typed)
    query = f"{words.sounding_query(asked)} {words.resembling_query(asked)}"
    assert set(re.findall(r"~\d+", query)) & found(words.lexemes(name))
    key = " ".join(words.typed_words(name))
    assert words.resemblance(asked, key) >= words.ALIKE


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Regenbogen", "Sonnenschein"), ("Schule", "Kita"), ("Meier", "Bibliothek")],
)
def test_strangers_do_not_resemble(typed, name):
    assert words.resemblance(words.typed_words(typed), name.lower()) < words.ALIKE


def test_one_good_word_does_not_carry_a_wrong_one():
    assert words.resemblance(["kita", "qqqq"], "kita sonnenschein") < words.ALIKE


def test_the_middle_of_a_compound_counts_as_the_word():
    assert words.resemblance(["bucherei"], "stadtteilbucherei") == 1.0

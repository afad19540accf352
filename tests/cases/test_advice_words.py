"""Every finding of the SMART check has words, in both languages."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from cases.advice_words import SENTENCES, guiding_questions, say
from cases.rules import smart
from cases.rules.smart import Advice

CODES = set(
    re.findall(r'Advice\(\s*[A-Z]+,\s*"(\w+)"', Path(smart.__file__).read_text(encoding="utf-8"))
)


def test_every_code_has_a_sentence_and_no_sentence_is_left_over():
    assert set(SENTENCES) == CODES


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_sentences_ask_and_quote(language, code):
    with translation.override(language):
        said = say(Advice("specific", code, "open", ("immer", "nie")))
    assert "?" in said.sentence
    assert ("immer" in said.sentence) == ("%(words)s" in str(SENTENCES[code]))
    assert said.is_open


def test_there_are_five_questions():
    assert len(guiding_questions()) == 5

"""Values, differences and results as people read them."""

from decimal import Decimal
from fractions import Fraction
from math import log

import pytest

from reporting.comparison.words import (
    change_text,
    effect_text,
    lack_text,
    left_out_text,
    plain,
    rate_unit,
    text,
    unit_of,
)
from reporting.evaluation.funnel import Chance
from reporting.evaluation.kinds import WITH_CHANCE, kind_of
from reporting.evaluation.panel import Lack
from reporting.evaluation.regression import Effect
from reporting.figures import BY_CODE, FIGURES
from reporting.suppression import HIDDEN
from sro.ui.charts import COUNT, MONEY, NumberFormat

ONE = NumberFormat(decimals=1)


@pytest.mark.parametrize(
    ("value", "number", "read", "kept"),
    [
        (Fraction(5, 2), ONE, "2,5", Decimal("2.5")),
        (Fraction(1234), COUNT, "1.234", Decimal(1234)),
        (Fraction(123_456), MONEY, "1.234,56\u00a0€", Decimal("1234.56")),
        (HIDDEN, COUNT, "–", "–"),
        (None, COUNT, "nicht bekannt", None),
    ],
)
def test_values(value, number, read, kept):
    assert text(value, number) == read
    assert plain(value, number) == kept


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (Fraction(3), "+3 mehr"),
        (Fraction(-3), "−3 weniger"),
        (Fraction(0), "0 unverändert"),
        (HIDDEN, "–"),
        (None, "nicht bekannt"),
    ],
)
def test_a_difference_has_sign_and_word(value, read):
    assert change_text(value, COUNT).replace("\u00a0", " ").replace("±", "") == read


def test_a_difference_that_rounds_to_nothing_is_none():
    assert change_text(Fraction(1, 100), ONE).endswith("unverändert")


@pytest.mark.parametrize(
    ("effect", "chance", "read"),
    [
        (
            (-0.008, -0.019, 0.003),
            Chance.POISSON,
            "0,8 % weniger (zwischen −1,9 % und +0,3 %): ",
        ),
        ((0.2, 0.1, 0.3), Chance.POISSON, "20,0 % mehr (zwischen +10,0 % und +30,0 %): "),
        ((0.0, -0.1, 0.1), Chance.POISSON, "unverändert (zwischen −10,0 % und +10,0 %): "),
        (
            (0.05, 0.01, 0.09),
            Chance.BINOMIAL,
            "5,0 Prozentpunkte mehr (zwischen +1,0 Prozentpunkte und +9,0 Prozentpunkte): ",
        ),
    ],
)
def test_an_effect_in_words(effect, chance, read):
    said = effect_text(Effect(*effect), chance).replace("\u00a0", " ")
    assert said.startswith(read)
    certain = effect_text(Effect(log(2), 0.1, 1), Chance.POISSON).rpartition(": ")[2]
    assert (said.removeprefix(read) == certain) is (effect[1] > 0 or effect[2] < 0)


@pytest.mark.parametrize("lack", Lack)
def test_every_lack_is_a_sentence_of_its_own(lack):
    said = lack_text(lack)
    assert said.endswith(".")
    assert "%(" not in said
    assert [other for other in Lack if lack_text(other) == said] == [lack]


@pytest.mark.parametrize(("silent", "few", "lines"), [(0, 0, 0), (1, 0, 1), (2, 1, 2)])
def test_areas_that_are_left_out_are_counted(silent, few, lines):
    said = left_out_text(silent, few)
    assert len(said) == lines
    assert all(line[0].isdigit() for line in said)


def test_every_figure_and_every_rate_has_a_unit():
    assert all(unit_of(figure, None) for figure in FIGURES)
    assert unit_of(BY_CODE["density"], None) == "je 1.000 (junge Menschen im Gebiet)"
    assert {rate_unit(f, kind_of(f), None) for f in WITH_CHANCE} >= {"Prozent"}

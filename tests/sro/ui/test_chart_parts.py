"""What charts are made of: numbers in words, round scales, legible text, one palette."""

import os
import sys
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro.ui.charts import (
    COUNT,
    MONEY,
    MONEY_DIFFERENCE,
    PERCENT,
    ChartError,
    NumberFormat,
    palette,
)
from sro.ui.charts.isolation import guarded
from sro.ui.charts.lines import spread
from sro.ui.charts.numbers import exact, german
from sro.ui.charts.scales import sequential_classes, ticks
from sro.ui.charts.text import clean_text, fit, text_width, wrap


class TestNumbers:
    @pytest.mark.parametrize(
        ("number", "value", "text"),
        [
            (MONEY, 6460195590, "64.601.955,90\u00a0€"),
            (MONEY, -5, "−0,05\u00a0€"),
            (MONEY, 0, "0,00\u00a0€"),
            (MONEY_DIFFERENCE, 100, "+1,00\u00a0€"),
            (MONEY_DIFFERENCE, 0, "0,00\u00a0€"),
            (MONEY_DIFFERENCE, -100, "−1,00\u00a0€"),
            (COUNT, 1973, "1.973"),
            (PERCENT, Decimal("12.25"), "12,3\u00a0%"),
            (PERCENT, Fraction(1, 3), "0,3\u00a0%"),
            (NumberFormat(decimals=2), Decimal("-0.004"), "0,00"),
            (NumberFormat(decimals=1, signed=True), Decimal("0.04"), "0,0"),
        ],
    )
    def test_german_form(self, number, value, text):
        assert number.text(value) == text

    @given(st.integers(min_value=-(10**14), max_value=10**14))
    def test_cents_survive(self, cents):
        text = MONEY.text(cents).removesuffix("\u00a0€")
        back = text.replace(".", "").replace(",", ".").replace("−", "-")
        assert int(Decimal(back) * 100) == cents

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), True, "3"])
    def test_what_is_no_number_is_refused(self, value):
        with pytest.raises(ChartError):
            exact(value)

    def test_rounds_half_away_from_zero(self):
        assert [german(Decimal(v), 0) for v in ("0.5", "1.5", "-2.5")] == ["1", "2", "−3"]


class TestScales:
    @given(st.fractions(min_value=-1000, max_value=1000), st.fractions(min_value=0, max_value=1000))
    def test_ticks_surround_the_values_evenly(self, low, span):
        marks = ticks(low, low + span)
        assert marks[0] <= low
        assert marks[-1] >= low + span
        assert 2 <= len(marks) <= 8
        assert len({b - a for a, b in pairwise(marks)}) == 1

    @given(st.lists(st.integers(0, 10**9).map(Fraction), max_size=40))
    def test_classes_hold_every_value_and_none_stays_empty_at_the_ends(self, values):
        classes = sequential_classes(values)
        found = {classes.index(v) for v in values}
        assert len(classes) <= 7
        assert not values or {0, len(classes) - 1} <= found

    def test_one_giant_does_not_hide_the_others(self):
        values = [Fraction(v) for v in [*range(1, 30), 10_000]]
        classes = sequential_classes(values)
        assert len({classes.index(v) for v in values}) >= 4

    @given(st.lists(st.floats(0, 300), max_size=15))
    def test_labels_are_moved_apart(self, wanted):
        places = spread(sorted(wanted), 16, 360)
        assert all(b - a >= 16 - 1e-6 for a, b in pairwise(places))
        assert all(0 <= p <= 360 for p in places)

    def test_labels_with_room_stay_where_they_are(self):
        assert spread([20.0, 100.0, 300.0], 16, 360) == [20.0, 100.0, 300.0]


class TestText:
    def test_undrawable_signs_go(self):
        assert clean_text("a\x00b\u202ec\ud800 \n d\ue000\ufeff") == "abc d"

    @given(st.text(max_size=60), st.integers(5, 30))
    def test_wrapped_lines_keep_the_limit(self, text, limit):
        lines = wrap(clean_text(text), limit)
        assert 1 <= len(lines) <= 2
        assert all(len(line) <= limit for line in lines)

    def test_names_break_at_hyphens(self):
        assert wrap("Charlottenburg-Wilmersdorf", 16) == ["Charlottenburg-", "Wilmersdorf"]

    def test_fit_cuts_to_the_width(self):
        cut = fit("Friedrichshain-Kreuzberg", 80, 14)
        assert cut.endswith("…")
        assert text_width(cut, 14) <= 80


class TestIsolation:
    def test_the_owner_works_in_its_own_process(self):
        assert guarded("test-own", os.getpid) == os.getpid()

    def test_a_process_that_is_not_the_owner_works_apart_and_gets_results_and_errors(
        self, monkeypatch
    ):
        monkeypatch.setitem(sys.modules["sro.ui.charts.isolation"]._owners, "test-other", 1)
        assert guarded("test-other", os.getpid) != os.getpid()
        with pytest.raises(ChartError, match="not a number"):
            guarded("test-other", exact, "x")


class TestPalette:
    @staticmethod
    def lightness(colour: str) -> float:
        """Relative luminance (WCAG 2.2)."""
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(self, a: str, b: str) -> float:
        high, low = sorted((self.lightness(a), self.lightness(b)), reverse=True)
        return (high + 0.05) / (low + 0.05)

    def test_classes_darken_step_by_step(self):
        for classes in (*palette.SEQUENTIAL.values(), palette.LESS_CLASSES, palette.MORE_CLASSES):
            steps = [self.contrast(a, b) for a, b in pairwise(classes)]
            assert min(steps) > 1.2
            assert [self.lightness(c) for c in classes] == sorted(
                map(self.lightness, classes), reverse=True
            )

    def test_neighbouring_series_differ_in_grey(self):
        first = palette.SERIES[:4]
        assert min(self.contrast(a, b) for a, b in pairwise(first)) > 1.8

    @pytest.mark.parametrize("ink", [palette.INK, palette.INK_MUTED])
    def test_writing_is_legible(self, ink):
        assert self.contrast(ink, palette.PAPER) > 4.5

    @pytest.mark.parametrize("colour", [palette.BAR, palette.MORE, palette.LESS, palette.OUTLINE])
    def test_marks_stand_out_from_paper(self, colour):
        assert self.contrast(colour, palette.PAPER) > 3

    def test_stand_ins_are_used_for_nothing_else(self):
        plain = {v for v in vars(palette).values() if isinstance(v, str) and v.startswith("#")}
        plain |= {*palette.SERIES, *palette.MORE_CLASSES, *palette.LESS_CLASSES}
        plain |= {c for classes in palette.SEQUENTIAL.values() for c in classes}
        named = {palette.MISSING, palette.SUPPRESSED, palette.LESS_BAR}
        assert not {h.stand_in for h in palette.HATCHES} & (plain - named)

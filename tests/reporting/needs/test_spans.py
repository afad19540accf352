"""Years and quarters of the needs report."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.needs_tables import span_in_words
from reporting.rules.needs import Span, to_choose


@pytest.mark.parametrize(
    ("code", "start", "end"),
    [
        ("2025", date(2025, 1, 1), date(2026, 1, 1)),
        ("2025-1", date(2025, 1, 1), date(2025, 4, 1)),
        ("2025-4", date(2025, 10, 1), date(2026, 1, 1)),
    ],
)
def test_a_span_is_named_by_year_and_quarter(code, start, end):
    span = Span.named(code)
    assert span is not None
    assert (span.code, span.start, span.end) == (code, start, end)


@pytest.mark.parametrize("code", ["", "1999", "1999-4", "2025-5", "2025-0", "2025-", "20255", "x"])
def test_anything_else_is_no_span(code):
    assert Span.named(code) is None


@given(st.builds(Span, st.integers(2000, 2100), st.none() | st.integers(1, 4)))
def test_spans_follow_each_other_without_gap(span):
    assert span.before.end == span.start
    assert span.before.following == span
    assert (span.before.quarter is None) == (span.quarter is None)


def test_years_and_quarters_to_choose_end_with_today():
    found = to_choose(date(2025, 5, 1))
    assert [each.code for each in found[:4]] == ["2025", "2024", "2023", "2025-2"]
    assert found[-1].code == "2023-3"


@pytest.mark.parametrize(
    ("span", "words"), [(Span(2025), "2025"), (Span(2025, 2), "2. Quartal 2025")]
)
def test_a_span_is_said_as_in_the_reports(span, words):
    assert span_in_words(span) == words

"""File references by pattern, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.references import (
    DEFAULT_PATTERN,
    BadPattern,
    Fault,
    check_pattern,
    format_reference,
    parse_reference,
)


@pytest.mark.parametrize(
    ("pattern", "made"),
    [
        (DEFAULT_PATTERN, "2025-00042"),
        ("{jahr}-{nummer}", "2025-42"),
        ("51/{bezirk}/{nummer:3}/{jahr:2}", "51/0104/042/25"),
        ("ASD {jahr:4}.{nummer:6}", "ASD 2025.000042"),
        ("{jahr}{nummer:4}", "20250042"),
    ],
)
def test_references_are_made_and_read(pattern, made):
    assert format_reference(pattern, year=2025, number=42, district="0104") == made
    assert parse_reference(pattern, made) == (2025, 42)


def test_numbers_outgrow_their_digits():
    assert format_reference("{jahr}-{nummer:2}", year=2025, number=123) == "2025-123"
    assert parse_reference("{jahr}-{nummer:2}", "2025-123") == (2025, 123)


@pytest.mark.parametrize("text", ["", "2025", "2025-", "25-00042", "x2025-00042", "2025-42"])
def test_another_text_is_no_reference(text):
    assert parse_reference(DEFAULT_PATTERN, text) is None


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("{nummer}", Fault.NO_YEAR),
        ("{jahr}", Fault.NO_NUMBER),
        ("", Fault.NO_YEAR),
        ("{jahr}-{nummer", Fault.BRACES),
        ("}{jahr}-{nummer}", Fault.BRACES),
        ("{jahr}-{nummer}-{monat}", Fault.UNKNOWN_FIELD),
        ("{jahr}-{nummer}-{}", Fault.UNKNOWN_FIELD),
        ("{jahr:3}-{nummer}", Fault.WIDTH),
        ("{jahr}-{nummer:0}", Fault.WIDTH),
        ("{jahr}-{nummer:12}", Fault.WIDTH),
        ("{jahr}-{nummer:}", Fault.WIDTH),
        ("{jahr}-{nummer}-{bezirk:2}", Fault.WIDTH),
        ("{jahr}-{nummer}-{nummer}", Fault.TWICE),
        ("{nummer}{jahr}", Fault.AMBIGUOUS),
        ("{nummer}7-{jahr}", Fault.AMBIGUOUS),
        ("{jahr}-7{nummer}", Fault.AMBIGUOUS),
        ("{jahr}{bezirk}{nummer}", Fault.AMBIGUOUS),
        ("{jahr}\n{nummer}", Fault.SIGNS),
        ("x" * 50 + "{jahr}-{nummer}", Fault.TOO_LONG),
    ],
)
def test_patterns_that_make_no_references(pattern, fault):
    with pytest.raises(BadPattern) as error:
        check_pattern(pattern)
    assert error.value.fault == fault


@given(
    st.sampled_from([DEFAULT_PATTERN, "{jahr}{nummer}", "{bezirk}-{nummer:4}-{jahr}"]),
    st.integers(2000, 2099),
    st.integers(1, 9_999_999),
    st.from_regex(r"[0-9A-Za-z][0-9A-Za-z.-]{0,11}", fullmatch=True),
)
def test_what_was_made_is_read_back(pattern, year, number, district):
    made = format_reference(pattern, year=year, number=number, district=district)
    assert len(made) <= 60
    assert parse_reference(pattern, made) == (year, number)

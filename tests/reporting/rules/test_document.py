"""A report as one document: areas that share a key, dashes that come later, what is kept."""

from dataclasses import replace

import pytest

from reporting.rules.document import (
    Document,
    FigureIn,
    Line,
    SectionIn,
    changes,
    with_dashes,
)
from reporting.suppression import DASH


def lines_of(*lines):
    """A report of one figure with these lines."""
    figure = FigureIn("supports_running", "Hilfen", "", "", "number", "", tuple(lines))
    return Document(
        "1", "Nord", "Stadt", 2025, 2, 1, "", "2026-1", 2, "", "2025-07-02T09:00:00+02:00",
        (SectionIn("supports", "Hilfen", (figure,)),),
    )  # fmt: skip


def shown(document):
    return [line.values[0] for line in document.sections[0].figures[0].lines]


CITY = Line("city", "", "Stadt", ("20", "20", "20"))
BEFORE = Line("space", "0101", "Alt", ("7", "7", "7"), pk=4)
AFTER = Line("space", "0101", "Neu", ("9", "9", "9"), pk=5)
SIGNED = lines_of(CITY, BEFORE, AFTER)


def hiding(line):
    return replace(line, values=(DASH, DASH, DASH))


@pytest.mark.parametrize("around", [list, reversed])
@pytest.mark.parametrize(
    ("protected", "wanted"),
    [
        ((CITY, hiding(BEFORE), AFTER), ["20", DASH, "9"]),
        ((CITY, BEFORE, hiding(AFTER)), ["20", "7", DASH]),
        ((CITY, AFTER), ["20", DASH, "9"]),
    ],
)
def test_areas_with_the_same_key_keep_their_own_dashes(protected, wanted, around):
    assert shown(with_dashes(SIGNED, lines_of(*around(list(protected))))) == wanted


@pytest.mark.parametrize("hidden", [BEFORE, AFTER])
def test_without_numbers_of_areas_rather_too_much_is_hidden(hidden):
    """Reports that were signed by an earlier version know the keys alone."""
    old = lines_of(CITY, replace(BEFORE, pk=0), replace(AFTER, pk=0))
    fresh = lines_of(CITY, *(hiding(each) if each is hidden else each for each in (BEFORE, AFTER)))
    assert shown(with_dashes(old, fresh)) == ["20", DASH, DASH]


def test_what_is_not_known_any_more_is_not_told_from_before():
    """Somebody corrected since when an area exists: nobody has looked what its zero gives away."""
    gone = replace(BEFORE, values=("7", None, None))
    assert with_dashes(SIGNED, lines_of(CITY, gone, AFTER)).sections[0].figures[0].lines[
        1
    ].values == ("7", DASH, DASH)
    unknown = lines_of(CITY, replace(gone, values=(None, None, None)))
    assert shown(with_dashes(unknown, unknown)) == ["20", None]


def test_a_line_is_found_by_its_area():
    figure = SIGNED.sections[0].figures[0]
    assert figure.line_of("space", 4, "0101") == BEFORE
    assert figure.line_of("space", 5, "0101") == AFTER
    assert figure.line_of("space", 6, "0101") is None
    assert figure.line_of("district", 4, "0101") is None


def test_old_reports_tell_lines_by_keys_as_far_as_those_are_clear():
    alone, before, after = (replace(each, pk=0) for each in (AFTER, BEFORE, AFTER))
    assert lines_of(alone).sections[0].figures[0].line_of("space", 5, "0101") == alone
    assert lines_of(before, after).sections[0].figures[0].line_of("space", 5, "0101") is None


def test_what_was_kept_is_read_back_letter_by_letter():
    assert Document.from_json(SIGNED.as_json()) == SIGNED
    old = SIGNED.as_json()
    for line in old["sections"][0]["figures"][0]["lines"]:
        line.pop("pk", None)
    assert Document.from_json(old).as_json() == old


def test_changes_are_told_of_each_area():
    later = lines_of(CITY, replace(BEFORE, values=("8", "7", "7")), AFTER)
    assert [(each.area, each.before, each.now) for each in changes(SIGNED, later)] == [
        ("Alt", "7", "8")
    ]

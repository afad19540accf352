"""Which sections a plan calls for: §§ 36b, 37c, 41a."""

from datetime import date

import pytest

from cases.rules.sections import Help, is_outside_family, paragraphs, sections_for


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("§ 31 SGB VIII", {"31"}),
        ("§ 35a SGB VIII", {"35a"}),
        ("§ 41 i. V. m. § 34 SGB VIII", {"41", "34"}),
        ("§27 Abs. 2", {"27"}),
        ("34", {"34"}),
        ("35a-amb", {"35a"}),
        ("", set()),
        ("Beratung", set()),
    ],
)
def test_paragraphs_are_read_from_the_legal_basis(text, expected):
    assert paragraphs(text) == expected


@pytest.mark.parametrize(
    ("helps", "expected"),
    [
        ([], ()),
        ([Help("§ 31 SGB VIII", "ambulatory")], ()),
        ([Help("§ 33 SGB VIII", "residential")], ("37c",)),
        ([Help("§ 34 SGB VIII", "any")], ("37c",)),
        ([Help("§ 35 SGB VIII", "ambulatory")], ()),
        ([Help("§ 35 SGB VIII", "residential")], ("37c",)),
        ([Help("§ 35a SGB VIII", "ambulatory")], ("36b",)),
        ([Help("§ 35a SGB VIII", "residential")], ("36b", "37c")),
        ([Help("§ 41 SGB VIII", "ambulatory")], ("36b", "41a")),
        ([Help("§ 41 SGB VIII", "residential")], ("36b", "37c", "41a")),
        ([Help("§ 30", "ambulatory"), Help("§ 41 i. V. m. § 34", "")], ("36b", "37c", "41a")),
        ([Help("§ 32", "semi_residential")], ()),
    ],
)
def test_sections(helps, expected):
    assert sections_for(helps) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2009, 6, 15), ("36b", "37c")),
        (date(2009, 6, 16), ("37c",)),
        (date(2015, 1, 1), ("37c",)),
        (date(2008, 2, 29), ("36b", "37c")),
    ],
)
def test_the_transition_is_prepared_a_year_before_coming_of_age(born, expected):
    home = [Help("§ 34 SGB VIII", "residential")]
    assert sections_for(home, birth_dates=[born], on=date(2026, 6, 15)) == expected


def test_growing_up_alone_calls_for_no_section():
    at_home = [Help("§ 30 SGB VIII", "ambulatory")]
    assert sections_for(at_home, birth_dates=[date(2008, 1, 1)], on=date(2026, 1, 1)) == ()
    assert not is_outside_family(at_home[0])

"""Every figure against an example worked out by hand."""

from fractions import Fraction

import pytest

from reporting.figures import BY_CODE, COUNTS, FIGURES, Split

ZERO_BASES = [
    ("density", {"running": 7, "residents": 0}),
    ("share_ambulatory", {"running:setting=ambulatory": 0, "running": 0}),
    ("foster_share", {"running_33": 0, "running_34": 0}),
    ("ended_as_planned", {"ended:reason=goals_reached": 0, "ended": 0}),
    ("duration_mean", {"ended_days_mean": 0, "ended": 0}),
    ("offers_used", {"offers_used": 0, "plans_agreed": 0}),
    ("hours_case", {"minutes_case": 0, "minutes_cross": 0, "minutes_independent": 0}),
    ("cost_per_case", {"spent_fall": 12_345, "cases_with_support": 0}),
]
EXAMPLES = [
    ("supports_running", {"running": 41}, 41),
    # 30 supports among 6,000 young residents.
    ("density", {"running": 30, "residents": 6_000}, 5),
    ("share_ambulatory", {"running:setting=ambulatory": 12, "running": 40}, 30),
    ("share_residential", {"running:setting=residential": 13, "running": 40}, Fraction(65, 2)),
    # 9 in foster care, 6 in homes: 9 of 15.
    ("foster_share", {"running_33": 9, "running_34": 6}, 60),
    ("supports_begun", {"begun": 5}, 5),
    ("supports_ended", {"ended": 4}, 4),
    ("ended_as_planned", {"ended:reason=goals_reached": 3, "ended": 4}, 75),
    # 487 days are 16 months of 30.4375 days; the calendar's month is 30.436875 days.
    ("duration_median", {"ended_days_median": 487, "ended": 4}, Fraction(487 * 4_800, 146_097)),
    ("duration_mean", {"ended_days_mean": Fraction(146_097, 400), "ended": 2}, 12),
    ("conferences", {"conferences": 8}, 8),
    ("conferences_in_time", {"conferences_in_time": 3, "conferences_with_plan": 4}, 75),
    ("goals_smart", {"goals_smart": 9, "goals_agreed": 12}, 75),
    ("child_took_part", {"conferences_with_child": 6, "conferences_part_noted": 8}, 75),
    ("dissent_recorded", {"conferences_with_dissent": 2, "conferences": 8}, 25),
    ("goals_reached", {"goals_reached": 7, "goals_reviewed": 10}, 70),
    ("offers_used", {"offers_used": 9, "plans_agreed": 6}, Fraction(3, 2)),
    ("needs_reported", {"offers_missing": 3}, 3),
    ("councils_held", {"councils_held": 4}, 4),
    ("meetings_held", {"meetings_held": 6}, 6),
    ("networks_overdue", {"networks_overdue": 1}, 1),
    ("needs_realised", {"needs_realised": 2}, 2),
    ("projects_running", {"projects_running": 5}, 5),
    ("volunteers", {"volunteers": 17, "projects_unnumbered": 0}, 17),
    ("entries_verified", {"entries_verified": 40}, 40),
    # 60 hours for cases, 30 across, 10 independent.
    *(
        (f"hours_{kind}", {"minutes_case": 3_600, "minutes_cross": 1_800,
                           "minutes_independent": 600}, value)
        for kind, value in (("case", 60), ("cross", 30), ("independent", 10))
    ),
    ("spent_fall", {"spent_fall": 123_456}, 123_456),
    ("spent_councils", {"spent_councils": 78_900}, 78_900),
    # 1,234.50 euro for 5 cases.
    ("cost_per_case", {"spent_fall": 123_450, "cases_with_support": 5}, 24_690),
]  # fmt: skip


@pytest.mark.parametrize(("code", "counted", "value"), EXAMPLES)
def test_a_figure_is_what_its_definition_says(code, counted, value):
    assert BY_CODE[code].value(counted) == value


def test_every_figure_has_an_example():
    assert {code for code, *_rest in EXAMPLES} == set(BY_CODE)
    assert len(BY_CODE) == len(FIGURES)


@pytest.mark.parametrize(("code", "counted"), ZERO_BASES)
def test_without_a_base_there_is_no_figure(code, counted):
    assert BY_CODE[code].value(counted) is None


@pytest.mark.parametrize(("code", "counted", "_value"), EXAMPLES)
def test_what_is_not_known_is_not_taken_for_zero(code, counted, _value):
    figure = BY_CODE[code]
    for name in figure.counts:
        assert figure.value({**counted, name: None}) is None
        with pytest.raises(KeyError):
            figure.value({other: part for other, part in counted.items() if other != name})


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_what_counts_people_is_named(figure):
    """A small count of people is hidden: whoever adds a figure says which of its counts those are.

    Money, minutes, days and residents are no people of the office; nor is what goes on in a place.
    """
    impersonal = {"residents", "spent_fall", "offers_used", "ended_days_median", "ended_days_mean"}
    impersonal |= {
        "meetings_held",
        "networks_overdue",
        "needs_realised",
        "projects_running",
        "projects_unnumbered",
    }
    impersonal |= {"entries_verified", "spent_councils"}
    people = {name for name in figure.counts if not name.startswith("minutes_")} - impersonal
    assert set(figure.people) == people


def test_splits_belong_to_plain_counts():
    for figure in FIGURES:
        assert not figure.splits or len(figure.counts) == 1
    assert {split for figure in FIGURES for split in figure.splits} == set(Split)
    assert "running" in COUNTS

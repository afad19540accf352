"""Which counts are protected together, and that two answers do not give away a third."""

from collections import Counter
from random import Random

import pytest

from reporting.evaluation.families import (
    CITY,
    FAMILIES,
    LEFT_OUT,
    families_of,
    hidden_cells,
    is_compared,
)
from reporting.evaluation.funnel import Chance
from reporting.evaluation.kinds import WITH_CHANCE, kind_of
from reporting.figures import BY_CODE, FIGURES

RUNNING = FAMILIES[1]
DISTRICTS = {1: [11, 12, 13, 14], 2: [21, 22, 23]}


def counted(seed):
    """Counts of supports that add up, in spaces, districts and the city."""
    draw, found = Random(seed), Counter()
    for district, spaces in DISTRICTS.items():
        for space in spaces:
            foster, homes, rest, ambulatory = (draw.choice([0, 1, 3, 9]) for _ in range(4))
            numbers = {
                "running": foster + homes + rest + ambulatory,
                "running:setting=ambulatory": ambulatory,
                "running:setting=residential": foster + homes + rest,
                "running_33": foster,
                "running_34": homes,
            }
            for place in (("space", space), ("district", district), CITY):
                for name, number in numbers.items():
                    found[place, name] += number
    return found


@pytest.mark.parametrize("seed", range(12))
def test_small_counts_are_hidden_and_do_not_follow_from_the_rest(seed):
    found = counted(seed)
    hidden = hidden_cells(RUNNING, lambda place, name: found[place, name], DISTRICTS, 2)
    assert {cell for cell, n in found.items() if n in (1, 2)} <= hidden
    for name in RUNNING.counts:
        for total, parts in (
            (CITY, [("district", each) for each in DISTRICTS]),
            *(
                (("district", each), [("space", s) for s in inside])
                for each, inside in DISTRICTS.items()
            ),
        ):
            cells = [(total, name), *((part, name) for part in parts)]
            unknown = [cell for cell in cells if cell in hidden and found[cell] in (1, 2)]
            if unknown:
                assert sum(cell in hidden for cell in cells) > 1


def test_counts_that_do_not_add_up_are_still_protected():
    """A support may be of two kinds at once; then only that sum tells nothing."""
    found = Counter({(CITY, "running"): 3, (CITY, "running_33"): 2, (CITY, "running_34"): 2})
    hidden = hidden_cells(RUNNING, lambda place, name: found[place, name], {}, 2)
    assert {(CITY, "running_33"), (CITY, "running_34")} <= hidden


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.code)
def test_every_figure_is_protected_or_left_out(figure):
    families = families_of(figure)
    covered = {name for family in families for name in family.counts}
    assert set(figure.people) <= covered if is_compared(figure) else families == ()


def test_what_is_shown_alone_is_the_same_beside_its_parts():
    found = counted(4)
    alone, beside = (
        hidden_cells(each, lambda place, name: found[place, name], DISTRICTS, 2)
        for each in FAMILIES[:2]
    )
    assert {cell for cell in beside if cell[1] == "running"} == alone


def test_what_flows_is_never_shown_for_areas():
    assert {"supports_begun", "supports_ended", "ended_as_planned"} <= LEFT_OUT


@pytest.mark.parametrize(
    ("code", "chance", "base", "per"),
    [
        ("density", Chance.POISSON, ("residents",), 1000),
        ("supports_begun", Chance.POISSON, ("residents",), 1000),
        ("offers_used", Chance.POISSON, ("plans_agreed",), 1),
        ("share_ambulatory", Chance.BINOMIAL, ("running",), 100),
        ("foster_share", Chance.BINOMIAL, ("running_33", "running_34"), 100),
    ],
)
def test_how_figures_vary(code, chance, base, per):
    kind = kind_of(BY_CODE[code])
    assert (kind.chance, kind.base, kind.per) == (chance, base, per)


def test_money_time_and_doubles_have_no_chance_of_their_own():
    left = {figure.code for figure in FIGURES} - {figure.code for figure in WITH_CHANCE}
    assert left == {
        "supports_running", "duration_median", "duration_mean", "hours_case", "hours_cross",
        "hours_independent", "spent_fall", "cost_per_case",
    }  # fmt: skip

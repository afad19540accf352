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
from reporting.suppression import Equation
from tests.reporting.attacker import Attacker

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


@pytest.mark.parametrize("mean", [0.3, 1, 4, 12])
@pytest.mark.parametrize("family", [1, 2, 3])
def test_sparse_counts_cannot_be_computed_either(mean, family):
    """What is left out of a whole level is no dash among numbers; of the rest nothing follows."""
    family = FAMILIES[family]
    for seed in range(3):
        found, districts = sparse(family, seed, mean)
        hidden = hidden_cells(family, lambda place, name: found[place, name], districts, 2)  # noqa: B023
        assert {cell for cell, n in found.items() if n in (1, 2)} <= hidden
        away = {cell for cell in hidden if found[cell] == 0}
        gone = {(place[0], name) for place, name in away}
        cells = {c: found[c] for p in places(districts) for n in family.counts if (c := (p, n))}
        cells = {c: n for c, n in cells.items() if (c[0][0], c[1]) not in gone}
        equations, computed = known_sums(family, cells, districts)
        somebody = Attacker(cells, equations, hidden & cells.keys(), computed)
        assert [c for c, n in somebody.computed().items() if 1 <= n <= 2] == []


def places(districts):
    return [CITY, *(("district", d) for d in districts)] + [
        ("space", s) for inside in districts.values() for s in inside
    ]


def sparse(family, seed, mean):
    """Counts that add up over the areas, every part within its whole."""
    draw, found = Random(seed), Counter()
    districts = {d: list(range(10 * d, 10 * d + 8)) for d in range(1, 6)}
    for district, spaces in districts.items():
        for space in [*spaces, None]:
            here = Counter()
            for _each in range(sum(draw.random() < mean / 40 for _ in range(40))):
                names = {family.counts[0]}
                for whole in family.wholes:
                    chosen = draw.choice([*whole.parts, ""])
                    if whole.name in names and chosen and not names & set(whole.parts):
                        names.add(chosen)
                here.update(names)
            for place in (CITY, ("district", district), *([("space", space)] if space else [])):
                for name, number in here.items():
                    found[place, name] += number
    return found, districts


def known_sums(family, cells, districts):
    """All that readers know to add up, with what they have to compute for it."""
    equations, computed = [], set()

    def add(total, parts, rest):
        parts = [part for part in parts if part in cells]
        if parts and total in cells:
            left = cells[total] - sum(cells[part] for part in parts)
            if left or rest[0][0] != "elsewhere":
                cells[rest] = left
                computed.add(rest)
                parts.append(rest)
            equations.append(Equation(total, tuple(parts)))

    for place in places(districts):
        for number, whole in enumerate(family.wholes):
            parts = [(place, part) for part in whole.parts]
            add((place, whole.name), parts, (place, f"{whole.name} less {number}"))
    for name in family.counts:
        add((CITY, name), [(("district", d), name) for d in districts], (("elsewhere", 0), name))
        for d, inside in districts.items():
            spaces = [(("space", s), name) for s in inside]
            add((("district", d), name), spaces, (("elsewhere", d), name))
    return equations, computed


def test_a_count_that_is_small_nearly_everywhere_is_left_out_with_its_parts():
    """Eight times one and once twenty: the twenty is not shown alone, nor are any zeros."""
    districts = {1: list(range(10, 20)), 2: list(range(20, 30))}
    numbers = [1] * 8 + [20] + [0] * 11
    found = Counter()
    for space, number in zip([*districts[1], *districts[2]], numbers, strict=True):
        for place in (("space", space), ("district", space // 10), CITY):
            for name in ("goals_agreed", "goals_smart"):
                found[place, name] += number
    family = families_of(BY_CODE["goals_smart"])[0]
    hidden = hidden_cells(family, lambda place, name: found[place, name], districts, 2)
    spaces = {(("space", each), name) for each in range(10, 30) for name in family.counts}
    assert spaces <= hidden
    assert (CITY, "goals_agreed") not in hidden


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
        "hours_independent", "spent_fall", "cost_per_case", "spent_councils", "volunteers",
        "meetings_held", "networks_overdue", "needs_realised", "projects_running",
        "entries_verified",
    }  # fmt: skip

"""Whoever lays all reports of all districts side by side does not find a small count."""

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.rules.disclosure import Cell, Place, complements, people_counts, system_of
from sro.periods import Quarter
from tests.reporting.attacker import Attacker

NOW, BEFORE = Quarter(2025, 2), Quarter(2025, 1)
PLACES = [
    Place("city", 0),
    Place("district", 1),
    Place("district", 2),
    Place("elsewhere", 1, 1),
    Place("elsewhere", 2, 2),
    Place("space", 11, 1),
    Place("space", 12, 1),
    Place("space", 21, 2),
]
SETTINGS = ("ambulatory", "residential")
TALKS = (
    (),
    ("conferences",),
    ("conferences", "conferences_part_noted"),
    ("conferences", "conferences_part_noted", "conferences_with_child"),
)


def counted(random, mean):
    """Counts of invented supports and conferences in both quarters, all areas added up."""
    found = {}

    def add(quarter, space, names):
        parent = next(p.parent for p in PLACES if (p.level, p.pk) == space)
        for place in (("city", 0), ("district", parent), space):
            here = found.setdefault((quarter, *place), Counter())
            here.update({name: Fraction(1) for name in names})

    inner = [(p.level, p.pk) for p in PLACES if p.parent]
    for _ in range(int(mean * len(inner))):
        space, setting = random.choice(inner), random.choice(SETTINGS)
        start = random.randrange(-2, 2)
        end = max(start, random.randrange(0, 4))
        kind = random.choice(["_33", "_34", None])
        running = ["running", f"running:setting={setting}", f"running:age={random.choice('06')}"]
        if kind:
            running.append(f"running{kind}")
        for at, quarter in ((0, BEFORE), (1, NOW)):
            if start <= at < end:
                add(quarter, space, running)
            if start == at:
                add(quarter, space, ["begun", f"begun:setting={setting}"])
            if end == at and start <= at:
                reason = random.choice(["goals_reached", "moved"])
                ended = ["ended", f"ended:setting={setting}", f"ended:reason={reason}"]
                add(quarter, space, ended)
        add(NOW, space, random.choice(TALKS))
    return found


def attack(system, disclosure):
    """Yield every small count that somebody with all tables can compute or tell to be small."""
    printed = system.cells.keys() - system.unprinted
    # What is left out of the tables as a whole is no dash among numbers: the areas' tables end.
    equations = [
        each
        for each in system.equations
        if not {each.total, *each.parts, *each.less} & left_out(system, disclosure)
    ]
    cells = {
        cell: count
        for cell, count in system.cells.items()
        if cell not in left_out(system, disclosure)
    }
    somebody = Attacker(
        cells,
        equations,
        (disclosure.hidden & printed) - left_out(system, disclosure),
        [cell for cell in system.unprinted if cell in cells],
    )
    for cell, value in somebody.computed().items():
        assert value == system.cells[cell]
        if 1 <= value <= 2:
            yield cell


def left_out(system, disclosure):
    """Counts of which even zeros are hidden: no reader can start from them."""
    zeros = {cell for cell in disclosure.hidden if system.cells[cell] == 0}
    at = {(cell.year, cell.quarter, cell.level, cell.name) for cell in zeros}
    return {cell for cell in system.cells if (cell.year, cell.quarter, cell.level, cell.name) in at}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("mean", [2, 8])
def test_no_small_count_can_be_computed(seed, mean):
    system = system_of(counted(Random(seed), mean), [NOW, BEFORE], PLACES)
    disclosure = system.disclosed(limit=2, seen={}, hidden_before=())
    small = {cell for cell, count in system.cells.items() if 1 <= count <= 2} - system.unprinted
    assert small <= disclosure.hidden
    assert not disclosure.exposed
    assert list(attack(system, disclosure)) == []


def test_the_attacker_would_find_one():
    """Were only the small counts hidden, somebody would compute some of them."""
    system = system_of(counted(Random(3), 6), [NOW, BEFORE], PLACES)
    small = {c for c, count in system.cells.items() if 1 <= count <= 2} - system.unprinted
    naive = type(system.disclosed(limit=2, seen={}, hidden_before=()))(
        frozenset(small), frozenset()
    )
    assert list(attack(system, naive)) != []


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_what_was_hidden_stays_hidden(seed):
    """Counted again for another report, nothing that had a dash gets a number."""
    first = system_of(counted(Random(seed), 6), [NOW, BEFORE], PLACES)
    before = first.disclosed(limit=2, seen={}, hidden_before=())
    again = first.disclosed(limit=2, seen={}, hidden_before=before.hidden)
    assert before.hidden <= again.hidden


def test_what_an_earlier_report_shows_cannot_protect_any_more():
    """A quarter ago the total was shown; now it cannot hide the one that is left."""
    found = {
        (NOW, "city", 0): {"offers_missing": Fraction(11)},
        (NOW, "district", 1): {"offers_missing": Fraction(10)},
        (NOW, "district", 2): {"offers_missing": Fraction(1)},
        (NOW, "space", 11): {"offers_missing": Fraction(10)},
        (NOW, "space", 21): {"offers_missing": Fraction(1)},
    }
    system = system_of(found, [NOW], PLACES)
    fresh = system.disclosed(limit=2, seen={}, hidden_before=())
    assert not fresh.exposed
    seen = {
        Cell(2025, 2, level, pk, "offers_missing"): count
        for level, pk, count in (("city", 0, 11), ("district", 1, 10))
    }
    told = system.disclosed(limit=2, seen=seen, hidden_before=())
    assert Cell(2025, 2, "district", 2, "offers_missing") in told.exposed
    # What was seen and is another number today is another count.
    changed = {cell: count + 5 for cell, count in seen.items()}
    assert not system.disclosed(limit=2, seen=changed, hidden_before=()).exposed


def test_counts_that_do_not_add_up_are_refused():
    found = {
        (NOW, "city", 0): {"begun": Fraction(9)},
        (NOW, "district", 1): {"begun": Fraction(1)},
        (NOW, "space", 11): {"begun": Fraction(1)},
    }
    system = system_of(found, [NOW], PLACES)
    with pytest.raises(ValueError, match="add up"):
        system.disclosed(limit=2, seen={}, hidden_before=())


def test_every_share_of_people_has_its_rest():
    pairs = complements()
    assert ("conferences_with_child", "conferences_part_noted") in pairs
    assert ("goals_reached", "goals_reviewed") in pairs
    assert not any(whole == "running" for _part, whole in pairs)
    assert {name for pair in pairs for name in pair} <= people_counts()

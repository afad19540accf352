"""Small counts cannot be found out from what is published, in this report and in earlier ones."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.suppression import HIDDEN, Equation, protect
from tests.reporting.attacker import Attacker, grouped, table


def assert_safe(cells, equations, *, limit=2, known=(), unprinted=(), every_table=False):
    """Attack what protect decides in all ways; return the decision."""
    got = protect(cells, equations, limit=limit, known=known, unprinted=unprinted)
    assert got.primary == {cell for cell, count in cells.items() if 1 <= count <= limit}
    assert not got.complementary & {*known, *got.primary, *unprinted}
    assert all(cells[cell] for cell in got.hidden)
    assert got.exposed | got.narrow <= got.primary
    assert not got.exposed & got.narrow
    attacker = Attacker(cells, equations, got.hidden - {*known}, unprinted)
    computed, intervals = attacker.computed(), attacker.intervals()
    for cell in got.primary - got.exposed:
        low, high = intervals[cell]
        assert cell not in computed
        assert high is None or high > (low if cell in got.narrow else limit)
        if every_table:
            others = {*range(attacker.ceiling)} - {cells[cell]}
            assert attacker.could_be(cell, others if cell in got.narrow else attacker.above(limit))
    return got


def names(cells):
    return {f"{row}{column}" for _, row, column in cells}


@pytest.mark.parametrize(
    ("rows", "complementary"),
    [
        pytest.param([[5, 6], [7, 8]], set(), id="nothing small"),
        pytest.param([[0, 6], [7, 0]], set(), id="zeros are shown"),
        pytest.param([[1, 6], [7, 8]], {"r0c1", "r1c0", "r1c1"}, id="2x2, one small"),
        pytest.param([[1, 9], [9, 2]], {"r0c1", "r1c0"}, id="2x2, two small"),
        pytest.param(
            [[1, 6, 20], [7, 8, 20], [30, 30, 30]], {"r0c1", "r1c0", "r1c1"}, id="smallest first"
        ),
        pytest.param([[1, 1, 5], [2, 2, 5], [5, 5, 5]], None, id="a square of small ones"),
        pytest.param([[1, 0, 0], [0, 9, 9], [0, 9, 9]], None, id="alone in row and column"),
        pytest.param([[1, 1], [1, 1]], {"allall"}, id="all small: sums would give them away"),
        pytest.param([[1, 1, 1], [1, 1, 1], [1, 1, 1]], None, id="all one"),
        pytest.param([[2, 2], [2, 2]], None, id="all two"),
        pytest.param([[1]], set(), id="one person"),
        pytest.param([[1, 9, 9, 9]], None, id="one row"),
    ],
)
def test_tables_by_hand(rows, complementary):
    cells, equations = table(rows)
    got = assert_safe(cells, equations, every_table=len(rows) < 3)
    assert not got.exposed
    assert not got.narrow
    if complementary is not None:
        assert names(got.complementary) == complementary


def test_three_dashes_that_add_up_to_three_would_be_three_single_persons():
    cells = {"a": 1, "b": 1, "c": 1, "d": 9, "all": 12}
    got = assert_safe(cells, [Equation("all", ("a", "b", "c", "d"))], every_table=True)
    assert got.complementary == {"d"}


def test_nobody_can_tell_that_one_and_two_are_small():
    cells = {"a": 1, "b": 2, "all": 3}
    assert assert_safe(cells, [Equation("all", ("a", "b"))]).complementary == {"all"}


def test_totals_come_last():
    cells, equations = table([[1, 40, 41], [42, 43, 44], [45, 46, 47]])
    assert not any("all" in cell for cell in protect(cells, equations).complementary)


def test_costs_may_be_chosen():
    cells = {"a": 1, "b": 5, "c": 6, "all": 12}
    rule = [Equation("all", ("a", "b", "c"))]
    assert protect(cells, rule).complementary == {"b"}
    assert protect(cells, rule, cost={"b": 100}).complementary == {"c"}


HIERARCHIES = [
    pytest.param({"d0": ["r0"], "d1": ["r1", "r2"]}, id="a district with one space"),
    pytest.param({"d0": ["r0", "r1", "r2"]}, id="a city with one district"),
    pytest.param({"d0": ["r0"], "d1": ["r1"], "d2": ["r2"]}, id="only districts with one space"),
]


@pytest.mark.parametrize("groups", HIERARCHIES)
@pytest.mark.parametrize(
    "rows", [[[1, 9], [9, 9], [9, 9]], [[9, 9], [1, 9], [9, 2]], [[9, 0], [1, 0], [0, 2]]]
)
def test_hierarchies(rows, groups):
    cells, equations = grouped(*table(rows), groups)
    got = assert_safe(cells, equations, every_table=True)
    assert not got.exposed | got.narrow
    for district, spaces in groups.items():
        if len(spaces) == 1:
            for column in ("c0", "c1", "all"):
                hidden = {("t", district, column), ("t", spaces[0], column)} & got.hidden
                assert len(hidden) in {0, 2}, "the same number under two names"


def test_two_tables_that_share_a_margin():
    """By setting and by age: each alone protects its small count, their common total does not."""
    settings_, ages = ("s0", "s1"), ("a0", "a1")
    cells = {"all": 40, "s0": 1, "s1": 39, "a0": 38, "a1": 2}
    equations = [Equation("all", settings_), Equation("all", ages)]
    got = assert_safe(cells, equations, every_table=True)
    assert not got.exposed | got.narrow
    assert got.complementary == {"s1", "a0"}


def test_the_difference_of_two_tables():
    """All supports, and those without § 35a: who subtracts them has the rest."""
    cells = {"all": 30, "without": 29, "rest": 1}
    rule = [Equation("all", ("without", "rest"))]
    got = assert_safe(cells, rule, unprinted=["rest"], every_table=True)
    assert got.primary == {"rest"}
    assert got.complementary == {"without"}


@pytest.mark.parametrize(("part", "hidden"), [(19, {"part"}), (10, set()), (20, set())])
def test_the_rest_of_a_share(part, hidden):
    """19 of 20 took part says of one child that it did not."""
    cells = {"base": 20, "part": part, "rest": 20 - part}
    rule = [Equation("base", ("part", "rest"))]
    assert protect(cells, rule, unprinted=["rest"]).complementary == hidden


def test_an_unprinted_zero_may_be_anything_to_a_reader():
    cells = {"base": 12, "part": 1, "other": 11, "rest": 0}
    rule = [Equation("base", ("part", "other", "rest"))]
    assert_safe(cells, rule, unprinted=["rest"], every_table=True)


STOCK = [Equation("now", ("before", "begun"), less=("ended",))]


@pytest.mark.parametrize(
    ("cells", "known", "complementary"),
    [
        ({"before": 20, "begun": 5, "ended": 1, "now": 24}, (), {"begun"}),
        ({"before": 20, "begun": 1, "ended": 2, "now": 19}, (), set()),
        ({"before": 20, "begun": 1, "ended": 0, "now": 21}, ("before",), {"now"}),
    ],
)
def test_running_begun_and_ended(cells, known, complementary):
    got = assert_safe(cells, STOCK, known=known, every_table=True)
    assert not got.exposed | got.narrow
    assert got.complementary == complementary


def test_what_was_published_stays_known():
    cells = {"a": 1, "b": 9, "c": 10, "all": 20}
    rule = [Equation("all", ("a", "b", "c"))]
    assert assert_safe(cells, rule).complementary == {"b"}
    assert assert_safe(cells, rule, known=["b"]).complementary == {"c"}
    assert assert_safe(cells, rule, known=["b", "c"]).complementary == {"all"}
    lost = assert_safe(cells, rule, known=["b", "c", "all"])
    assert lost.exposed == {"a"}
    assert not lost.complementary, "nothing is hidden in vain"


def test_what_is_known_may_leave_two_values_that_are_both_small():
    cells = {"a": 1, "b": 2, "all": 3}
    got = assert_safe(cells, [Equation("all", ("a", "b"))], known=["all"], every_table=True)
    assert got.narrow == {"a", "b"}


def test_a_small_count_that_was_published_is_not_published_again():
    got = protect({"a": 2, "b": 9}, [], known=["a"])
    assert (got.hidden, got.exposed) == ({"a"}, {"a"})


def test_readers_see_dashes():
    cells, equations = table([[1, 6], [7, 8]])
    got = protect(cells, equations)
    shown = {cell: got.shown(cell, count) for cell, count in cells.items()}
    assert {cell for cell, seen in shown.items() if seen is HIDDEN} == got.hidden
    assert all(seen in (HIDDEN, cells[cell]) for cell, seen in shown.items())


@pytest.mark.parametrize(
    ("cells", "equations", "options", "message"),
    [
        ({"a": -1}, [], {}, "negative: 'a'"),
        ({"a": 1}, [], {"limit": -1}, "limit"),
        ({"a": 1}, [], {"cost": {"a": -1}}, "costs"),
        ({"a": 1}, [], {"known": ["b"]}, "not among the cells: 'b'"),
        ({"a": 1}, [Equation("a", ("b",))], {}, "not among the cells: 'b'"),
        ({"a": 7, "b": 5}, [Equation("a", ("b",))], {}, r"does not add up: 'a'$"),
    ],
)
def test_what_makes_no_sense_is_refused(cells, equations, options, message):
    with pytest.raises(ValueError, match=message):
        protect(cells, equations, **options)


def test_a_cell_is_in_an_equation_once():
    with pytest.raises(ValueError, match="twice"):
        Equation("a", ("b", "b"))


counts = st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 8, 13])


@st.composite
def tables(draw, most=6):
    """A table with totals, its rows perhaps in districts, a second one perhaps over its totals."""
    width, height = draw(st.integers(1, most)), draw(st.integers(1, most))
    row = st.lists(counts, min_size=width, max_size=width)
    cells, equations = table(draw(st.lists(row, min_size=height, max_size=height)))
    if draw(st.booleans()):
        cut = draw(st.integers(1, height))
        heads = [f"r{i}" for i in range(height)]
        groups = {"d0": heads[:cut]} | ({"d1": heads[cut:]} if cut < height else {})
        cells, equations = grouped(cells, equations, groups)
    if draw(st.booleans()):
        total = cells["t", "all", "all"]
        part = draw(st.integers(0, total))
        cells |= {("u", "all", "c0"): part, ("u", "all", "c1"): total - part}
        parts = (("u", "all", "c0"), ("u", "all", "c1"))
        equations.append(Equation(("t", "all", "all"), parts))
    return cells, equations


@settings(max_examples=60, deadline=None)
@given(tables())
def test_law_no_small_count_is_found_out(drawn):
    got = assert_safe(*drawn)
    assert not got.exposed | got.narrow, "where nothing is known, everything can be protected"


@settings(max_examples=40, deadline=None)
@given(tables(most=2))
def test_law_some_table_with_a_larger_count_looks_the_same(drawn):
    assert_safe(*drawn, every_table=True)


@settings(max_examples=60, deadline=None)
@given(tables(most=2), st.data())
def test_law_known_cells_are_respected_or_reported(drawn, data):
    cells, equations = drawn
    known = data.draw(st.sets(st.sampled_from(sorted(cells))))
    unprinted = data.draw(st.sets(st.sampled_from(sorted(cells)), max_size=2)) - known
    got = assert_safe(cells, equations, known=known, unprinted=unprinted, every_table=True)
    assert got.primary & known <= got.exposed


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(counts, counts, counts), min_size=1, max_size=2), st.booleans())
def test_law_stocks_over_time(rows, earlier):
    """What ran, began, ended and runs, by area and in all; what ran may have been published."""
    rows = [(ran, begun, min(ended, ran + begun)) for ran, begun, ended in rows]
    rows = [(ran, begun, ended, ran + begun - ended) for ran, begun, ended in rows]
    rows.append(tuple(sum(column) for column in zip(*rows, strict=True)))
    areas = [*range(len(rows) - 1), "all"]
    words = ("ran", "begun", "ended", "runs")
    cells = {
        (a, w): n
        for a, row in zip(areas, rows, strict=True)
        for w, n in zip(words, row, strict=True)
    }
    equations = [
        Equation((a, "runs"), ((a, "ran"), (a, "begun")), less=((a, "ended"),)) for a in areas
    ]
    equations += [Equation(("all", w), tuple((a, w) for a in areas[:-1])) for w in words]
    known = {cell for cell, count in cells.items() if earlier and cell[1] == "ran" and count > 2}
    got = assert_safe(cells, equations, known=known, every_table=len(rows) == 2)
    assert earlier or not got.exposed | got.narrow


def test_equations_may_run_in_a_circle():
    cells = {"a": 1, "b": 1}
    assert_safe(cells, [Equation("a", ("b",)), Equation("b", ("a",))], every_table=True)


@settings(max_examples=40, deadline=None)
@given(tables(), st.randoms(use_true_random=False))
def test_law_the_order_of_the_input_does_not_count(drawn, chance):
    cells, equations = drawn
    items, rules = list(cells.items()), list(equations)
    chance.shuffle(items)
    chance.shuffle(rules)
    rules = [Equation(rule.total, rule.parts[::-1], rule.less) for rule in rules]
    assert protect(dict(items), rules) == protect(cells, equations)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_law_what_is_shown_may_be_published_again(drawn):
    """With all that it shows known already, the same is hidden, and it is as safe."""
    cells, equations = drawn
    first = protect(cells, equations)
    again = protect(cells, equations, known=cells.keys() - first.hidden)
    assert again == protect(cells, equations, known=cells.keys() - again.hidden)
    assert again.hidden <= first.hidden
    assert not again.exposed | again.narrow


@given(tables())
@settings(max_examples=30, deadline=None)
def test_law_nothing_is_hidden_without_need(drawn):
    cells, equations = drawn
    assert not protect(cells, equations, limit=0).hidden
    if not any(count in (1, 2) for count in cells.values()):
        assert not protect(cells, equations).hidden


def test_a_city_can_be_protected():
    """Twelve districts, sixty spaces, eight columns in two groups; seed for always the same."""
    chance = random.Random(5)
    rows = [[chance.choice([0, 0, 1, 1, 2, 3, 5, 9]) for _ in range(8)] for _ in range(60)]
    groups = {f"d{d}": [f"r{i}" for i in range(60) if i % 12 == d] for d in range(12)}
    cells, equations = grouped(*table(rows), groups)
    got = protect(cells, equations)
    assert not got.exposed | got.narrow
    attacker = Attacker(cells, equations, got.hidden)
    intervals = attacker.intervals()
    assert all(intervals[cell][1] is None or intervals[cell][1] > 2 for cell in got.primary)

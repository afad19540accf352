"""The picture of a family: nobody hidden, nothing on top of each other, always the same."""

import time
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.family_layout import HEIGHT, WIDTH, Relative
from cases.rules.family_lines import Drawing, draw
from cases.rules.kinship import Kind, Tie, contradictions

MOTHER, FATHER, ADA, BEN, GRANNY, NEW_PARTNER, CARA, AUNT = range(1, 9)
TIES = [
    Tie(Kind.PARENT, MOTHER, ADA),
    Tie(Kind.PARENT, FATHER, ADA),
    Tie(Kind.PARENT, MOTHER, BEN),
    Tie(Kind.PARENT, FATHER, BEN),
    Tie(Kind.FORMER_PARTNER, MOTHER, FATHER),
    Tie(Kind.PARENT, GRANNY, MOTHER),
    Tie(Kind.GRANDPARENT, GRANNY, ADA),
    Tie(Kind.PARTNER, MOTHER, NEW_PARTNER),
    Tie(Kind.PARENT, MOTHER, CARA),
    Tie(Kind.PARENT, NEW_PARTNER, CARA),
    Tie(Kind.SIBLING, ADA, BEN),
]
HOME = {MOTHER: 1, ADA: 1, BEN: 1, NEW_PARTNER: 1, CARA: 1, GRANNY: 2}
PEOPLE = [Relative(n, HOME.get(n), n in {ADA, BEN, CARA}, (n,)) for n in range(1, 9)]


def rectangles(drawing: Drawing):
    return {box.person: (box.x, box.y, box.x + WIDTH, box.y + HEIGHT) for box in drawing.boxes}


def apart(one, other) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def inside(small, large) -> bool:
    return (
        large[0] <= small[0]
        and large[1] <= small[1]
        and small[2] <= large[2]
        and small[3] <= large[3]
    )


def is_sound(drawing: Drawing, homes) -> None:
    boxes = rectangles(drawing)
    page = (0, 0, drawing.width, drawing.height)
    frames = {f.home: (f.x, f.y, f.x + f.width, f.y + f.height) for f in drawing.frames}
    people = sorted(boxes)
    for place, one in enumerate(people):
        assert inside(boxes[one], page)
        for other in people[place + 1 :]:
            assert apart(boxes[one], boxes[other])
        for home, frame in frames.items():
            member = homes.get(one) == home
            assert inside(boxes[one], frame) if member else apart(boxes[one], frame)
    listed = sorted(frames)
    for place, one in enumerate(listed):
        assert inside(frames[one], page)
        assert all(apart(frames[one], frames[other]) for other in listed[place + 1 :])
    for line in drawing.lines:
        for path in line.paths:
            for (x1, y1), (x2, y2) in pairwise(path):
                assert x1 == x2 or y1 == y2
                assert inside((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), page)


def test_a_family_in_two_households():
    drawing = draw(PEOPLE, TIES)
    is_sound(drawing, HOME)
    row = {box.person: box.row for box in drawing.boxes}
    assert row[GRANNY] < row[MOTHER] == row[FATHER] == row[NEW_PARTNER] < row[ADA] == row[CARA]
    assert {frame.home for frame in drawing.frames} == {1, 2}


def test_children_of_the_same_parents_share_one_line_and_what_follows_is_not_drawn():
    drawing = draw(PEOPLE, TIES)
    kinds = sorted(line.kind for line in drawing.lines)
    # Ada and Ben, Cara, the mother herself: three lines; the sibling and grandparent follow.
    assert kinds == sorted([Kind.PARENT] * 3 + [Kind.PARTNER, Kind.FORMER_PARTNER])


def test_a_couple_stands_side_by_side():
    drawing = draw(PEOPLE, TIES)
    beside = {line.kind for line in drawing.lines if line.beside}
    assert beside == {Kind.PARTNER, Kind.FORMER_PARTNER}


def test_siblings_and_grandparents_are_drawn_where_nothing_else_says_so():
    ties = [Tie(Kind.SIBLING, 1, 2), Tie(Kind.GRANDPARENT, 3, 1)]
    drawing = draw([Relative(n, None, None, ()) for n in (1, 2, 3)], ties)
    assert sorted(line.kind for line in drawing.lines) == [Kind.GRANDPARENT, Kind.SIBLING]
    is_sound(drawing, {})


def test_nobody_is_a_picture_too():
    drawing = draw([], [])
    assert (drawing.boxes, drawing.frames, drawing.lines) == ((), (), ())


def test_thirty_people_are_drawn_in_a_moment():
    people = [Relative(n, n % 5 or None, n > 15, (n,)) for n in range(1, 31)]
    ties = [Tie(Kind.PARENT, n - 15, n) for n in range(16, 31)]
    ties += [Tie(Kind.PARTNER, n, n + 1) for n in range(1, 15, 2)]
    started = time.process_time()
    drawing = draw(people, ties)
    assert time.process_time() - started < 5
    is_sound(drawing, {p.number: p.home for p in people if p.home})


NUMBERS = st.integers(1, 14)
HOMES = st.dictionaries(NUMBERS, st.integers(1, 4))
ANY_TIES = st.lists(st.builds(Tie, st.sampled_from(Kind), NUMBERS, NUMBERS), max_size=18)
YOUNG = st.dictionaries(NUMBERS, st.booleans())


def family(homes, young):
    return [Relative(n, homes.get(n), young.get(n), (n,)) for n in range(1, 15)]


@settings(max_examples=40)
@given(ANY_TIES, HOMES, YOUNG)
def test_whatever_is_entered_nothing_overlaps(ties, homes, young):
    drawing = draw(family(homes, young), ties)
    is_sound(drawing, homes)
    assert sorted(box.person for box in drawing.boxes) == list(range(1, 15))


@settings(max_examples=15)
@given(ANY_TIES, HOMES, YOUNG, st.randoms())
def test_the_order_of_entry_does_not_matter(ties, homes, young, random):
    people, mixed = family(homes, young), [*ties]
    random.shuffle(people)
    random.shuffle(mixed)
    assert draw(people, mixed) == draw(family(homes, young), ties)


@settings(max_examples=25)
@given(ANY_TIES, HOMES)
def test_parents_stand_above_their_children_unless_something_contradicts(ties, homes):
    # Only parents and children: without circles each tie can hold.
    tree = [t for t in ties if t.kind == Kind.PARENT and t.one < t.other]
    seen: set[int] = set()
    tree = [t for t in tree if not (t.other in seen or seen.add(t.other))]
    assert not [c for c in contradictions(tree, {}) if c.code == "circle"]
    drawing = draw(family(homes, {}), tree)
    y = {box.person: box.y for box in drawing.boxes}
    assert all(y[t.one] < y[t.other] for t in tree)

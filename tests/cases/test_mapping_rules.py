"""The laws of the resource map: places have meanings, labels can be read, nothing jumps."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules import mapping
from cases.rules.mapping import AROUND, FAR, MOST, NEAR, RINGS, STEP, Sheet, Spot
from cases.rules.placing import Box, Thing, capacity, lay_out

WIDE = Sheet(1200, 800)
NARROW = Sheet(640, 1040)

sheets = st.sampled_from([WIDE, NARROW])
free = st.builds(Spot, st.sampled_from(AROUND), st.sampled_from(sorted(RINGS)))
fixed = st.builds(
    lambda angle, ring: Spot(mapping.field_at(angle), ring, angle),
    st.integers(0, 359),
    st.sampled_from(sorted(RINGS)),
)
spots = free | fixed
label = st.tuples(st.floats(40, 170), st.sampled_from([26.0, 46.0]))


@st.composite
def maps(draw, most=14):
    places = draw(st.lists(spots, max_size=most))
    things = [Thing(str(n), spot) for n, spot in enumerate(places)]
    large = {thing.key: draw(label) for thing in things}
    small = {key: (width * 0.6, height * 0.6) for key, (width, height) in large.items()}
    return things, [large, small]


def check(things, layout, sheet):
    """Every label is on the sheet, in its field and ring, and meets no other."""
    by_key = {placed.key: placed.box for placed in layout.placed}
    boxes = list(by_key.values())
    assert [placed.key for placed in layout.placed] == [thing.key for thing in things]
    for n, box in enumerate(boxes):
        assert box.within(sheet)
        assert not any(box.meets(other) for other in boxes[n + 1 :])
    for thing in things:
        spot = mapping.spot_at(sheet, by_key[thing.key].x, by_key[thing.key].y)
        angle, distance = sheet.polar(by_key[thing.key].x, by_key[thing.key].y)
        assert spot.closeness == thing.spot.closeness
        assert mapping.field_at(angle) == thing.spot.field
        assert distance > mapping.CORE


@settings(max_examples=60)
@given(maps(), sheets)
def test_labels_can_be_read_and_mean_what_was_said(given_map, sheet):
    things, sizes = given_map
    check(things, lay_out(things, sheet, sizes), sheet)


@settings(max_examples=8)
@given(maps(MOST), sheets)
def test_as_many_as_a_map_may_hold_find_a_place(given_map, sheet):
    things, sizes = given_map
    check(things, lay_out(things, sheet, sizes), sheet)


@pytest.mark.parametrize("sheet", [WIDE, NARROW])
@pytest.mark.parametrize("field", AROUND)
@pytest.mark.parametrize("ring", sorted(RINGS))
def test_even_sixty_in_one_ring_of_one_field(sheet, field, ring):
    things = [Thing(str(n), Spot(field, ring)) for n in range(MOST)]
    layout = lay_out(things, sheet, [{thing.key: (90.0, 26.0) for thing in things}])
    check(things, layout, sheet)
    assert capacity(sheet) >= MOST
    assert sorted(placed.number for placed in layout.placed) == list(range(1, MOST + 1))


def test_only_the_full_ring_loses_its_words():
    crowd = [Thing(str(n), Spot("social", NEAR)) for n in range(20)]
    alone = Thing("alone", Spot("material", FAR))
    things = [*crowd, alone]
    layout = lay_out(things, WIDE, [{thing.key: (150.0, 40.0) for thing in things}])
    numbers = {placed.key: placed.number for placed in layout.placed}
    assert numbers.pop("alone") == 0
    assert list(numbers.values()) == list(range(1, 21))


@settings(max_examples=60)
@given(maps(), free, label, sheets)
def test_a_new_resource_moves_no_other(given_map, spot, size, sheet):
    things, sizes = given_map
    before = lay_out(things, sheet, sizes)
    sizes = [{**boxes, "new": size} for boxes in sizes]
    after = lay_out([*things, Thing("new", spot)], sheet, sizes)
    unchanged = before.level == after.level and not any(p.number for p in after.placed)
    if unchanged:
        assert after.placed[:-1] == before.placed


@settings(max_examples=40)
@given(maps(), sheets)
def test_the_same_map_is_always_drawn_the_same_way(given_map, sheet):
    things, sizes = given_map
    assert lay_out(things, sheet, sizes) == lay_out(list(things), sheet, sizes)


@given(fixed, sheets)
def test_what_people_place_alone_lies_exactly_there(spot, sheet):
    layout = lay_out([Thing("a", spot)], sheet, [{"a": (20.0, 10.0)}])
    box = layout.placed[0].box
    angle, _distance = sheet.polar(box.x, box.y)
    assert math.isclose((angle - spot.angle + 180) % 360 - 180, 0, abs_tol=1)


def test_what_people_placed_comes_before_what_finds_its_own_place():
    spot = Spot("social", NEAR, 45)
    sizes = [{"first": (90.0, 30.0), "placed": (90.0, 30.0)}]
    alone = lay_out([Thing("placed", spot)], WIDE, sizes).placed[0]
    both = lay_out([Thing("first", Spot("social", NEAR)), Thing("placed", spot)], WIDE, sizes)
    assert both.placed[1] == alone
    assert both.placed[0].box != alone.box


def test_lines_run_past_the_labels_of_others():
    things = [Thing("near", Spot("social", NEAR)), Thing("far", Spot("social", FAR))]
    near, far = lay_out(things, WIDE, [dict.fromkeys(["near", "far"], (120.0, 40.0))]).placed
    assert not near.box.is_crossed(WIDE.centre, (far.box.x, far.box.y))


def test_blocked_places_stay_free():
    heading = Box(1100, 40, 200, 80)
    things = [Thing(str(n), Spot("social", FAR)) for n in range(8)]
    layout = lay_out(things, WIDE, [{t.key: (140.0, 40.0) for t in things}], [heading])
    assert not any(placed.box.meets(heading) for placed in layout.placed)


def test_what_cannot_be_drawn_is_refused():
    thing = Thing("a", Spot("social", NEAR))
    with pytest.raises(ValueError, match="key of its own"):
        lay_out([thing, thing], WIDE, [{"a": (1.0, 1.0)}])
    with pytest.raises(ValueError, match="at least one size"):
        lay_out([thing], WIDE, [])
    many = [Thing(str(n), thing.spot) for n in range(MOST + 1)]
    with pytest.raises(ValueError, match="at most 60"):
        lay_out(many, WIDE, [{t.key: (1.0, 1.0) for t in many}])


@pytest.mark.parametrize(
    "arguments", [("garden", 1, None), ("social", 0, None), ("social", 4, None), ("social", 1, 200)]
)
def test_a_spot_means_something(arguments):
    with pytest.raises(ValueError, match=r"map|field"):
        Spot(*arguments)


# --- places and meanings -------------------------------------------------------------------------


@given(st.floats(0, 359.9), st.floats(0.01, 1.2), sheets)
def test_points_and_angles_are_two_names_of_one_place(angle, distance, sheet):
    back, far = sheet.polar(*sheet.point(angle, distance))
    assert math.isclose(far, distance, rel_tol=1e-6)
    assert math.isclose((back - angle + 180) % 360 - 180, 0, abs_tol=1e-4)


@given(st.floats(-500, 2000), st.floats(-500, 2000), sheets)
def test_wherever_a_resource_is_dropped_it_lies_in_a_field_and_a_ring(x, y, sheet):
    spot = mapping.spot_at(sheet, x, y)
    assert spot.field in AROUND
    assert spot.closeness in RINGS


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (590, 300, Spot("personal", 1, 356)),
        (1150, 350, Spot("social", 3, 82)),
        (1000, 700, Spot("infrastructure", 3, 138)),
        (350, 450, Spot("material", 1, 253)),
        (600, 400, Spot("social", 1, 0)),
        (-900, -900, Spot("personal", 3, 322)),
    ],
)
def test_a_point_of_the_sheet_means(x, y, expected):
    assert mapping.spot_at(WIDE, x, y) == expected


# --- moving with the keyboard --------------------------------------------------------------------


@given(spots)
def test_nearer_and_farther_undo_each_other_between_the_ends(spot):
    assert mapping.nearer(mapping.nearer(mapping.nearer(spot))).closeness == NEAR
    assert mapping.farther(mapping.farther(mapping.farther(spot))).closeness == FAR
    if spot.closeness < FAR:
        assert mapping.nearer(mapping.farther(spot)) == spot


@given(fixed, st.integers(-80, 80))
def test_turning_back_leads_back(spot, steps):
    assert mapping.turned(mapping.turned(spot, steps), -steps) == spot


@given(spots)
def test_once_around_visits_every_field(spot):
    once = [mapping.turned(spot, n) for n in range(360 // STEP)]
    assert {each.field for each in once} == set(AROUND)
    assert mapping.turned(once[-1], 1) == once[0]


@given(spots)
def test_four_fields_lead_home(spot):
    moved = spot
    fields = set()
    for _ in AROUND:
        moved = mapping.next_field(moved)
        fields.add(moved.field)
    assert moved.field == spot.field
    assert fields == set(AROUND)


def test_a_resource_without_a_place_of_its_own_moves_from_where_it_was_drawn():
    spot = Spot("social", NEAR)
    assert mapping.turned(spot, 1, seen=20) == Spot("social", NEAR, 30)
    assert mapping.turned(spot, 1) == Spot("social", NEAR, 55)
    assert mapping.next_field(spot, seen=80) == Spot("infrastructure", NEAR, 170)


@given(fixed, st.sampled_from(["up", "down", "left", "right"]), sheets)
def test_a_resource_goes_where_the_arrow_points(spot, direction, sheet):
    moved = mapping.pushed(spot, direction)
    assert moved != spot or spot.closeness == FAR
    if moved == spot:
        return
    x, y = sheet.point(spot.angle, sum(RINGS[spot.closeness]) / 2)
    new_x, new_y = sheet.point(moved.angle, sum(RINGS[moved.closeness]) / 2)
    way = {"up": y - new_y, "down": new_y - y, "left": x - new_x, "right": new_x - x}
    # Along a line near an axis the arc may bend back by less than it leads on.
    assert way[direction] > -1 or moved.closeness == spot.closeness


@given(fixed)
def test_arrows_alone_reach_every_field(spot):
    seen = set()
    for direction in ("up", "right", "down", "left"):
        moved = spot
        for _ in range(8):
            moved = mapping.pushed(moved, direction)
            seen.add(moved.field)
    assert len(seen | {spot.field}) >= 3


@given(spots, st.sampled_from(mapping.MOVES), st.integers(0, 359))
def test_every_key_leads_to_a_place_on_the_map(spot, move, seen):
    moved = mapping.moved(spot, move, seen)
    assert moved.field in AROUND
    assert abs(moved.closeness - spot.closeness) <= 1


def test_keys_do_what_their_names_say():
    spot = Spot("social", 2, 40)
    assert mapping.moved(spot, "nearer").closeness == 1
    assert mapping.moved(spot, "farther").closeness == 3
    assert mapping.moved(spot, "clockwise").angle == 50
    assert mapping.moved(spot, "counterclockwise").angle == 30
    assert mapping.moved(spot, "next_field") == Spot("infrastructure", 2, 130)
    assert mapping.moved(Spot("social", 1, 10), "down") == Spot("material", 1, 190)
    with pytest.raises(ValueError, match="direction"):
        mapping.moved(spot, "sideways")

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from networks.imports.geojson import MAX_BYTES, read_boundaries

RING = [[13.0, 52.0], [13.1, 52.0], [13.1, 52.1], [13.0, 52.1], [13.0, 52.0]]
HOLE = [[13.02, 52.02], [13.05, 52.02], [13.05, 52.05], [13.02, 52.02]]
BERLIN = Path(__file__).parents[2] / "sro/demo/data/berlin"


def area(coordinates, key="01", kind="Polygon"):
    return {
        "type": "Feature",
        "properties": {"key": key},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def errors(content, **kwargs):
    _found, problems = read_boundaries(content, **kwargs)
    return [problem.message % problem.params for problem in problems.errors]


def moved(east=0.0, north=0.0, ring=RING):
    return [[round(x + east, 6), round(y + north, 6)] for x, y in ring]


def test_polygons_become_multipolygons():
    found, problems = read_boundaries(collection(area([RING, HOLE])))
    assert not problems
    assert found[0].key == "01"
    assert found[0].geometry == {"type": "MultiPolygon", "coordinates": [[RING, HOLE]]}


def test_elevation_is_dropped_and_noise_rounded():
    ring = [[x + 1e-9, y, 34.5] for x, y in RING]
    found, _ = read_boundaries(collection(area([ring])))
    assert found[0].geometry["coordinates"] == [[RING]]


def test_the_key_may_stand_under_another_name():
    feature = area([RING]) | {"properties": {"BEZ": "07"}}
    found, problems = read_boundaries(collection(feature), key_name="BEZ")
    assert not problems
    assert found[0].key == "07"


@pytest.mark.parametrize("crs", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"])
def test_degrees_are_degrees_however_they_are_called(crs):
    content = collection(area([RING]), crs={"type": "name", "properties": {"name": crs}})
    assert errors(content) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"\xff\xfe{}", "not text in UTF-8"),
        (b"PK\x03\x04 no json", "line 1 cannot be read"),
        (b'{\n"type": }', "line 2 cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "cannot be read"),
        (b"[]", "FeatureCollection"),
        (b'{"type": "Feature"}', "FeatureCollection"),
        (collection(), "no areas"),
        (b'{"type": "FeatureCollection", "features": {}}', "no areas"),
        (collection(area([RING]), crs={"properties": {"name": "EPSG:25833"}}), "WGS 84"),
        (collection(area([RING]), crs="25833"), "WGS 84"),
        (collection(17), "not a feature"),
        (collection({"type": "Feature", "properties": None}), "not a feature"),
        (collection(area([RING], key="")), "no key under “key”"),
        (collection(area([RING], key=1)), "no key under “key”"),
        (collection(area([RING]), area([moved(1)])), "01 is in the file twice"),
        (collection(area([13.0, 52.0], kind="Point")), "01 must be a Polygon"),
        (collection(area([RING]) | {"geometry": None}), "01 must be a Polygon"),
        (collection(area([])), "01 has a part without a boundary"),
        (collection(area([], kind="MultiPolygon")), "01 has no boundary"),
        (collection(area([[]], kind="MultiPolygon")), "01 has a part without a boundary"),
        (collection(area([RING[:3]])), "fewer than four points"),
        (collection(area([RING[:-1]])), "not closed: it ends near 52.10000, 13.00000"),
        (collection(area([[[13, 52], [13.1, 52], [13, 52], [13, 52]]])), "surrounds nothing"),
        (collection(area([[["13", 52], *RING[1:]]])), "not a number"),
        (collection(area([[[True, 52], *RING[1:]]])), "not a number"),
        (collection(area([[[13], *RING[1:]]])), "without longitude"),
        (collection(area([[13, 52, 13, 52]])), "without longitude"),
        (collection(area([[[393_000, 5_820_000], *RING[1:]]])), "393000, which does not exist"),
        (
            collection(area([[[13, 52], [13.1, 52.1], [13.1, 52], [13, 52.1], [13, 52]]])),
            "01 crosses or touches itself near 52.05000, 13.05000",
        ),
        (collection(area([RING, moved(0.5, ring=HOLE)])), "crosses or touches itself"),
        (collection(area([[RING], [RING]], kind="MultiPolygon")), "crosses or touches itself"),
    ],
)
def test_what_is_no_boundary_is_named(content, message):
    found = errors(content)
    assert any(message in each for each in found), found


def test_a_file_too_large_is_not_even_read():
    assert "larger than 20 MB" in errors(b" " * (MAX_BYTES + 1))[0]


def test_too_many_points_are_refused(monkeypatch):
    monkeypatch.setattr("networks.imports.geojson.MAX_POSITIONS", 9)
    assert "more than 9 points" in errors(collection(area([RING]), area([moved(1)], key="02")))[0]


def test_too_many_areas_are_refused(monkeypatch):
    monkeypatch.setattr("networks.imports.geojson.MAX_AREAS", 1)
    assert "At most 1 areas" in errors(collection(area([RING]), area([moved(1)], key="02")))[0]


def test_every_wrong_area_is_named():
    content = collection(area([RING[:3]], key="01"), area([RING], key="02"), area([], key="03"))
    found = errors(content)
    assert len(found) == 2
    assert "01" in found[0]
    assert "03" in found[1]


def test_swapped_coordinates_are_noticed():
    _, problems = read_boundaries(collection(area([[[y, x] for x, y in RING]])))
    assert "changed places" in problems.warnings[0].message


def test_overlapping_areas_are_noticed_but_touching_ones_are_not():
    touching = area([moved(0.1)], key="02")
    overlapping = area([moved(0.05)], key="03")
    _, problems = read_boundaries(collection(area([RING]), touching))
    assert not problems
    _, problems = read_boundaries(collection(area([RING]), overlapping))
    assert problems.warnings[0].params == {"area": "01", "other": "03"}


@pytest.mark.parametrize(("name", "count"), [("districts.geojson", 12), ("regions.geojson", 138)])
def test_the_berlin_files_are_sound(name, count):
    found, problems = read_boundaries((BERLIN / name).read_bytes())
    assert len(found) == count
    assert problems.error_count == 0


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["type", "features", "properties", "key", "geometry", "coordinates"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.lists(json_values, max_size=4))
def test_no_content_is_an_exception(features):
    found, problems = read_boundaries(collection(*features))
    assert found or problems.error_count


@given(
    st.lists(
        st.tuples(st.floats(5.6, 15.4), st.floats(47.1, 55.4)), min_size=3, max_size=8, unique=True
    )
)
def test_what_is_accepted_is_valid(points):
    ring = [list(point) for point in [*points, points[0]]]
    found, problems = read_boundaries(collection(area([ring])))
    assert bool(found) != bool(problems.error_count)
    for each in found:
        assert shape(each.geometry).is_valid
        assert shape(each.geometry).area > 0

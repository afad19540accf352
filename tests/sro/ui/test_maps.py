"""Maps: every area and value in drawing or table, classes that hold, places by shape."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro.ui.charts import (
    COUNT,
    MONEY,
    SUPPRESSED,
    ChartError,
    MapPoint,
    Picture,
    choropleth,
    geo,
    palette,
    point_map,
)
from sro.ui.charts.map_layout import diverging_fills, sequential_fills
from sro.ui.charts.words import GERMAN

SVG = "{http://www.w3.org/2000/svg}"
TEXTS = {"title": "Mitte has most", "description": "A map of three districts."}


def square(
    key: str, west: float, *, size: float = 0.2, name: str = "", turned: bool = False
) -> dict:
    """A district as GeoJSON: a square at 52.4° north; counter-clockwise unless turned."""
    ring = [
        [west, 52.4],
        [west + size, 52.4],
        [west + size, 52.4 + size],
        [west, 52.4 + size],
        [west, 52.4],
    ]
    return {
        "type": "Feature",
        "properties": {"key": key, "name": name or f"Bezirk {key}"},
        "geometry": {"type": "Polygon", "coordinates": [ring[::-1] if turned else ring]},
    }


DISTRICTS = {
    "type": "FeatureCollection",
    "features": [square("1", 13.0), square("2", 13.2, turned=True), square("3", 13.4)],
}


def coloured(values, features=DISTRICTS, **more) -> Picture:
    given_parts = {**TEXTS, "columns": ("Bezirk", "Wert"), "number": COUNT}
    return choropleth(features, values, **{**given_parts, **more})


def drawn_areas(svg: str) -> dict[str, ET.Element]:
    """The shapes that carry a tip, by tip."""
    found = {}
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        tip = path.find(f"{SVG}title")
        if tip is not None:
            found[tip.text] = path
    return found


def texts(svg: str) -> list[str]:
    return [" ".join(t.itertext()) for t in ET.fromstring(svg).iter(f"{SVG}text")]


def corners(path: ET.Element) -> list[tuple[float, float]]:
    """The corners of an outline; small letters are steps from the corner before."""
    here, found = (0.0, 0.0), []
    for kind, x, y in re.findall(r"([MLl])(-?[\d.]+),(-?[\d.]+)", path.get("d")):
        before = here if kind == "l" else (0.0, 0.0)
        here = (before[0] + float(x), before[1] + float(y))
        found.append(here)
    return found


def width_of(path: ET.Element) -> float:
    xs = [x for x, _ in corners(path)]
    return max(xs) - min(xs)


class TestChoropleth:
    def test_every_area_is_filled_by_its_class(self):
        areas = drawn_areas(coloured({"1": 5, "2": 95, "3": None}).svg)
        assert set(areas) == {"Bezirk 1: 5", "Bezirk 2: 95", "Bezirk 3: keine Angabe"}
        fills = [areas[tip].get("fill") for tip in sorted(areas)]
        assert fills[0] in palette.SEQUENTIAL[5]
        assert fills[1] in palette.SEQUENTIAL[5]
        assert fills[0] != fills[1]
        assert fills[2].startswith("url(#")

    def test_the_direction_of_rings_does_not_matter(self):
        """RFC 7946 turns outer rings one way, the renderer the other; both must be the area."""
        areas = drawn_areas(coloured({"1": 1, "2": 2, "3": 3}).svg)
        widths = [width_of(areas[f"Bezirk {n}: {n}"]) for n in (1, 2, 3)]
        assert max(widths) - min(widths) <= 1
        assert max(widths) < 250

    def test_suppressed_and_missing_are_told_apart(self):
        picture = coloured({"1": 5, "2": SUPPRESSED, "3": None})
        areas = drawn_areas(picture.svg)
        assert areas["Bezirk 2: –"].get("fill") != areas["Bezirk 3: keine Angabe"].get("fill")
        assert {"keine Angabe", "zu kleine Zahl"} <= set(texts(picture.svg))
        assert picture.table.rows == (
            ("Bezirk 1", "5"),
            ("Bezirk 2", "– (zu kleine Zahl)"),
            ("Bezirk 3", "keine Angabe"),
        )

    def test_the_legend_names_no_gap_that_is_not_there(self):
        assert "keine Angabe" not in texts(coloured({"1": 1, "2": 2, "3": 3}).svg)

    def test_areas_without_value_and_values_without_area_stand_in_the_table(self):
        hidden = {**square("4", 13.6), "geometry": None}
        features = {**DISTRICTS, "features": [*DISTRICTS["features"], hidden]}
        picture = coloured({"1": 7, "4": 8, "9": 9}, features, names={"9": "Anderswo"})
        assert picture.table.rows == (
            ("Bezirk 1", "7"),
            ("Bezirk 4", "8"),
            ("Anderswo", "9"),
            ("Bezirk 2", "keine Angabe"),
            ("Bezirk 3", "keine Angabe"),
        )
        assert len(drawn_areas(picture.svg)) == 3

    def test_no_boundary_at_all_leaves_the_table(self):
        picture = coloured({"1": 7}, [])
        assert picture.svg == ""
        assert picture.table.rows == (("1", "7"),)

    def test_only_gaps_can_be_drawn(self):
        areas = drawn_areas(coloured({}).svg)
        assert len(areas) == 3
        assert len({path.get("fill") for path in areas.values()}) == 1

    def test_winners_and_losers(self):
        picture = coloured(
            {"1": 500_000_000, "2": -500_000_000, "3": 0}, number=MONEY, scale="diverging"
        )
        areas = drawn_areas(picture.svg)
        fills = [path.get("fill") for _, path in sorted(areas.items())]
        assert fills[0] in palette.MORE_CLASSES
        assert fills[1].startswith("url(#")
        assert fills[2] == palette.UNCHANGED
        legend = " | ".join(texts(picture.svg))
        assert all(word in legend for word in ("+ mehr", "− weniger", "unverändert"))
        assert [row[1] for row in picture.table.rows] == [
            "+5.000.000,00\u00a0€",
            "−5.000.000,00\u00a0€",
            "0,00\u00a0€",
        ]

    def test_given_breaks_cut_the_classes(self):
        legend = texts(coloured({"1": 5, "2": 95, "3": 15}, breaks=[10, 20]).svg)
        start = legend.index("ab 20")
        assert legend[start : start + 3] == ["ab 20", "10 bis unter 20", "unter 10"]

    @pytest.mark.parametrize("breaks", [[2, 1], [1, 1], list(range(9))])
    def test_breaks_that_make_no_classes(self, breaks):
        with pytest.raises(ChartError):
            coloured({"1": 5}, breaks=breaks)

    def test_names_and_values_stand_on_the_map_but_not_on_the_small_one(self):
        picture = coloured({"1": 5, "2": 95, "3": 15})
        assert "Bezirk 1 5" in texts(picture.svg)
        assert "Bezirk 1 5" not in texts(picture.draw(narrow=True))

    def test_many_areas_carry_no_names(self):
        many = [square(str(n), 13 + 0.01 * n, size=0.01) for n in range(50)]
        picture = coloured({str(n): n for n in range(50)}, many)
        assert not [t for t in texts(picture.svg) if t.startswith("Bezirk ")]
        assert len(drawn_areas(picture.svg)) == 50

    def test_names_are_text_and_nothing_else(self):
        nasty = 'A "<script>" & {{x}} datum.y'
        picture = coloured({"1": 1}, [square("1", 13.0, name=nasty)])
        assert f"{nasty}: 1" in drawn_areas(picture.svg)
        assert "<script" not in picture.svg

    @pytest.mark.parametrize(
        "geometry",
        [
            {"type": "Point", "coordinates": [13, 52]},
            {"type": "Polygon", "coordinates": [[[13, 52], [14, 52], [13, 52]]]},
            {"type": "Polygon", "coordinates": [[[13, 91], [14, 52], [13, 53], [13, 91]]]},
            {"type": "Polygon", "coordinates": "x"},
            {"type": "Polygon"},
            {
                "type": "Polygon",
                "coordinates": [[[float("nan"), 52], [14, 52], [13, 53], [13, 52]]],
            },
        ],
    )
    def test_a_broken_boundary_names_its_area(self, geometry):
        with pytest.raises(ChartError, match="Bezirk 1"):
            coloured({"1": 1}, [{**square("1", 13.0), "geometry": geometry}])

    def test_a_feature_without_key(self):
        feature = square("1", 13.0)
        del feature["properties"]["key"]
        with pytest.raises(ChartError, match="key"):
            coloured({"1": 1}, [feature])


class TestClasses:
    @given(st.lists(st.integers(0, 10**12).map(Fraction), min_size=1, max_size=30))
    def test_each_number_has_exactly_one_class(self, numbers):
        fills = sequential_fills(numbers, None, MONEY, GERMAN)
        assert all(sum(fill.holds(n) for fill in fills) == 1 for n in numbers)
        assert len({fill.label for fill in fills}) == len(fills)
        assert len({fill.colour for fill in fills}) == len(fills)

    @given(st.lists(st.integers(-(10**12), 10**12).map(Fraction), max_size=30))
    def test_each_difference_has_exactly_one_class(self, numbers):
        fills = diverging_fills(numbers, None, MONEY.with_sign(), GERMAN)
        assert all(sum(fill.holds(n) for fill in fills) == 1 for n in numbers)
        assert len({fill.label for fill in fills}) == len(fills)
        assert len({fill.colour for fill in fills}) == len(fills)

    def test_both_sides_have_equal_edges(self):
        fills = diverging_fills([Fraction(-30), Fraction(20)], [Fraction(10)], COUNT, GERMAN)
        labels = {n: next(f.label for f in fills if f.holds(Fraction(n))) for n in (10, 9, -9, -10)}
        assert labels == {
            10: "+ mehr: ab 10",
            9: "+ mehr: unter 10",
            -9: "− weniger: unter 10",
            -10: "− weniger: ab 10",
        }


class TestPlaces:
    CATEGORIES = {"kita": "Kita", "library": "Bibliothek", "school": "Schule"}

    def places(self, points, **more) -> Picture:
        return point_map(
            [square("1", 13.0)],
            points,
            categories=self.CATEGORIES,
            columns=("Name", "Art", "Adresse"),
            **{**TEXTS, **more},
        )

    def test_categories_differ_in_shape_and_colour_and_are_counted(self):
        picture = self.places(
            [
                MapPoint("Kita Nord", "kita", 13.05, 52.45, "Nordweg 1"),
                MapPoint("Kita Süd", "kita", 13.06, 52.44),
                MapPoint("Bücherei", "library", 13.1, 52.5),
            ]
        )
        areas = drawn_areas(picture.svg)
        assert set(areas) == {"Kita Nord (Kita)", "Kita Süd (Kita)", "Bücherei (Bibliothek)"}
        kita, library = areas["Kita Nord (Kita)"], areas["Bücherei (Bibliothek)"]
        assert kita.get("d") == areas["Kita Süd (Kita)"].get("d") != library.get("d")
        assert kita.get("fill") != library.get("fill")
        assert {"Kita (2)", "Bibliothek (1)"} <= set(texts(picture.svg))
        assert not [t for t in texts(picture.svg) if t.startswith("Schule")]

    def test_a_category_keeps_its_shape_where_others_are_absent(self):
        both = self.places(
            [MapPoint("A", "kita", 13.1, 52.5), MapPoint("B", "library", 13.1, 52.5)]
        )
        alone = self.places([MapPoint("B", "library", 13.1, 52.5)])
        tip = "B (Bibliothek)"
        assert drawn_areas(both.svg)[tip].get("d") == drawn_areas(alone.svg)[tip].get("d")

    def test_a_place_without_coordinates_stands_in_the_table_only(self):
        picture = self.places([MapPoint("Mobil", "kita", None, None, "im Bus")])
        assert picture.table.rows == (("Mobil", "Kita", "im Bus"),)
        assert drawn_areas(picture.svg) == {}

    def test_inner_areas_are_named(self):
        inner = [square("1a", 13.0, size=0.1, name="Altstadt")]
        assert "Altstadt" in texts(self.places([], inner=inner).svg)

    @pytest.mark.parametrize(
        "point",
        [
            MapPoint("Haus", "unknown", 13.1, 52.5),
            MapPoint("Haus", "kita", 13.1, 99.0),
            MapPoint("Haus", "kita", float("nan"), 52.5),
        ],
    )
    def test_errors_name_the_place(self, point):
        with pytest.raises(ChartError, match="Haus"):
            self.places([point])

    def test_more_categories_than_shapes(self):
        with pytest.raises(ChartError, match="categories"):
            point_map(
                [square("1", 13.0)],
                [],
                categories={str(n): str(n) for n in range(9)},
                columns=("a", "b"),
                **TEXTS,
            )


class TestGeometry:
    def test_the_place_of_a_name_is_inside_a_bent_area(self):
        bent = [(0, 0), (10, 0), (10, 10), (8, 10), (8, 2), (0, 2), (0, 0)]
        (x, y), room = geo.label_place([[bent]], 1.0)
        assert room > 0.5
        assert y < 2 or x > 8

    def test_a_hole_is_not_inside(self):
        outer = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
        hole = [(1, 1), (9, 1), (9, 9), (1, 9), (1, 1)]
        (x, y), room = geo.label_place([[outer, hole]], 1.0)
        assert room > 0
        assert not (1 < x < 9 and 1 < y < 9)

    def test_shared_borders_stay_shared(self):
        """Outlines are shortened on one grid for all, so neighbours cannot come apart."""
        left = [
            [13.0, 52.4],
            *[[13.1 + 0.013 * (n % 3), 52.4 + 0.01 * n] for n in range(21)],
            [13.0, 52.6],
        ]
        right = [
            *[[13.1 + 0.013 * (n % 3), 52.4 + 0.01 * n] for n in range(21)],
            [13.3, 52.6],
            [13.3, 52.4],
        ]
        features = [
            {
                "properties": {"key": key},
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            }
            for key, ring in (("l", left), ("r", right))
        ]
        areas = drawn_areas(coloured({"l": 1, "r": 2}, features).svg)
        one, other = (set(corners(path)) for path in areas.values())
        assert len(one & other) >= 20

"""Small multiples: a field for each series, one scale for all, the same values as a table."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from sro.ui.charts import SUPPRESSED, ChartError, small_multiples
from sro.ui.charts.multiples import MOST_FIELDS

SVG = "{http://www.w3.org/2000/svg}"
STEPS = ["2016", "2017", "2018"]
NASTY = "Süd & <script>alert('1')</script> \"x\" {{7*7}} datum['a'] \x00\u202e\ue000 ]]>"


def fields(series, **more):
    return small_multiples(
        more.pop("steps", STEPS),
        series,
        **{"title": "t", "description": "d", "column": "Gebiet", **more},
    )


def texts(svg):
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter(f"{SVG}text")]


def points(picture, *, narrow=False):
    """The drawn points by what is said when one points at them, in units of the drawing."""
    layers = json.loads(picture.narrow if narrow else picture.wide)["layer"]
    return {
        row["tip"]: (row["x"], row["y"])
        for layer in layers
        for row in layer["data"]["values"]
        if layer["mark"]["type"] == "point"
    }


def test_the_table_has_every_value_and_the_whole_apart():
    picture = fields(
        [("Mitte", [1, None, 3]), ("Pankow", [4, SUPPRESSED, 6])],
        total=("Berlin", [5, None, 9]),
    )
    assert picture.table.columns == ("Gebiet", *STEPS)
    assert picture.table.rows == (
        ("Mitte", "1", "keine Angabe", "3"),
        ("Pankow", "4", "– (zu kleine Zahl)", "6"),
    )
    assert picture.table.totals == ("Berlin", "5", "keine Angabe", "9")


@pytest.mark.parametrize("narrow", [False, True])
def test_equal_values_lie_at_equal_heights_in_every_field(narrow):
    found = points(fields([("A", [10, 20, 30]), ("B", [30, 20, 10])]), narrow=narrow)
    assert found["A, 2016: 10"][1] == found["B, 2018: 10"][1]
    assert found["A, 2018: 30"][1] == found["B, 2016: 30"][1]
    assert found["A, 2018: 30"][1] < found["A, 2017: 20"][1] < found["A, 2016: 10"][1]
    assert found["A, 2016: 10"][0] < found["B, 2016: 30"][0]


def test_the_whole_gets_no_field_that_would_press_the_others_flat():
    alone = fields([("A", [1, 2, 3])])
    assert points(fields([("A", [1, 2, 3])], total=("Berlin", [900, 900, 900]))) == points(alone)


def test_a_gap_breaks_the_line_and_keeps_its_place():
    found = fields([("A", [1, None, 3])])
    parts = {
        row["part"]
        for layer in json.loads(found.wide)["layer"]
        for row in layer["data"]["values"]
        if "part" in row
    }
    assert len(parts) == 2
    assert set(points(found)) == {"A, 2016: 1", "A, 2018: 3"}


@pytest.mark.parametrize("narrow", [False, True])
def test_first_and_last_value_and_step_stand_below_each_field(narrow):
    shown = texts(fields([("A", [1, 2, 3]), ("B", [None, 5, 6])]).draw("x", narrow=narrow))
    assert [shown.count(text) for text in ("A", "B", "1", "3", "6", "–")] == [1] * 6
    assert "2" not in shown
    assert shown.count("2016") == shown.count("2018") == 2


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", [NASTY, "😀" * 80])
def test_names_are_data(name, narrow):
    svg = fields([(name, [1, 2, 3])], column=name, source=name).draw("x", narrow=narrow)
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "line", "text", "tspan", "rect"}
    assert not re.search(r" (style|class|href|on\w+)=", svg)
    assert "49" not in "".join(texts(svg))


def test_nothing_known_leaves_the_table():
    picture = fields([("A", [None, None, None])])
    assert (picture.wide, picture.narrow) == ("", "")
    assert picture.table.rows == (("A", *["keine Angabe"] * 3),)


@pytest.mark.parametrize(
    ("series", "more", "words"),
    [
        ([("A", [1])], {"steps": ["2016"]}, "two steps"),
        ([("A", [1, 2, 3])], {"steps": ["a", "a", "b"]}, "same name"),
        ([("A", [1, 2, 3]), ("A", [1, 2, 3])], {}, "same name"),
        ([("A", [1, 2])], {}, "2 values in A"),
        ([("A", [1, 2, 3])], {"total": ("Berlin", [1])}, "1 values in Berlin"),
        ([("A", [1, float("nan"), 3])], {}, "A, 2017"),
        ([(str(n), [1, 2, 3]) for n in range(MOST_FIELDS + 1)], {}, "more than"),
    ],
)
def test_what_cannot_be_drawn_is_named(series, more, words):
    with pytest.raises(ChartError, match=words):
        fields(series, **more)

"""Funnel plots: a mark for each area, curves around it, the same in colour and in shape."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from sro.ui.charts import ChartError, FunnelLimit, FunnelPoint, NumberFormat, Table, funnel_chart

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "Süd & <script>alert('1')</script> \"x\" {{7*7}} datum['a'] \x00\u202e\ue000 ]]>"
GROUPS = ("inside", "outside 95", "outside 99.8")
POINTS = [
    FunnelPoint("Mitte", 1000, 20, 0),
    FunnelPoint("Nord", 400, 35, 1),
    FunnelPoint("Süd", 2000, 40, 2),
]
LIMITS = [
    FunnelLimit("City", ((300, 22), (2500, 22)), 0),
    FunnelLimit("95 %", ((300, 38), (2500, 26)), 1),
    FunnelLimit("99.8 %", ((300, 400), (2500, 29)), 2),
]
TABLE = Table(("Area", "Rate"), (("Mitte", "20"),), frozenset({1}))


def funnel(points=POINTS, limits=LIMITS, **more):
    return funnel_chart(
        points,
        limits,
        **{
            "groups": GROUPS,
            "axes": ("residents", "per 1,000"),
            "title": "t",
            "description": "d",
            "table": TABLE,
            "number": NumberFormat(decimals=1),
            **more,
        },
    )


def layers(picture, *, narrow=False):
    return json.loads(picture.narrow if narrow else picture.wide)["layer"]


def marks(picture):
    (layer,) = [each for each in layers(picture) if each["mark"]["type"] == "point"]
    return layer


def texts(svg):
    return ["".join(each.itertext()) for each in ET.fromstring(svg).iter(f"{SVG}text")]


def test_each_area_is_a_mark_that_says_its_name_rate_and_place():
    tips = [row["tip"] for row in marks(funnel())["data"]["values"]]
    assert tips == [
        "Mitte: 20,0, inside",
        "Nord: 35,0, outside 95",
        "Süd: 40,0, outside 99.8",
    ]


def test_colour_is_never_alone():
    encoding = marks(funnel())["encoding"]
    for way in ("color", "shape"):
        assert encoding[way]["scale"]["domain"] == list(GROUPS)
        assert len(set(encoding[way]["scale"]["range"])) == len(GROUPS)


def test_curves_differ_in_their_dashes():
    lines = [each["mark"] for each in layers(funnel()) if each["mark"]["type"] == "line"]
    assert len({tuple(mark["strokeDash"]) for mark in lines}) == 3


def test_all_areas_lie_inside_and_far_limits_do_not_press_them_flat():
    encoding = marks(funnel())["encoding"]
    low, high = encoding["y"]["scale"]["domain"]
    assert low == 0
    assert 40 <= high < 100
    left, right = encoding["x"]["scale"]["domain"]
    assert left <= 300
    assert right >= 2500


@pytest.mark.parametrize("narrow", [False, True])
def test_axes_and_legend_are_written(narrow):
    picture = funnel()
    shown = texts(picture.draw("x", narrow=narrow))
    assert {*GROUPS, "residents", "per 1,000"} <= set(shown)
    assert ("City" in shown) is not narrow
    assert picture.table is TABLE


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", [NASTY, "😀" * 80])
def test_names_are_data(name, narrow):
    points = [FunnelPoint(name, 1000, 20, 0)]
    limits = [FunnelLimit(name, ((300, 22), (2500, 22)), 0)]
    picture = funnel(points, limits, axes=(name, name), source=name, groups=[name])
    svg = picture.draw("x", narrow=narrow)
    tags = {element.tag.removeprefix(SVG) for element in ET.fromstring(svg).iter()}
    assert tags <= {"svg", "title", "desc", "g", "path", "line", "text", "tspan", "rect", "defs",
                    "clipPath"}  # fmt: skip
    assert not re.search(r" (style|class|href|on\w+)=", svg)
    assert "49" not in "".join(texts(svg))


@pytest.mark.parametrize(("points", "limits"), [([], LIMITS), (POINTS, [])])
def test_nothing_to_draw_leaves_the_table(points, limits):
    picture = funnel(points, limits)
    assert (picture.wide, picture.narrow) == ("", "")
    assert picture.table is TABLE


@pytest.mark.parametrize(
    ("points", "more", "words"),
    [
        (POINTS, {"groups": ()}, "between one and three"),
        (POINTS, {"groups": ("a", "a")}, "different words"),
        (POINTS, {"groups": ("a",)}, "no such group at Nord"),
        ([FunnelPoint("Mitte", 0, 1, 0)], {}, "Mitte"),
        ([FunnelPoint("Mitte", 10, -1, 0)], {}, "Mitte"),
        ([FunnelPoint("Mitte", 10, float("nan"), 0)], {}, "Mitte"),
        (POINTS, {"title": " "}, "title"),
    ],
)
def test_what_cannot_be_drawn_is_named(points, more, words):
    with pytest.raises(ChartError, match=words):
        funnel(points, **more)

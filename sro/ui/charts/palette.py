"""The one data palette of the product: colour-blind safe, readable in grey, on white paper.

Sources: M. Okabe and K. Ito, "Color Universal Design" (2008), for series and signs;
C. Brewer, ColorBrewer 2.0, "YlGnBu" and "PuOr", for sequential and diverging classes.

Colour never speaks alone: series differ in shape and dash too, decreases and missing values
are hatched. The order of `SERIES` alternates light and dark, so that neighbours differ in grey.
"""

from typing import NamedTuple

PAPER = "#ffffff"
INK = "#1b1b1b"
INK_MUTED = "#595959"
GRID = "#dcdcdc"
AXIS = "#8a8a8a"
OUTLINE = "#4d4d4d"
LAND = "#f3f3f3"

BLUE = "#0072b2"
ORANGE = "#e69f00"
VERMILLION = "#d55e00"

BAR = BLUE
MORE = BLUE
LESS = VERMILLION
UNCHANGED = "#f7f7f7"
MUTED = "#a6a6a6"

SERIES = (
    "#0072b2",
    "#e69f00",
    "#000000",
    "#56b4e9",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#f0e442",
)
"""Okabe-Ito, eight series at most."""

SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "triangle-down",
    "cross",
    "triangle-right",
    "triangle-left",
)
"""One shape per series or category, in the order of `SERIES`."""

DASHES = (
    [1, 0],
    [8, 3],
    [2, 2],
    [8, 3, 2, 3],
    [12, 4],
    [4, 4],
    [1, 3],
    [12, 3, 2, 3, 2, 3],
)
"""One dash per series, in the order of `SERIES`."""

SEQUENTIAL = {
    2: ("#edf8b1", "#2c7fb8"),
    3: ("#edf8b1", "#7fcdbb", "#2c7fb8"),
    4: ("#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"),
    5: ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"),
    6: ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494"),
    7: ("#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#0c2c84"),
}
"""ColorBrewer YlGnBu: light is little, dark is much."""

LESS_CLASSES = ("#fdb863", "#e08214", "#b35806")
"""ColorBrewer PuOr, the orange arm, from a small to a large decrease; drawn hatched."""
MORE_CLASSES = ("#b2abd2", "#8073ac", "#542788")
"""ColorBrewer PuOr, the violet arm, from a small to a large increase; drawn plain."""


class Hatch(NamedTuple):
    """A pattern of the finished picture. `stand_in` is the colour it has in the spec."""

    stand_in: str
    ground: str
    line: str
    angle: int


# A spec knows only colours. Each hatch has a colour of its own, one step beside its ground
# and used for nothing else, which sro.ui.charts.svg replaces by the pattern.
MISSING = "#e4e4e5"
SUPPRESSED = "#fefeff"
LESS_HATCHED = ("#fdb864", "#e08215", "#b35807")
LESS_BAR = "#d55e01"

HATCHES = (
    Hatch(MISSING, "#e4e4e4", "#8a8a8a", 135),
    Hatch(SUPPRESSED, "#ffffff", "#b9b9b9", 90),
    *(
        Hatch(s, g, "#ffffff", 45)
        for s, g in zip((*LESS_HATCHED, LESS_BAR), (*LESS_CLASSES, LESS), strict=True)
    ),
)

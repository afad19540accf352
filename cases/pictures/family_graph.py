"""The relationship graph of a family as SVG.

Colours come from classes (static/cases/family.css), with attributes for where no style sheet is.
Kinds of ties differ in line style, not in colour alone, and the legend names those that occur.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cases.rules.family_layout import HEIGHT, MARGIN, WIDTH, Relative
from cases.rules.family_lines import Box, Drawing, Frame, Line, Point, draw
from cases.rules.kinship import Kind, Tie, clean
from sro.ui.charts.text import clean_text, fit, text_width

INK = "#1b1b1b"
MUTED = "#595959"
PAPER = "#ffffff"
ACCENT = "#171a2b"
_NAME, _DETAIL, _HOME = 16, 13, 13
_CORNER = 8
# Up to here a picture keeps its size; from there on it shrinks; from there on it scrolls.
SHRINKS, SCROLLS = 1000, 1700
_LEGEND_ROW = 26
_SAMPLE = 44


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a kind of tie looks: width, dashes, two lines instead of one, strokes through it."""

    width: float = 2
    dashes: str = ""
    double: bool = False
    parted: bool = False


STROKES = {
    Kind.PARENT: Stroke(),
    Kind.ADOPTIVE_PARENT: Stroke(double=True),
    Kind.FOSTER_PARENT: Stroke(dashes="11 5"),
    Kind.STEP_PARENT: Stroke(dashes="4 4"),
    Kind.GRANDPARENT: Stroke(dashes="14 4 2 4"),
    Kind.SIBLING: Stroke(width=1.25),
    Kind.HALF_SIBLING: Stroke(width=1.25, dashes="9 4"),
    Kind.STEP_SIBLING: Stroke(width=1.25, dashes="3 3"),
    Kind.PARTNER: Stroke(width=4.5),
    Kind.FORMER_PARTNER: Stroke(width=2, parted=True),
    Kind.OTHER: Stroke(width=2, dashes="1 6"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A person as drawn: the name and up to two short lines below it."""

    number: int
    name: str
    details: tuple[str, ...] = ()
    young: bool | None = None
    home: int | None = None
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilyPicture:
    """The drawing with what it says in words; `svg` is empty where there is nobody to draw."""

    title: str
    description: str
    svg: SafeString
    width: int


def legend_words() -> dict[Kind, str]:
    """Return what each kind of line means."""
    return {
        Kind.PARENT: _("parent by birth"),
        Kind.ADOPTIVE_PARENT: _("adoptive parent"),
        Kind.FOSTER_PARENT: _("foster parent"),
        Kind.STEP_PARENT: _("step-parent"),
        Kind.GRANDPARENT: _("grandparent"),
        Kind.SIBLING: _("siblings"),
        Kind.HALF_SIBLING: _("half siblings"),
        Kind.STEP_SIBLING: _("step-siblings"),
        Kind.PARTNER: _("couple"),
        Kind.FORMER_PARTNER: _("former couple"),
        Kind.OTHER: _("other tie"),
    }


def family_graph(
    members: Sequence[Member],
    ties: Iterable[Tie],
    homes: Mapping[int, str],
    *,
    title: str,
    prefix: str = "familie",
) -> FamilyPicture:
    """Draw a family. `homes` names the households; `prefix` begins the ids inside the drawing."""
    ties = clean(ties, [each.number for each in members])
    relatives = [Relative(m.number, m.home, m.young, m.order) for m in members]
    drawing = draw(relatives, ties)
    words = _description(members, drawing, homes)
    if not members:
        return FamilyPicture(title, words, mark_safe(""), 0)
    kinds = [kind for kind in STROKES if any(line.kind == kind for line in drawing.lines)]
    width = max(drawing.width, 2 * WIDTH)
    legend, deep = _legend(kinds, width, drawing.height)
    by_number = {each.number: each for each in members}
    parts = [
        *(_frame(frame) for frame in drawing.frames),
        *(_line(line) for line in drawing.lines),
        *(_box(box, by_number[box.person]) for box in drawing.boxes),
        *(_home(frame, homes.get(frame.home, "")) for frame in drawing.frames),
        legend,
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="fam fam--{_size(width)}" role="img" '
        f'viewBox="0 0 {width} {drawing.height + deep}" width="{width}" '
        f'height="{drawing.height + deep}" '
        f'aria-labelledby="{prefix}-title {prefix}-desc">'
        f'<title id="{prefix}-title">{_text(title)}</title>'
        f'<desc id="{prefix}-desc">{_text(words)}</desc>{"".join(parts)}</svg>'
    )
    # Safe: everything that people typed went through _text().
    return FamilyPicture(title, words, mark_safe(svg), width)  # noqa: S308


def _size(width: int) -> str:
    """Say how the picture may shrink: large ones a little, very large ones not at all."""
    return "small" if width <= SHRINKS else "wide" if width <= SCROLLS else "huge"


def _text(value: str) -> str:
    return escape(clean_text(value), {'"': "&quot;"})


def _description(members: Sequence[Member], drawing: Drawing, homes: Mapping[int, str]) -> str:
    """Say what the picture shows: how many, who stands where, who lives together."""
    names = {each.number: each.name for each in members}
    count = ngettext("%(count)s person.", "%(count)s people.", len(members)) % {
        "count": len(members)
    }
    rows: dict[int, list[Box]] = {}
    for box in drawing.boxes:
        rows.setdefault(box.row, []).append(box)
    told = [
        ", ".join(names[box.person] for box in sorted(rows[row], key=lambda box: box.x))
        for row in sorted(rows)
    ]
    said = [count]
    if told:
        said.append(_("From top to bottom: %(rows)s.") % {"rows": "; ".join(told)})
    for frame in drawing.frames:
        living = [names[m.number] for m in members if m.home == frame.home]
        said.append(
            _("%(home)s: %(people)s.")
            % {"home": homes.get(frame.home, ""), "people": ", ".join(living)}
        )
    said.append(_("The table below names every relationship."))
    return " ".join(said)


# --- parts of the drawing ---------------------------------------------------------------------


def _frame(frame: Frame) -> str:
    return (
        f'<rect class="fam-frame" x="{frame.x}" y="{frame.y}" width="{frame.width}" '
        f'height="{frame.height}" rx="14" fill="#f3f4f8" stroke="#8a8fa8" stroke-width="1.5" '
        f'stroke-dasharray="2 5" stroke-linecap="round"/>'
    )


def _home(frame: Frame, name: str) -> str:
    """Write the name of a household onto the lower edge of its frame."""
    shown = fit(clean_text(name), frame.width - 40, _HOME)
    if not shown:
        return ""
    wide = round(text_width(shown, _HOME)) + 16
    y = frame.y + frame.height
    return (
        f'<rect class="fam-plate" x="{frame.x + 12}" y="{y - 11}" width="{wide}" height="22" '
        f'rx="6" fill="{PAPER}"/><text class="fam-home" x="{frame.x + 20}" y="{y + 5}" '
        f'font-size="{_HOME}" fill="{MUTED}">{_text(shown)}</text>'
    )


def _box(box: Box, member: Member) -> str:
    young = " fam-box--young" if member.young else ""
    names = _lines(member.name)
    details = [fit(clean_text(each), WIDTH - 20, _DETAIL) for each in member.details[:2] if each]
    high = len(names) * 19 + len(details) * 17
    y = box.y + (HEIGHT - high) // 2 + 14
    middle = box.x + WIDTH // 2
    written = []
    for line in names:
        written.append(
            f'<text class="fam-name" x="{middle}" y="{y}" text-anchor="middle" '
            f'font-size="{_NAME}" font-weight="600" fill="{INK}">{_text(line)}</text>'
        )
        y += 19
    for line in details:
        written.append(
            f'<text class="fam-detail" x="{middle}" y="{y - 1}" text-anchor="middle" '
            f'font-size="{_DETAIL}" fill="{MUTED}">{_text(line)}</text>'
        )
        y += 17
    return (
        f'<rect class="fam-box{young}" x="{box.x}" y="{box.y}" width="{WIDTH}" height="{HEIGHT}" '
        f'rx="10" fill="{PAPER}" stroke="{ACCENT}" stroke-width="{3 if member.young else 1.5}"/>'
        + "".join(written)
    )


def _lines(name: str) -> list[str]:
    """Break a name into at most two lines that fit the box, the rest cut with an ellipsis."""
    wide = WIDTH - 20
    words = clean_text(name).split()
    first = ""
    while words and (not first or text_width(f"{first} {words[0]}", _NAME) <= wide):
        first = f"{first} {words.pop(0)}".strip()
    lines = [first, " ".join(words)] if words else [first]
    return [fit(line, wide, _NAME) for line in lines if line]


def _line(line: Line) -> str:
    stroke = STROKES[line.kind]
    outline = "".join(_path(path) for path in line.paths)
    drawn = _stroke(outline, line.kind, stroke)
    if stroke.parted:
        drawn += _parted(line)
    return drawn


def _stroke(outline: str, kind: Kind, stroke: Stroke) -> str:
    name = kind.replace("_", "-")
    dashes = f' stroke-dasharray="{stroke.dashes}"' if stroke.dashes else ""
    cap = ' stroke-linecap="round"' if kind == Kind.OTHER else ""
    if stroke.double:
        return (
            f'<path class="fam-line fam-line--{name}" d="{outline}" fill="none" stroke="{INK}" '
            f'stroke-width="6"/><path class="fam-core" d="{outline}" fill="none" '
            f'stroke="{PAPER}" stroke-width="2.5"/>'
        )
    return (
        f'<path class="fam-line fam-line--{name}" d="{outline}" fill="none" stroke="{INK}" '
        f'stroke-width="{stroke.width}"{dashes}{cap}/>'
    )


def _path(points: Sequence[Point]) -> str:
    """Write a polyline with rounded corners."""
    points = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
    written = f"M{points[0][0]} {points[0][1]}"
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_CORNER, _half(before, here), _half(here, after))
        enter, leave = _towards(here, before, radius), _towards(here, after, radius)
        written += f"L{enter[0]} {enter[1]}Q{here[0]} {here[1]} {leave[0]} {leave[1]}"
    return written + f"L{points[-1][0]} {points[-1][1]}"


def _half(one: Point, other: Point) -> int:
    return (abs(one[0] - other[0]) + abs(one[1] - other[1])) // 2


def _towards(here: Point, there: Point, far: int) -> Point:
    """Return the point `far` away from `here` on the level or upright way to `there`."""
    if here[0] == there[0]:
        return (here[0], here[1] + (far if there[1] > here[1] else -far))
    return (here[0] + (far if there[0] > here[0] else -far), here[1])


def _parted(line: Line) -> str:
    """Draw two strokes through the longest level part: this couple has parted."""
    levels = [
        (abs(a[0] - b[0]), (a[0] + b[0]) // 2, a[1])
        for path in line.paths
        for a, b in pairwise(path)
        if a[1] == b[1]
    ]
    if not levels:
        return ""
    _long, x, y = max(levels)
    strokes = "".join(f"M{x + at} {y + 8}L{x + at + 6} {y - 8}" for at in (-7, 1))
    return (
        f'<path class="fam-line fam-line--former-partner" d="{strokes}" fill="none" '
        f'stroke="{INK}" stroke-width="2"/>'
    )


def _legend(kinds: Sequence[Kind], width: int, top: int) -> tuple[str, int]:
    """Return the legend below the drawing and how much room it takes."""
    words = legend_words()
    items = [(words[kind], kind) for kind in kinds]
    x, y = MARGIN, top + 20
    written = []
    rows = 0
    entries: list[tuple[str, Kind | None]] = [
        *items,
        (pgettext("legend of the family graph", "young person"), None),
    ]
    for word, kind in entries:
        wide = _SAMPLE + 10 + round(text_width(word, _DETAIL)) + 24
        if x > MARGIN and x + wide > width:
            x, y, rows = MARGIN, y + _LEGEND_ROW, rows + 1
        written.append(_sample(kind, x, y))
        written.append(
            f'<text class="fam-detail" x="{x + _SAMPLE + 10}" y="{y + 5}" '
            f'font-size="{_DETAIL}" fill="{MUTED}">{_text(word)}</text>'
        )
        x += wide
    return "".join(written), 20 + (rows + 1) * _LEGEND_ROW


def _sample(kind: Kind | None, x: int, y: int) -> str:
    if kind is None:
        return (
            f'<rect class="fam-box fam-box--young" x="{x + 8}" y="{y - 8}" width="28" height="16" '
            f'rx="4" fill="{PAPER}" stroke="{ACCENT}" stroke-width="3"/>'
        )
    return _line(Line(kind, (((x, y), (x + _SAMPLE, y)),)))

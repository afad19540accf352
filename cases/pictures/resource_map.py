"""The resource map as a picture: the person in the middle, what carries them all around.

Own SVG, for page, print and PDF alike. Nothing is said by colour alone: fields have corners,
names and signs, closeness has rings, the strength of a tie has a line of its own and a word in
the legend. Texts people typed are escaped and drawn as text, never read as markup.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from xml.sax.saxutils import escape, quoteattr

from django.utils.safestring import SafeString, mark_safe

from cases.pictures import resource_map_signs as signs
from cases.pictures.resource_map_signs import num
from cases.rules.mapping import AROUND, CORE, FAR, READING, RINGS, Sheet, Spot
from cases.rules.placing import Box, Layout, Placed, Thing, lay_out
from sro.ui.charts import palette
from sro.ui.charts.svg import FONTS
from sro.ui.charts.text import clean_text, text_width, wrap

#: The codes of the ties; empty where nobody knows yet.
STRONG, WEAK, STRAINED, UNKNOWN = "strong", "weak", "strained", ""
TIES = (STRONG, WEAK, STRAINED, UNKNOWN)

_BOLD = 1.08
_LINE = 1.2
# A longer word is cut; it stands in full in the table and for whoever points at it.
_LONGEST_WORD = 27


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource as it is drawn; `name` is shown in full to whoever points at it."""

    key: str
    name: str
    spot: Spot
    tie: str = UNKNOWN


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the picture, in the language of the page."""

    fields: Mapping[str, str]
    hints: Mapping[str, str]
    rings: Mapping[int, str]
    ties: Mapping[str, str]
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """One size of paper: the sheet, its letters from large to small, and what goes where."""

    sheet: Sheet
    letters: tuple[float, ...]
    heading: float
    hint: float
    small: float
    radius: float
    legend: float
    legend_columns: int
    sample: float
    chars: int


WIDE = Format(
    sheet=Sheet(1200, 790),
    letters=(21, 18, 15.5, 13.5),
    heading=23,
    hint=15.5,
    small=15,
    radius=64,
    legend=46,
    legend_columns=4,
    sample=70,
    chars=17,
)
#: A4 across, without its heading.
PAPER = replace(WIDE, sheet=Sheet(1340, 790), small=17)
NARROW = Format(
    sheet=Sheet(640, 1120, top=54, bottom=54),
    letters=(27, 24, 21, 18.5),
    heading=28,
    hint=0,
    small=20,
    radius=52,
    legend=92,
    legend_columns=2,
    sample=48,
    chars=12,
)


@dataclass(frozen=True)
class ResourceMapPicture:
    """A drawn map. `title` names it, `description` is read aloud instead of it."""

    person: str
    entries: Sequence[Entry]
    words: Words
    title: str
    moving: bool = False
    form: Format = field(default=WIDE)

    @cached_property
    def layout(self) -> Layout:
        """Where everything lies."""
        sizes = [
            {entry.key: self._size(entry, letters) for entry in self.entries}
            for letters in self.form.letters
        ]
        things = [Thing(entry.key, entry.spot) for entry in self.entries]
        return lay_out(things, self.form.sheet, sizes, self._blocked())

    @property
    def description(self) -> str:
        """All that the picture shows, in sentences."""
        parts = []
        for code in READING:
            mine = [entry for entry in self.entries if entry.spot.field == code]
            if mine:
                listed = "; ".join(self._spoken(entry) for entry in mine)
                parts.append(f"{self.words.fields[code]}: {listed}.")
        return " ".join(parts) or self.words.nothing

    def svg(self, prefix: str = "map") -> str:
        """Return the drawing; `prefix` begins all ids inside it."""
        sheet, legend = self.form.sheet, self.form.legend
        height = sheet.height + legend
        role = "group" if self.moving else "img"
        entries = {entry.key: entry for entry in self.entries}
        lines = [self._tie(entries[placed.key], placed.box) for placed in self.layout.placed]
        things = [self._thing(entries[placed.key], placed) for placed in self.layout.placed]
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="map-picture" role="{role}" '
            f'viewBox="0 0 {num(sheet.width)} {num(height)}" font-family="{FONTS}" '
            f'aria-labelledby="{prefix}-title {prefix}-desc"{self._middle()}>'
            f'<title id="{prefix}-title">{_text(self.title)}</title>'
            f'<desc id="{prefix}-desc">{_text(self.description)}</desc>'
        )
        return (
            f'{head}<g aria-hidden="true">{self._ground()}{self._headings()}</g>'
            f'<g class="map-ties" aria-hidden="true">{"".join(lines)}</g>'
            f'<g aria-hidden="true">{self._person()}{self._legend()}</g>'
            f'<g class="map-things">{"".join(things)}</g></svg>'
        )

    def _middle(self) -> str:
        x, y = self.form.sheet.centre
        return f' data-middle="{num(x)} {num(y)}"' if self.moving else ""

    def safe(self, prefix: str = "map") -> SafeString:
        """Return the drawing for a template; every text in it is escaped here."""
        return mark_safe(self.svg(prefix))  # noqa: S308

    @property
    def numbered(self) -> list[tuple[int, Entry]]:
        """The resources drawn as numbers because their words found no room, by number."""
        entries = {entry.key: entry for entry in self.entries}
        return sorted(
            (
                (placed.number, entries[placed.key])
                for placed in self.layout.placed
                if placed.number
            ),
            key=lambda pair: pair[0],
        )

    # --- what is measured ------------------------------------------------------------------------

    def _lines(self, entry: Entry) -> list[str]:
        name = clean_text(entry.name) or "–"
        words = name.replace("-", " ").replace("/", " ").split()
        # A name may be nothing but a dash.
        longest = max(map(len, words), default=len(name))
        return wrap(name, min(max(self.form.chars, longest + 1), _LONGEST_WORD), 3)

    def _size(self, entry: Entry, letters: float) -> tuple[float, float]:
        lines = self._lines(entry)
        wide = max(text_width(line, letters) for line in lines)
        wide *= _BOLD if entry.tie == STRONG else 1
        return wide + letters * 1.3, (len(lines) * _LINE + 0.75) * letters

    def _blocked(self) -> list[Box]:
        headings = [self._heading_box(code) for code in READING]
        x, y = self.form.sheet.centre
        size = 2 * self.form.radius
        rings = [self._ring_box(ring) for ring in RINGS]
        return [*headings, Box(x, y, size, size), *rings]

    def _heading_box(self, code: str) -> Box:
        form, sheet = self.form, self.form.sheet
        wide = text_width(self.words.fields[code], form.heading) * _BOLD
        if form.hint:
            wide = max(wide, text_width(self.words.hints[code], form.hint))
        width, height = wide + 62, 56.0
        right = AROUND.index(code) < 2
        low = code in READING[2:]
        x = sheet.width - sheet.edge - width / 2 if right else sheet.edge + width / 2
        y = sheet.height - sheet.edge - height / 2 if low else sheet.edge + height / 2
        return Box(x, y, width, height)

    def _ring_box(self, ring: int) -> Box:
        start, end = RINGS[ring]
        form = self.form
        x, y = form.sheet.point(0, (max(start, CORE + 0.05) + end) / 2)
        return Box(x, y, text_width(self.words.rings[ring], form.small) + 16, form.small * 1.5)

    # --- what is drawn ---------------------------------------------------------------------------

    def _ground(self) -> str:
        sheet = self.form.sheet
        drawn = []
        for start, code in enumerate(AROUND):
            drawn += [
                signs.quarter(sheet, start * 90, end, signs.tint(code, ring))
                for ring, (_begin, end) in sorted(RINGS.items(), reverse=True)
            ]
        drawn += [signs.ellipse(sheet, end) for ring, (_begin, end) in RINGS.items() if ring != FAR]
        drawn += signs.cross(sheet)
        for ring in RINGS:
            box = self._ring_box(ring)
            drawn.append(
                f'<rect x="{num(box.x - box.width / 2)}" y="{num(box.y - box.height / 2)}" '
                f'width="{num(box.width)}" height="{num(box.height)}" '
                f'rx="{num(box.height / 2)}" fill="{palette.PAPER}"/>'
            )
            drawn.append(
                signs.words(
                    [self.words.rings[ring]],
                    box.x,
                    box.y,
                    self.form.small,
                    fill=palette.INK_MUTED,
                )
            )
        return "".join(drawn)

    def _headings(self) -> str:
        return "".join(self._heading(code) for code in READING)

    def _heading(self, code: str) -> str:
        form, box = self.form, self._heading_box(code)
        right = AROUND.index(code) < 2
        edge = box.x + box.width / 2 if right else box.x - box.width / 2
        text = edge - 58 if right else edge + 58
        anchor = "end" if right else "start"
        sign = signs.sign(code, edge - 24 if right else edge + 24, box.y)
        up = form.hint * 0.62 if form.hint else 0
        drawn = signs.words(
            [self.words.fields[code]],
            text,
            box.y - up,
            form.heading,
            anchor=anchor,
            weight=600,
        )
        if form.hint:
            down = form.heading * 0.52
            drawn += signs.words(
                [self.words.hints[code]],
                text,
                box.y + down,
                form.hint,
                anchor=anchor,
                fill=palette.INK_MUTED,
            )
        return sign + drawn

    def _person(self) -> str:
        x, y = self.form.sheet.centre
        radius = self.form.radius
        name = wrap(clean_text(self.person) or "–", 14, 2)
        size = radius * (0.42 if len(name) == 1 else 0.34)
        widest = max(text_width(line, size) * _BOLD for line in name)
        size *= min(1.0, radius * 1.72 / widest)
        return (
            f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" fill="{signs.PERSON}" '
            f'stroke="{palette.PAPER}" stroke-width="5"/>'
            + signs.figure(x, y - radius * 0.46, radius * 0.2)
            + signs.words(name, x, y + radius * 0.28, size, fill=palette.PAPER, weight=600)
        )

    def _tie(self, entry: Entry, box: Box) -> str:
        return signs.tie(entry.tie, self.form.sheet.centre, (box.x, box.y), key=entry.key)

    def _thing(self, entry: Entry, placed: Placed) -> str:
        label = self._spoken(entry)
        if placed.number:
            label = f"{placed.number} {label}"
        angle, _distance = self.form.sheet.polar(placed.box.x, placed.box.y)
        data = (
            f"data-key={quoteattr(entry.key)} data-x={quoteattr(num(placed.box.x))} "
            f"data-y={quoteattr(num(placed.box.y))} data-angle={quoteattr(str(int(angle)))}"
        )
        attributes = (
            f'class="map-thing" role="button" tabindex="0" aria-label={quoteattr(label)} {data}'
            if self.moving
            else 'class="map-thing"'
        )
        title = "" if self.moving else f"<title>{_text(label)}</title>"
        body = self._number(entry, placed) if placed.number else self._label(entry, placed)
        return f"<g {attributes}>{title}{body}</g>"

    def _label(self, entry: Entry, placed: Placed) -> str:
        box, letters = placed.box, self.form.letters[self.layout.level]
        strong = entry.tie == STRONG
        return (
            f'<rect x="{num(box.x - box.width / 2)}" y="{num(box.y - box.height / 2)}" '
            f'width="{num(box.width)}" height="{num(box.height)}" '
            f'rx="{num(min(box.height / 2, letters))}" fill="{palette.PAPER}" '
            f'stroke="{signs.colour(entry.spot.field)}" stroke-width="{3.5 if strong else 2}"/>'
            + signs.words(self._lines(entry), box.x, box.y, letters, weight=600 if strong else 400)
        )

    def _number(self, entry: Entry, placed: Placed) -> str:
        box = placed.box
        return (
            f'<circle cx="{num(box.x)}" cy="{num(box.y)}" r="{num(box.width / 2)}" '
            f'fill="{palette.PAPER}" stroke="{signs.colour(entry.spot.field)}" stroke-width="1.5"/>'
            + signs.words([str(placed.number)], box.x, box.y, 10.5)
        )

    def _legend(self) -> str:
        form = self.form
        columns = form.legend_columns
        width = (form.sheet.width - 2 * form.sheet.edge) / columns
        drawn = []
        for n, tie in enumerate(TIES):
            x = form.sheet.edge + n % columns * width
            y = form.sheet.height + 26 + n // columns * form.small * 2.1
            drawn.append(signs.tie(tie, (x, y), (x + form.sample, y)))
            drawn.append(
                signs.words(
                    [self.words.ties[tie]], x + form.sample + 12, y, form.small, anchor="start"
                )
            )
        return "".join(drawn)

    def _spoken(self, entry: Entry) -> str:
        words = self.words
        ring, tie = words.rings[entry.spot.closeness], words.ties[entry.tie]
        return f"{clean_text(entry.name)} ({ring}, {tie})"


def _text(value: str) -> str:
    return escape(clean_text(value))

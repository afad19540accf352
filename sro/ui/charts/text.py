"""Text that people typed, made safe to draw: names of areas, institutions, people.

Drawn text is data. It never becomes markup, an expression or an address: whatever builds a
picture or a PDF passes it on as a string value, and this module removes what cannot be drawn.
"""

import re
import unicodedata

# Marks that turn the reading direction around for everything behind them. A name does not
# need them (the letters carry their direction), and they could make a label lie.
_DIRECTION_MARKS = {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_UNDRAWABLE = {"Cc", "Cs", "Co", "Cn"}
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")

ELLIPSIS = "…"


def clean_text(value: object, *, keep_lines: bool = False) -> str:
    """Return the text without control characters, half characters and direction marks.

    Spaces are collapsed (protected spaces stay). With `keep_lines`, line ends survive.
    """
    text = unicodedata.normalize("NFC", str(value).encode("utf-8", "ignore").decode("utf-8"))
    if keep_lines:
        return "\n".join(clean_text(line) for line in text.splitlines()).strip("\n")
    text = _SPACE.sub(" ", text)
    kept = (
        c
        for c in text
        if c not in _DIRECTION_MARKS
        and c != "\ufeff"
        and unicodedata.category(c) not in _UNDRAWABLE
    )
    return "".join(kept).strip()


def shorten(text: str, limit: int) -> str:
    """Return the text, cut to `limit` characters with an ellipsis at the end."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + ELLIPSIS


def wrap(text: str, limit: int, lines: int = 2) -> list[str]:
    """Break a label into at most `lines` lines of about `limit` characters.

    Breaks after spaces, hyphens and slashes; what does not fit is cut with an ellipsis.
    """
    pieces = re.findall(r"[^\s\-/]*[\-/]+|[^\s\-/]+\s?|\s", text) or [text]
    result = [""]
    for piece in pieces:
        if len((result[-1] + piece).rstrip()) <= limit or not result[-1]:
            result[-1] += piece
        else:
            result.append(piece)
    if len(result) > lines:
        result = [*result[: lines - 1], "".join(result[lines - 1 :])]
    return [shorten(line.strip(), limit) for line in result]


def fit(text: str, width: float, size: float) -> str:
    """Return the text, cut with an ellipsis so that it is at most about `width` wide."""
    cut = text
    while len(cut) > 1 and text_width(cut, size) > width:
        cut = shorten(cut, len(cut) - 1)
    return cut


# Widths of Helvetica in thousandths of the type size (Adobe's AFM file), from space to tilde.
_WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip


def text_width(text: str, size: float) -> float:
    """Return about how wide the text is, in the unit of `size`, in a usual sans serif face.

    Three per cent are added, because the face of the page may run wider than the measured one.
    """
    bases = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    codes = (0x20 if c == "\u00a0" else ord(c) for c in bases)
    return sum(map(_width, codes)) * size * 1.03 / 1000


def _width(code: int) -> int:
    if 0x20 <= code < 0x7F:
        return _WIDTHS[code - 0x20]
    return 620 if code < 0x3000 else 1300  # from there on: East Asian signs and pictures

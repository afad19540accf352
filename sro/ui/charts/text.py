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
        if c not in _DIRECTION_MARKS and c != "\ufeff" and unicodedata.category(c) not in _UNDRAWABLE
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


_NARROW = set("iljtfrI.,:;|!'()[]/- \u00a0")
_WIDE = set("mwMWÄÖÜ@%&€QOG")


def text_width(text: str, size: float) -> float:
    """Return about how wide the text is, in the unit of `size` (a usual sans serif face)."""
    ems = 0.0
    for char in text:
        if char in _NARROW:
            ems += 0.32
        elif char in _WIDE:
            ems += 0.85
        elif char.isupper():
            ems += 0.68
        else:
            ems += 0.56
    return ems * size

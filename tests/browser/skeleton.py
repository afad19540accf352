"""Which pages are alike: the skeleton of a page is its elements without its words.

What axe finds wrong lies in elements, attributes and style sheets, not in what the words say. Two
roles whose page has the same skeleton therefore get the same verdict, and one look is enough. The
skeleton keeps whether an element has a name at all: empty text is no text.
"""

from __future__ import annotations

import re
from hashlib import sha256
from html.parser import HTMLParser

_WORDS = ("value", "content", "href", "action", "title", "placeholder", "datetime", "d", "points")
_QUIET = {"script", "style", "head", "option"}
# Rows alike: a list of nine says no more than one of two. One says less: names may come twice.
_AGAIN = re.compile(
    r"(<(tr|li|option|article)\b[^>]*>(?:(?!<\2\b|</\2>).)*</\2>)(?:\1)+", re.DOTALL
)
_VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
}


class _Skeleton(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {"frame": [], "main": []}
        #: Each element with all it stands in, as style sheets know them: colours follow from it.
        self.chains: set[int] = set()
        self._place = "frame"
        self._silent = 0
        self._open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _QUIET:
            self._silent += 1
        if tag == "main":
            self._place = "main"
        if not self._silent:
            kept = " ".join(_plain(name, value or "") for name, value in attrs)
            self._add(f"<{tag} {kept}>")
        self._nest(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _QUIET:
            self._silent = max(0, self._silent - 1)
        elif not self._silent and tag not in _VOID:
            self._add(f"</{tag}>")
        if any(tag == each for each, _chain in self._open):
            while self._open.pop()[0] != tag:
                pass  # what was left open inside
        if tag == "main":
            self._place = "frame"

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            self._add("…")

    def _nest(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        above = self._open[-1][1] if self._open else 0
        chain = hash((above, tag, *_looks(attrs)))
        self.chains.add(chain)
        if tag not in _VOID:
            self._open.append((tag, chain))

    def _add(self, part: str) -> None:
        parts = self.found[self._place]
        if part != "…" or parts[-1:] != ["…"]:
            parts.append(part)


def _plain(name: str, value: str) -> str:
    if name in _WORDS or name.startswith(("data-", "hx-")):
        return f"{name}={bool(value)}"
    return f"{name}={re.sub(r'[0-9]+', '0', value)}"


def _looks(attrs: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
    """The attributes that style sheets of ours ask for."""
    asked = ("class", "style", "type", "disabled", "open", "hidden")
    return sorted(
        (name, value or "")
        for name, value in attrs
        if name in asked or (name.startswith("aria-") and name != "aria-label")
    )


def skeleton(html: str) -> tuple[str, str, set[int]]:
    """Return two short keys, of the frame around the page and of the page's own content.

    And each element with all it stands in: measured once, its colours are the same elsewhere.
    """
    parser = _Skeleton()
    parser.feed(html)
    frame, main = (
        sha256(_AGAIN.sub(r"\1\1", "".join(parser.found[place])).encode()).hexdigest()[:16]
        for place in ("frame", "main")
    )
    return frame, main, parser.chains

"""Cleans what the renderer writes, so that it can stand in a page under a strict CSP.

Only known drawing elements and attributes pass: no script, no style, no link, no reference to
anything outside, nothing that can take the focus. Labels of marks become `<title>` elements,
which browsers show on pointing; stand-in colours become hatches; long decimals are cut.
"""

import re
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from sro.ui.charts import palette
from sro.ui.charts.text import clean_text

# Stands where the id of the drawing goes. A private character: no label can contain it.
ID_MARK = "\ue000"

FONTS = "Fira Sans, Source Sans Pro, Liberation Sans, Arial, sans-serif"

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = {"svg", "g", "path", "rect", "line", "circle", "text", "tspan"}
_ATTRIBUTES = {
    "d", "x", "y", "x1", "y1", "x2", "y2", "dx", "dy", "width", "height", "transform", "viewBox",
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
    "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity",
    "text-anchor", "font-size", "font-weight", "font-style",
}  # fmt: skip
_NUMERIC = {
    "d",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "dx",
    "dy",
    "width",
    "height",
    "transform",
}
_DEFAULTS = {
    ("opacity", "1"),
    ("transform", "translate(0,0)"),
    ("text-anchor", "start"),
}
_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?|-?\d+e-?\d+")
_HATCHES = {hatch.stand_in: n for n, hatch in enumerate(palette.HATCHES)}
_CORNER = re.compile(r"[ML]-?[\d.]+,-?[\d.]+|Z")
_MANY_CORNERS = 12


def clean(source: str) -> str:
    """Return the drawing as it is kept: without title and description, ids not yet filled in."""
    root = ET.fromstring(source)  # noqa: S314 - written by our renderer, without a DTD
    box = root.get("viewBox", "0 0 1 1")
    used: set[int] = set()
    inner = "".join(_written(child, used) for child in root)
    hatches = "".join(_hatch(n, palette.HATCHES[n]) for n in sorted(used))
    defs = f"<defs>{hatches}</defs>" if hatches else ""
    return (
        f'<svg xmlns="{_SVG}" viewBox="{escape(box)}" font-family="{FONTS}" '
        f'role="img" aria-labelledby="{ID_MARK}-title {ID_MARK}-desc">{defs}{inner}</svg>'
    )


def label(drawing: str, prefix: str, title: str, description: str) -> str:
    """Put the title and the description into a cleaned drawing, and its prefix into its ids."""
    head = (
        f'<title id="{prefix}-title">{escape(clean_text(title))}</title>'
        f'<desc id="{prefix}-desc">{escape(clean_text(description))}</desc>'
    )
    start, rest = drawing.replace(ID_MARK, prefix).split(">", 1)
    return f"{start}>{head}{rest}"


def _written(element: ET.Element, used: set[int]) -> str:
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    if tag not in _ELEMENTS or _invisible(tag, element):
        return ""
    attributes = _attributes(element, used)
    inner = escape(element.text or "") if tag in {"text", "tspan"} else ""
    if tag == "path" and element.get("aria-label") and not element.get("aria-hidden"):
        inner = f"<title>{escape(element.get('aria-label', ''))}</title>"
    inner += "".join(_written(child, used) for child in element)
    if tag == "g" and (not inner or not attributes):
        return inner
    written = "".join(f' {k}="{escape(v, {chr(34): "&quot;"})}"' for k, v in attributes.items())
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


def _invisible(tag: str, element: ET.Element) -> bool:
    if element.get("display") == "none" or element.get("opacity") == "0":
        return True
    if tag != "path":
        return False
    painted = element.get("fill") or element.get("stroke")
    return not element.get("d") or (
        element.get("class") in {"background", "foreground"} and not painted
    )


def _attributes(element: ET.Element, used: set[int]) -> dict[str, str]:
    result = {}
    for name, value in element.attrib.items():
        if name not in _ATTRIBUTES or (name, value) in _DEFAULTS:
            continue
        hatch = _HATCHES.get(value.lower()) if name == "fill" else None
        if hatch is not None:
            used.add(hatch)
            result[name] = f"url(#{ID_MARK}-hatch-{hatch})"
        elif "(" not in value or name == "transform":
            result[name] = _brief(name, value)
    if element.tag.endswith("text") and "stroke" in result:
        result["paint-order"] = "stroke"  # a halo lies behind the letters
    return result


def _brief(name: str, value: str) -> str:
    value = _NUMBER.sub(_shorter, value) if name in _NUMERIC else value
    return _outline(value) if name == "d" else value


def _shorter(match: re.Match[str]) -> str:
    text = f"{float(match.group()):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _outline(path: str) -> str:
    """Write the outline of an area briefly: corners on a grid of half units, as steps.

    The grid is the same for all areas, so shared borders stay shared.
    """
    parts = _CORNER.findall(path)
    if len(parts) < _MANY_CORNERS or "".join(parts) != path:
        return path
    written: list[str] = []
    here = (0, 0)
    for part in parts:
        if part == "Z":
            written.append("Z")
            continue
        x, y = (round(float(n) * 2) for n in part[1:].split(","))
        if part[0] == "M":
            written.append(f"M{_half(x)},{_half(y)}")
        elif (x, y) != here:
            written.append(f"l{_half(x - here[0])},{_half(y - here[1])}")
        here = (x, y)
    return "".join(written)


def _half(halves: int) -> str:
    return f"{halves / 2:g}"


def _hatch(number: int, hatch: palette.Hatch) -> str:
    return (
        f'<pattern id="{ID_MARK}-hatch-{number}" width="6" height="6" '
        f'patternUnits="userSpaceOnUse" patternTransform="rotate({hatch.angle})">'
        f'<rect width="6" height="6" fill="{hatch.ground}"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{hatch.line}" stroke-width="2.4"/></pattern>'
    )

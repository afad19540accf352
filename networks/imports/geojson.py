"""Boundaries of areas from GeoJSON (RFC 7946), checked until nothing is left to doubt.

A boundary is taken only if every ring is closed, lies on the earth, does not cross itself and
surrounds something. Which areas exist is none of this module's business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop
from shapely import STRtree, is_valid_reason
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from sro.ui.imports.problems import Problem, Problems, Severity

MAX_BYTES = 20 * 1024 * 1024
MAX_AREAS = 5_000
MAX_POSITIONS = 500_000
#: A tenth of a metre; finer is noise and makes pages heavy.
DECIMALS = 6
#: West, south, east, north of Germany with some room, in degrees: finds swapped coordinates.
GERMANY = (5.5, 47.0, 15.5, 55.5)
#: Neighbours drawn separately overlap by slivers; this share of the smaller one is worth a word.
OVERLAP = 0.01

_PLACE = re.compile(r"\[(-?[\d.]+)(?:e[-+]?\d+)? (-?[\d.]+)")


@dataclass(frozen=True, slots=True)
class AreaShape:
    """One area of the file: its key, its GeoJSON MultiPolygon, and the same for calculating."""

    key: str
    geometry: dict[str, Any]
    shape: BaseGeometry


class _Wrong(Exception):
    """Something is wrong with one area; the message is an English msgid."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message)
        self.message, self.params = message, params


def read_boundaries(content: bytes, key_name: str = "key") -> tuple[list[AreaShape], Problems]:
    """Read the areas of a file; `key_name` is the property that holds the official key.

    Problems name the area. With an error among them nothing of the file may be used.
    """
    problems = Problems()
    try:
        features = _features(content)
    except _Wrong as wrong:
        problems.add(Problem(wrong.message, wrong.params))
        return [], problems
    found: dict[str, AreaShape] = {}
    budget = _Budget()
    for number, feature in enumerate(features, start=1):
        label = str(number)
        try:
            key = _key(feature, key_name, number)
            label = key
            if key in found:
                raise _Wrong(gettext_noop("Area %(area)s is in the file twice."))
            found[key] = _area(key, feature, budget)
        except _Wrong as wrong:
            problems.add(Problem(wrong.message, {"area": label, "number": number, **wrong.params}))
    for warning in (*_abroad(found.values()), *_overlaps([*found.values()])):
        problems.add(warning)
    return [*found.values()], problems


# --- the file ---------------------------------------------------------------------------------


def _features(content: bytes) -> list[Any]:
    if len(content) > MAX_BYTES:
        raise _Wrong(
            gettext_noop("The file is larger than %(limit)s MB. Please simplify the boundaries."),
            limit=MAX_BYTES // 1024 // 1024,
        )
    if not content.strip():
        raise _Wrong(gettext_noop("The file is empty."))
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise _Wrong(gettext_noop("The file is not text in UTF-8, as GeoJSON must be.")) from None
    except json.JSONDecodeError as error:
        raise _Wrong(
            gettext_noop("This is not GeoJSON: line %(line)s cannot be read."), line=error.lineno
        ) from None
    except (RecursionError, ValueError):
        raise _Wrong(gettext_noop("This is not GeoJSON: the file cannot be read.")) from None
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise _Wrong(gettext_noop("The file must hold a FeatureCollection, one feature per area."))
    if not _is_wgs84(data.get("crs")):
        raise _Wrong(
            gettext_noop(
                "The coordinates must be longitude and latitude in degrees (WGS 84, EPSG:4326)."
            )
        )
    features = data.get("features")
    if not isinstance(features, list) or not features:
        raise _Wrong(gettext_noop("There are no areas in the file."))
    if len(features) > MAX_AREAS:
        raise _Wrong(gettext_noop("At most %(limit)s areas are possible."), limit=MAX_AREAS)
    return features


def _no_number(text: str) -> None:
    raise ValueError(text)


def _is_wgs84(crs: Any) -> bool:
    """Whether an old-style `crs` member (RFC 7946 has none) means degrees in WGS 84."""
    if crs is None:
        return True
    name = str((crs.get("properties") or {}).get("name", "")) if isinstance(crs, dict) else ""
    return name.upper().replace("::", ":").endswith(("CRS84", "EPSG:4326"))


def _key(feature: Any, key_name: str, number: int) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or feature.get("type") != "Feature":
        raise _Wrong(gettext_noop("Entry %(number)s is not a feature with properties."))
    key = properties.get(key_name)
    if not isinstance(key, str) or not key.strip():
        raise _Wrong(
            gettext_noop("Entry %(number)s has no key under “%(name)s”, written as text."),
            name=key_name,
        )
    return key.strip()[:40]


# --- one area ---------------------------------------------------------------------------------


class _Budget:
    """How many positions of the file may still come."""

    def __init__(self) -> None:
        self.left = MAX_POSITIONS

    def take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise _Wrong(
                gettext_noop(
                    "The boundaries have more than %(limit)s points. Please simplify them."
                ),
                limit=MAX_POSITIONS,
            )


def _area(key: str, feature: dict[str, Any], budget: _Budget) -> AreaShape:
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise _Wrong(gettext_noop("Area %(area)s must be a Polygon or MultiPolygon."))
    polygons = geometry.get("coordinates")
    polygons = [polygons] if kind == "Polygon" else polygons
    if not isinstance(polygons, list) or not polygons:
        raise _Wrong(gettext_noop("Area %(area)s has no boundary."))
    rings = [_rings(polygon, budget) for polygon in polygons]
    shape = MultiPolygon([Polygon(outer, holes) for outer, *holes in rings])
    if not shape.is_valid:
        raise _Wrong(
            gettext_noop("The boundary of area %(area)s crosses or touches itself near %(place)s."),
            place=_place(is_valid_reason(shape)),
        )
    return AreaShape(key, {"type": "MultiPolygon", "coordinates": rings}, shape)


def _rings(polygon: Any, budget: _Budget) -> list[list[list[float]]]:
    if not isinstance(polygon, list) or not polygon:
        raise _Wrong(gettext_noop("Area %(area)s has a part without a boundary."))
    return [_ring(ring, budget) for ring in polygon]


def _ring(ring: Any, budget: _Budget) -> list[list[float]]:
    if not isinstance(ring, list) or len(ring) < 4:
        raise _Wrong(
            gettext_noop(
                "Area %(area)s has a line of fewer than four points; it surrounds nothing."
            )
        )
    budget.take(len(ring))
    positions = [_position(position) for position in ring]
    if positions[0] != positions[-1]:
        raise _Wrong(
            gettext_noop("The boundary of area %(area)s is not closed: it ends near %(place)s."),
            place=_written(*positions[-1]),
        )
    if len({tuple(position) for position in positions}) < 3:
        raise _Wrong(gettext_noop("Area %(area)s has a line that surrounds nothing."))
    return positions


def _position(position: Any) -> list[float]:
    if not isinstance(position, list) or not 2 <= len(position) <= 3:
        raise _Wrong(gettext_noop("Area %(area)s has a point without longitude and latitude."))
    for value, limit in zip(position[:2], (180, 90), strict=True):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _Wrong(gettext_noop("Area %(area)s has a coordinate that is not a number."))
        if not -limit <= value <= limit:
            raise _Wrong(
                gettext_noop(
                    "Area %(area)s has the coordinate %(value)s, which does not exist. "
                    "Please give longitude and latitude in degrees."
                ),
                value=str(value)[:20],
            )
    return [round(float(position[0]), DECIMALS), round(float(position[1]), DECIMALS)]


def _place(reason: str) -> str:
    match = _PLACE.search(reason)
    return _written(float(match[1]), float(match[2])) if match else reason


def _written(longitude: float, latitude: float) -> str:
    return f"{latitude:.5f}, {longitude:.5f}"


# --- what is possible, but odd ----------------------------------------------------------------


def _abroad(areas: Any) -> Iterator[Problem]:
    west, south, east, north = GERMANY
    for area in areas:
        left, bottom, right, top = area.shape.bounds
        if left < west or bottom < south or right > east or top > north:
            yield Problem(
                gettext_noop(
                    "Area %(area)s does not lie in Germany. "
                    "Have longitude and latitude changed places?"
                ),
                {"area": area.key},
                Severity.WARNING,
            )


def _overlaps(areas: list[AreaShape]) -> Iterator[Problem]:
    shapes = [area.shape for area in areas]
    if len(shapes) < 2:
        return
    tree = STRtree(shapes)
    for number, shape in enumerate(shapes):
        for other in sorted(tree.query(shape, predicate="intersects")):
            if other <= number:
                continue
            smaller = min(shape.area, shapes[other].area)
            if shape.intersection(shapes[other]).area > OVERLAP * smaller:
                yield Problem(
                    gettext_noop("The areas %(area)s and %(other)s overlap."),
                    {"area": areas[number].key, "other": areas[int(other)].key},
                    Severity.WARNING,
                )

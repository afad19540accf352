"""Areas on paper: reading GeoJSON, finding where a name fits. Plane geometry in degrees.

Positions are longitude, latitude (WGS 84). Areas of a town are small enough that a degree of
longitude counts cos(latitude) of a degree of latitude everywhere in the picture.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sro.ui.charts.numbers import ChartError

Position = tuple[float, float]
Ring = list[Position]
Polygon = list[Ring]


class Area(NamedTuple):
    """One area: its key, its name, and its polygons (outer ring first, then holes)."""

    key: str
    name: str
    polygons: list[Polygon]


def areas(
    features: Mapping[str, Any] | Iterable[Mapping[str, Any]], key: str, name: str
) -> list[Area]:
    """Read a FeatureCollection or an iterable of features.

    `key` and `name` say which property holds which; the feature's `id` stands in for a missing
    key. A feature without geometry is an area without polygons. Raises `ChartError` naming the
    area if a geometry cannot be read.
    """
    listed: Iterable[Any] = features
    if isinstance(features, Mapping):
        listed = features.get("features", [features])
    result = []
    for feature in listed:
        properties = feature.get("properties") or {}
        found = properties.get(key, feature.get("id"))
        if found is None:
            raise ChartError(f"a feature has no {key!r}")
        label = str(properties.get(name, found))
        result.append(Area(str(found), label, _polygons(feature.get("geometry"), label)))
    return result


def _polygons(geometry: Mapping[str, Any] | None, label: str) -> list[Polygon]:
    if not geometry:
        return []
    try:
        kind, coordinates = geometry["type"], geometry["coordinates"]
        raw = {"Polygon": [coordinates], "MultiPolygon": coordinates}[kind]
        polygons = [[[(float(p[0]), float(p[1])) for p in r] for r in poly] for poly in raw]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ChartError(f"the boundary of {label} cannot be read") from error
    for polygon in polygons:
        for ring in polygon:
            if len(ring) < 4 or not all(on_earth(p) for p in ring):
                raise ChartError(f"the boundary of {label} is not valid")
    return [polygon for polygon in polygons if polygon]


def on_earth(position: Position) -> bool:
    """True for a position that the maps can show: they have no place beyond 85 degrees."""
    return abs(position[0]) <= 180 and abs(position[1]) <= 85


def geometry(polygons: list[Polygon]) -> dict[str, Any]:
    """Write polygons with the direction of rings that the renderer takes for the inside.

    It reads an outer ring clockwise; the GeoJSON standard (RFC 7946) says counter-clockwise.
    """
    turned = [
        [_turned(ring, clockwise=number == 0) for number, ring in enumerate(polygon)]
        for polygon in polygons
    ]
    return {"type": "MultiPolygon", "coordinates": turned}


def _turned(ring: Ring, *, clockwise: bool) -> Ring:
    return ring if (_signed_area(ring) < 0) == clockwise else ring[::-1]


def _signed_area(ring: Ring) -> float:
    return (
        sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2
    )


class Frame(NamedTuple):
    """A window on the map: degrees, and how much narrower a degree of longitude is."""

    west: float
    south: float
    east: float
    north: float

    @property
    def narrowing(self) -> float:
        """Length of a degree of longitude over length of a degree of latitude."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def ratio(self) -> float:
        """Height over width, as drawn."""
        wide = (self.east - self.west) * self.narrowing or 1e-9
        return (self.north - self.south) / wide


def frame(positions: Iterable[Position]) -> Frame:
    """Return the smallest window that shows all positions."""
    points = list(positions)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Frame(min(xs), min(ys), max(xs), max(ys))


def positions_of(found: Iterable[Area]) -> Iterable[Position]:
    """All corners of the outer rings."""
    return (p for area in found for polygon in area.polygons for p in polygon[0])


def label_place(polygons: list[Polygon], narrowing: float) -> tuple[Position, float]:
    """Return a place inside the largest part, far from its border, and the distance to it.

    The distance is in degrees of latitude. A coarse search over a grid, refined twice; a label
    needs no more.
    """
    largest = max(polygons, key=lambda polygon: abs(_signed_area(polygon[0])))
    rings = [[(x * narrowing, y) for x, y in ring] for ring in largest]
    xs, ys = [p[0] for p in rings[0]], [p[1] for p in rings[0]]
    centre = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    reach = max(max(xs) - min(xs), max(ys) - min(ys)) / 2
    best, distance = centre, -math.inf
    for _ in range(3):
        around = best
        for i in range(-6, 7):
            for j in range(-6, 7):
                place = (around[0] + reach * i / 6, around[1] + reach * j / 6)
                inside = _distance_inside(place, rings)
                if inside > distance:
                    best, distance = place, inside
        reach /= 5
    return (best[0] / narrowing, best[1]), distance


def _distance_inside(place: Position, rings: list[Ring]) -> float:
    """Distance to the border, negative outside."""
    x, y = place
    inside, nearest = False, math.inf
    for ring in rings:
        ax, ay = ring[-1]
        for bx, by in ring:
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
            dx, dy = bx - ax, by - ay
            length = dx * dx + dy * dy
            t = ((x - ax) * dx + (y - ay) * dy) / length if length else 0.0
            t = min(max(t, 0.0), 1.0)
            nearest = min(nearest, (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2)
            ax, ay = bx, by
    return math.sqrt(nearest) * (1 if inside else -1)

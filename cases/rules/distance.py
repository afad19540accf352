"""How far something is as the crow flies, from the middle of a quarter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from typing import Any

Place = tuple[float, float]
"""Latitude and longitude in degrees."""

EARTH_KM = 6371.0


def kilometres(one: Place, other: Place) -> float:
    """Return the great-circle distance of two places."""
    (lat, lon), (lat_of, lon_of) = (tuple(map(radians, place)) for place in (one, other))
    half = sin((lat_of - lat) / 2) ** 2 + cos(lat) * cos(lat_of) * sin((lon_of - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(half, 1.0)))


def middle(geometry: Mapping[str, Any]) -> Place | None:
    """Return the centre of gravity of a GeoJSON MultiPolygon's outer rings; None without area."""
    area = lat_sum = lon_sum = 0.0
    for polygon in geometry.get("coordinates", ()):
        ring_area, lon, lat = _ring(polygon[0]) if polygon else (0.0, 0.0, 0.0)
        area += ring_area
        lon_sum += lon * ring_area
        lat_sum += lat * ring_area
    return (lat_sum / area, lon_sum / area) if area else None


def _ring(points: Sequence[Sequence[float]]) -> tuple[float, float, float]:
    """Return area and centre of a closed ring, in degrees (a quarter is small enough)."""
    area = lon = lat = 0.0
    # Measured from one of its points, so that large coordinates do not eat the small differences.
    x0, y0 = points[0][0], points[0][1]
    for (x1, y1, *_rest), (x2, y2, *_more) in pairwise(points):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        area += cross
        lon += (x1 + x2 - 2 * x0) * cross
        lat += (y1 + y2 - 2 * y0) * cross
    if not area:
        return 0.0, 0.0, 0.0
    return abs(area) / 2, x0 + lon / (3 * area), y0 + lat / (3 * area)

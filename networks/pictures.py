"""Maps of the registry as pictures, each with its table and its sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.models import Boundary, District, Institution, SocialSpace
from sro.ui.charts import COUNT, MapPoint, Picture, choropleth, point_map
from sro.ui.templatetags.charts import translated_words

#: A legend with more shapes than these cannot be told apart.
SHAPES = 8
#: No slug, so that no category of the office can have it.
OTHERS = "~"


def features(boundaries: Iterable[Boundary]) -> list[dict[str, Any]]:
    """Return boundaries as GeoJSON features with the key and name of their areas."""
    return [
        {
            "type": "Feature",
            "properties": {"key": each.area.key, "name": each.area.name},
            "geometry": each.geometry,
        }
        for each in boundaries
    ]


def sources(boundaries: Sequence[Boundary], institutions: Iterable[str], day: date) -> str:
    """Name where boundaries and institutions come from, and the day shown."""
    lines = {
        f"{each.source}, {each.licence}" if each.licence else each.source for each in boundaries
    }
    named = [*sorted(lines), *sorted({each for each in institutions if each} - lines)]
    return _("%(sources)s; as of %(day)s") % {
        "sources": "; ".join(named) or _("own registry"),
        "day": date_format(day, "SHORT_DATE_FORMAT"),
    }


def district_overview(
    districts: Sequence[District],
    boundaries: Sequence[Boundary],
    numbers: Mapping[int, int],
    institution_sources: Iterable[str],
    day: date,
) -> Picture:
    """All districts, coloured by how many institutions they have."""
    total = sum(numbers.values())
    title = ngettext(
        "%(count)s institution in %(districts)s districts",
        "%(count)s institutions in %(districts)s districts",
        total,
    ) % {"count": COUNT.text(total), "districts": len(districts)}
    return choropleth(
        features(boundaries),
        {each.key: numbers.get(each.pk, 0) for each in districts},
        title=title,
        description=_("Map of the districts; the more institutions, the darker."),
        columns=(_("District"), _("Institutions")),
        names={each.key: each.name for each in districts},
        total=total,
        source=sources(boundaries, institution_sources, day),
        words=translated_words(),
    )


def area_map(
    area: District | SocialSpace,
    boundary: Boundary | None,
    parts: Sequence[Boundary],
    institutions: Sequence[Institution],
    day: date,
    *,
    also: Mapping[str, str] | None = None,
    places: Sequence[MapPoint] = (),
    around: Sequence[Boundary] = (),
) -> Picture:
    """The institutions of an area by category, with its parts drawn inside.

    `places` are other points with the categories `also`; `around` are areas drawn beside it.
    """
    categories = _legend(institutions, SHAPES - len(also or {}))
    shown = {code for code in categories if code != OTHERS}
    points = [
        MapPoint(
            each.name,
            each.category.code if each.category.code in shown else OTHERS,
            None if each.longitude is None else float(each.longitude),
            None if each.latitude is None else float(each.latitude),
            each.street,
        )
        for each in institutions
    ]
    categories |= also or {}
    title = ngettext(
        "%(count)s institution in %(area)s",
        "%(count)s institutions in %(area)s",
        len(institutions),
    ) % {"count": COUNT.text(len(institutions)), "area": area.name}
    drawn = [*([boundary] if boundary else []), *around]
    return point_map(
        features(drawn),
        [*points, *places],
        categories=categories or {OTHERS: _("no institution")},
        title=title,
        description=_("Map of %(area)s with its institutions, as shapes by category.")
        % {"area": area.name},
        columns=(_("Name"), _("Category"), _("Street"))
        if also
        else (_("Institution"), _("Category"), _("Street")),
        inner=features([*parts, *around]),
        source=sources([*drawn, *parts], (each.source for each in institutions), day),
    )


def _legend(institutions: Sequence[Institution], shapes: int) -> dict[str, str]:
    """Return code → name of the commonest categories; the rest share one shape."""
    counts = Counter(each.category for each in institutions)
    common = sorted(counts, key=lambda each: (-counts[each], each.sort_key))
    kept = common if len(common) <= shapes else common[: shapes - 1]
    legend = {each.code: each.name for each in sorted(kept, key=lambda each: each.sort_key)}
    if len(kept) < len(common):
        legend[OTHERS] = _("other categories")
    return legend

"""The registry of Berlin for the demo: areas, boundaries, institutions, by the product's services.

Real open data; sources and licences stand in sro/demo/data/berlin/README.md and on the pages.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import transaction

from networks.imports.institutions import Institutions
from networks.models import District, Institution, InstitutionCategory, Municipality, SocialSpace
from networks.services import areas, institutions
from networks.services.boundaries import BoundaryFile, Level, check_boundaries, import_boundaries
from networks.services.catalogue import ensure_support_types
from sro.demo.budget import DATA
from sro.ui.imports import ImportContext, apply_file

# The structure of the areas as in the open data: "lebensweltlich orientierte Räume", until 2020.
SINCE = date(2006, 7, 1)
BOUNDARY_SOURCE = "LOR, Senatsverwaltung für Stadtentwicklung Berlin"
BOUNDARY_LICENCE = "CC BY 4.0 (open-data-product)"
CATEGORIES = {
    "childcare": "Kindertagespflege und Betreuung",
    "community_centre": "Nachbarschafts- und Jugendzentrum",
    "kindergarten": "Kindertagesstätte",
    "library": "Bibliothek",
    "school": "Schule",
    "sports_centre": "Sportzentrum",
}


def create_areas(now: datetime, administrator: Any) -> None:
    """Enter municipality, districts, social spaces and their boundaries; what exists stays."""
    with transaction.atomic():
        for row in _rows("municipality"):
            if not Municipality.objects.exists():
                areas.found_municipality(
                    actor=administrator, now=now, key="11", name=row["name"], area_m2=_area(row)
                )
        known = set(District.objects.values_list("key", flat=True))
        for row in _rows("district"):
            if row["key"] not in known:
                _create(areas.create_district, administrator, now, row)
        districts = {district.key: district for district in District.objects.all()}
        known = set(SocialSpace.objects.values_list("key", flat=True))
        for row in _rows("region"):
            if row["key"] not in known:
                district = districts[row["parent_key"]]
                _create(areas.create_social_space, administrator, now, row, district=district)
        ensure_support_types(actor=administrator, now=now)
    for level, name in ((Level.DISTRICT, "districts"), (Level.SOCIAL_SPACE, "regions")):
        _boundaries(administrator, now, level, DATA / f"{name}.geojson")


def create_institutions(now: datetime, planner: Any) -> None:
    """Enter the categories and the institutions of the open data; what exists stays."""
    with transaction.atomic():
        known = set(InstitutionCategory.objects.values_list("code", flat=True))
        for code, name in CATEGORIES.items():
            if code not in known:
                institutions.create_category(actor=planner, now=now, code=code, name=name)
        if not Institution.objects.exists():
            context = ImportContext(actor=planner, now=now)
            apply_file(Institutions(), DATA / "institutions.csv", context)


def _create(service: Any, actor: Any, now: datetime, row: dict[str, str], **more: Any) -> None:
    service(
        actor=actor,
        now=now,
        key=row["key"],
        name=row["name"],
        area_m2=_area(row),
        valid_from=SINCE,
        **more,
    )


def _boundaries(actor: Any, now: datetime, level: Level, path: Any) -> None:
    file = BoundaryFile(
        content=path.read_bytes(),
        level=level,
        valid_from=SINCE,
        source=BOUNDARY_SOURCE,
        licence=BOUNDARY_LICENCE,
    )
    if check_boundaries(actor=actor, file=file).can_apply:
        import_boundaries(actor=actor, file=file, now=now)


def _rows(level: str) -> Iterator[dict[str, str]]:
    with (DATA / "spaces.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["level"] == level)


def _area(row: dict[str, str]) -> int | None:
    return int(row["area_m2"]) if row["area_m2"] else None

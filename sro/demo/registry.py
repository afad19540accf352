"""The registry of Berlin for the demo, made by the product's own services and imports.

Areas, boundaries and institutions are open data (sro/demo/data/berlin/README.md); the office's
name for each kind of institution and the few offers are ours, and look invented.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.timezone import localdate

from networks.imports.areas import Districts, SocialSpaces
from networks.imports.institutions import Institutions
from networks.imports.offers import Offers
from networks.models import Institution, InstitutionCategory, Municipality
from networks.rules.verification import months_before
from networks.services.areas import found_municipality
from networks.services.boundaries import BoundaryFile, Level, import_boundaries
from networks.services.institutions import create_category
from sro.access import Role
from sro.accounts.models import User
from sro.ui.exports import write_csv
from sro.ui.imports import ImportContext, apply_file

DATA = Path(__file__).parent / "data" / "berlin"
#: Berlin has had twelve districts since its reform; the LOR structure is that of 2006 to 2020.
DISTRICTS_SINCE = date(2001, 1, 1)
SPACES_SINCE = date(2006, 7, 1)

BOUNDARY_SOURCE = (
    "LOR, Senatsverwaltung für Stadtentwicklung Berlin, via open-data-product (vereinfacht)"
)
BOUNDARY_LICENCE = "CC BY 4.0"
INSTITUTION_SOURCE = "OpenStreetMap-Mitwirkende (ODbL), via open-lifeworlds (CC BY 4.0)"
INVENTED = "Beispiel, frei erfunden"

#: Code in the open data → what the office calls it.
CATEGORIES = {
    "community_centre": "Nachbarschaftstreff",
    "library": "Bibliothek",
    "school": "Schule",
    "kindergarten": "Kindertagesstätte",
    "childcare": "Kinderbetreuung",
    "sports_centre": "Sportzentrum",
}

#: Name, kind, for whom, age from, age to, without application, languages, opening hours, mark
_OFFERS = (
    ("Offener Elterntreff", "offener Treff", "Eltern, Familien", "", "", "ja",
     "Deutsch, Türkisch, Arabisch", "Dienstag 9.30–11.30 Uhr", "nein", "ja"),
    ("Hausaufgabenhilfe", "Lernen und Hausaufgaben", "Kinder", "6", "12", "ja", "Deutsch",
     "Montag bis Donnerstag 14–16 Uhr", "nein", "nein"),
    ("Sozialberatung", "Beratung", "alle im Quartier", "", "", "ja",
     "Deutsch, Englisch, Russisch", "Mittwoch 14–17 Uhr", "ja", "nein"),
    ("Mädchengruppe", "Gruppe", "Jugendliche", "12", "17", "ja", "Deutsch",
     "Freitag 16–19 Uhr", "nein", "nein"),
    ("Familienfrühstück", "offener Treff", "Familien, Alleinerziehende", "0", "6", "ja",
     "Deutsch, Vietnamesisch", "Samstag 10–12 Uhr", "ja", "ja"),
)  # fmt: skip


def is_complete() -> bool:
    """Return whether the registry has been made before."""
    return Institution.objects.exists()


def create(now: datetime) -> None:
    """Make the registry; all of it or nothing. What is there already stays as it is.

    Needs an administrator and a planner.
    """
    administrator, planner = _person(Role.ADMINISTRATOR), _person(Role.PLANNER)
    with transaction.atomic():
        rows = _rows("spaces.csv")
        _municipality(administrator, rows, now)
        _areas(administrator, Districts(), rows, "district", DISTRICTS_SINCE, now)
        _areas(planner, SocialSpaces(), rows, "region", SPACES_SINCE, now)
        for name, level, first_day in (
            ("districts.geojson", Level.DISTRICT, DISTRICTS_SINCE),
            ("regions.geojson", Level.SOCIAL_SPACE, SPACES_SINCE),
        ):
            import_boundaries(
                actor=planner,
                file=BoundaryFile(
                    content=(DATA / name).read_bytes(),
                    level=level,
                    valid_from=first_day,
                    source=BOUNDARY_SOURCE,
                    licence=BOUNDARY_LICENCE,
                ),
                now=now,
            )
        _institutions(planner, now)


def _person(role: Role) -> User:
    found = User.objects.filter(is_active=True, memberships__role=role).order_by("pk").first()
    if found is None:
        raise ObjectDoesNotExist(f"The demo registry needs a person in the role {role.value}.")
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _municipality(actor: Any, rows: Iterable[dict[str, str]], now: datetime) -> None:
    if Municipality.objects.exists():
        return
    row = next(each for each in rows if each["level"] == "municipality")
    # 11000000: official municipality key (AGS) of Berlin.
    found_municipality(
        actor=actor, now=now, key="11000000", name=row["name"], area_m2=int(row["area_m2"])
    )


def _areas(
    actor: Any,
    importer: Districts | SocialSpaces,
    rows: Iterable[dict[str, str]],
    level: str,
    first_day: date,
    now: datetime,
) -> None:
    fields = ("key", "name", "parent_key", "area_m2")
    own = [[row[field] for field in fields] for row in rows if row["level"] == level]
    context = ImportContext(actor=actor, now=now, options={"valid_from": first_day.isoformat()})
    apply_file(importer, b"".join(write_csv(own, fields, "plain")), context)


def _institutions(actor: Any, now: datetime) -> None:
    known = set(InstitutionCategory.objects.values_list("code", flat=True))
    for code, name in CATEGORIES.items():
        if code not in known:
            create_category(actor=actor, now=now, code=code, name=name)
    source = ImportContext(actor=actor, now=now, options={"source": INSTITUTION_SOURCE})
    apply_file(Institutions(), DATA / "institutions.csv", source)
    invented = ImportContext(actor=actor, now=now, options={"source": INVENTED})
    apply_file(Offers(), _offers(localdate(now)), invented)


def _offers(today: date) -> bytes:
    """Return a few invented offers at the first community centre of each district."""
    centres: dict[str, str] = {}
    for institution in (
        Institution.objects.filter(category__code="community_centre")
        .select_related("social_space__district")
        .order_by("sort_key", "pk")
    ):
        centres.setdefault(institution.social_space.district.key, institution.key)
    heads = (
        "Einrichtung", "Name", "Art", "Zielgruppen", "Alter von", "Alter bis", "Ohne Antrag",
        "Sprachen", "Öffnungszeiten", "Grundangebot", "Frühe Hilfen", "Zuletzt geprüft",
    )  # fmt: skip
    offers = [
        (key, *offer, months_before(today, (2, 14, 7, 20)[number % 4]))
        for number, (_district, key) in enumerate(sorted(centres.items()))
        for offer in (_OFFERS[number % len(_OFFERS)], _OFFERS[(number + 2) % len(_OFFERS)])
    ]
    return b"".join(write_csv(offers, heads))

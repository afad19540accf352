"""The search over everything on 100,000 institutions: time spent in the database per search.

The names are made of words of real ones, so that some words are as frequent as "Kita" is. Each
search runs as on the page, over all groups; then every query it made is run again under EXPLAIN
ANALYZE, and planning and execution of all of them are added up.
"""

import csv
import json
import os
import random
from contextlib import closing
from datetime import date
from typing import Any

import psycopg2
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import District, Institution, InstitutionCategory, Municipality, SocialSpace
from networks.models.search import search_fields
from networks.search import finding
from sro.access import Role
from tests.harness.servers import ROOT
from tests.people import person

ROWS = 100_000
SPACES = 138
LIMIT_MS = 50
ROUNDS = 3
LONG_AGO = date(2000, 1, 1)
TYPED = {
    "the first two letters of every second name": "ki",
    "a frequent word": "kita",
    "a word in the middle": "schule",
    "two words": "kindergarten regenbogen",
    "an end of a compound": "bücherei",
    "a street": "müllerstr",
    "letters swapped": "regenbogne",
    "a letter missing": "biblotek",
    "a frequent word misspelled": "kitaa",
    "two misspelled words": "grudnschule spandua",
    "nothing there": "xqzk",
}


def run() -> list[dict[str, Any]]:
    """Milliseconds in the database for each way of typing."""
    _fill()
    user = person(Role.PLANNER)
    finding.search(user, "warm", limit=10)
    return [
        {
            "name": f"search: {what} ({text})",
            "measured": min(_milliseconds(user, text) for _round in range(ROUNDS)),
            "limit": LIMIT_MS,
            "unit": "ms",
        }
        for what, text in TYPED.items()
    ]


def _milliseconds(user: Any, text: str) -> float:
    with CaptureQueriesContext(connection) as captured:
        finding.search(user, text, limit=10)
    spent = 0.0
    with connection.cursor() as cursor:
        for query in captured:
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query["sql"])
            [plan] = cursor.fetchone()
            [plan] = json.loads(plan) if isinstance(plan, str) else plan
            spent += plan["Planning Time"] + plan["Execution Time"]
    return spent


def _fill() -> None:
    path = ROOT / "sro" / "demo" / "data" / "berlin" / "institutions.csv"
    with path.open(encoding="utf-8") as file:
        real = list(csv.DictReader(file))
    names = [row["name"] for row in real]
    streets = [row["street"] for row in real if row["street"]] + ["Müllerstraße 5"]
    words = sorted({word for name in names for word in name.split() if len(word) > 3})
    luck = random.Random(1)
    municipality = Municipality.objects.create(key="11", name="Berlin")
    district = District.objects.create(
        municipality=municipality, key="01", name="Mitte", valid_from=LONG_AGO
    )
    spaces = [
        SocialSpace.objects.create(
            district=district, key=f"{number:06}", name=luck.choice(words), valid_from=LONG_AGO
        )
        for number in range(SPACES)
    ]
    category = InstitutionCategory.objects.create(code="kita", name="Tageseinrichtung")
    rows = []
    for number in range(ROWS):
        name, street = luck.choice(names), luck.choice(streets)
        if number % 3:
            name = f"{name} {luck.choice(words)}"
        rows.append(
            Institution(
                key=f"B{number}",
                name=name[:200],
                category=category,
                social_space=luck.choice(spaces),
                street=street,
                **search_fields(name[:200], street),
            )
        )
    Institution.objects.bulk_create(rows, batch_size=5000)
    # What the server does by itself within a minute; only the owner of the tables may.
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner:
        owner.autocommit = True
        owner.cursor().execute("ANALYZE")

"""The public directory with 50,000 offers: time spent in the database for a page of hits.

Every query that a page makes is run again under EXPLAIN ANALYZE; planning and execution of all of
them are added up.
"""

from __future__ import annotations

import csv
import json
import os
import random
from contextlib import closing
from datetime import date
from typing import Any

import psycopg2
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.models import (
    District,
    Institution,
    InstitutionCategory,
    Municipality,
    Offer,
    SocialSpace,
)
from networks.models.choices import Language, OfferKind, TargetGroup
from networks.models.institutions import institution_texts, offer_texts
from networks.models.search import search_fields
from tests.harness.servers import ROOT

OFFERS, INSTITUTIONS, SPACES = 50_000, 10_000, 138
LIMIT_MS = 50
ROUNDS = 3
LONG_AGO = date(2000, 1, 1)
WORDS = ["Nähtreff", "Chor", "Beratung", "Krabbelgruppe", "Hausaufgabenhilfe", "Frühstück", "Kita"]
ASKED: dict[str, dict[str, str]] = {
    "all": {},
    "page 300": {"seite": "300"},
    "two letters": {"q": "ki"},
    "a frequent word": {"q": "beratung"},
    "a word and an age": {"q": "chor", "alter": "8"},
    "two words": {"q": "krabbelgruppe mitte"},
    "letters swapped": {"q": "hausafugabenhilfe"},
    "nothing there": {"q": "xqzk"},
    "a language without application": {"sprache": "tr", "direkt": "on"},
    "a group in a social space": {"zielgruppe": "parents", "sozialraum": "{space}"},
    "an age and a kind": {"alter": "8", "art": "{category}"},
    "early help": {"merkmal": "early_help"},
}


def run() -> list[dict[str, Any]]:
    """Milliseconds in the database for each way of looking something up."""
    values = _fill()
    client = Client()
    client.get(reverse("public:directory"))
    rows = []
    for name, asked in ASKED.items():
        params = {key: text.format(**values) for key, text in asked.items()}
        rows.append(
            {
                "name": f"directory of {OFFERS:,} offers: {name}",
                "measured": min(_milliseconds(client, params) for _round in range(ROUNDS)),
                "limit": LIMIT_MS,
                "unit": "ms",
            }
        )
    return rows


def _milliseconds(client: Client, params: dict[str, str]) -> float:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse("public:directory"), params)
    if answer.status_code != 200:
        raise AssertionError(f"{params}: {answer.status_code}")
    spent = 0.0
    with connection.cursor() as cursor:
        for query in captured:
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query["sql"])
            [plan] = cursor.fetchone()
            [plan] = json.loads(plan) if isinstance(plan, str) else plan
            took = plan["Planning Time"] + plan["Execution Time"]
            if os.environ.get("SRO_BENCH_QUERIES"):
                print(f"{took:8.1f} ms  {query['sql'][:1500]}")
            spent += took
    return spent


def _fill() -> dict[str, Any]:
    path = ROOT / "sro" / "demo" / "data" / "berlin" / "institutions.csv"
    with path.open(encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    luck = random.Random(1)
    municipality = Municipality.objects.create(key="11", name="Berlin", directory_open=True)
    district = District.objects.create(
        municipality=municipality, key="01", name="Mitte", valid_from=LONG_AGO
    )
    spaces = [
        SocialSpace.objects.create(
            district=district, key=f"{n:06}", name=f"Quartier {n}", valid_from=LONG_AGO
        )
        for n in range(SPACES)
    ]
    kinds = [InstitutionCategory.objects.create(code=f"art{n}", name=f"Art {n}") for n in range(6)]
    houses = []
    for number in range(INSTITUTIONS):
        name, space, kind = luck.choice(names)[:200], luck.choice(spaces), luck.choice(kinds)
        texts = institution_texts(name, "Weg 1", "10115", kind.name, space.name, district.name)
        houses.append(
            Institution(
                key=f"H{number}",
                name=name,
                category=kind,
                social_space=space,
                street="Weg 1",
                postal_code="10115",
                **search_fields(*texts),
            )
        )
    Institution.objects.bulk_create(houses, batch_size=5_000)
    Offer.objects.bulk_create(
        [_offer(luck, number, luck.choice(houses), district) for number in range(OFFERS)],
        batch_size=5_000,
    )
    # What the server does by itself within a minute; only the owner of the tables may.
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner:
        owner.autocommit = True
        owner.cursor().execute("ANALYZE")
    return {"space": spaces[0].pk, "category": kinds[0].pk}


def _offer(luck: random.Random, number: int, house: Institution, district: District) -> Offer:
    name = f"{luck.choice(WORDS)} {luck.choice(WORDS)} {number}"
    texts = offer_texts(name, house.name, house.social_space.name, district.name)
    youngest = luck.choice([None, 0, 3, 6, 12])
    return Offer(
        key=f"A{number}",
        name=name,
        institution=house,
        kind=luck.choice(OfferKind.values),
        target_groups=luck.sample(TargetGroup.values, 2),
        languages=luck.sample(Language.values, 2),
        age_from=youngest,
        age_to=None if youngest is None else youngest + 6,
        direct_access=luck.choice([None, True, False]),
        early_help=luck.random() < 0.05,
        **search_fields(*texts),
    )

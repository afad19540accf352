"""The Berlin districts and social spaces for tests that calculate with the real figures."""

import csv
from collections.abc import Iterator
from datetime import date

from networks.models import District, SocialSpace
from networks.models.search import search_fields
from sro.demo.budget import DATA
from tests.networks.factories import make_municipality

SINCE = date(2006, 7, 1)


def make_berlin() -> None:
    """Twelve districts and 138 social spaces, without boundaries."""
    municipality = make_municipality(key="11", name="Berlin")
    districts: dict[str, District] = {}
    for row in _rows("district"):
        districts[row["key"]] = District.objects.create(
            municipality=municipality, key=row["key"], name=row["name"], valid_from=SINCE
        )
    SocialSpace.objects.bulk_create(
        SocialSpace(
            district=districts[row["parent_key"]],
            key=row["key"],
            name=row["name"],
            valid_from=SINCE,
            **search_fields(row["name"], row["key"]),
        )
        for row in _rows("region")
    )


def golden() -> dict[tuple[str, str], str]:
    """(indicator share, district key) → euro, as computed independently of the product."""
    with (DATA / "golden_2018.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["indicator_share"], row["district_key"]): row["amount_eur"]
            for row in csv.DictReader(file)
        }


def _rows(level: str) -> Iterator[dict[str, str]]:
    with (DATA / "spaces.csv").open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if row["level"] == level)

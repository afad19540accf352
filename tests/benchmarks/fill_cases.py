"""100,000 cases of 300,000 invented people in 25 districts, written past the services.

The owner copies them in with the history's triggers off: what is measured is reading.
"""

from __future__ import annotations

import csv
import io
import os
import random
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

import psycopg2

from networks.models import District, Municipality, SocialSpace
from networks.models.search import search_fields
from sro.access import Role
from sro.accounts.models import Membership, User
from tests.people import person

CASES = 100_000
PERSONS = 300_000
DISTRICTS = 25
SPACES = 150
COLLEAGUES = 200
LONG_AGO = date(2000, 1, 1)
FIRST_BIRTH = date(1950, 1, 1)
STATES = ("consultation", "clarification", "planning", "running", "ending", "closed")
# Frequent names are frequent here as well: those in front are drawn most.
_FAMILIES_TEXT = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch"
    " Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann"
    " Lange Schmitt Werner Schmitz Krause Meier Lehmann Schmid Schulze Maier Köhler Herrmann König"
    " Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Schubert Vogel"
    " Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann Franke Albrecht"
    " Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto"
    " Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel"
    " Horn Busch Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer Yılmaz Kaya Demir Çelik Şahin"
    " Yıldız Öztürk Aydın Arslan Doğan Kılıç Aslan Nowak Kowalski Wiśniewski Popescu Ivanov Petrov"
    " Nguyen Tran Haddad Hosseini Ahmadi Mayr Meyr Mair Maurer Musterhaus Beispiel Platzhalter"
    " Erfunden"
)
FAMILIES = _FAMILIES_TEXT.split()
_GIVEN_TEXT = (
    "Mia Emma Hannah Sofia Anna Lea Emilia Marie Lena Leonie Amelie Emily Johanna Laura Luisa"
    " Clara Noah Leon Paul Matteo Ben Elias Finn Felix Henry Louis Emil Luca Jonas Theo Oskar"
    " Anton Jakob Mehmet Ayşe Fatma Emre Elif Yusuf Zeynep Ali Ömer Hatice Ahmad Fatima Omar Layla"
    " Nour Ivan Olena Andrij Kateryna Agnieszka Piotr Maria Michael Thomas Andreas Stefan Sabine"
    " Petra Claudia Susanne Birgit Heike Nicole Stefanie Christian Daniel Markus Alexander Sven"
    " Torsten Kim Robin"
)
GIVEN = _GIVEN_TEXT.split()


def fill() -> SimpleNamespace:
    """Fill the tables; return the team lead of all districts, a colleague and ids to ask for."""
    luck = random.Random(7)
    municipality = Municipality.objects.create(key="99", name="Musterstadt")
    districts = [
        District.objects.create(
            municipality=municipality, key=f"{n:02}", name=f"Bezirk {n}", valid_from=LONG_AGO
        )
        for n in range(DISTRICTS)
    ]
    spaces = [
        SocialSpace.objects.create(
            district=districts[n % DISTRICTS],
            key=f"{n:06}",
            name=f"Quartier {n}",
            valid_from=LONG_AGO,
        )
        for n in range(SPACES)
    ]
    lead = person(Role.TEAM_LEAD, district=districts[0], is_staff=True, is_superuser=True)
    _in_all_districts(lead, districts[1:])
    colleagues = _colleagues(districts)
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner:
        _copy(owner, "cases_case", _cases(luck, districts, spaces, colleagues))
        _copy(owner, "cases_person", _persons(luck))
        _copy(owner, "cases_casemember", _members())
        owner.commit()
        owner.autocommit = True
        # Only the owner may; otherwise the server would do it in the middle of measuring.
        owner.cursor().execute("VACUUM (ANALYZE)")
    return SimpleNamespace(
        lead=lead,
        caseworker=colleagues[3],
        districts=[district.pk for district in districts],
        district=districts[3].pk,
        space=spaces[3].pk,
        colleague=colleagues[28].pk,
    )


def _in_all_districts(user: User, districts: Sequence[District]) -> None:
    for district in districts:
        Membership.objects.create(
            user=user, role=Role.TEAM_LEAD, district=district, valid_from=LONG_AGO
        )
    user.forget_grants()


def _colleagues(districts: Sequence[District]) -> list[User]:
    found = []
    for number in range(COLLEAGUES):
        name = f"{GIVEN[number % len(GIVEN)]} {FAMILIES[number % len(FAMILIES)]}"
        user = User(email=f"fachkraft{number}@sro.example", display_name=name, sort_key=name)
        user.set_unusable_password()
        user.save()
        Membership.objects.create(
            user=user,
            role=Role.CASEWORKER,
            district=districts[number % DISTRICTS],
            valid_from=LONG_AGO,
        )
        found.append(user)
    return found


def _name(luck: random.Random, names: Sequence[str]) -> str:
    """Draw a name; those in front of the list more often, as it is in life."""
    return names[min(int(luck.expovariate(1 / (len(names) / 3))), len(names) - 1)]


def _family_of(number: int) -> str:
    """Return the family name of the number-th case, the same for case and people."""
    return _name(random.Random(number), FAMILIES)


def _cases(luck: random.Random, districts: Any, spaces: Any, colleagues: Any) -> Iterable[dict]:
    for number in range(1, CASES + 1):
        spot = luck.randrange(SPACES)
        district = districts[spot % DISTRICTS].pk
        # Colleagues work in the district of the case.
        own = colleagues[luck.randrange(COLLEAGUES // DISTRICTS) * DISTRICTS + spot % DISTRICTS]
        name = f"Familie {_family_of(number)}"
        state = STATES[number % len(STATES)]
        opened = date(2015, 1, 1) + timedelta(days=luck.randrange(3600))
        year = 2015 + number % 10
        yield {
            "id": number,
            "version": 1,
            "reference": f"{year}-{number:06}",
            "reference_year": year,
            "reference_number": number,
            "name": name,
            "concern": "Die Familie bittet um Rat.",
            "district_id": district,
            "social_space_id": spaces[spot].pk if number % 3 else None,
            "state": state,
            "opened_on": opened,
            "closed_on": opened + timedelta(days=200) if state == "closed" else None,
            "responsible_id": own.pk,
            "deputy_id": None,
            **search_fields(name, f"{year}-{number:06}"),
        }


def _persons(luck: random.Random) -> Iterable[dict]:
    for number in range(1, PERSONS + 1):
        family, given = _family_of((number - 1) % CASES + 1), _name(luck, GIVEN)
        child = number <= CASES
        born = FIRST_BIRTH + timedelta(days=luck.randrange(20_000 if not child else 6_500))
        yield {
            "id": number,
            "version": 1,
            "given_name": given,
            "family_name": family,
            "legal_name": "",
            "gender": "",
            "pronoun": "",
            "birth_date": born + timedelta(days=20_500 if child else 0),
            "birth_year": None,
            "languages": "{}",
            "interpreter": "",
            "plain_language": "",
            "participation": "",
            **_named(f"{family} {given}"),
        }


@cache
def _named(name: str) -> dict[str, Any]:
    """Return the search columns of a name; there are some thousand names."""
    return search_fields(name)


def _members() -> Iterable[dict]:
    for number in range(1, PERSONS + 1):
        yield {
            "id": number,
            "version": 1,
            "case_id": (number - 1) % CASES + 1,
            "person_id": number,
            "role": "young_person" if number <= CASES else "parent",
            "note": "",
        }


def _copy(owner: Any, table: str, rows: Iterable[dict]) -> None:
    buffer = io.StringIO()
    writer: Any = None
    columns: Sequence[str] = ()
    for row in rows:
        if writer is None:
            columns = tuple(row)
            writer = csv.writer(buffer)
        writer.writerow("\\N" if value is None else value for value in row.values())
    buffer.seek(0)
    with owner.cursor() as cursor:
        # The index of words is built once at the end, not row by row.
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = %s AND indexdef LIKE '%% USING gin %%'",
            [table],
        )
        indexes = cursor.fetchall()
        for index, _definition in indexes:
            cursor.execute(f"DROP INDEX {index}")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        names = ", ".join(columns)
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN (FORMAT csv, NULL '\\N')", buffer)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _index, definition in indexes:
            cursor.execute(definition)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )

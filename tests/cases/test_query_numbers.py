"""No page of help planning asks the database more often because there is more to show.

Every page of the access matrix is asked in two worlds: one with little and one with several times
as much of everything.
"""

from __future__ import annotations

import re
from collections import Counter
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sro.access import Role
from tests.access import world as worlds
from tests.access.case_rows import CASE_ROWS
from tests.access.rows import C, L, Row, S, T, everybody
from tests.cases.fuller_world import add_to
from tests.test_access_matrix import target

# From the second version of a plan on, its page compares; so little is two.
LITTLE, MUCH = 2, 5
ROLES = (C, T, S, L)
SITE_NAME = re.compile('FROM "networks_municipality" ORDER BY "networks_municipality"."id" ASC')
#: Each page as one of those who may open it; the start page and what is due as everybody.
ASKED: list[tuple[Row, Role]] = [
    *((everybody("start"), role) for role in ROLES),
    *((row, role) for row in CASE_ROWS if row.route == "cases:list" for role in (C, T)),
    *(
        (row, next(role for role in ROLES if row.status_for(role) == 200))
        for row in CASE_ROWS
        if row.method == "get"
        and row.note != "colleague"
        and any(row.status_for(role) == 200 for role in ROLES)
    ),
]


def name(asked: tuple[Row, Role]) -> str:
    row, role = asked
    return f"{row.name}-{role}"


@pytest.fixture(scope="module")
def numbers(django_db_setup, django_db_blocker) -> dict[int, dict[str, list[str]]]:
    """Return the queries of every page in both worlds; nothing of these stays."""
    found: dict[int, dict[str, list[str]]] = {}
    with django_db_blocker.unblock():
        for times in (LITTLE, MUCH):
            with transaction.atomic():
                world = worlds.build()
                add_to(world, times)
                found[times] = {name(asked): queries_of(*asked, world) for asked in ASKED}
                transaction.set_rollback(True)
        connection.close()
    return found


def queries_of(row: Row, role: Role, world: SimpleNamespace) -> list[str]:
    """Return the SQL of a page; whatever it writes is undone."""
    client = Client()
    client.force_login(world.people[role])
    address = reverse(row.route, kwargs=target(row, world, role))
    # The device is noted once, by whatever page comes first.
    client.get(reverse("account_profile"))
    with transaction.atomic():
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address, row.data)
            if answer.streaming:
                b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    assert answer.status_code == 200, name((row, role))
    # The name in the head of every page is kept for some minutes, then read again.
    return [query["sql"] for query in captured if not SITE_NAME.search(query["sql"])]


@pytest.mark.parametrize("asked", ASKED, ids=name)
def test_no_page_asks_once_more_for_every_row(numbers, asked):
    few, many = (numbers[times][name(asked)] for times in (LITTLE, MUCH))
    more = Counter(map(shape, many)) - Counter(map(shape, few))
    assert len(many) <= len(few), "\n".join(f"{number} × {sql}" for sql, number in more.items())


def shape(sql: str) -> str:
    """Return the SQL without its values."""
    return re.sub(r"\d+|'[^']*'", "?", sql)


#: Pages people have open all day.
PINNED = {
    "cases:case-caseworker": 26,
    "cases:plan_edit-caseworker": 22,
    "cases:map-caseworker": 17,
    "cases:timeline-caseworker": 16,
    "cases:conference-caseworker": 23,
    "cases:will-caseworker": 9,
    "cases:due-caseworker": 15,
    "cases:list-caseworker": 14,
    "cases:council-caseworker": 37,
    "cases:council_list-caseworker": 9,
    "cases:shared_supports-provider_staff": 5,
    "cases:shared_support-provider_staff": 11,
    "start-caseworker": 21,
    "start-team_lead": 38,
    "start-provider_staff": 12,
    "start-provider_lead": 12,
}


@pytest.mark.parametrize(("page", "limit"), PINNED.items(), ids=list(PINNED))
def test_pages_used_all_day_need_few_queries(numbers, page, limit):
    sql = numbers[MUCH][page]
    assert len(sql) <= limit, "\n".join(each[:160] for each in sql)

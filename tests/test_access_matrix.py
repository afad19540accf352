"""Every address × every role × own and foreign things, with the status each gets."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from sro.access import Role
from tests.access import world as worlds
from tests.access.account_rows import ACCOUNT
from tests.access.api_rows import API
from tests.access.bodies_rows import BODIES
from tests.access.case_rows import CASE_ROWS
from tests.access.catalogue_rows import CATALOGUE
from tests.access.comparison_rows import COMPARISON
from tests.access.entry_rows import ENTRIES
from tests.access.grant_rows import GRANTS
from tests.access.hours_rows import HOURS
from tests.access.information_rows import INFORMATION
from tests.access.lists_rows import LISTS
from tests.access.needs_rows import NEEDS
from tests.access.places_rows import PLACES
from tests.access.project_rows import PROJECTS
from tests.access.report_rows import REPORTS
from tests.access.rows import OUTSIDER, Row
from tests.access.table import BUDGET_ROWS, FRAME, REGISTRY

ROWS = [
    *FRAME,
    *REGISTRY,
    *BUDGET_ROWS,
    *CATALOGUE,
    *ACCOUNT,
    *API,
    *CASE_ROWS,
    *HOURS,
    *GRANTS,
    *REPORTS,
    *INFORMATION,
    *COMPARISON,
    *LISTS,
    *BODIES,
    *NEEDS,
    *PROJECTS,
    *ENTRIES,
    *PLACES,
]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Build the world once for all rows; nothing of it stays."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield worlds.build()
            transaction.set_rollback(True)
        connection.close()


def names(resolver=None, prefix: str = "") -> Iterator[str]:
    """Yield the name of every address."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, space)
        else:
            yield f"{prefix}{pattern.name}"


def target(row: Row, world: SimpleNamespace, role: Role | str) -> dict:
    """Return the address's arguments: `=x` is x, `run` is world.run, `own.job` one's own.

    Of a row its number, of anything else (a sign, say) itself.
    """
    found = {}
    for name, value in row.target.items():
        if value.startswith("="):
            found[name] = value[1:]
            continue
        owner, _, thing = value.rpartition(".")
        holder = {"": world, "own": world.own[role], "foreign": world.foreign}[owner]
        named = getattr(holder, thing)
        found[name] = getattr(named, "pk", named)
    return found


def ask(row: Row, world: SimpleNamespace, role: Role | str, *, login: bool = True) -> int:
    """Return the status of the answer; whatever was changed is undone."""
    client = Client(raise_request_exception=False)
    if login:
        client.force_login(world.people[role])
    address = reverse(row.route, kwargs=target(row, world, role))
    with transaction.atomic():
        kind = "application/json" if row.route.startswith("api:") else None
        more = {"content_type": kind} if kind and row.method != "get" else {}
        answer = getattr(client, row.method)(address, row.data, **more)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code


def test_every_address_is_listed():
    listed = {row.route for row in ROWS}
    assert {name for name in names() if name not in listed} == set()
    assert listed - set(names()) == set(), "rows of addresses that do not exist"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_role_gets_what_the_table_says(world, row):
    people = [*Role, OUTSIDER]
    expected = {str(role): row.status_for(role) for role in people}
    expected["anonymous"] = row.anonymous
    got = {str(role): ask(row, world, role) for role in people}
    got["anonymous"] = ask(row, world, OUTSIDER, login=False)
    assert got == expected

"""Every page of the access matrix in a browser, for every role that may open it.

Each role's answer is fetched; the browser then looks at those that differ in their skeleton
(tests/browser/skeleton.py): a page that differs only in its words has the same faults. The frame
with the navigation is looked at once per role and page kind, in the first page that shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from sro.access import Role
from tests.access.rows import OUTSIDER, Row
from tests.browser import looks
from tests.browser.skeleton import skeleton
from tests.test_access_matrix import ROWS, target

PEOPLE = (*Role, OUTSIDER)
# No pages: what scripts and machines ask for.
DATA = ("api:", "health_", "schema", "networks:search_suggestions", "networks:need_similar")
PAGES = [
    row
    for row in ROWS
    if row.method == "get"
    and not row.route.startswith(DATA)
    and (any(row.status_for(role) == 200 for role in PEOPLE) or row.anonymous == 200)
]


@pytest.fixture(scope="module")
def frames() -> set[str]:
    """Frames that have been looked at."""
    return set()


@pytest.fixture(scope="module")
def mains() -> set[str]:
    """Contents that have been looked at, whichever page showed them."""
    return set()


@pytest.fixture(scope="module")
def coloured() -> set[int]:
    """Elements, with all they stand in, whose colours have been looked at."""
    return set()


def answers(row: Row, world: SimpleNamespace) -> Iterator[tuple[str, Client, HttpResponse]]:
    """Yield what each role gets at the row's address, where it gets a page."""
    for role in PEOPLE:
        client = Client()
        if row.status_for(role) == 200:
            client.force_login(world.people[role])
            yield str(role), client, client.get(reverse(row.route, kwargs=target(row, world, role)))
    if row.anonymous == 200:
        client = Client()
        address = reverse(row.route, kwargs=target(row, world, OUTSIDER))
        yield "anonymous", client, client.get(address)


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.name)
def test_a_page_is_open_to_everybody(built, stage, frames, mains, coloured, row):
    found: list[str] = []
    for role, client, answer in answers(row, built):
        assert answer.status_code == 200
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        frame, main, chains = skeleton(answer.text)
        if main in mains and frame in frames:
            continue
        page = stage.show(answer, client)
        place = f"{answer.wsgi_request.path} as {role}"
        faults = looks.faults(page, colours=not chains <= coloured)
        found += [f"{place}: {line}" for line in faults]
        mains.add(main)
        frames.add(frame)
        coloured |= chains
        found += [f"{place}: {line}" for line in stage.problems]
    if found:
        pytest.fail("\n".join(found), pytrace=False)

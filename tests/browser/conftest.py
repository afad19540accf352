"""Fixtures of the browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.access import world as worlds
from tests.browser.stage import Stage
from tests.harness.browser import PATIENCE_MS


@pytest.fixture(scope="module")
def stage(browser: Browser) -> Iterator[Stage]:
    """A browser that shows answers of the test client; needs no server."""
    opened = Stage(browser)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """The world of the access matrix, once for all pages of a module; nothing of it stays."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield worlds.build()
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture
def world(live_server) -> SimpleNamespace:
    """One of everything and a person of every role, in the live server's database."""
    return worlds.build()


def enter(context: BrowserContext, live_server, user) -> None:
    """Log a person in without walking through the login page."""
    client = Client()
    client.force_login(user)
    context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "url": live_server.url,
                "httpOnly": True,
                "sameSite": "Lax",
            }
        ]
    )


@pytest.fixture
def login(live_server) -> Callable[[Page, object], None]:
    """`login(page, user)`: from now on the page's browser is this person's."""
    return lambda page, user: enter(page.context, live_server, user)


@pytest.fixture
def another_browser(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """`another_browser(user, **options)`: a page in a browser profile of its own."""
    contexts = []

    def make(user=None, **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
            **{"viewport": {"width": 1280, "height": 900}, **options},
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if user is not None:
            enter(context, live_server, user)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()

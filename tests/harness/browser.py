"""Browser tests: Playwright on the Chromium of the machine.

Without a Chromium these tests are left out (tests/harness/programs.py); with
SRO_REQUIRE_BROWSER=1 a missing Chromium ends the run as a failure.
"""

import functools
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parents[2]
FAILURES = ROOT / "var" / "browser"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
#: Steps and expectations wait so long: other work on the machine is no fault of a page.
PATIENCE_MS = 15_000
#: These answer at once, where expectations wait: of a page that is still arriving they would tell
#: what has arrived so far.
AT_ONCE = ("all", "all_inner_texts", "all_text_contents", "count", "is_hidden", "is_visible")
_failed = pytest.StashKey[bool]()


def chromium() -> str | None:
    """Return the browser's program, or None when the machine has none."""
    given = os.environ.get("SRO_CHROMIUM")
    return given or next(filter(None, map(shutil.which, PROGRAMS)), None)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to start where a browser is demanded and missing."""
    config.addinivalue_line("markers", "browser: needs a Chromium (set on tests that use `page`)")
    if os.environ.get("SRO_REQUIRE_BROWSER") == "1" and not chromium():
        raise pytest.UsageError(
            "SRO_REQUIRE_BROWSER=1, but no Chromium was found: install it or set SRO_CHROMIUM."
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark browser tests."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Remember a failure, for the picture that `page` takes then."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[_failed] = True
    return report


def _of_the_whole_page(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def asked(locator: Locator, *args: Any, **more: Any) -> Any:
        locator.page.wait_for_load_state()
        return method(locator, *args, **more)

    return asked


@pytest.fixture(scope="session", autouse=True)
def _whole_pages() -> Iterator[None]:
    """Questions that are answered at once are asked when the page is there as a whole."""
    with pytest.MonkeyPatch.context() as patch:
        for name in AT_ONCE:
            patch.setattr(Locator, name, _of_the_whole_page(getattr(Locator, name)))
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run of this process."""
    # Playwright keeps an event loop in this thread; Django would refuse to query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield instance
        instance.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser_context_options() -> dict:
    """Options of the browser context; a test module may override this fixture."""
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def browser_context(
    browser: Browser, live_server, browser_context_options: dict
) -> Iterator[BrowserContext]:
    """A fresh German browser profile whose relative addresses lead to the live server."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="de-DE",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        **browser_context_options,
    )
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


class Watch:
    """Collects what a page did wrong unseen: errors in scripts, breaches of the content
    security policy, failed or foreign requests."""

    def __init__(self, context: BrowserContext, own_host: str) -> None:
        self.problems: list[str] = []
        self.allowed: list[re.Pattern[str]] = []
        self.own_host = own_host
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def allow(self, pattern: str) -> None:
        """Expect a problem whose text matches the regular expression `pattern`."""
        self.allowed.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """Return what was not allowed."""
        return [
            problem
            for problem in self.problems
            if not any(pattern.search(problem) for pattern in self.allowed)
        ]

    def _console(self, kind: str, text: str) -> None:
        # Failed loads are judged in _response, which knows what was asked for.
        # A request overtaken by the next one, or by leaving the page, is no fault.
        overtaken = text.startswith(("htmx:afterRequest,", "htmx:sendAbort,"))
        if kind == "error" and not overtaken and not text.startswith("Failed to load resource"):
            self.problems.append(f"console: {text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.own_host:
            self.problems.append(f"foreign address: {request.url}")

    def _response(self, response: Response) -> None:
        answer_to_person = response.request.resource_type in ("document", "fetch", "xhr")
        if response.status >= 500 or (response.status >= 400 and not answer_to_person):
            self.problems.append(f"answer {response.status}: {response.url}")


@pytest.fixture
def page_watch(browser_context: BrowserContext, live_server) -> Watch:
    """What `page` did wrong; `page_watch.allow("…")` expects a problem."""
    return Watch(browser_context, urlsplit(live_server.url).netloc)


@pytest.fixture
def page(
    browser_context: BrowserContext, page_watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A browser page, 1280 × 900; script errors and CSP breaches fail the test at its end."""
    opened = browser_context.new_page()
    yield opened
    if request.node.stash.get(_failed, False):
        FAILURES.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "-", request.node.nodeid)[-120:]
        opened.screenshot(path=FAILURES / f"{name}.png", full_page=True)
    opened.close()
    problems = page_watch.unexpected()
    assert not problems, "\n".join(problems)

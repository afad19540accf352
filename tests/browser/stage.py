"""A browser that looks at answers of Django's test client.

The pages of a whole world of objects are looked at without a server: one transaction holds the
world, the test client answers as the person asked for, and the browser gets exactly this answer,
its headers (the content security policy among them), the style sheets and the scripts.
"""

from __future__ import annotations

import re
from contextvars import Context, copy_context
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, Error, Page, Route

from tests.browser.statics import PREFIX, Statics


class Stage:
    """One browser page; `show` an answer, then look at `page`."""

    def __init__(self, browser: Browser, **options) -> None:
        self._statics = Statics()
        self._origin = self._statics.origin
        self._context = browser.new_context(
            base_url=self._origin, locale="de-DE", reduced_motion="reduce", **options
        )
        files = re.escape(self._origin + PREFIX)
        self._context.route(re.compile(f"^(?!{files})"), self._answer)
        self._context.on("weberror", lambda error: self._problems.append(f"{error.error}"))
        self._context.on("console", self._console)
        self.page: Page = self._context.new_page()
        self._problems: list[str] = []
        self._client = Client()
        # Playwright answers in a context of its own; the test's one holds the transaction.
        self._test: Context = copy_context()
        self._answers: dict[str, HttpResponse] = {}

    def show(self, answer: HttpResponse, client: Client, path: str = "") -> Page:
        """Open an answer of `client` at its own address; scripts ask the same client on."""
        address = self._origin + (path or answer.wsgi_request.get_full_path())
        # What the last page still had under way must not disturb the next.
        self.page.goto("about:blank")
        self._problems.clear()
        self._statics.missing.clear()
        self._client = client
        self._test = copy_context()
        self._answers = {address: answer}
        try:
            self.page.goto(address, wait_until="load")
        except Error as error:
            # The last page was just being sent to the login when it was left.
            if "interrupted by another navigation" not in str(error):
                raise
            self._answers = {address: answer}
            self.page.goto(address, wait_until="load")
        return self.page

    @property
    def problems(self) -> list[str]:
        """What went wrong in the page since it was opened."""
        return [*self._problems, *(f"missing file: {name}" for name in self._statics.missing)]

    def close(self) -> None:
        """Close the browser's profile."""
        self._context.close()
        self._statics.close()

    def _answer(self, route: Route) -> None:
        asked = route.request
        parts = urlsplit(asked.url)
        if f"{parts.scheme}://{parts.netloc}" != self._origin:
            self._problems.append(f"foreign address: {asked.url}")
            route.abort()
        else:
            answer = self._answers.pop(asked.url, None) or self._test.run(
                self._client.get, asked.url.removeprefix(self._origin), headers=_told(asked.headers)
            )
            content = b"".join(answer) if answer.streaming else answer.content
            route.fulfill(status=answer.status_code, headers=dict(answer.items()), body=content)

    def _console(self, message) -> None:
        # The answer's own status (a page of errors, say) is reported as a failed load.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self._problems.append(f"console: {message.text}")


def _told(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.startswith("hx-")}

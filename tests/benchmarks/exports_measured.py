"""A list of 50,000 bookings as XLSX from the web server, against COPY; and other pages meanwhile.

The web server runs as in production (three workers of four threads). COPY writes the same cells of
the same rows to a file. The growth of memory is that of the worker that grew most.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from django.conf import settings
from django.db import connection
from django.test import Client

from sro.accounts.models import User
from tests.harness.servers import Servers
from tests.harness.website import Website

ROWS = 50_000
WORKERS = 3
COPY_LIMIT = 10.0
MEGABYTES_LIMIT = 64
PAGE_LIMIT = 1.5
ROUNDS = 3
LIST = "/haushalt/ausgaben/?topf=milieu"
EXPORT = f"{LIST}&format=xlsx"
PAUSE = 0.05

COPY = """
COPY (
    SELECT o.booked_on, o.year, o.fund_kind, d.key, d.name, o.amount, o.text, r.id, o.source,
           o.external_id, o.file_reference, o.provider_number, o.provider_name, o.service_from,
           o.service_until, o.cost_centre, m.state, m.support_id
    FROM budgets_outflow AS o
    JOIN networks_district AS d ON d.id = o.district_id
    LEFT JOIN budgets_outflow AS r ON r.reversal_of_id = o.id
    LEFT JOIN budgets_outflowmatch AS m ON m.outflow_id = o.id
    WHERE o.fund_kind = 'milieu'
    ORDER BY o.booked_on DESC, o.id
) TO STDOUT (FORMAT csv)
"""


def measured(user: User) -> list[dict[str, Any]]:
    """Time against COPY, memory, and the list page while exports run."""
    database = str(connection.settings_dict["NAME"])
    servers = Servers(
        database=os.environ["DATABASE_URL"],
        owner=os.environ["DATABASE_OWNER_URL"],
        redis=os.environ["REDIS_URL"],
    )
    with tempfile.TemporaryDirectory() as folder:
        site = Website(servers, database, Path(folder) / "web.log", workers=WORKERS)
        site.start()
        try:
            return _rows(site, _cookie(user))
        finally:
            site.stop()


def _rows(site: Website, cookie: str) -> list[dict[str, Any]]:
    for _warm in range(WORKERS * 4):
        _get(site, LIST, cookie)
    idle = median(_get(site, LIST, cookie)[0] for _page in range(20))
    copied = min(_copied() for _round in range(ROUNDS))
    before = _memory(site)
    exported, pages, grown = [], [], 0.0
    for _round in range(ROUNDS):
        over = threading.Event()

        def export(over: threading.Event = over) -> None:
            seconds, content = _get(site, EXPORT, cookie)
            if not content.startswith(b"PK") or len(content) < 10 * ROWS:
                raise AssertionError(f"{len(content)} bytes")
            exported.append(seconds)
            over.set()

        thread = threading.Thread(target=export)
        thread.start()
        while thread.is_alive() and not over.is_set():
            pages.append(_get(site, LIST, cookie)[0])
            grown = max(grown, _grown(before, _memory(site)))
            time.sleep(PAUSE)
        thread.join()
    return [
        {
            "name": f"XLSX of {ROWS:,} bookings from the web server ({min(exported):.1f} s)",
            "measured": min(exported) / copied,
            "limit": COPY_LIMIT,
            "unit": f"× COPY ({copied:.2f} s)",
        },
        {
            "name": "XLSX: memory growth of the worker",
            "measured": grown,
            "limit": MEGABYTES_LIMIT,
            "unit": "MB",
        },
        {
            "name": f"list page while an XLSX is made ({median(pages) * 1000:.0f} ms)",
            "measured": median(pages) / idle,
            "limit": PAGE_LIMIT,
            "unit": f"× idle ({idle * 1000:.0f} ms)",
        },
    ]


def _cookie(user: User) -> str:
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _get(site: Website, address: str, cookie: str) -> tuple[float, bytes]:
    """Seconds and content of a page; without a login it would be another one."""
    request = urllib.request.Request(site.url + address, headers={"Cookie": cookie})
    begun = time.perf_counter()
    with urllib.request.urlopen(request, timeout=300) as answer:
        content = answer.read()
        if "anmelden" in answer.url:
            raise AssertionError(answer.url)
    return time.perf_counter() - begun, content


def _copied() -> float:
    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.cursor.copy_expert(COPY, file)
        seconds = time.perf_counter() - begun
        if not file.tell():
            raise AssertionError("nothing copied")
    return seconds


def _memory(site: Website) -> dict[int, int]:
    if site.child is None:
        raise AssertionError("no server")
    found = {}
    for process in psutil.Process(site.child.pid).children(recursive=True):
        try:
            found[process.pid] = process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return found


def _grown(before: dict[int, int], now: dict[int, int]) -> float:
    return max((rss - before.get(pid, rss)) / 1024 / 1024 for pid, rss in now.items())

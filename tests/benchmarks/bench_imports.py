"""Importing 100,000 indicator values against PostgreSQL's own COPY.

The file holds keys, codes, German dates and numbers, as an office sends it. Ours reads and checks
it, finds places and indicators, compares with what is there and writes, history included. COPY
gets the same rows ready-made and writes them into the same table, with the same constraints and
the same history. The growth of memory is that of the process while it imports.
"""

import io
import random
import threading
import time
from datetime import UTC, date, datetime
from typing import Any, Self

import psutil
from django.db import connection, transaction

from budgets.imports import IndicatorValues
from budgets.models import Indicator, IndicatorValue
from networks.models import District, Municipality, SocialSpace
from sro.access import Role
from sro.ui.imports import ImportContext, apply_file, check_file
from tests.people import person

ROWS = 100_000
MOST_TIMES_COPY = 10
MOST_MEGABYTES = 256
ROUNDS = 3
NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)


def run() -> list[dict[str, Any]]:
    """Time against COPY for an empty table and for the same file again, and memory."""
    context = ImportContext(actor=person(Role.PLANNER), now=NOW)
    file, ready = _files(*_catalogue())
    importer = IndicatorValues()
    copied, imported, again = [], [], []
    grown = 0.0
    for _round in range(ROUNDS):
        copied.append(_undone(lambda: _copy(ready)))
        with _Memory() as memory:
            imported.append(_undone(lambda: apply_file(importer, file, context)))
        grown = max(grown, memory.grown)
    with transaction.atomic():
        apply_file(importer, file, context)
        begun = time.perf_counter()
        preview = check_file(importer, file, context)
        again.append(time.perf_counter() - begun)
        assert preview.nothing_to_do
        transaction.set_rollback(True)
    copy = min(copied)
    return [
        _row(f"import of {ROWS:,} indicator values (COPY: {copy:.2f} s)", min(imported) / copy),
        _row("the same file again", min(again) / copy),
        {
            "name": "memory growth while importing",
            "measured": grown,
            "limit": MOST_MEGABYTES,
            "unit": "MB",
        },
    ]


def _row(name: str, ratio: float) -> dict[str, Any]:
    return {"name": name, "measured": ratio, "limit": MOST_TIMES_COPY, "unit": "× COPY"}


def _undone(work: Any) -> float:
    """Seconds the work takes, the commit's deferred checks included; nothing of it stays."""
    with transaction.atomic():
        begun = time.perf_counter()
        work()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return seconds


def _copy(ready: str) -> None:
    columns = "indicator_id, district_id, social_space_id, reference_date, value, source, version"
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f"COPY {IndicatorValue._meta.db_table} ({columns}) FROM STDIN", io.StringIO(ready)
        )


def _catalogue() -> tuple[list[SocialSpace], list[Indicator]]:
    municipality = Municipality.objects.create(key="99", name="Musterstadt")
    start = date(2000, 1, 1)
    spaces = []
    for number in range(1, 13):
        district = District.objects.create(
            municipality=municipality, key=f"{number:02}", name=f"Bezirk {number}", valid_from=start
        )
        for part in range(1, 13):
            key = f"{number:02}{part:04}"
            spaces.append(
                SocialSpace.objects.create(
                    district=district, key=key, name=f"Quartier {key}", valid_from=start
                )
            )
    indicators = [
        Indicator.objects.create(
            code=f"indicator_{number}",
            name=f"Kennzahl {number}",
            unit="Personen",
            kind="count",
            source="erfunden",
        )
        for number in range(40)
    ]
    return spaces, indicators


def _files(spaces: list[SocialSpace], indicators: list[Indicator]) -> tuple[bytes, str]:
    """The office's file, and the same rows as COPY wants them."""
    random.seed(20_171_231)
    file, ready = ["Gebiet;Kennzahl;Stichtag;Wert"], []
    for number in range(ROWS):
        space = spaces[number % len(spaces)]
        indicator = indicators[number // len(spaces) % len(indicators)]
        day = date(2000 + number // (len(spaces) * len(indicators)), 12, 31)
        cents = random.randrange(50_000_000)
        value = f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02}"
        file.append(f"{space.key};{indicator.code};{day:%d.%m.%Y};{value}")
        ready.append(f"{indicator.pk}\t\\N\t{space.pk}\t{day}\t{cents / 100:.2f}\t\t1\n")
    return "\n".join(file).encode(), "".join(ready)


class _Memory:
    """The highest growth of the process's memory in megabytes, looked at every 5 ms."""

    def __enter__(self) -> Self:
        self._process = psutil.Process()
        self._before = self._process.memory_info().rss
        self.grown = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._stop.wait(0.005):
            grown = self._process.memory_info().rss - self._before
            self.grown = max(self.grown, grown / 1024 / 1024)

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

"""Importing 100,000 bookings by a file format against PostgreSQL's own COPY.

The file is one as the finance system writes it: German dates and amounts, S and H, cost centres,
file references, payees and days. Ours reads and checks it, finds districts, funds and providers,
compares with the ledger and writes. COPY gets the same rows ready-made and writes them into the
same table, with the same constraints and triggers. The growth of memory is that of the process.

The assignment to supports is a job of its own; it is measured beside the import, without a limit
of its own in the requirements, against the same COPY.
"""

import io
import random
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from budgets.imports import OutflowBookings
from budgets.models import FinanceLayout, Outflow, OutflowMatch
from budgets.services import matching
from networks.models import District, Municipality, Provider
from sro.access import Role
from sro.accounts.models import User
from sro.demo.finance import SAP
from sro.ui.imports import ImportContext, apply_file, check_file
from tests.benchmarks.bench_imports import _Memory, _undone
from tests.cases.factories import make_case, make_support
from tests.people import person

ROWS = 100_000
CASES = 500
MOST_TIMES_COPY = 10
MOST_MEGABYTES = 300
ROUNDS = 3
NOW = datetime(2018, 6, 2, 9, 30, tzinfo=UTC)
FIRST = date(2018, 1, 1)


def run() -> list[dict[str, Any]]:
    """Time against COPY for an empty ledger and for the same file again, and memory."""
    actor = person(Role.CONTROLLER)
    districts, providers = _places()
    layout = FinanceLayout.objects.create(
        **{**SAP, "providers": {f"7{each.pk:04}": each.pk for each in providers}}
    )
    context = ImportContext(actor=actor, now=NOW, options={"layout": layout.pk})
    file, ready = _files(actor, districts, providers)
    importer = OutflowBookings()
    copied, imported = [], []
    grown = 0.0
    # Looking for the supports is a job of its own.
    send, matching.start_job = matching.start_job, lambda **_: None
    try:
        for _round in range(ROUNDS):
            copied.append(_undone(lambda: _copy(ready)))
            with _Memory() as memory:
                imported.append(_undone(lambda: apply_file(importer, file, context)))
            grown = max(grown, memory.grown)
        # For good, as in life: the job finds rows of a transaction that has ended.
        apply_file(importer, file, context)
        begun = time.perf_counter()
        preview = check_file(importer, file, context)
        again = time.perf_counter() - begun
        assert preview.nothing_to_do
        matched = _matched(actor, providers)
    finally:
        matching.start_job = send
    copy = min(copied)
    return [
        _row(f"import of {ROWS:,} bookings by a file format (COPY: {copy:.2f} s)", imported, copy),
        _row("the same file again", [again], copy),
        _row("assigning them to supports, as the job does it", [matched], copy),
        {
            "name": "memory growth while importing bookings",
            "measured": grown,
            "limit": MOST_MEGABYTES,
            "unit": "MB",
        },
    ]


def _row(name: str, seconds: list[float], copy: float) -> dict[str, Any]:
    ratio = min(seconds) / copy
    return {"name": name, "measured": ratio, "limit": MOST_TIMES_COPY, "unit": "× COPY"}


def _matched(actor: User, providers: list[Provider]) -> float:
    for number in range(CASES):
        case = make_case(reference=f"2018-{number:05}")
        make_support(
            case, state="running", start=FIRST, provider=providers[number % len(providers)]
        )
    ids = list(OutflowMatch.objects.for_rules().values_list("pk", flat=True))
    begun = time.perf_counter()
    looked = []
    for start in range(0, len(ids), matching.BLOCK):
        looked += matching.look(ids[start : start + matching.BLOCK])
    with transaction.atomic():
        outcome = matching.settle(actor, looked, NOW)
    seconds = time.perf_counter() - begun
    assert (outcome.looked_at, outcome.found > 0) == (ROWS, True)
    return seconds


def _copy(ready: str) -> None:
    columns = (
        "external_id, fund_kind, year, district_id, amount, booked_on, source, text,"
        " file_reference, provider_id, provider_number, provider_name, service_from,"
        " service_until, cost_centre, entered_by_id, entered_at, version"
    )
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f"COPY {Outflow._meta.db_table} ({columns}) FROM STDIN", io.StringIO(ready)
        )


def _places() -> tuple[list[District], list[Provider]]:
    municipality = Municipality.objects.first() or Municipality.objects.create(
        key="99", name="Musterstadt"
    )
    known = {each.key: each for each in District.objects.all()}
    districts = [
        known.get(f"{number:02}")
        or District.objects.create(
            municipality=municipality,
            key=f"{number:02}",
            name=f"Bezirk {number}",
            valid_from=date(2000, 1, 1),
        )
        for number in range(1, 13)
    ]
    providers = [
        Provider.objects.create(name=f"Erfundener Träger {number}", valid_from=date(2000, 1, 1))
        for number in range(40)
    ]
    return districts, providers


def _files(actor: User, districts: list[District], providers: list[Provider]) -> tuple[bytes, str]:
    """The finance system's file, and the same rows as COPY wants them."""
    random.seed(20_180_602)
    headings = SAP["headings"]
    file, ready = [";".join(headings.values())], []
    for number in range(ROWS):
        district = districts[number % len(districts)]
        # One payee for each file, as a support has one provider.
        reference = number % 20_000
        provider = providers[reference % len(providers)]
        day = FIRST + timedelta(days=number % 150)
        first, last = day.replace(day=1), day
        cents = random.randrange(1, 500_000)
        back = number % 17 == 0
        text = f"{cents // 100:,}".replace(",", ".") + f",{cents % 100:02}"
        centre, code = f"00004711{district.key}", f"7{provider.pk:04}"
        external = f"51{number:08}"
        file.append(
            f"{external};1;{day:%d.%m.%Y};{text}{'-' if back else ''};{'H' if back else 'S'};"
            f"{centre};2018-{reference:05};{code};{provider.name};"
            f"{first:%d.%m.%Y};{last:%d.%m.%Y}"
        )
        ready.append(
            f"2018/{external}/1\tfall\t2018\t{district.pk}\t{'-' if back else ''}{cents / 100:.2f}"
            f"\t{day}\tSAP\t\t2018-{reference:05}\t{provider.pk}\t{code}\t{provider.name}"
            f"\t{first}\t{last + timedelta(days=1)}\t{centre}\t{actor.pk}\t{NOW.isoformat()}\t1\n"
        )
    return "\n".join(file).encode(), "".join(ready)

"""`python -m tests.benchmarks [words]`: measure what the product promises, against its limits.

Each `bench_*.py` has `run()` returning rows {name, measured, limit, unit, ok}; without `ok`, a row
holds when measured ≤ limit. Both sides of a ratio are measured in the same run on the same data.
The database is a throw-away one with all migrations and no rows; `run()` works as the application's
role. Words choose the modules whose name contains one of them.
"""

import importlib
import os
import sys
from pathlib import Path

import django

from tests.harness.servers import Servers, running_servers


def main(words: list[str]) -> int:
    """Run the chosen benchmarks; 1 when a limit is exceeded."""
    names = [path.stem for path in sorted(Path(__file__).parent.glob("bench_*.py"))]
    chosen = [name for name in names if not words or any(word in name for word in words)]
    if not chosen:
        print(f"No benchmark matches; there are: {', '.join(names)}", file=sys.stderr)
        return 2
    rows: list[dict] = []
    with running_servers() as servers:
        prepare(servers)
        for name in chosen:
            print(f"{name} …", flush=True)
            rows += importlib.import_module(f"tests.benchmarks.{name}").run()
            clear(servers)
    print_table(rows)
    return 0 if all(holds(row) for row in rows) else 1


def prepare(servers: Servers) -> None:
    """Fill the empty database with what migrations leave behind and set Django up on it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "sro.settings.test"
    os.environ["DATABASE_URL"] = servers.database
    os.environ["DATABASE_OWNER_URL"] = servers.owner
    os.environ["REDIS_URL"] = servers.redis
    django.setup()
    from django.db import connection

    from tests.harness import database
    from tests.harness.servers import connect_to

    connect_to(servers.owner)
    database.fill(servers.owner, connection.settings_dict["NAME"])
    connect_to(servers.database)


def clear(servers: Servers) -> None:
    """Remove the rows of one benchmark before the next."""
    from django.db import connections

    from tests.harness import database

    connections.close_all()
    database.restore_rows(servers.owner)


def holds(row: dict) -> bool:
    """Say whether a row is within its limit."""
    return bool(row.get("ok", row["measured"] <= row["limit"]))


def print_table(rows: list[dict]) -> None:
    """Print name, measured value, limit and verdict, in columns."""
    table = [("what", "measured", "limit", "unit", "")]
    for row in rows:
        verdict = "ok" if holds(row) else "TOO MUCH"
        numbers = (f"{row['measured']:,.2f}", f"{row['limit']:,.2f}")
        table.append((row["name"], *numbers, row["unit"], verdict))
    widths = [max(len(line[column]) for line in table) for column in range(5)]
    for line in table:
        name, measured, limit, unit, verdict = line
        print(
            f"{name:<{widths[0]}}  {measured:>{widths[1]}}  {limit:>{widths[2]}}"
            f"  {unit:<{widths[3]}}  {verdict}".rstrip()
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

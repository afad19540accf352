"""Tests run as the application's role; what that role may not do, the owner does here."""

import fcntl
import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.core.management import call_command
from django.db import connection
from psycopg2 import sql

from sro.demo.postgres import binaries
from tests.harness.servers import FOLDER, ROOT, with_database

# Rows that migrate itself writes and that Django keeps in memory.
NEVER_EMPTIED = ("django_migrations", "django_content_type", "auth_permission")
KEPT = "kept_rows"
# Numbers of rows are long and told apart by table, as in an office after some years: a page that
# writes "2.530" into a form and a view that takes one table's number for another's both fail.
FIRST_NUMBER, STEP = 20_000, 1_000
# What decides how a migrated database looks: migrations and what runs after them.
SCHEMA_SOURCES = (
    "*/migrations/*.py",
    "sro/*/migrations/*.py",
    "*/apps.py",
    "sro/*/apps.py",
    "sro/audit/grants.py",
    "sro/migrating.py",
    "requirements/base.txt",
    "tests/harness/database.py",
)
DUMPS = FOLDER / "schema"


def create(owner_url: str, name: str) -> None:
    """Create an empty database; one of this name that was left over is dropped."""
    owner = psycopg2.connect(owner_url, dbname="postgres")
    owner.autocommit = True
    try:
        with owner.cursor() as cursor:
            cursor.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    finally:
        owner.close()


def fill(owner_url: str, name: str) -> None:
    """Bring an empty database to the state after all migrations.

    Migrating takes many seconds, so the result is kept as a dump for as long as nothing of
    SCHEMA_SOURCES changes. Expects Django to be connected as the owner.
    """
    dump = DUMPS / f"{_fingerprint()}.sql"
    DUMPS.mkdir(parents=True, exist_ok=True)
    # Several test processes start at the same moment; one migrates, the others wait for its dump.
    with (DUMPS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not dump.exists():
            _migrate_and_dump(owner_url, name, dump)
            return
    options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    command = [binaries() / "psql", *options, "--file", dump, with_database(owner_url, name)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _migrate_and_dump(owner_url: str, name: str, dump: Path) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    keep_rows(owner_url, name)
    _spread_numbers(owner_url, name)
    fresh = dump.with_suffix(".new")
    command = [binaries() / "pg_dump", "--file", fresh, with_database(owner_url, name)]
    subprocess.run(command, check=True)
    for old in sorted(DUMPS.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-3]:
        old.unlink()
    fresh.replace(dump)


def _spread_numbers(owner_url: str, database: str) -> None:
    with owner_connection(owner_url, database) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
        for step, (name,) in enumerate(sorted(cursor.fetchall())):
            cursor.execute(
                sql.SQL("ALTER SEQUENCE {} RESTART WITH {}").format(
                    sql.Identifier(name), sql.Literal(FIRST_NUMBER + step * STEP)
                )
            )


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SCHEMA_SOURCES for path in ROOT.glob(pattern)):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


@contextmanager
def owner_connection(owner_url: str, database: str) -> Iterator[psycopg2.extensions.connection]:
    """Open a connection as the owner; its work is one transaction."""
    owner = psycopg2.connect(owner_url, dbname=database)
    try:
        with owner:
            yield owner
    finally:
        owner.close()


def keep_rows(owner_url: str, database: str) -> None:
    """Copy the rows that data migrations wrote, to put them back after transactional tests."""
    with owner_connection(owner_url, database) as owner, owner.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(KEPT)))
        for table in _tables(cursor):
            cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table)))
            if cursor.fetchone():
                cursor.execute(
                    sql.SQL("CREATE TABLE {} AS TABLE {}").format(
                        sql.Identifier(KEPT, table), sql.Identifier("public", table)
                    )
                )


def restore_rows(owner_url: str) -> None:
    """Empty the tables that have rows and put the kept rows back.

    Triggers rest meanwhile: the trail refuses DELETE, and this is no change that anyone made.
    DELETE, not TRUNCATE, because few tables have rows and few have many; it is much quicker.
    """
    database = connection.settings_dict["NAME"]
    with owner_connection(owner_url, database) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [KEPT])
        kept = [name for (name,) in cursor]
        touched = sorted({*_with_rows(cursor), *kept})
        cursor.execute(
            "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND relname = ANY(%s)",
            [touched],
        )
        guarded = [name for (name,) in cursor]
        _triggers(cursor, guarded, "DISABLE")
        for table in touched:
            cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        for table in kept:
            cursor.execute(
                sql.SQL("INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {}").format(
                    sql.Identifier("public", table), sql.Identifier(KEPT, table)
                )
            )
        # Deferred foreign keys are checked before the table may be altered again.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _triggers(cursor, guarded, "ENABLE")


def _with_rows(cursor: psycopg2.extensions.cursor) -> list[str]:
    question = sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})")
    cursor.execute(
        sql.SQL(" UNION ALL ").join(
            question.format(sql.Literal(table), sql.Identifier(table)) for table in _tables(cursor)
        )
    )
    return [name for (name,) in cursor]


def _triggers(cursor: psycopg2.extensions.cursor, tables: list[str], verb: str) -> None:
    for table in tables:
        cursor.execute(
            sql.SQL("ALTER TABLE {} " + verb + " TRIGGER USER").format(sql.Identifier(table))
        )


def _tables(cursor: psycopg2.extensions.cursor) -> list[str]:
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)",
        [list(NEVER_EMPTIED)],
    )
    return [name for (name,) in cursor]

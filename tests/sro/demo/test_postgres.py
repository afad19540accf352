"""The embedded database: roles as in production, and it comes back after every kind of end."""

import contextlib
import os
import signal

import psutil
import psycopg2
import pytest
from django.conf import settings

from sro.demo import postgres as module
from sro.demo.postgres import THROWAWAY, Postgres
from sro.demo.processes import StartError


@pytest.fixture
def postgres(tmp_path):
    server = Postgres(tmp_path / "cluster", options=THROWAWAY)
    yield server
    server.stop()


def ask(url, statement):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def test_the_roles_are_those_of_production(postgres):
    assert module.APPLICATION == settings.DATABASE_APP_ROLE
    addresses = postgres.start()
    rights = "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = user"
    assert ask(addresses.owner, rights) == (False, True, False)
    assert ask(addresses.application, rights) == (False, False, False)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(addresses.application, "CREATE TABLE x (a int)")
    ask(addresses.owner, "CREATE TABLE x (a int)")


def test_what_people_typed_does_not_stand_in_the_server_s_log(postgres):
    addresses = postgres.start()
    ask(addresses.owner, "CREATE TABLE x (a text UNIQUE)")
    for _twice in range(2):
        with contextlib.suppress(psycopg2.Error):
            ask(addresses.owner, "INSERT INTO x VALUES ('GEHEIM')")
    log = postgres.log.read_text()
    assert "duplicate key" in log
    assert "GEHEIM" not in log


def test_umlauts_have_upper_and_lower_case(postgres):
    addresses = postgres.start()
    assert ask(addresses.application, "SELECT upper('äöü'), lower('ÄÖÜ')") == ("ÄÖÜ", "äöü")


def test_data_and_passwords_survive_a_killed_server(postgres, tmp_path):
    postgres.options = {}  # as in the demo, where nothing may be lost
    first = postgres.start()
    ask(first.owner, "CREATE TABLE x AS SELECT 7 AS a")
    os.kill(postgres.child.pid, signal.SIGKILL)
    postgres.child.process.wait()
    assert (postgres.data / "postmaster.pid").exists()
    again = Postgres(tmp_path / "cluster", options=THROWAWAY)
    try:
        assert ask(again.start().owner, "SELECT a FROM x") == (7,)
    finally:
        again.stop()


def test_a_server_whose_parent_was_killed_is_replaced(postgres, tmp_path):
    postgres.start()
    again = Postgres(tmp_path / "cluster", options=THROWAWAY)
    try:
        assert ask(again.start().owner, "SELECT 1") == (1,)
        assert not postgres.child.running()
    finally:
        again.stop()


def test_a_stale_lock_with_a_number_used_by_another_program(postgres):
    postgres.start()
    postgres.stop()
    (postgres.data / "postmaster.pid").write_text(f"{os.getpid()}\n{postgres.data}\n")
    assert ask(postgres.start().owner, "SELECT 1") == (1,)


def test_an_interrupted_creation_is_begun_anew(postgres):
    (postgres.directory / "data.new").mkdir(parents=True)
    (postgres.directory / "data.new" / "half").write_text("")
    assert ask(postgres.start().owner, "SELECT 1") == (1,)


def test_a_deep_folder_is_no_obstacle(tmp_path):
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 6)
    server = Postgres(deep, options=THROWAWAY)
    try:
        assert ask(server.start().owner, "SELECT 1") == (1,)
    finally:
        server.stop()


def test_passwords_are_for_nobody_else(postgres):
    postgres.start()
    assert (postgres.directory / "passwords.json").stat().st_mode & 0o077 == 0
    command = " ".join(psutil.Process(postgres.child.pid).cmdline())
    assert not any(password in command for password in postgres.passwords.values())


def test_a_missing_wheel_is_said_in_one_line(monkeypatch):
    monkeypatch.setattr(module.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(StartError, match="make demo"):
        module.binaries()


def test_a_server_that_cannot_start_says_why(postgres):
    postgres.options = {"shared_buffers": "nonsense"}
    with pytest.raises(StartError, match=r"shared_buffers.*postgres\.log"):
        postgres.start()

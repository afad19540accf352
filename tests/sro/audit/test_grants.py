"""The trail and every history refuse what would alter them: proven with raw SQL.

The tests run as the application's role. The triggers are a second wall, so each statement is tried
once as it is, and once by the tables' owner, whom no privilege stops.
"""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from sro.access import Role
from sro.audit import trail
from sro.audit.grants import append_only_tables
from sro.audit.models import Entry
from tests.people import person

pytestmark = pytest.mark.django_db

TABLES = append_only_tables()
REFUSED = re.compile("permission denied|must be owner")


def first_column(table: str) -> str:
    with connection.cursor() as cursor:
        description = connection.introspection.get_table_description(cursor, table)
    return description[0].name


def test_the_list_of_tables_is_complete():
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
    histories = {name for name in names if name.endswith("event") and not name.startswith("django")}
    assert histories <= set(TABLES)
    assert {"audit_entry", "accounts_userevent", "accounts_membershipevent"} <= set(TABLES)


def test_the_application_is_not_the_owner():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("sro_app", False, False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_tables"
            " WHERE schemaname = 'public' AND tableowner = current_user"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET {column} = {column}",
        "DELETE FROM {table}",
        "TRUNCATE {table}",
        "TRUNCATE {table} CASCADE",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "DROP TABLE {table}",
    ],
)
def test_the_application_cannot_alter_what_was_written(table, statement):
    sql = statement.format(table=table, column=first_column(table))
    with pytest.raises(ProgrammingError, match=REFUSED):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize("table", TABLES)
def test_the_application_may_write_and_read(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'INSERT'), has_table_privilege(%s, 'SELECT')",
            [table, table],
        )
        assert cursor.fetchone() == (True, True)


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_not_even_the_owner_alters_a_line_by_mistake(owner_connection, statement):
    """The owner sees no rows of this test's transaction, so it writes one of its own."""
    with owner_connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (at, kind, action, actor_name, roles, object_type, object_id,"
            " details) VALUES (now(), 'action', 'x', '', '', '', '', '{}')"
        )
        with pytest.raises(Exception, match="Cannot update or delete"):
            cursor.execute(statement.format("audit_entry", "action", "action"))
    owner_connection.rollback()


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: Entry.objects.filter(pk=entry.pk).update(action="y"),
        lambda entry: entry.delete(),
        lambda entry: entry.save(),
    ],
)
def test_the_orm_is_stopped_as_well(change):
    entry = trail.record(person(Role.PLANNER), "x.created", now=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        change(entry)
    assert Entry.objects.get().action == "x.created"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM django_migrations",
        "CREATE TABLE x (y int)",
        "ALTER TABLE accounts_user DISABLE TRIGGER ALL",
        "DROP TRIGGER pgtrigger_raise_version_29fa6 ON accounts_user",
        "TRUNCATE accounts_user CASCADE",
        "SET session_replication_role = replica",
    ],
)
def test_the_application_cannot_go_around_the_triggers(statement):
    with pytest.raises(ProgrammingError, match=REFUSED):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_deleted_person_leaves_history_and_lines():
    user = person(Role.PLANNER)
    number = user.pk
    trail.record(user, "x.created", now=timezone.now())
    user.delete()
    event_model = type(user).pgh_event_model
    labels = event_model.objects.filter(pgh_obj_id=number).values_list("pgh_label", flat=True)
    assert sorted(labels) == ["delete", "insert"]
    assert Entry.objects.get().actor_id == number

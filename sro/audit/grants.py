"""Database privileges of the application's role, renewed after every migration.

The role writes the product's tables, but of the trail and the history it may only INSERT and
SELECT: UPDATE, DELETE and TRUNCATE are refused by PostgreSQL itself.
"""

from django.apps import apps
from django.conf import settings
from django.db import connections


def append_only_tables() -> list[str]:
    """Return the tables of the trail and of every change history."""
    from pghistory.models import Event

    from sro.audit.models import Entry

    tables = {Entry._meta.db_table}
    tables |= {m._meta.db_table for m in apps.get_models() if issubclass(m, Event)}
    return sorted(tables)


def grant_application_role(using: str = "default", **kwargs) -> None:
    """Grant the application's role what it needs; does nothing where the role is missing.

    Runs as the owner of the tables. Where the application connects as the owner itself
    (a single role), privileges cannot protect the trail; the triggers still do.
    """
    role = settings.DATABASE_APP_ROLE
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role]
        )
        user, exists = cursor.fetchone()
        if not exists or user == role:
            return
        name = connection.ops.quote_name(role)
        cursor.execute(
            f"GRANT USAGE ON SCHEMA public TO {name};"
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name};"
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name};"
        )
        existing = set(connection.introspection.table_names(cursor))
        for table in append_only_tables():
            if table in existing:
                cursor.execute(
                    f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)}"
                    f" FROM {name}"
                )
        if "django_migrations" in existing:
            cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}")

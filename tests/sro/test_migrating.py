"""First migrations of many tables are applied in one go; others step by step."""

from importlib import import_module

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from sro.migrating import InOneGo, only_creates

LARGE = (
    "budgets.migrations.0001_money",
    "cases.migrations.0001_cases",
    "networks.migrations.0001_registry",
    "reporting.migrations.0001_reports",
)


@pytest.mark.parametrize("name", LARGE)
def test_first_migrations_are_applied_in_one_go(name):
    """A regenerated migration needs its base class again: without it migrating takes minutes."""
    migration = import_module(name).Migration
    assert issubclass(migration, InOneGo)
    assert only_creates(migration.operations)


def table(name):
    return migrations.CreateModel(name, fields=[("id", models.BigAutoField(primary_key=True))])


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([table("Tree")], True),
        ([table("Tree"), migrations.AddField("tree", "age", models.IntegerField())], True),
        ([table("Tree"), migrations.AddField("Tree", "age", models.IntegerField())], True),
        ([table("Tree"), migrations.AddField("bush", "age", models.IntegerField())], False),
        ([table("Tree"), migrations.RemoveField("tree", "id")], False),
        ([table("Tree"), migrations.RunSQL("SELECT 1")], False),
    ],
)
def test_only_what_creates_is_put_together(operations, expected):
    assert only_creates(operations) is expected


@pytest.mark.django_db
def test_a_table_is_created_as_it_is_in_the_end():
    parent = models.ForeignKey("networks.Tree", models.CASCADE, null=True)
    older = models.CheckConstraint(condition=models.Q(age__gt=0), name="tree_age")
    operations = [
        table("Tree"),
        migrations.AddField("tree", "parent", parent),
        migrations.AddField("tree", "age", models.IntegerField(default=1)),
        migrations.AddConstraint("tree", older),
        migrations.AddIndex("tree", models.Index(fields=["age"], name="tree_by_age")),
    ]
    migration = type("Migration", (InOneGo,), {"operations": operations})("0001", "networks")
    # Collects what it would do, because the tests' role may not create tables.
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        state = migration.apply(ProjectState(), editor)
    tables = [line for line in editor.collected_sql if line.startswith("CREATE TABLE")]
    assert len(tables) == 1
    assert all(word in tables[0] for word in ('"parent_id"', '"age"', "tree_age"))
    rest = " ".join(line for line in editor.collected_sql if line not in tables)
    assert "ADD COLUMN" not in rest
    assert "tree_by_age" in rest
    assert "FOREIGN KEY" in rest
    assert [field.name for field in state.apps.get_model("networks.Tree")._meta.fields] == [
        "id",
        "parent",
        "age",
    ]

"""Creating many tables quickly: a first migration applied in one go.

Django works out the models anew after each operation. A first migration of a hundred tables with
their histories and triggers then takes minutes for what is the same in the end: its tables created
as they stand after its last operation.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

#: What a table is created with.
PARTS = (migrations.AddField, migrations.AddConstraint, migrations.AddIndex)


class InOneGo(migrations.Migration):
    """A migration that only creates: all its tables first, as they are in the end, then triggers.

    With any other operation, or one on a table of another migration, it is applied step by step.
    """

    def apply(
        self,
        project_state: ProjectState,
        schema_editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> ProjectState:
        """Apply the migration; returns the state after it."""
        if collect_sql or not only_creates(self.operations):
            return super().apply(project_state, schema_editor, collect_sql)
        # Without models at hand, operations change the state alone.
        project_state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for kind in (migrations.CreateModel, AddTrigger):
            for operation in self.operations:
                if isinstance(operation, kind):
                    operation.database_forwards(
                        self.app_label, schema_editor, project_state, project_state
                    )
        return project_state


def only_creates(operations: list[Operation]) -> bool:
    """Whether all operations create tables, parts of them, or their triggers."""
    created = {each.name_lower for each in operations if isinstance(each, migrations.CreateModel)}
    return all(
        isinstance(each, migrations.CreateModel)
        or (isinstance(each, (*PARTS, AddTrigger)) and each.model_name.lower() in created)
        for each in operations
    )

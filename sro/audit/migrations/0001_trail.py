import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, verbose_name="time")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("action", "action"),
                            ("read", "read"),
                            ("export", "export"),
                            ("denial", "denied access"),
                            ("login", "login"),
                            ("login_failed", "failed login"),
                            ("logout", "logout"),
                            ("security", "account security"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("action", models.CharField(max_length=80, verbose_name="action")),
                (
                    "actor_id",
                    models.BigIntegerField(db_index=True, null=True, verbose_name="user number"),
                ),
                ("actor_name", models.CharField(blank=True, max_length=120, verbose_name="user")),
                ("roles", models.CharField(blank=True, max_length=200, verbose_name="roles")),
                (
                    "object_type",
                    models.CharField(blank=True, max_length=80, verbose_name="kind of object"),
                ),
                (
                    "object_id",
                    models.CharField(blank=True, max_length=64, verbose_name="object number"),
                ),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="details")),
            ],
            options={
                "verbose_name": "trail entry",
                "verbose_name_plural": "trail",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["object_type", "object_id", "at"], name="entry_object")
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1b389f8260e22d0fbf38b4ff1e20214212b176ee",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a6b88",
                    table="audit_entry",
                    when="BEFORE",
                ),
            ),
        ),
    ]

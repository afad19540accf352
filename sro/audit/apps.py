"""The trail: who did, who looked, who was refused."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "sro.audit"
    label = "audit"
    verbose_name = _("Trail")

    def ready(self) -> None:
        from sro.audit import signals
        from sro.audit.grants import grant_application_role

        signals.connect()
        post_migrate.connect(grant_application_role, dispatch_uid="audit.grants")

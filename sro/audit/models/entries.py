"""One line of the trail."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from sro.records import RecordQuerySet


class Kind(models.TextChoices):
    """What kind of event a line records."""

    ACTION = "action", _("action")
    READ = "read", _("read")
    EXPORT = "export", _("export")
    DENIAL = "denial", _("denied access")
    LOGIN = "login", _("login")
    LOGIN_FAILED = "login_failed", _("failed login")
    LOGOUT = "logout", _("logout")
    SECURITY = "security", _("account security")


class Entry(models.Model):
    """Who did, read, exported or was refused what, and when.

    No foreign keys: the line outlives the user and the object it speaks of. No names of young
    people or families: `object_label` is the model, `object_id` its key.
    """

    at = models.DateTimeField(_("time"), db_index=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    action = models.CharField(_("action"), max_length=80)
    actor_id = models.BigIntegerField(_("user number"), null=True, db_index=True)
    actor_name = models.CharField(_("user"), max_length=120, blank=True)
    roles = models.CharField(_("roles"), max_length=200, blank=True)
    object_type = models.CharField(_("kind of object"), max_length=80, blank=True)
    object_id = models.CharField(_("object number"), max_length=64, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="entry_object")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind} {self.action}"

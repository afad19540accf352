"""Accesses for other programs: they ask in a person's name, within what the person allows them."""

from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sro.records import Record, RecordQuerySet, user_key

#: How many characters of an access are kept readable, so that people tell theirs apart.
HINT = 4


class Scope(models.TextChoices):
    """Topic and what may be done with it. Deciding is in none: it takes a person who logged in."""

    AREAS_READ = "areas:read", _("Read areas and boundaries")
    PROJECTS_READ = "projects:read", _("Read projects")
    INSTITUTIONS_READ = "institutions:read", _("Read institutions and offers")
    PROVIDERS_READ = "providers:read", _("Read providers, agreements and rates")
    INDICATORS_READ = "indicators:read", _("Read indicators and their values")
    BUDGETS_READ = "budgets:read", _("Read budgets, allocations and bookings")
    CASES_READ = "cases:read", _("Read cases, supports and plans")
    HOURS_READ = "hours:read", _("Read hours")
    HOURS_WRITE = "hours:write", _("Write my own hours")
    NETWORKS_READ = "networks:read", _("Read networks and their meetings")
    NEEDS_READ = "needs:read", _("Read needs")
    REPORTS_READ = "reports:read", _("Read reports")


class PersonalTokenQuerySet(RecordQuerySet):
    """Accesses in time."""

    def usable_on(self, day: date) -> PersonalTokenQuerySet:
        """Return those that still open something on `day`; `expires_on` is the last one."""
        return self.filter(revoked_at__isnull=True, expires_on__gte=day, owner__is_active=True)


# What is used is no change that a form has to know, and no step of the history.
@pghistory.track(exclude=["digest", "last_used_at"])
class PersonalToken(Record):
    """A person's access for one other program. Only its fingerprint is kept."""

    owner = user_key(_("person"), related_name="accesses")
    name = models.CharField(_("name"), max_length=80, validators=[MinLengthValidator(1)])
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(_("ends with"), max_length=HINT, editable=False)
    scopes = ArrayField(
        models.CharField(max_length=40, choices=Scope), verbose_name=_("what it may be used for")
    )
    expires_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(_("created"), editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("blocked"), null=True, blank=True, editable=False)

    objects = PersonalTokenQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("access for another program")
        verbose_name_plural = _("accesses for other programs")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="personal_token_scopes",
                condition=~Q(scopes=[]),
                violation_error_message=_("Please choose what the access may be used for."),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="raise_version",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(exclude=["last_used_at"]),
                func="NEW.version = OLD.version + 1; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_words(self) -> list[str]:
        """What it may be used for, in words."""
        return [str(Scope(code).label) for code in self.scopes]

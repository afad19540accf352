"""The person who logs in."""

from __future__ import annotations

from datetime import date

import pghistory
import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from sro import access
from sro.accounts.querysets import UserQuerySet
from sro.names import sort_key
from sro.records import Record


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates users by e-mail; addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        """Create a user; without a password the account can only be used by single sign-on."""
        user = self.model(email=email.strip().lower(), **fields)
        user.sort_key = sort_key(user.display_name)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        """Create an account for Django's own admin; it has no role in the product."""
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, **fields}
        )

    def get_by_natural_key(self, username: str) -> User:
        return self.get(email=username.strip().lower())


@pghistory.track(exclude=["password", "last_login", "sort_key"])
class User(Record, AbstractBaseUser, PermissionsMixin):
    """A person with an account. What they may do follows from their memberships alone."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    display_name = models.CharField(
        _("name"), max_length=120, help_text=_("As colleagues know this person.")
    )
    sort_key = models.CharField(max_length=240, editable=False)
    language = models.CharField(
        _("language"), max_length=5, choices=[("de", "Deutsch"), ("en", "English")], default="de"
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Without this the person cannot log in.")
    )
    is_staff = models.BooleanField(_("may use the technical administration"), default=False)
    date_joined = models.DateTimeField(_("created"), auto_now_add=True)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta(Record.Meta):
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["sort_key", "display_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message=_("There is already an account with this e-mail address."),
            )
        ]
        # A login or a new password is no change that somebody else's open form has to know.
        triggers = [
            pgtrigger.Trigger(
                name="raise_version",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange(exclude=["password", "last_login"]),
                func="NEW.version = OLD.version + 1; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def grants_on(self, day: date) -> access.Grants:
        """Return the roles in force on `day` with what they reach; read once per object."""
        known = self.__dict__.setdefault("_grants", {})
        if day not in known:
            known[day] = self._read_grants(day)
        return known[day]

    def forget_grants(self) -> None:
        """Read the memberships again at the next question."""
        self.__dict__.pop("_grants", None)

    def _read_grants(self, day: date) -> access.Grants:
        districts: dict[access.Role, set[int]] = {}
        providers: dict[access.Role, set[int]] = {}
        held: set[access.Role] = set()
        for membership in self.memberships.valid_on(day):
            role = access.Role(membership.role)
            held.add(role)
            if membership.district_id:
                districts.setdefault(role, set()).add(membership.district_id)
            if membership.provider_id:
                providers.setdefault(role, set()).add(membership.provider_id)
        return access.Grants(
            user_id=self.pk,
            roles=frozenset(held),
            districts={role: frozenset(ids) for role, ids in districts.items()},
            providers={role: frozenset(ids) for role, ids in providers.items()},
        )

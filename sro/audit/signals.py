"""Logins, failed logins, logouts and changes of an account's security reach the trail."""

from __future__ import annotations

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model
from django.contrib.auth import signals as auth


def connect() -> None:
    """Connect once, at start."""
    for name, signal, receiver in (
        ("login", auth.user_logged_in, _logged_in),
        ("logout", auth.user_logged_out, _logged_out),
        ("login_failed", auth.user_login_failed, _login_failed),
        ("password_changed", account.password_changed, _password_changed),
        ("password_set", account.password_set, _password_changed),
        ("password_reset", account.password_reset, _password_reset),
        ("factor_added", mfa.authenticator_added, _factor_added),
        ("factor_removed", mfa.authenticator_removed, _factor_removed),
        ("factor_reset", mfa.authenticator_reset, _codes_made),
        ("factor_failed", mfa.authentication_failed, _factor_failed),
    ):
        signal.connect(receiver, dispatch_uid=f"audit.{name}")


def _write(user, kind: str, action: str, **details) -> None:
    from sro.audit.models import Kind
    from sro.audit.trail import record_security

    record_security(user, Kind(kind), action, **details)


def _account_of(email: str) -> int | None:
    users = get_user_model()._default_manager.filter(email=email.lower())
    return users.values_list("pk", flat=True).first()


def _logged_in(sender, user, **kwargs) -> None:
    _write(user, "login", "login")


def _logged_out(sender, user, **kwargs) -> None:
    if user is not None:
        _write(user, "logout", "logout")


def _login_failed(sender, credentials, **kwargs) -> None:
    # The typed address is not kept: it may be a password typed into the wrong field. The number
    # of the account it belongs to says enough.
    email = credentials.get("email") or ""
    account_id = _account_of(email)
    _write(None, "login_failed", "login", **({"account": account_id} if account_id else {}))


def _password_changed(sender, user, **kwargs) -> None:
    _write(user, "security", "password.changed")


def _password_reset(sender, user, **kwargs) -> None:
    _write(user, "security", "password.reset")


def _factor_added(sender, user, authenticator, **kwargs) -> None:
    _write(user, "security", "second_factor.added", type=authenticator.type)


def _factor_removed(sender, user, authenticator, **kwargs) -> None:
    _write(user, "security", "second_factor.removed", type=authenticator.type)


def _codes_made(sender, user, authenticator, **kwargs) -> None:
    _write(user, "security", "recovery_codes.made")


def _factor_failed(sender, user, authenticator, **kwargs) -> None:
    _write(user, "login_failed", "second_factor", type=authenticator.type)

"""Logins, failed logins and logouts reach the trail from Django's own signals."""

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed


def connect() -> None:
    """Connect once, at start."""
    user_logged_in.connect(_logged_in, dispatch_uid="audit.login")
    user_logged_out.connect(_logged_out, dispatch_uid="audit.logout")
    user_login_failed.connect(_login_failed, dispatch_uid="audit.login_failed")


def _logged_in(sender, user, **kwargs) -> None:
    from sro.audit.models import Kind
    from sro.audit.trail import record_security

    record_security(user, Kind.LOGIN, "login")


def _logged_out(sender, user, **kwargs) -> None:
    from sro.audit.models import Kind
    from sro.audit.trail import record_security

    if user is not None:
        record_security(user, Kind.LOGOUT, "logout")


def _login_failed(sender, credentials, **kwargs) -> None:
    # The typed address is not kept: it may be a password typed into the wrong field.
    from sro.audit.models import Kind
    from sro.audit.trail import record_security

    record_security(None, Kind.LOGIN_FAILED, "login")

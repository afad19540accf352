"""How our rules reach allauth: nobody signs up, nobody is created by single sign-on."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sro.accounts import second_factor
from sro.accounts.models import User
from sro.audit.models import Kind
from sro.audit.trail import record_security


class AccountAdapter(DefaultAccountAdapter):
    """Login, password and mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is not active. Please ask your administrator."),
        "email_password_mismatch": _("E-mail address and password do not match."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code does not fit. Please enter the newest one."),
        "incorrect_password": _("This is not your password."),
        "invalid_or_expired_key": _("This link no longer works."),
        "invalid_password_reset": _("This link no longer works."),
        "too_many_login_attempts": _(
            "There were too many attempts. Please wait a few minutes and try again."
        ),
        "rate_limited": _("There were too many attempts. Please wait a moment and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are created by administrators only."""
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Lead to the login page after the logout."""
        return reverse("account_login")

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Write the password alone: the loaded row may be older than a deactivation."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def format_email_subject(self, subject: str) -> str:
        """Begin with the product's name."""
        return f"{settings.SITE_NAME}: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the recipient's language, not in that of the browser that asked."""
        reader = context.get("user") or User.objects.filter(email=email.lower()).first()
        with translation.override(reader.language if reader else settings.LANGUAGE_CODE):
            super().send_mail(template_prefix, email, {"user": reader, **context})

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Note the attempt; the right password alone does not open a deactivated account."""
        record_security(user, Kind.LOGIN_FAILED, "login", reason="inactive")
        return super().respond_user_inactive(request, user)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on opens existing, active accounts with the same confirmed address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody is created by single sign-on."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account this login may open, or refuse with a plain message."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise _refusal(request, None, "process")
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                raise _refusal(request, sociallogin.user, "inactive")
            return
        confirmed = {a.email.lower() for a in sociallogin.email_addresses if a.verified is True}
        if not confirmed:
            raise _refusal(request, None, "unverified")
        with transaction.atomic():
            # Locked: linking saves the whole row and must not undo a deactivation.
            accounts = User.objects.select_for_update().filter(email__in=confirmed)
            user = accounts.order_by("pk").first()
            if user is not None and user.is_active:
                sociallogin.connect(request, user)
        if user is None:
            raise _refusal(request, None, "unknown")
        if not user.is_active:
            raise _refusal(request, user, "inactive")
        record_security(user, Kind.SECURITY, "single_sign_on.linked")

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ) -> None:
        """Note that the identity provider did not confirm the person."""
        record_security(None, Kind.LOGIN_FAILED, "single_sign_on", reason=str(error or "unknown"))


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    """The person's own list of devices."""

    def end_sessions(self, sessions) -> None:
        """End them and note it."""
        super().end_sessions(sessions)
        if sessions:
            record_security(sessions[0].user, Kind.SECURITY, "sessions.ended", rows=len(sessions))


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: kept encrypted, and not removable where the role demands one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _(
            "Your role needs a second factor. Please add another one before you remove this one."
        ),
        "cannot_generate_recovery_codes": _(
            "Recovery codes are available once you have set up a second factor."
        ),
        "incorrect_code": _("This code does not fit. Please enter the newest one."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last factor of somebody whose role demands one."""
        demanded = second_factor.is_demanded(authenticator.user)
        return not (demanded and second_factor.is_last(authenticator))

    def encrypt(self, text: str) -> str:
        """Encrypt a secret before it reaches the database."""
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; keys in SECRET_KEY_FALLBACKS still open older ones."""
        return cipher().decrypt(encrypted_text.encode()).decode()


def _refusal(request: HttpRequest, user: Any, reason: str) -> ImmediateHttpResponse:
    record_security(user, Kind.LOGIN_FAILED, "single_sign_on", reason=reason)
    page = render(request, "socialaccount/refused.html", {"reason": reason}, status=403)
    return ImmediateHttpResponse(page)


def cipher() -> MultiFernet:
    """Return what encrypts secrets; keys in SECRET_KEY_FALLBACKS still open older ones."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(key)) for key in keys])


def _fernet_key(secret: str) -> bytes:
    digest = hashlib.sha256(b"sro.accounts.second-factor:" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)

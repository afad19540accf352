"""Letters with a link by which somebody sets their first password."""

from __future__ import annotations

from datetime import datetime
from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sro import access
from sro.accounts.models import User
from sro.audit import trail


class InvitationNotSent(Exception):
    """The mail could not be handed over; the account exists and can be invited again."""


def password_link(user: User, *, base_url: str) -> str:
    """Return the address where the user sets a password; valid for PASSWORD_RESET_TIMEOUT."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
    return base_url.rstrip("/") + path


def invite_user(*, actor: User, user: User, base_url: str, now: datetime) -> None:
    """Send the invitation in the user's language; `base_url` is the installation's address.

    Raises InvitationNotSent, ValidationError for a closed account, PermissionDenied.
    """
    access.require(actor, "change", user)
    if not user.is_active:
        raise ValidationError(_("This account is not active. Please activate it first."))
    with transaction.atomic():
        trail.record(actor, "user.invited", user, now=now, name=user.display_name)
        try:
            _send(user, password_link(user, base_url=base_url), base_url)
        except (OSError, SMTPException) as error:
            raise InvitationNotSent from error


def _send(user: User, link: str, base_url: str) -> None:
    context = {
        "user": user,
        "link": link,
        "base_url": base_url,
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    with translation.override(user.language):
        subject = _("%(product)s: your account") % {"product": settings.SITE_NAME}
        body = render_to_string("accounts/mail/invitation.txt", context)
    send_mail(subject, body, None, [user.email])

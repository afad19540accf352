"""allauth's forms in our words: labels above the field, nothing inside it, Sie instead of du."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = dict[str, str | Promise]

_NEW_PASSWORD = _(
    "At least 12 characters; neither your name nor a common word, and not only digits. "
    "Several words in a row are easy to remember."
)
_CODE = _("Six digits from your app, or one of your recovery codes.")


class Plain(forms.Form):
    """Our labels and hints for a form whose fields are allauth's."""

    labels: Words = {}
    hints: Words = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class TwoPasswords(Plain):
    """A new password, typed twice."""

    def clean(self) -> dict[str, Any]:
        """Compare the two in our own words."""
        cleaned = super(account.PasswordVerificationMixin, self).clean() or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Please type it once more."))
        return cleaned


class LoginForm(Plain, account.LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    labels = {"password": _("Password")}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    labels = {"email": _("E-mail address")}


class ChangePasswordForm(TwoPasswords, account.ChangePasswordForm):
    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }
    hints = {"password1": _NEW_PASSWORD}


class SetPasswordForm(TwoPasswords, account.SetPasswordForm):
    labels = {"password1": _("New password"), "password2": _("New password, once more")}
    hints = {"password1": _NEW_PASSWORD}


class ResetPasswordKeyForm(TwoPasswords, account.ResetPasswordKeyForm):
    labels = SetPasswordForm.labels
    hints = SetPasswordForm.hints


class AuthenticateForm(Plain, mfa.AuthenticateForm):
    labels = {"code": pgettext_lazy("second factor", "Code")}
    hints = {"code": _CODE}


class ReauthenticateCodeForm(Plain, mfa.ReauthenticateForm):
    labels = {"code": pgettext_lazy("second factor", "Code")}
    hints = {"code": _CODE}


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    labels = {"code": _("Code from the app")}
    hints = {"code": _("The six digits that the app shows now.")}


class AddWebAuthnForm(Plain, webauthn.AddWebAuthnForm):
    labels = {"name": _("Name of the key")}
    hints = {"name": _("So that you can tell several keys apart, for example “key ring”.")}


class EditWebAuthnForm(Plain, webauthn.EditWebAuthnForm):
    labels = {"name": _("Name of the key")}

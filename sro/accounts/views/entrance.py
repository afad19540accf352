"""Leaving for the identity provider and coming back."""

from __future__ import annotations

from urllib.parse import urlsplit

from allauth.account import views as account
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse


@login_not_required
def login(request: HttpRequest) -> HttpResponse:
    """The login page; its button for single sign-on may lead to the identity provider."""
    return _may_lead_outside(account.login)(request)


@login_not_required
def single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask the identity provider who this is."""
    return _may_lead_outside(openid_connect.login)(request, provider_id=provider_id)


def _may_lead_outside(view):
    """Browsers apply `form-action` to where a form's answer redirects, too."""
    return csp_update({"form-action": _identity_providers()})(view)


def _identity_providers() -> list[str]:
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    addresses = [urlsplit(app["settings"]["server_url"]) for app in apps]
    return [f"{address.scheme}://{address.netloc}" for address in addresses]

"""Which language a page speaks, and who may pass the door."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.views import APIView

from sro.accounts.second_factor import is_missing
from sro.ui.api.problems import MEDIA_TYPE, is_api, problem

# What somebody without the demanded second factor still needs: setting one up, and leaving.
_ON_THE_WAY_TO_A_SECOND_FACTOR = {
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
}

# How exact "last seen" is in the list of one's devices, in seconds.
_DEVICE_NOTED_EVERY = 300


class DevicesMiddleware(UserSessionsMiddleware):
    """Notes where somebody is logged in, as its base does, but not anew with every page.

    The entry costs seven queries. A new session, another address or another browser is noted at
    once.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated:
            agent = request.headers.get("user-agent", "")
            device = f"{key} {get_adapter().get_client_ip(request)} {agent}"
            # A fingerprint: the cache must not hold what opens a session.
            mark = f"device:{sha256(device.encode()).hexdigest()}"
            if not cache.add(mark, 1, _DEVICE_NOTED_EVERY):
                return self.get_response(request)
        return super().__call__(request)


class LanguageMiddleware:
    """Speaks the person's own language; strangers get their browser's, if we have it, or German.

    So do programs, whoever they ask for: they say in which language they want to be answered.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        own = getattr(user, "language", "") if user.is_authenticated else ""
        known = own in dict(settings.LANGUAGES) and not is_api(request)
        language = own if known else translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if not known:
            patch_vary_headers(response, ("Accept-Language",))
        return response


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Every page asks for a login unless its view says otherwise, and for the second factor."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        """Let pass, or lead to the login or to the set-up of the second factor."""
        if request.user.is_authenticated:
            return self._second_factor(request, view_func)
        if SESSION_KEY in request.session:
            # The account behind this session was deactivated: nothing of the session remains.
            request.session.flush()
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func) -> HttpResponse:
        """Lead to the login and from there back to the page the person was on."""
        login_url = resolve_url(self.get_login_url(view_func))
        target = _address_of_page(request)
        response = redirect_to_login(target, login_url, self.get_redirect_field_name(view_func))
        return _for_htmx(request, response)

    def _second_factor(self, request: HttpRequest, view_func) -> HttpResponse | None:
        if not is_missing(request.user):
            return None
        if issubclass(getattr(view_func, "cls", object), APIView):
            text = _("Please set up a second factor for your account first.")
            return JsonResponse(problem(403, text), status=403, content_type=MEDIA_TYPE)
        if not getattr(view_func, "login_required", True):
            return None
        name = request.resolver_match.view_name
        if name.startswith("mfa_") or name in _ON_THE_WAY_TO_A_SECOND_FACTOR:
            return None
        messages.info(
            request,
            _(
                "Your role needs a second factor. Please set one up now; "
                "after that you can go on with your work."
            ),
        )
        return _for_htmx(request, HttpResponseRedirect(reverse("mfa_index")))


def _address_of_page(request: HttpRequest) -> str:
    """The page's own address, not that of a fragment loaded into it."""
    if request.htmx:
        return request.htmx.current_url_abs_path or "/"
    return request.get_full_path()


def _for_htmx(request: HttpRequest, response: HttpResponseRedirect) -> HttpResponse:
    """A redirect that replaces the whole page instead of landing inside a fragment."""
    if not request.htmx:
        return response
    parts = urlsplit(response.url)
    return HttpResponseClientRedirect(parts._replace(scheme="", netloc="").geturl())

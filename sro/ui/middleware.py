"""Nothing typed is lost when a session has ended; no address breaks the database's rules."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from sro.ui.services import drafts


class DraftRescueMiddleware:
    """Keeps the form that an expired session would throw away, then asks for the login."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        """Runs after the CSRF check and before the login check."""
        if request.method != "POST" or request.user.is_authenticated:
            return None
        token = request.POST.get("_draft")
        if not token or not getattr(view, "login_required", True):
            return None
        if drafts.keep(token=token, data=request.POST, now=timezone.now()):
            messages.info(
                request, _("Your input has been kept. Please log in; then you can go on with it.")
            )
        return redirect_to_login(request.path, settings.LOGIN_URL)


class AddressMiddleware:
    """Answers 404 to addresses with a NUL character: nothing has one in its name or sign.

    PostgreSQL cannot be asked for it; every view would have to look by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Look at what the address names, before the view does."""
        if "\x00" in request.path_info:
            raise Http404

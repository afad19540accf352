"""The administration's front page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sro.accounts.administration import entries_for


def home(request: HttpRequest) -> HttpResponse:
    """List what this person may administer."""
    entries = entries_for(request.user)
    if not entries:
        raise PermissionDenied("view administration")
    return render(request, "accounts/home.html", {"title": _("Administration"), "entries": entries})

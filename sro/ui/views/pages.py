"""Pages about the product itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sro.ui.sources import sources_for


def keyboard(request: HttpRequest) -> HttpResponse:
    """List the keys that work on every page."""
    return render(request, "ui/keyboard.html")


def sources(request: HttpRequest) -> HttpResponse:
    """Name where data and parts come from, with their licences."""
    return render(request, "ui/sources.html", {"sources": sources_for(request.user)})

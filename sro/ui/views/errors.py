"""Error pages in the same look; they say what happened, that nothing is lost, what to do."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from sro.ui.api.problems import is_api, problem_response
from sro.ui.imports.uploads import UploadTooLarge
from sro.ui.services import drafts


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when a file was too large."""
    if is_api(request):
        return problem_response(413 if isinstance(exception, RequestDataTooBig) else 400)
    if isinstance(exception, UploadTooLarge):
        limit = settings.IMPORT_MAX_BYTES // (1024 * 1024)
        return render(request, "413.html", {"limit": limit}, status=413)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403; the reason stays in the trail."""
    if is_api(request):
        return problem_response(403)
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: missing, or not yours to see. The page does not tell which."""
    if is_api(request):
        return problem_response(404)
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: asked too often in a short time."""
    if is_api(request):
        return problem_response(429)
    return render(request, "429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; must not need the database."""
    if is_api(request):
        return problem_response(500)
    return HttpResponse(_static_error_page(), status=500)


def _static_error_page() -> str:
    from django.template.loader import get_template

    # Rendered without a request: no context processor runs, nothing can fail a second time.
    return get_template("500.html").render({})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose page is too old, for instance after a new login in another tab.

    What was typed is kept: the token in the form proves whose it is.
    """
    token = request.POST.get("_draft", "") if request.method == "POST" else ""
    kept = drafts.keep(token=token, data=request.POST, now=timezone.now()) if token else None
    return render(request, "ui/csrf.html", {"kept": kept}, status=403)


@csrf_exempt
@login_not_required
def no_such_route(request: HttpRequest) -> HttpResponse:
    """404 for an address below the interface that is none of its routes."""
    return problem_response(404)

"""Keeping and listing drafts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sro.ui.models import Draft
from sro.ui.services import drafts


# Neither session nor CSRF token may stand between typed text and its safety: the signed token in
# the form says whose draft it is, and keeping a draft changes nothing else.
@csrf_exempt
@login_not_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Store the content of a form while it is being typed."""
    now = timezone.now()
    draft = drafts.keep(token=request.POST.get("_draft", ""), data=request.POST, now=now)
    if draft is None:
        return JsonResponse({"saved": False}, status=400)
    return JsonResponse({"saved": True, "time": f"{timezone.localtime(now):%H:%M}"})


def index(request: HttpRequest) -> HttpResponse:
    """List one's own drafts."""
    own = Draft.objects.visible_to(request.user).filter(owner=request.user)
    return render(request, "ui/drafts.html", {"drafts": own})


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw one of one's own drafts away."""
    draft = get_object_or_404(Draft.objects.visible_to(request.user), pk=pk)
    drafts.drop(request.user, draft.key)
    messages.success(request, _("The draft was discarded."))
    # From a form, back to it: its address was signed when the form was shown.
    return redirect(draft.address if request.POST.get("zurueck") else "ui:drafts")

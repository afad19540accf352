"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sro.ui.models import Draft, Job
from sro.ui.start import sections_for


def start(request: HttpRequest) -> HttpResponse:
    """Show what is due, the work under way and the drafts one can go on with."""
    user = request.user
    return render(
        request,
        "ui/start.html",
        {
            "sections": sections_for(user, timezone.localdate()),
            "drafts": Draft.objects.visible_to(user).filter(owner=user)[:10],
            "jobs": Job.objects.visible_to(user).filter(created_by=user)[:5],
        },
    )

"""Watching and stopping long work."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sro import access
from sro.ui.models import Job, JobState
from sro.ui.services.jobs import cancel_job, reap_jobs


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a job is. The page asks again every second; it may be left at any time."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if job.is_active and reap_jobs(now=timezone.now(), scope=job.scope):
        job.refresh_from_db()
    may_cancel = job.is_active and access.can(request.user, "cancel", job)
    return render(request, "ui/job.html", {"job": job, "may_cancel": may_cancel})


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a job to stop."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    if job.is_active:
        job = cancel_job(actor=request.user, job=job, now=timezone.now())
        if job.is_active or job.state == JobState.CANCELLED:
            messages.info(request, _("The work is being stopped. Nothing will be changed."))
    return redirect("ui:job", pk)

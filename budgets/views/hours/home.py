"""The way into the hours: to what the person does there most."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from budgets.models import Activity
from budgets.rules.hours import monday_of
from budgets.services.hours_places import employers_of
from budgets.views.hours.pages import ways
from sro import access


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the week, or to the first page the person may open."""
    access.require(request.user, "view", Activity)
    today = timezone.localdate()
    if employers_of(request.user, monday_of(today), today):
        return redirect(reverse("hours:week", args=[monday_of(today)]))
    open_ways = ways(request)
    if not open_ways:
        raise PermissionDenied("hours")
    return redirect(open_ways[0].url)

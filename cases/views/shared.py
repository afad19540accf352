"""What a provider sees: the supports given to it, and nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import Support
from sro import access
from sro.ui.tables import Column, EmptyState, ListPage


@require_safe
def shared_supports(request: HttpRequest) -> HttpResponse:
    """Show the supports one works in."""
    access.require(request.user, "read_shared", Support)
    rows = Support.objects.allowing(request.user, "read_shared")
    return ListPage(
        request,
        title=_("Supports"),
        queryset=rows.select_related("person", "support_type"),
        columns=[
            Column("person", _("For"), "person", ("person__sort_key",)),
            Column("hilfe", _("Kind of support"), "support_type", ("support_type__position",)),
        ],
        sort="person",
        empty=EmptyState(_("No supports yet")),
    ).response()

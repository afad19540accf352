"""The list of cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import Case
from sro import access
from sro.ui.tables import Column, EmptyState, ListPage


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Show the cases of one's district."""
    access.require(request.user, "view", Case)
    rows = Case.objects.visible_to(request.user).select_related("district", "responsible")
    return ListPage(
        request,
        title=_("Cases"),
        queryset=rows.defer("search_vector"),
        columns=[
            Column(
                "name",
                _("Family"),
                "name",
                ("sort_key",),
                url=lambda case: reverse("cases:case", args=[case.pk]),
            ),
            Column("aktenzeichen", _("File reference"), "reference", ("reference",)),
            Column("stand", _("State"), "get_state_display", ("state",)),
            Column("zustaendig", _("Responsible"), "responsible"),
        ],
        sort="name",
        empty=EmptyState(_("No cases yet")),
    ).response()

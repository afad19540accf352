"""Formal supports that became unnecessary by projects: a judgement, shown with its basis."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.models import AvoidedSupport
from reporting.filters.avoided import AvoidedFilter
from reporting.models import AreaGroup
from reporting.services.avoided import judged_by_year
from reporting.views.evaluation import comparison_trail
from sro import access
from sro.ui.tables import Column, EmptyState, ListPage


def _project(row: AvoidedSupport) -> str:
    return reverse("networks:project_detail", args=[row.project_id])


def _kind(row: AvoidedSupport) -> str:
    return row.support_type.name if row.support_type else _("none")


@require_safe
def avoided(request: HttpRequest) -> HttpResponse:
    """Show the judgements with project and basis, and their sums by district and year."""
    user = request.user
    access.require(user, "view", AreaGroup)
    rows = AvoidedSupport.objects.visible_to(user)
    filterset = AvoidedFilter(request.GET, queryset=rows, request=request)
    return ListPage(
        request,
        title=_("Formal supports that became unnecessary"),
        queryset=rows.select_related("project__district", "support_type").defer(
            "project__district__search_vector"
        ),
        columns=[
            Column("projekt", _("project"), "project.title", ("project__title",), url=_project),
            Column(
                "bezirk",
                _("District"),
                "project.district.name",
                ("project__district__sort_key", "project__title"),
            ),
            Column("jahr", _("Year"), lambda row: str(row.judged_on.year), ("judged_on",)),
            Column("hilfeart", _("Kind of support"), _kind, ("support_type__position",)),
            Column("zahl", _("Number judged"), "number", ("number",), "number", total="number"),
            Column("grundlage", _("Basis of the judgement"), "basis"),
            Column("am", _("Judged on"), "judged_on", ("judged_on",), "date"),
        ],
        sort="-am",
        filterset_class=AvoidedFilter,
        breadcrumbs=comparison_trail(),
        export_name="entbehrliche-hilfen",
        empty=EmptyState(
            _("Nobody has judged a project yet."),
            _("On the page of a project that has begun, the office judges which formal supports"
              " became unnecessary, and says how it knows."),
            reverse("networks:project_list"),
            _("Projects"),
        ),
        template="reporting/avoided.html",
        context={
            "years": judged_by_year(filterset.qs if filterset.is_valid() else rows.none()),
        },
    ).response()  # fmt: skip

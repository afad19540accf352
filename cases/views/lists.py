"""The list of cases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.filters.cases import ALL, CaseFilter
from cases.models import Case
from sro import access
from sro.ui.tables import Action, Column, EmptyState, ListPage

SHOWN = (
    "name",
    "reference",
    "state",
    "opened_on",
    "district__name",
    "social_space__name",
    "responsible__display_name",
    "deputy__display_name",
)


@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """Show, filter, sort and take along the cases: who is in charge, nothing of their content."""
    access.require(request.user, "view", Case)
    rows = (
        Case.objects.visible_to(request.user)
        .select_related("district", "social_space", "responsible", "deputy")
        .only(*SHOWN)
    )
    may_add = access.can(request.user, "add", Case)
    new = Action(_("New case"), reverse("cases:new"), primary=True, icon="add")
    return ListPage(
        request,
        title=_("Cases"),
        queryset=rows,
        columns=[
            Column("name", _("Family"), "name", ("sort_key",), url=_address),
            Column(
                "aktenzeichen",
                _("File reference"),
                "reference",
                ("reference_year", "reference_number"),
            ),
            Column("stand", _("State"), "get_state_display", ("state", "sort_key")),
            Column("bezirk", _("District"), "district.name", ("district__sort_key", "sort_key")),
            Column(
                "sozialraum",
                _("Social space"),
                "social_space.name",
                ("social_space__sort_key", "sort_key"),
            ),
            Column(
                "zustaendig",
                _("Responsible"),
                "responsible.display_name",
                ("responsible__sort_key", "sort_key"),
            ),
            Column(
                "vertretung",
                _("Deputy"),
                "deputy.display_name",
                ("deputy__sort_key", "sort_key"),
            ),
            Column("eroeffnet", _("Opened on"), "opened_on", ("opened_on",), kind="date"),
        ],
        sort="name",
        filterset_class=CaseFilter,
        actions=[new] if may_add else [],
        export_name="faelle",
        empty=EmptyState(
            _("No open cases here."),
            _("Cases you are responsible for, deputise in or stand in for appear here."),
            f"{reverse('cases:list')}?umfang={ALL}",
            _("All of my district"),
        ),
        template="networks/list.html",
        context={"full_export": ""},
    ).response()


def _address(case: Case) -> str:
    return reverse("cases:case", args=[case.pk])

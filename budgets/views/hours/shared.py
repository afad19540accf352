"""Hours for a project or network; shown on its page as a fragment."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import HoursEntry
from budgets.rules.hours import FEWEST_PEOPLE
from budgets.services.hours_shared import hours_for
from budgets.views.projects import project_trail
from networks.models import Network, Project
from sro import access
from sro.ui.crumbs import Crumb, crumb


@require_safe
def of_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the hours for a project by team and provider."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    return _page(request, project, project_trail(project))


@require_safe
def of_network(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the hours for a network by team and provider."""
    network = get_object_or_404(Network.objects.visible_to(request.user).distinct(), pk=pk)
    return _page(request, network, network_trail(network))


def network_trail(network: Network) -> list[Crumb]:
    """Sozialraum › Netzwerke und Gremien › Runder Tisch Nord ›"""
    return [
        crumb(_("Social space"), "networks:home"),
        crumb(_("Networks and bodies"), "networks:network_list"),
        crumb(network.name, "networks:network_detail", network.pk),
    ]


def _page(request: HttpRequest, thing: Project | Network, trail: list[Crumb]) -> HttpResponse:
    access.require(request.user, "sum", HoursEntry)
    rows = hours_for(actor=request.user, thing=thing)
    known = [each.minutes for each in rows if each.minutes is not None]
    partial = request.htmx and not request.htmx.boosted
    return render(
        request,
        f"budgets/hours/shared{'_part' if partial else ''}.html",
        {
            "title": _("Hours: %(what)s") % {"what": thing},
            "breadcrumbs": trail,
            "rows": rows,
            # A sum over all would tell what a team that is not shown has worked; it is left out.
            "total": sum(known) if len(rows) > 1 and len(known) == len(rows) else None,
            "hidden": len(known) < len(rows),
            "fewest": FEWEST_PEOPLE,
        },
    )

"""What a project of a social space costs in small grants; shown on its page as a fragment."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import BudgetYear, SmallGrant
from budgets.views.grants import address_of
from networks.models import Project
from sro import access
from sro.ui.crumbs import Crumb, crumb


def project_trail(project: Project) -> list[Crumb]:
    """Sozialraum › Projekte › Nachmittage an der Grundschule ›"""
    return [
        crumb(_("Social space"), "networks:home"),
        crumb(_("Projects"), "networks:project_list"),
        crumb(project.title, "networks:project_detail", project.pk),
    ]


@require_safe
def project_money(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the grants of a project as far as the person may see them, and their sums."""
    user = request.user
    project = get_object_or_404(Project.objects.visible_to(user), pk=pk)
    access.require(user, "view", SmallGrant)
    grants = list(
        SmallGrant.objects.visible_to(user).filter(project=project).with_money().with_places()
    )
    partial = request.htmx and not request.htmx.boosted
    return render(
        request,
        f"budgets/project_money{'_part' if partial else ''}.html",
        {
            "title": _("Money: %(project)s") % {"project": project.title},
            "breadcrumbs": project_trail(project),
            "project": project,
            "rows": [(each, address_of(each)) for each in grants],
            "sums": {
                "requested": _sum(each.requested for each in grants),
                "granted": _sum(each.granted for each in grants),
                "paid": _sum(each.kept for each in grants),
                "used": _sum(each.used for each in grants),
            },
            "new": _new(request, project),
        },
    )


def _sum(amounts) -> Decimal:
    return sum((each for each in amounts if each is not None), Decimal(0))


def _new(request: HttpRequest, project: Project) -> str:
    """Return where an application for this project is recorded, in a budget that takes them."""
    user = request.user
    year = BudgetYear.objects.visible_to(user).filter(year=timezone.localdate().year).first()
    if year is None or year.state == "closed" or not access.can(user, "add", SmallGrant):
        return ""
    return f"{reverse('budgets:grant_add', args=[year.year])}?projekt={project.pk}"

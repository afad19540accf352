"""Section of a case's page: the newest resource map of each person."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, ResourceMap
from cases.sections import Section
from sro.ui.tables import Action


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the section; one query, whatever the number of maps."""
    maps = (
        ResourceMap.objects.visible_to(request.user)
        .filter(case=case, next_map=None)
        .select_related("person")
        .annotate(number=Count("resources"))
        .order_by("person__sort_key", "pk")
    )
    found = list(maps)
    return Section(
        key="ressourcenkarten",
        title=_("Resource maps"),
        template="cases/sections/resource_maps.html",
        context={"case": case, "maps": found},
        actions=(Action(_("Draw a resource map"), reverse("cases:map_new", args=[case.pk])),),
        count=len(found),
    )

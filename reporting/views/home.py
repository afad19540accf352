"""The entrance to the reports: the ways on, as far as one may go."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sro import access


@dataclass(frozen=True)
class Way:
    """A way on: shown to whoever may do `action` with `model`."""

    title: str | Promise
    text: str | Promise
    view: str
    model: str
    action: str = "view"


#: In the order in which they are shown; each part of the reports brings its own.
WAYS: tuple[Way, ...] = (
    Way(
        gettext_lazy("Quarterly reports"),
        gettext_lazy("figures of each district, with commentary, discussed and signed off"),
        "reporting:reports",
        "reporting.DistrictReport",
    ),
    Way(
        gettext_lazy("Family information"),
        gettext_lazy("Any indicator by area and time, as table, chart and map."),
        "reporting:information",
        "budgets.IndicatorValue",
    ),
    Way(
        gettext_lazy("Comparison and evaluation"),
        gettext_lazy("areas over time, against chance, with and without networked work"),
        "reporting:comparison",
        "reporting.AreaGroup",
    ),
    Way(
        gettext_lazy("Inconsistencies"),
        gettext_lazy("What is missing or contradictory, and where it is mended."),
        "reporting:findings",
        "reporting.Finding",
    ),
    Way(
        gettext_lazy("Inconsistencies by district"),
        gettext_lazy("How often what occurs, without cases."),
        "reporting:finding_numbers",
        "reporting.Finding",
        "count",
    ),
    Way(
        gettext_lazy("Needs"),
        gettext_lazy("Which offers families miss, and what there is."),
        "reporting:needs",
        "networks.District",
        "read_needs",
    ),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show where one can go on."""
    ways = [way for way in WAYS if access.can(request.user, way.action, apps.get_model(way.model))]
    if not ways:
        raise PermissionDenied("view reporting.DistrictReport")
    return render(request, "reporting/home.html", {"title": _("Reports"), "ways": ways})

"""The work list of what is missing, old or contradictory; each remark leads to its remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.forms.plausibility import KIND_OF, Kinds, RemarkFilter
from budgets.models import Indicator, IndicatorValue
from budgets.services.plausibility import Remark, plausibility_report
from budgets.services.value_tables import Level, place_key
from budgets.views.crumbs import catalogue_trail
from budgets.views.indicators import address_of
from networks.models import District, SocialSpace
from sro import access

PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """A remark with the step that settles it; without an address there is none to take."""

    remark: Remark
    kind: str | Promise
    address: str
    step: str


@require_safe
def plausibility(request: HttpRequest) -> HttpResponse:
    """List the remarks, filtered by indicator and kind."""
    user = request.user
    access.require(user, "view", IndicatorValue)
    form = RemarkFilter(request.GET, user=user)
    remarks = _wanted(form, user) if form.is_valid() else []
    paginator = Paginator(remarks, PER_PAGE)
    page = paginator.get_page(request.GET.get("seite"))
    return render(
        request,
        "budgets/plausibility.html",
        {
            "title": _("Plausibility of the indicators"),
            "breadcrumbs": catalogue_trail(),
            "form": form,
            "filtered": form.has_changed(),
            "count": paginator.count,
            "page": page,
            "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
            "lines": _lines(request, page.object_list),
            "has_indicators": Indicator.objects.visible_to(user).exists(),
        },
    )


def _wanted(form: RemarkFilter, user: Any) -> list[Remark]:
    indicator, kind = form.cleaned_data["kennzahl"], form.cleaned_data["art"]
    remarks = plausibility_report(
        actor=user, today=timezone.localdate(), indicators=[indicator] if indicator else None
    )
    return [remark for remark in remarks if not kind or KIND_OF[remark.code] == kind]


def _lines(request: HttpRequest, remarks: Sequence[Remark]) -> list[Line]:
    """Return the remarks of a page with their steps; one query for all values in question."""
    rights = {
        action: access.can(request.user, action, IndicatorValue)
        for action in ("add", "change", "import")
    }
    values = _values(request.user, remarks) if rights["change"] else {}
    back = request.get_full_path()
    return [
        Line(remark, KIND_OF[remark.code].label, *_step(remark, rights, values, back))
        for remark in remarks
    ]


def _step(
    remark: Remark, rights: dict[str, bool], values: dict[tuple, int], back: str
) -> tuple[str, str]:
    """Return where a remark is settled and what is done there."""
    indicator, kind = remark.indicator, KIND_OF[remark.code]
    value = values.get(_place(remark))
    if kind == Kinds.MISSING and remark.area and rights["add"]:
        asked = {"gebiet": place_key(remark.area), "stichtag": remark.reference_date.isoformat()}
        return _with(reverse("budgets:value_add", args=[indicator.code]), asked, back), _(
            "Enter the value"
        )
    if kind in {Kinds.MISSING, Kinds.STALE} and not remark.area and rights["import"]:
        return reverse("ui:import_new", args=["indicator-values"]), _("Import values")
    if kind in {Kinds.JUMP, Kinds.ZERO} and value is not None:
        address = reverse("budgets:value_edit", args=[indicator.code, value])
        return _with(address, {}, back), _("Check the value")
    return _look(remark), _("See the values")


def _look(remark: Remark) -> str:
    """Return the indicator's page where the remark can be seen."""
    area, asked = remark.area, {}
    if remark.reference_date:
        spaces = isinstance(area, SocialSpace) or remark.code in {"parts", "missing_spaces"}
        asked["ebene"] = str(Level.SOCIAL_SPACES if spaces else Level.DISTRICTS)
        asked["stichtag"] = remark.reference_date.isoformat()
        if spaces and isinstance(area, District):
            asked["bezirk"] = area.key
    return (
        f"{address_of(remark.indicator)}?{urlencode(asked)}"
        if asked
        else address_of(remark.indicator)
    )


def _with(address: str, asked: dict[str, str], back: str) -> str:
    return f"{address}?{urlencode({**asked, 'weiter': back})}"


def _place(remark: Remark) -> tuple:
    area = remark.area
    return (
        remark.indicator.pk,
        remark.reference_date,
        area.pk if isinstance(area, District) else None,
        area.pk if isinstance(area, SocialSpace) else None,
    )


def _values(user: Any, remarks: Sequence[Remark]) -> dict[tuple, int]:
    """Return the values the remarks speak of, by indicator, day and area."""
    areas = [remark.area for remark in remarks]
    rows = (
        IndicatorValue.objects.allowing(user, "change")
        .filter(
            Q(district__in=[area.pk for area in areas if isinstance(area, District)])
            | Q(social_space__in=[area.pk for area in areas if isinstance(area, SocialSpace)]),
            indicator__in={remark.indicator.pk for remark in remarks},
            reference_date__in={remark.reference_date for remark in remarks} - {None},
        )
        .values_list("indicator_id", "reference_date", "district_id", "social_space_id", "pk")
    )
    return {tuple(place): pk for *place, pk in rows}

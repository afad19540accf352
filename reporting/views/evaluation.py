"""Comparing areas: over time, against chance, and with and without networked work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.models import District, SocialSpace
from reporting.comparison import pictures, tables
from reporting.comparison.words import base_name, effect_text, lack_text, left_out_text
from reporting.evaluation.panel import LEAST_AREAS, LEAST_COUNT, LEAST_QUARTERS, Lack
from reporting.evaluation.regression import Estimate
from reporting.forms.comparison import CourseForm, EvaluationForm, FunnelForm
from reporting.models import AreaGroup
from reporting.services.comparing import MOST_QUARTERS, sheet_of
from reporting.services.evaluating import Evaluation, evaluate
from reporting.views.area_groups import address_of, groups_trail, load_group
from sro import access
from sro.audit.trail import record_export
from sro.periods import Quarter
from sro.ui.crumbs import Crumb, crumb
from sro.ui.quarters import quarter_name
from sro.ui.spreadsheets import export_response
from sro.ui.tables import EXPORTS


def comparison_trail() -> list[Crumb]:
    """Berichte › Vergleich ›"""
    return [crumb(_("Reports"), "reporting:home"), crumb(_("Comparison"), "reporting:comparison")]


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Show the three ways of comparing."""
    access.require(request.user, "view", AreaGroup)
    return render(
        request,
        "reporting/evaluation_home.html",
        {
            "title": _("Comparison and evaluation"),
            "breadcrumbs": comparison_trail()[:1],
            "groups": AreaGroup.objects.visible_to(request.user),
            "may_add": access.can(request.user, "add", AreaGroup),
        },
    )


@require_safe
def course(request: HttpRequest) -> HttpResponseBase:
    """Show an area over time, beside its district and the city."""
    user, today = request.user, timezone.localdate()
    access.require(user, "view", AreaGroup)
    day = Quarter.of(today).previous.last_day
    form = CourseForm(
        request.GET,
        today=today,
        districts=list(District.objects.visible_to(user).valid_on(day).defer("search_vector")),
        spaces=list(SocialSpace.objects.visible_to(user).valid_on(day).defer("search_vector")),
    )
    context: dict[str, Any] = {"grid": None, "picture": None}
    if form.is_valid():
        figure, area = form.cleaned_data["kennzahl"], form.cleaned_data["gebiet"]
        quarters = form.quarters()
        before = [quarters[0].shifted(-n) for n in (4, 3, 2, 1)]
        sheet = sheet_of(actor=user, figure=figure, quarters=[*before, *quarters])
        grid = tables.course_table(sheet, area, quarters)
        if answer := _taken(request, f"verlauf-{figure.code}-{area.key}", grid):
            return answer
        context = {
            "grid": grid,
            "picture": pictures.course_lines(sheet, area, quarters),
            "figure": figure,
            "sheet": sheet,
            "uses_residents": False,
            "in_districts_only": isinstance(area, SocialSpace) and not figure.in_spaces,
        }
    return _page(request, "reporting/evaluation_course.html", _("Course over time"), form, context)


@require_safe
def funnel(request: HttpRequest) -> HttpResponseBase:
    """Show all areas of a level between the limits of chance."""
    user, today = request.user, timezone.localdate()
    access.require(user, "view", AreaGroup)
    form = FunnelForm(request.GET, today=today)
    context: dict[str, Any] = {"found": None}
    if form.is_valid():
        figure, quarter = form.cleaned_data["kennzahl"], form.cleaned_data["quartal"]
        sheet = sheet_of(actor=user, figure=figure, quarters=[quarter])
        found = tables.funnel_of(sheet, quarter, form.cleaned_data["ebene"])
        grid = tables.funnel_table(sheet, found)
        if answer := _taken(request, f"streuung-{figure.code}", grid):
            return answer
        context = {
            "found": found,
            "grid": grid,
            "picture": pictures.funnel_picture(sheet, found, quarter),
            "figure": figure,
            "sheet": sheet,
            "is_share": tables.is_share(sheet),
            "uses_residents": tables.uses_residents(sheet),
            "by_chance": round(len(found.rows) * 0.05),
            "number": len(found.rows),
        }
    return _page(request, "reporting/evaluation_funnel.html", _("Funnel plot"), form, context)


@require_safe
def evaluation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show a group beside the areas that never had networked work."""
    group = load_group(request, pk)
    form = EvaluationForm(request.GET, today=timezone.localdate())
    context: dict[str, Any] = {"found": None, "group": group}
    if form.is_valid():
        figure = form.cleaned_data["kennzahl"]
        found = evaluate(actor=request.user, group=group, figure=figure, quarters=form.quarters())
        grid = tables.evaluation_table(found)
        name = f"auswertung-{slugify(group.name) or group.pk}-{figure.code}"
        if answer := _taken(request, name, grid, group):
            return answer
        context |= {
            "found": found,
            "grid": grid,
            "picture": pictures.evaluation_lines(found),
            "figure": figure,
            "sheet": found.sheet,
            "is_share": tables.is_share(found.sheet),
            "uses_residents": tables.uses_residents(found.sheet),
            "base_name": _base_name(found),
            "cut": None if found.cut is None else quarter_name(found.sheet.quarters[found.cut]),
            **_result(found),
        }
    title = _("Evaluation: %(name)s") % {"name": group.name}
    trail = [*groups_trail(), Crumb(group.name, address_of(group))]
    return _page(request, "reporting/evaluation_result.html", title, form, context, trail)


def _base_name(found: Evaluation) -> str:
    kind = found.sheet.kind
    return base_name(found.sheet.figure, kind, found.sheet.base) if kind else ""


def _result(found: Evaluation) -> dict[str, Any]:
    """Return what the calculation says in words, or why there is none."""
    panel, result = found.panel, found.result
    told: dict[str, Any] = {
        "effects": [],
        "lack": "",
        "left_out": left_out_text(panel.silent, panel.short),
        "areas_with": panel.areas(treated=True),
        "areas_without": panel.areas(treated=False),
        "quarters_used": panel.quarters,
        "least_areas": LEAST_AREAS,
        "least_quarters": LEAST_QUARTERS,
        "least_count": LEAST_COUNT,
    }
    if isinstance(result, Lack):
        return {**told, "lack": lack_text(result)}
    return {**told, "effects": _effects(result), "estimate": result}


def _effects(result: Estimate) -> list[tuple[str, str, str]]:
    def said(name: str) -> str:
        return effect_text(result.shown(getattr(result, name)), result.chance)

    return [
        (
            _("Step at the beginning"),
            said("level"),
            _("How much higher or lower the group lay in the first full quarter of networked work"
              " than its own past and the course of the other areas would have led to expect."),
        ),
        (
            _("Trend"),
            _("for each quarter %(text)s") % {"text": said("trend")},
            _("By how much the group's distance from the other areas changed with each further"
              " quarter, beyond what it did before."),
        ),
        (
            _("Before the beginning"),
            _("for each quarter %(text)s") % {"text": said("before")},
            _("By how much the group went another way than the others already before. The larger"
              " this is, the less can be said about level and trend."),
        ),
    ]  # fmt: skip


def _taken(
    request: HttpRequest, name: str, grid: tables.Grid, group: AreaGroup | None = None
) -> HttpResponseBase | None:
    """Return the table as a file if the address asks for one."""
    wanted = request.GET.get("format", "")
    if wanted not in EXPORTS:
        return None
    access.require(request.user, "export", AreaGroup if group is None else group)
    record_export(
        request.user,
        "export.vergleich",
        group,
        format=wanted,
        rows=len(grid.rows),
        model=AreaGroup._meta.label,
        filters=sorted(key for key, value in request.GET.items() if value and key != "format"),
    )
    return export_response(name, grid.columns, grid.values(), wanted)


def _page(
    request: HttpRequest,
    template: str,
    title: str,
    form: Any,
    context: dict[str, Any],
    trail: list[Crumb] | None = None,
) -> HttpResponse:
    return render(
        request,
        template,
        {
            "title": title,
            "breadcrumbs": comparison_trail() if trail is None else trail,
            "form": form,
            "may_export": access.can(request.user, "export", AreaGroup),
            "most_quarters": MOST_QUARTERS,
            **context,
        },
    )

"""The family information system: the indicators by module, and one indicator to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from budgets.models import Indicator, IndicatorModule, IndicatorValue
from budgets.services.value_tables import Level, known_days
from networks.models import District
from reporting.filters.information import InformationFilter
from reporting.information_pictures import pictures_of
from reporting.need_reporting import report_from_figure
from reporting.rules.information import neighbours
from reporting.services.information import Reading, read_indicator
from reporting.views.information_tables import indicator_table
from sro import access
from sro.audit.trail import record_export
from sro.ui.crumbs import Crumb, crumb
from sro.ui.spreadsheets import export_response
from sro.ui.tables import EXPORTS, Action, Column, EmptyState, ListPage


def information_trail(*, inside: bool = True) -> list[Crumb]:
    """Berichte › Familieninformation ›"""
    way = [crumb(_("Reports"), "reporting:home")]
    return [*way, crumb(_("Family information"), "reporting:information")] if inside else way


def address_of(indicator: Indicator) -> str:
    """Return the address at which an indicator is read."""
    return reverse("reporting:information_indicator", args=[indicator.code])


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Show the indicators by module, with what there is of each."""
    user = request.user
    access.require(user, "view", IndicatorValue)
    found = Indicator.objects.visible_to(user)
    add = reverse("budgets:indicator_add")
    return ListPage(
        request,
        title=_("Family information"),
        queryset=found.annotate(
            latest=Max("values__reference_date"),
            districts=Count("values__district", distinct=True),
            spaces=Count("values__social_space", distinct=True),
        ),
        columns=[
            Column("modul", _("Module"), "get_module_display", ("module", "name")),
            Column("name", _("Indicator"), "name", ("name",), url=address_of),
            Column("einheit", _("Unit"), "unit", ("unit", "name")),
            Column("stand", _("Latest values"), "latest", ("latest", "name"), kind="date"),
            Column("gebiete", _("Areas with values"), _coverage),
            Column("quelle", _("Source"), "source", ("source", "name")),
            Column("lizenz", _("Licence"), lambda row: row.licence or _("not stated")),
        ],
        sort="modul",
        filterset_class=InformationFilter,
        breadcrumbs=information_trail(inside=False),
        actions=[
            Action(_("Several side by side"), reverse("reporting:information_compare"), True),
            Action(_("Kept selections"), reverse("reporting:selections")),
        ],
        export_name="familieninformation",
        template="reporting/information_list.html",
        context={"modules": _modules(found, request.GET.get("modul", ""))},
        empty=EmptyState(
            _("No indicator yet."),
            _("Indicators and their values are kept in the budget’s catalogue."),
            *((add, _("Add an indicator")) if access.can(user, "add", Indicator) else ()),
        ),
    ).response()


def _coverage(indicator: Any) -> str:
    parts = []
    if indicator.districts:
        parts.append(
            ngettext("%(number)s district", "%(number)s districts", indicator.districts)
            % {"number": indicator.districts}
        )
    if indicator.spaces:
        parts.append(
            ngettext("%(number)s social space", "%(number)s social spaces", indicator.spaces)
            % {"number": indicator.spaces}
        )
    return ", ".join(parts) or _("no values yet")


def _modules(found: QuerySet, chosen: str) -> list[dict[str, Any]]:
    """Return the modules that hold an indicator, as ways through the list."""
    numbers = dict(found.order_by().values_list("module").annotate(number=Count("pk")))
    return [
        {"label": label, "number": numbers[key], "url": f"?modul={key}", "current": key == chosen}
        for key, label in IndicatorModule.choices
        if key in numbers
    ]


@dataclass(frozen=True)
class Choice:
    """What the address asks for."""

    level: Level
    day: date
    since: date | None = None
    district: District | None = None

    def address(self, **other: Any) -> str:
        """Return the address of this choice, with some of it chosen otherwise."""
        chosen = {**vars(self), **other}
        asked = {"ebene": str(chosen["level"]), "stand": chosen["day"].isoformat()}
        if chosen["since"] is not None and chosen["since"] < chosen["day"]:
            asked["seit"] = chosen["since"].isoformat()
        if chosen["level"] == Level.SOCIAL_SPACES and chosen["district"] is not None:
            asked["bezirk"] = chosen["district"].key
        return f"?{urlencode(asked)}"


@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """Show an indicator as table, chart and map, on a day and over time."""
    user = request.user
    found = get_object_or_404(Indicator.objects.visible_to(user), code=code)
    access.require(user, "view", IndicatorValue)
    days = known_days(actor=user, indicator=found)
    context: dict[str, Any] = {
        "title": found.name,
        "breadcrumbs": information_trail(),
        "indicator": found,
        "actions": _actions(user, found),
        "reading": None,
        "may_import": access.can(user, "import", IndicatorValue),
    }
    if not days:
        return render(request, "reporting/information_indicator.html", context)
    today = timezone.localdate()
    districts = list(District.objects.visible_to(user).valid_on(today).defer("search_vector"))
    choice = _choice(request, days, districts)
    reading = read_indicator(
        actor=user,
        indicator=found,
        level=choice.level,
        days=days[choice.level],
        day=choice.day,
        since=choice.since,
        district=choice.district,
    )
    if request.GET.get("format") in EXPORTS:
        return _export(request, reading)
    context |= _shown(reading, choice, days, districts)
    context["actions"] += report_from_figure(user, reading.table.indicator, choice)
    context["may_export"] = access.can(user, "export", IndicatorValue)
    return render(request, "reporting/information_indicator.html", context)


def _actions(user: Any, found: Indicator) -> list[Action]:
    compare = reverse("reporting:information_compare")
    actions = [Action(_("Beside others"), f"{compare}?mit={found.code}")]
    if access.can(user, "change", IndicatorValue):
        kept = reverse("budgets:indicator", args=[found.code])
        actions.append(Action(_("Maintain values"), kept))
    return actions


def _shown(
    reading: Reading,
    choice: Choice,
    days: dict[Level, list[date]],
    districts: list[District],
) -> dict[str, Any]:
    of_level = sorted(days[choice.level])
    before, after = neighbours(of_level, choice.day)
    spaces = choice.level == Level.SOCIAL_SPACES
    return {
        "reading": reading,
        "choice": choice,
        "table": indicator_table(reading),
        **pictures_of(reading, by_area=not spaces or choice.district is not None),
        "levels": [
            (label, choice.address(level=level, day=_nearest(days[level], choice.day)), level)
            for level, label in (
                (Level.DISTRICTS, _("Districts")),
                (Level.SOCIAL_SPACES, _("Social spaces")),
            )
            if level in days
        ],
        "districts": [
            (None, _("All"), choice.address(district=None)),
            *((each, each.name, choice.address(district=each)) for each in districts),
        ]
        if spaces
        else [],
        "days": [(day, choice.address(day=day)) for day in of_level],
        "before": choice.address(day=before) if before else "",
        "after": choice.address(day=after) if after else "",
        "earlier_days": [(day, choice.address(since=day)) for day in of_level if day < choice.day],
    }


def _choice(
    request: HttpRequest, days: dict[Level, list[date]], districts: list[District]
) -> Choice:
    """Read the address; what it does not say or cannot mean is chosen as usual."""
    asked = request.GET.get("ebene", "")
    level = Level(asked) if asked in set(days) else next(iter(days))
    wanted, since = request.GET.get("stand", ""), request.GET.get("seit", "")
    day = next((each for each in days[level] if each.isoformat() == wanted), days[level][0])
    earlier = (each for each in days[level] if each.isoformat() == since and each < day)
    key = request.GET.get("bezirk", "") if level == Level.SOCIAL_SPACES else ""
    district = next((each for each in districts if each.key == key), None)
    return Choice(level, day, next(earlier, None), district)


def _nearest(days: list[date], day: date) -> date:
    """Return the day that lies nearest, so that changing the level keeps the time."""
    return min(days, key=lambda each: abs((each - day).days))


def _export(request: HttpRequest, reading: Reading) -> HttpResponse:
    """Hand out what the page shows, each row with its source and licence."""
    table = indicator_table(reading)
    return table_export(
        request, f"kennzahl-{reading.table.indicator.code}", table.columns, table.export
    )


def table_export(
    request: HttpRequest, name: str, columns: list[Column], rows: list[list[Any]]
) -> HttpResponse:
    """Hand out a table of indicator values; that it was taken out is logged."""
    access.require(request.user, "export", IndicatorValue)
    wanted = request.GET["format"]
    record_export(
        request.user,
        "export.familieninformation",
        format=wanted,
        rows=len(rows),
        filters=sorted(key for key, value in request.GET.items() if value and key != "format"),
        model=IndicatorValue._meta.label,
    )
    return export_response(name, columns, rows, wanted)

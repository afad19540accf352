"""One indicator: what it is, its values by area, how they changed, what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets import indicator_pictures as pictures
from budgets.models import Indicator, IndicatorValue
from budgets.services.plausibility import plausibility_report
from budgets.services.value_tables import Level, known_days, value_history, value_table
from budgets.views.crumbs import catalogue_trail
from budgets.views.indicators import load_indicator
from networks.models import District
from sro import access
from sro.ui.tables import Action

REMARKS_SHOWN = 5


@dataclass(frozen=True)
class Choice:
    """What the address asks for: level, day and, for social spaces, a district."""

    level: Level
    day: date
    district: District | None = None

    def address(self, **other: Any) -> str:
        """Return the address of this choice, with some of it chosen otherwise."""
        level = other.get("level", self.level)
        day = other.get("day", self.day)
        district = other.get("district", self.district)
        asked = {"ebene": str(level), "stichtag": day.isoformat()}
        if level == Level.SOCIAL_SPACES and district is not None:
            asked["bezirk"] = district.key
        return f"?{urlencode(asked)}"


@require_safe
def indicator_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show definition and source first, then the values of one day."""
    indicator = load_indicator(request, code)
    user, today = request.user, timezone.localdate()
    days = known_days(actor=user, indicator=indicator)
    remarks = plausibility_report(actor=user, today=today, indicators=[indicator])
    context = {
        "title": indicator.name,
        "breadcrumbs": catalogue_trail(),
        "indicator": indicator,
        "actions": _actions(user, indicator, has_values=bool(days)),
        "remarks": remarks[:REMARKS_SHOWN],
        "more_remarks": max(len(remarks) - REMARKS_SHOWN, 0),
        "table": None,
        "may_add": access.can(user, "add", IndicatorValue),
        "may_change": access.can(user, "change", IndicatorValue),
        "may_delete": access.can(user, "delete", IndicatorValue),
        "may_import": access.can(user, "import", IndicatorValue),
    }
    if days:
        districts = list(District.objects.visible_to(user).valid_on(today).defer("search_vector"))
        choice = _choice(request, days, districts)
        context |= _values(user, indicator, choice, days, districts)
    return render(request, "budgets/indicator.html", context)


def _values(
    user: Any,
    indicator: Indicator,
    choice: Choice,
    days: dict[Level, list[date]],
    districts: list[District],
) -> dict[str, Any]:
    of_level = {"actor": user, "indicator": indicator, "level": choice.level}
    table = value_table(**of_level, day=choice.day, district=choice.district)
    # Lines of 138 social spaces say nothing: theirs are drawn for one district at a time.
    lines = None
    if choice.level == Level.DISTRICTS or choice.district is not None:
        history = value_history(**of_level, days=days[choice.level], district=choice.district)
        lines = pictures.course_lines(indicator, history)
    return {
        "choice": choice,
        "table": table,
        "bars": pictures.value_bars(table),
        "map": pictures.value_map(table),
        "lines": lines,
        "source_line": pictures.source_line(indicator, choice.day),
        "levels": [
            (label, choice.address(level=level, day=_nearest(days[level], choice.day)), level)
            for level, label in (
                (Level.DISTRICTS, _("Districts")),
                (Level.SOCIAL_SPACES, _("Social spaces")),
            )
            if level in days
        ],
        "days": [(day, choice.address(day=day)) for day in days[choice.level]],
        "districts": [(None, _("All"), choice.address(district=None))]
        + [(each, each.name, choice.address(district=each)) for each in districts]
        if choice.level == Level.SOCIAL_SPACES
        else [],
    }


def _choice(
    request: HttpRequest, days: dict[Level, list[date]], districts: list[District]
) -> Choice:
    """Read the address; what it does not say or cannot mean is chosen as usual."""
    asked = request.GET.get("ebene", "")
    level = Level(asked) if asked in set(days) else next(iter(days))
    wanted = request.GET.get("stichtag", "")
    day = next((each for each in days[level] if each.isoformat() == wanted), days[level][0])
    key = request.GET.get("bezirk", "")
    district = next((each for each in districts if each.key == key), None)
    return Choice(level, day, district if level == Level.SOCIAL_SPACES else None)


def _nearest(days: list[date], day: date) -> date:
    """Return the day that lies nearest, so that changing the level keeps the time."""
    return min(days, key=lambda each: abs((each - day).days))


def _actions(user: Any, indicator: Indicator, *, has_values: bool) -> list[Action]:
    code = [indicator.code]
    found = []
    if access.can(user, "add", IndicatorValue):
        found.append(Action(_("Enter a value"), reverse("budgets:value_add", args=code), True))
    if access.can(user, "import", IndicatorValue):
        found.append(
            Action(_("Import values"), reverse("ui:import_new", args=["indicator-values"]))
        )
    if access.can(user, "change", indicator):
        found.append(Action(_("Change"), reverse("budgets:indicator_edit", args=code)))
    if not has_values and access.can(user, "delete", indicator):
        found.append(Action(_("Remove"), reverse("budgets:indicator_delete", args=code)))
    return found

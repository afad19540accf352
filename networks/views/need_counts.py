"""How many needs there are: by place, kind, group and quarter, and what became of them.

Needs are things: no people are counted, and nothing has to be hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractQuarter, ExtractYear
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.filters.needs import NeedFilter
from networks.models import Need
from networks.models.choices import TargetGroup
from networks.models.needs import NEED_STATES
from networks.views.need_words import to_board
from networks.views.needs import COLUMNS, page_actions, way
from sro import access
from sro.audit.trail import record_export
from sro.periods import Quarter
from sro.ui.quarters import quarter_name
from sro.ui.spreadsheets import export_response
from sro.ui.tables import EXPORTS, Column, _chips

_GROUPS = dict(TargetGroup.choices)


@dataclass(frozen=True)
class Grouping:
    """What the rows of the table are; `fields` are read, the first of them is the order."""

    label: str
    fields: tuple[str, ...]
    words: Callable[[tuple[Any, ...]], str]


def groupings() -> dict[str, Grouping]:
    """Return what the needs can be counted by, with its name in the address."""

    def group_in_words(row: tuple[Any, ...]) -> str:
        return str(_GROUPS.get(row[0], _("not stated")))

    return {
        "sozialraum": Grouping(
            _("Social space"),
            ("social_space__sort_key", "social_space__name", "district__name", "social_space"),
            lambda row: (
                f"{row[1]} ({row[2]})"
                if row[1]
                else _("all of %(district)s") % {"district": row[2]}
            ),
        ),
        "bezirk": Grouping(_("District"), ("district__key", "district__name"), lambda row: row[1]),
        "art": Grouping(
            _("Category"),
            ("category__sort_key", "category__name", "category"),
            lambda row: row[1] or _("not stated"),
        ),
        "zielgruppe": Grouping(_("For whom"), ("target_group",), group_in_words),
        "quartal": Grouping(
            _("Quarter of the report"),
            ("year", "quarter"),
            lambda row: quarter_name(Quarter(*row)),
        ),
    }


@require_safe
def need_counts(request: HttpRequest) -> HttpResponse:
    """Count the needs that are filtered, in rows of one's choice and columns by state."""
    user = request.user
    access.require(user, "view", Need)
    rows: Any = Need.objects.visible_to(user).standing()
    filterset = NeedFilter(request.GET, queryset=rows, request=request)
    known = groupings()
    chosen = request.GET.get("nach", "")
    by = known.get(chosen) or known["sozialraum"]
    table, total = _counted(filterset.qs if filterset.is_valid() else rows.none(), by)
    columns = [
        Column("gruppe", by.label, "", ()),
        *(Column(s.value, NEED_STATES[s.value], "", kind="number") for s in COLUMNS),
        Column("alle", _("All"), "", kind="number"),
    ]
    if request.GET.get("format") in EXPORTS:
        return _export(request, columns, [*table, total])
    return render(
        request,
        "networks/need_counts.html",
        {
            "title": _("Needs in figures"),
            "breadcrumbs": to_board(),
            "actions": page_actions(request, way("need_board"), way("need_list")),
            "filterset": filterset,
            "chips": _chips(filterset),
            "columns": columns,
            "table_rows": table,
            "total": total,
            "groupings": [(name, each.label, each is by) for name, each in known.items()],
            "may_export": access.can(user, "export", Need),
        },
    )


def _counted(rows: Any, by: Grouping) -> tuple[list[list[Any]], list[Any]]:
    numbers: dict[tuple[Any, ...], dict[str, int]] = defaultdict(dict)
    marked = rows.order_by().annotate(
        year=ExtractYear("reported_on"), quarter=ExtractQuarter("reported_on")
    )
    for *group, state, number in (
        marked.values_list(*by.fields, "state").annotate(number=Count("pk")).order_by(*by.fields)
    ):
        numbers[tuple(group)][state] = number
    states = [state.value for state in COLUMNS]
    table = [
        [by.words(group), *(found.get(s, 0) for s in states), sum(found.values())]
        for group, found in numbers.items()
    ]
    sums = [sum(row[place] for row in table) for place in range(1, len(states) + 2)]
    return table, [_("Total"), *sums]


def _export(request: HttpRequest, columns: list[Column], rows: list[list[Any]]) -> HttpResponse:
    access.require(request.user, "export", Need)
    wanted = request.GET["format"]
    record_export(
        request.user,
        "export.bedarfszahlen",
        format=wanted,
        rows=len(rows),
        filters=sorted(k for k, v in request.GET.items() if v and k != "format"),
        model=Need._meta.label,
    )
    return export_response("bedarfszahlen", columns, rows, wanted)

"""How often something looks wrong: for whoever reads figures, without saying where.

Counts of one or two are hidden like all small counts of people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from networks.models import District
from reporting.models import Finding
from reporting.rules.plausibility import BY_CODE, RULES, Rule
from reporting.services import settings
from reporting.suppression import Equation, Shown, protect
from sro import access
from sro.periods import Quarter


def doubtful(*, quarter: Quarter, district: District, today: date) -> Mapping[str, Shown]:
    """Return by code of the figure how many open findings make it doubtful; without them, nothing.

    Counted are those that touch the quarter's counts and are wrong on the last day of the quarter,
    or today where that is earlier. The caller asks for rights; a link for those who may see the
    findings is `?kennzahl=<code>&bezirk=<key>` on the list.
    """
    rows = Finding.objects.on(min(today, quarter.end - timedelta(days=1))).still_open()
    rows = rows.concerning(quarter).filter(district=district)
    found = _by(rows, "rule")
    rules = [BY_CODE[code] for code in found]
    cells: dict[tuple[str, str], int] = {("rule", code): n for code, n in found.items()}
    equations = []
    for figure in sorted({figure for rule in rules for figure in rule.figures}):
        parts = tuple(("rule", rule.code) for rule in rules if figure in rule.figures)
        cells["figure", figure] = sum(cells[part] for part in parts)
        equations.append(Equation(("figure", figure), parts))
    unprinted = [cell for cell in cells if cell[0] == "rule"]
    hidden = protect(cells, equations, limit=settings.current().limit, unprinted=unprinted)
    return {
        figure: hidden.shown((kind, figure), n)
        for (kind, figure), n in cells.items()
        if kind == "figure"
    }


@dataclass(frozen=True)
class Overview:
    """How often each rule is broken in each district, as far as it may be shown."""

    districts: tuple[District, ...]
    rules: tuple[Rule, ...]
    cells: Mapping[tuple[str, int], Shown]
    of_rules: Mapping[str, Shown]
    of_districts: Mapping[int, Shown]
    total: Shown


def overview(*, actor: Any, today: date) -> Overview:
    """Count the open findings by rule and district, in the districts the actor plans for or leads.

    Raises PermissionDenied for others.
    """
    access.require(actor, "count", Finding)
    rows = Finding.objects.allowing(actor, "count").on(today).still_open()
    found: dict[tuple[str, int], int] = {
        (rule, district): number
        for rule, district, number in rows.order_by()
        .values_list("rule", "district")
        .annotate(number=Count("pk"))
    }
    where = {district for _rule, district in found}
    districts = tuple(District.objects.filter(pk__in=where).order_by("key"))
    rules = tuple(rule for rule in RULES if any(code == rule.code for code, _place in found))
    places = [district.pk for district in districts]
    table = _protected(found, [rule.code for rule in rules], places)
    return Overview(
        districts,
        rules,
        {(rule.code, place): table[rule.code, place] for rule in rules for place in places},
        {rule.code: table[rule.code, 0] for rule in rules},
        {place: table["", place] for place in places},
        table["", 0],
    )


def _protected(
    found: Mapping[tuple[str, int], int], rules: Sequence[str], places: Sequence[int]
) -> dict[tuple[str, int], Shown]:
    """Return all cells with totals ("" of all rules, 0 of all districts), small ones hidden."""
    cells = {(rule, place): found.get((rule, place), 0) for rule in rules for place in places}
    equations = []
    for rule in rules:
        cells[rule, 0] = sum(cells[rule, place] for place in places)
        equations.append(Equation((rule, 0), tuple((rule, place) for place in places)))
    for place in (*places, 0):
        cells["", place] = sum(cells[rule, place] for rule in rules)
        equations.append(Equation(("", place), tuple((rule, place) for rule in rules)))
    hidden = protect(cells, equations, limit=settings.current().limit)
    return {cell: hidden.shown(cell, number) for cell, number in cells.items()}


def _by(rows: Any, column: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(column).annotate(number=Count("pk")))

"""The figures of a quarter: counted for all areas, protected, and stored as readers see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from networks.models import District, Municipality, SocialSpace, SupportType
from reporting.models import DistrictReport, QuarterFigures
from reporting.rules.disclosure import (
    RESTS_ON,
    Cell,
    Disclosure,
    Found,
    Place,
    is_split,
    people_counts,
    system_of,
)
from reporting.rules.few import UNTOLD, counts_of_few
from reporting.rules.states import FINAL_STATES
from reporting.services import settings
from reporting.services.counting import Area, Counts, count
from reporting.suppression import DASH
from sro.periods import Quarter
from sro.refusals import NotPossible

#: Rises with every change of what a figure means or how it is derived.
FORMULA = "2026-2"


def compared(quarter: Quarter) -> tuple[Quarter, Quarter, Quarter]:
    """Return the quarter, the one before it, and the same one a year before."""
    return quarter, quarter.previous, quarter.previous_year


def stands(area: District | SocialSpace | None, quarter: Quarter) -> bool:
    """Whether an area is valid on at least one day of a quarter; the city (None) always is."""
    return area is None or (
        area.valid_from < quarter.end
        and (area.valid_until is None or area.valid_until > quarter.start)
    )


def places() -> list[Place]:
    """Return all areas that anything can have been counted in."""
    districts = list(District.objects.order_by("key").values_list("pk", flat=True))
    spaces = SocialSpace.objects.order_by("key").values_list("pk", "district_id")
    return [
        Place("city", 0),
        *(Place("district", pk) for pk in districts),
        *(Place("elsewhere", pk, pk) for pk in districts),
        *(Place("space", pk, district) for pk, district in spaces),
    ]


@dataclass(frozen=True)
class Stored:
    """The counts of a quarter as they are stored: what readers may see, and nothing else."""

    content: Mapping[str, Any]

    def at(self, quarter: Quarter, level: str, pk: int) -> dict[str, Fraction | str | None]:
        """Return all counts of an area; "–" is hidden, None not known."""
        here = self.content["counts"].get(_key(quarter, level, pk), {})
        empty: dict[str, Fraction | str | None] = dict(Counts({}).of(quarter, Area(level, pk)))
        return {
            **empty,
            **{name: DASH if text == DASH else Fraction(text) for name, text in here.items()},
        }

    def parts(self, count_name: str) -> list[str]:
        """Return the codes of all parts of a split that occur anywhere, sorted."""
        start = f"{count_name}="
        names = {name for here in self.content["counts"].values() for name in here}
        return sorted(name.removeprefix(start) for name in names if name.startswith(start))

    @property
    def formula(self) -> str:
        """Which definitions were counted by."""
        return str(self.content["formula"])


def beside(quarter: Quarter) -> list[Quarter]:
    """Return the quarters next to those compared: what ran in them follows from the reports."""
    shown = compared(quarter)
    near = {each for one in shown for each in (one.previous, one.next)}
    return sorted(near - set(shown), key=lambda each: each.start)


def calculate(quarter: Quarter, *, now: datetime) -> QuarterFigures:
    """Count a quarter and those it is compared with, protect small counts, and store the result.

    The caller asks for rights. Raises NotPossible where the counts do not add up.
    """
    figures = counted_now(quarter, now=now)
    figures.save()
    return figures


def counted_now(quarter: Quarter, *, now: datetime) -> QuarterFigures:
    """The same without storing it."""
    at = settings.current()
    counts = count(compared(quarter), base=at.base_id, beside=beside(quarter), limit=at.limit)
    found = {
        (each, area.level, area.pk): dict(values) for (each, area), values in counts.found.items()
    }
    head = {"formula": FORMULA, "limit": at.limit, "base": at.base.name if at.base else ""}
    return _protected_figures(quarter, found, head, places(), now)


def protected_anew(figures: QuarterFigures) -> QuarterFigures:
    """Protect once more what was counted then, with what other reports have shown since.

    The counts and areas stay those of the day of counting; there may be more dashes. Nothing is
    stored.
    """
    quarter = Quarter(figures.year, figures.quarter)
    found: dict[tuple[Quarter, str, int], dict[str, Fraction]] = {}
    for each, level, pk, here in figures.counted:
        found[Quarter(each[0], each[1]), level, pk] = {
            name: Fraction(text) for name, text in here.items()
        }
    head = {key: figures.counts[key] for key in ("formula", "limit", "base")}
    areas = [Place(*each) for each in figures.counts["places"]]
    return _protected_figures(quarter, found, head, areas, figures.calculated_at)


def _protected_figures(
    quarter: Quarter,
    found: dict[tuple[Quarter, str, int], dict[str, Fraction]],
    head: dict[str, Any],
    areas: Sequence[Place],
    now: datetime,
) -> QuarterFigures:
    quarters = compared(quarter)
    head = {**head, "places": [list(each) for each in areas]}
    disclosure = _protected(found, quarters, areas, head["limit"])
    return QuarterFigures(
        year=quarter.year,
        quarter=quarter.number,
        counts={**head, "counts": _shown(found, disclosure.hidden, areas, quarters)},
        counted=[
            [[each.year, each.number], level, pk, {name: str(n) for name, n in here.items()}]
            for (each, level, pk), here in found.items()
        ],
        exposed=len(disclosure.exposed),
        calculated_at=now,
    )


def discard_unused(quarter: Quarter) -> None:
    """Delete what was counted for a quarter and no report rests on."""
    QuarterFigures.objects.filter(
        year=quarter.year, quarter=quarter.number, reports__isnull=True
    ).delete()


#: Only the names of what is hidden leave the database: a quarter's counts are long.
_DASHES = """
    SELECT DISTINCT area.key, count.key
    FROM reporting_quarterfigures AS figures
    CROSS JOIN LATERAL jsonb_each(figures.counts -> 'counts') AS area
    CROSS JOIN LATERAL jsonb_each_text(area.value) AS count
    WHERE (figures.year, figures.quarter) IN (
            SELECT * FROM unnest(%(years)s::int[], %(numbers)s::int[])
        )
        AND EXISTS (SELECT 1 FROM reporting_districtreport AS r WHERE r.figures_id = figures.id)
        AND count.value = %(dash)s
        AND count.key = ANY(%(names)s)
        AND split_part(area.key, ' ', 1) = ANY(%(quarters)s)
"""


def hidden_in_reports(
    quarters: Sequence[Quarter], names: Collection[str]
) -> dict[Quarter, frozenset[tuple[Area, str]]]:
    """Return which of these counts have a dash in any quarterly report, drafts among them.

    Whoever shows none of them shows nothing that the reports do not protect already.
    """
    by_code = {f"{each.year}-{each.number}": each for each in quarters}
    telling = sorted(
        {each for quarter in quarters for each in (quarter, quarter.next, quarter.shifted(4))}
    )
    found: dict[Quarter, set[tuple[Area, str]]] = {each: set() for each in quarters}
    with connection.cursor() as cursor:
        cursor.execute(
            _DASHES,
            {
                "years": [each.year for each in telling],
                "numbers": [each.number for each in telling],
                "dash": DASH,
                "names": sorted(names),
                "quarters": sorted(by_code),
            },
        )
        for key, name in cursor.fetchall():
            code, level, pk = key.split(" ")
            found[by_code[code]].add((Area(level, int(pk)), name))
    return {quarter: frozenset(cells) for quarter, cells in found.items()}


def city_name() -> str:
    """Return the municipality's name, as reports print it."""
    city = Municipality.objects.first()
    return city.name if city else _("City")


def _key(quarter: Quarter, level: str, pk: int) -> str:
    return f"{quarter.year}-{quarter.number} {level} {pk}"


def _protected(
    found: Found, quarters: Sequence[Quarter], areas: Sequence[Place], limit: int
) -> Disclosure:
    near = beside(quarters[0])
    seen, hidden_before = _earlier([*quarters, *near], areas)
    known = {(cell.year, cell.quarter) for cell in seen}
    # What ran before is always computed; what ran afterwards only from later reports.
    silent = [each for each in near if each.next in quarters or (each.year, each.number) in known]
    try:
        return system_of(found, quarters, areas, beside=silent, law=_settings_by_law()).disclosed(
            limit=limit, seen=seen, hidden_before=hidden_before
        )
    except ValueError as error:
        raise NotPossible(
            _(
                "The counts of the areas do not add up to those of the city, so small counts could"
                " not be protected. Please look whether each social space belongs to the district"
                " of its cases."
            )
        ) from error


def _earlier(
    quarters: Sequence[Quarter], areas: Sequence[Place]
) -> tuple[dict[Cell, int], set[Cell]]:
    """Return the counts of people that frozen reports show and those that they hide."""
    rows = QuarterFigures.objects.filter(reports__state__in=FINAL_STATES).distinct()
    told = {each for quarter in quarters for each in (quarter, quarter.next, quarter.shifted(4))}
    wanted = Q(pk__in=[])
    for each in told:
        wanted |= Q(year=each.year, quarter=each.number)
    names = people_counts()
    seen: dict[Cell, int] = {}
    hidden: set[Cell] = set()
    for row in rows.filter(wanted):
        final = DistrictReport.objects.filter(figures=row, state__in=FINAL_STATES)
        districts = set(final.values_list("district_id", flat=True))
        shown = {
            area
            for area in areas
            if area.level == "city"
            or (area.pk if area.level == "district" else area.parent) in districts
        }
        own = Quarter(row.year, row.quarter)
        said = names | {n for here in row.counts["counts"].values() for n in here if is_split(n)}
        for quarter in set(quarters) & set(compared(own)):
            for area in areas:
                here = row.counts["counts"].get(_key(quarter, area.level, area.pk), {})
                for name, text in here.items():
                    cell = Cell(quarter.year, quarter.number, area.level, area.pk, name)
                    # What protects a frozen report is hidden where nothing is frozen yet, too.
                    if text == DASH:
                        hidden.add(cell)
                    elif area in shown and (name in names or is_split(name)):
                        seen[cell] = int(text)
                if area in shown:
                    inner = area.level in ("space", "elsewhere")
                    printed = (name for name in said if _is_printed(name, names, inner=inner))
                    # A count of nobody is shown as zero.
                    for name in set(printed) - here.keys():
                        seen[Cell(quarter.year, quarter.number, area.level, area.pk, name)] = 0
    return seen, hidden


def _settings_by_law() -> dict[str, set[str]]:
    """Return which settings the kinds of support of each legal basis have."""
    law: dict[str, set[str]] = {}
    for basis, setting in SupportType.objects.values_list("legal_basis", "setting"):
        law.setdefault(basis, set()).add(setting)
    return law


def _shown(
    found: Found,
    hidden: frozenset[Cell],
    areas: Sequence[Place],
    quarters: Sequence[Quarter],
) -> dict[str, dict[str, str]]:
    """Return what readers may see; a count of nobody is left out unless it is hidden too."""
    people = people_counts()
    by_area: dict[tuple[int, int, str, int], set[str]] = {}
    for cell in hidden:
        by_area.setdefault(cell[:4], set()).add(cell.name)
    shown = {}
    for quarter in quarters:
        for area in areas:
            inner = area.level in ("space", "elsewhere")
            away = by_area.get((quarter.year, quarter.number, area.level, area.pk), set())
            rest = {name for name, count_name in RESTS_ON.items() if count_name in away}
            counted = found.get((quarter, area.level, area.pk), {})
            rest |= counts_of_few(counted)
            here = {
                name: str(value)
                for name, value in counted.items()
                if _is_printed(name, people, inner=inner) and name not in away and name not in rest
            }
            here |= dict.fromkeys(sorted(away | rest), DASH)
            if here:
                shown[_key(quarter, area.level, area.pk)] = here
    return shown


def _is_printed(name: str, people: frozenset[str], *, inner: bool) -> bool:
    """Whether a count stands in any report: parts of splits mostly for districts and the city."""
    if name.startswith("ended:setting=") or name in UNTOLD:
        return False
    return not inner or not is_split(name) or name in people or name.startswith("running:setting=")

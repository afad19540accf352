"""Areas with networked work beside all that never had it: what is seen, and what is calculated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from networks.models import District, SocialSpace
from reporting.evaluation.families import Place, is_compared
from reporting.evaluation.panel import Lack, Observation, Panel, prepare
from reporting.evaluation.regression import Estimate, estimate
from reporting.figures import Figure
from reporting.models import AreaGroup, AreaGroupMember, AreaLevel
from reporting.services.comparing import Sheet, place_of, sheet_of
from reporting.suppression import HIDDEN
from sro import access
from sro.periods import Quarter

Rate = Fraction | None


@dataclass(frozen=True)
class Course:
    """The rate of several areas together, quarter by quarter; made of what is shown alone."""

    areas: int
    """How many areas there are."""
    shown: int
    """How many of them can be shown in each quarter, and so are part of the rates."""
    rates: tuple[Rate, ...]

    def mean(self, places: Sequence[int]) -> Rate:
        """Return the mean rate of some quarters; None where one is not known."""
        known = [rate for n in places if (rate := self.rates[n]) is not None]
        return sum(known, Fraction(0)) / len(known) if known and len(known) == len(places) else None


@dataclass(frozen=True)
class Evaluation:
    """The group beside the comparison."""

    sheet: Sheet
    group: AreaGroup
    members: tuple[AreaGroupMember, ...]
    compared: tuple[District | SocialSpace, ...]
    elsewhere: int
    """How many areas are neither: they are networked in another way."""
    panel: Panel
    result: Estimate | Lack
    with_work: Course | None
    without: Course | None
    cut: int | None
    """The quarter from which on "after" is counted in the table of means."""


def evaluate(
    *, actor: Any, group: AreaGroup, figure: Figure, quarters: Sequence[Quarter]
) -> Evaluation:
    """Compare the group with all areas that never had networked work.

    Calculates with all counts; shows only what may be shown. Raises ValueError for a figure that
    does not vary as counts do.
    """
    access.require(actor, "view", group)
    sheet = sheet_of(actor=actor, figure=figure, quarters=quarters)
    kind = sheet.kind
    if kind is None:
        raise ValueError("this figure is no count of people, talks or plans")
    members = tuple(
        group.members.select_related("district", "social_space").order_by(
            "district__key", "social_space__key", "pk"
        )
    )
    compared, elsewhere = _comparison(group, sheet)
    rows = [
        *(row for member in members for row in _member_rows(sheet, member)),
        *(row for area in compared for row in _rows(sheet, place_of(area), None, None)),
    ]
    panel = prepare(rows, kind.chance)
    with_work = without = cut = None
    if is_compared(figure):
        existing = {each.pk for each in sheet.areas(group.level)}
        with_work = course(
            sheet, [place_of(each.area) for each in members if each.area.pk in existing]
        )
        without = course(sheet, [place_of(area) for area in compared])
        cut = _cut(sheet, members)
    return Evaluation(
        sheet,
        group,
        members,
        compared,
        elsewhere,
        panel,
        estimate(panel, kind.chance),
        with_work,
        without,
        cut,
    )


def course(sheet: Sheet, places: Sequence[Place]) -> Course:
    """Return the rate of those areas together that can be shown in every quarter.

    Of the others nothing goes in: no sum that is shown holds a count that is not. The areas are
    the same in all quarters, so that the line does not move because an area comes or goes.
    """
    kind = sheet.kind
    parts = [[sheet.shown_parts(q, place) for q in sheet.quarters] for place in places]
    full: list[list[tuple[int, Fraction]]] = []
    for row in parts:
        known = [each for each in row if each is not None and each is not HIDDEN]
        if kind is not None and len(known) == len(row):
            full.append(known)
    rates: list[Rate] = []
    for column in zip(*full, strict=True):
        counted = sum(number for number, _base in column)
        base = sum((each for _number, each in column), Fraction(0))
        rates.append(counted * (kind.per if kind else 1) / base)
    return Course(len(places), len(full), tuple(rates) or (None,) * len(sheet.quarters))


def first_full_quarter(member: AreaGroupMember) -> Quarter:
    """Return the first quarter in which networked work was there from the first day on."""
    quarter = Quarter.of(member.since)
    return quarter if quarter.start == member.since else quarter.next


def _member_rows(sheet: Sheet, member: AreaGroupMember) -> list[Observation]:
    """Return a member's quarters: not that in which the work began, nor those after its end."""
    since = _number(first_full_quarter(member))
    begun = Quarter.of(member.since)
    mixed = begun if begun.start < member.since else None
    rows = _rows(sheet, place_of(member.area), since, mixed)
    if member.until is None:
        return rows
    return [row for row in rows if row.quarter < _number(Quarter.of(member.until))]


def _rows(
    sheet: Sheet, place: Place, since: int | None, mixed: Quarter | None
) -> list[Observation]:
    found = []
    for quarter in sheet.quarters:
        parts = sheet.raw_parts(quarter, place) if quarter != mixed else None
        if parts is not None:
            number, base = parts
            found.append(Observation(place[1], _number(quarter), number, float(base), since))
    return found


def _comparison(group: AreaGroup, sheet: Sheet) -> tuple[tuple[District | SocialSpace, ...], int]:
    """Return the areas that never had networked work, and how many are neither."""
    districts: set[int] = set()
    spaces: set[int] = set()
    own: set[int] = set()
    for member in AreaGroupMember.objects.select_related("district", "social_space"):
        kind, number = place_of(member.area)
        (districts if kind == "district" else spaces).add(number)
        if member.group_id == group.pk:
            own.add(number)
    if group.level == AreaLevel.DISTRICT:
        touched = districts | {s.district_id for s in sheet.spaces.values() if s.pk in spaces}
    else:
        inside = {s.pk for s in sheet.spaces.values() if s.district_id in districts}
        touched = spaces | inside
    areas = sheet.areas(group.level)
    never = tuple(area for area in areas if area.pk not in touched)
    return never, sum(area.pk in touched - own for area in areas)


def _cut(sheet: Sheet, members: Sequence[AreaGroupMember]) -> int | None:
    """Return the place of the quarter in the middle of all beginnings, if it lies inside."""
    begun = sorted(first_full_quarter(member) for member in members)
    if not begun or begun[len(begun) // 2] not in sheet.quarters[1:]:
        return None
    return sheet.quarters.index(begun[len(begun) // 2])


def _number(quarter: Quarter) -> int:
    return 4 * quarter.year + quarter.number

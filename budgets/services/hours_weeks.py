"""Saving a person's week: all cells in one step, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgets.models import HoursEntry, HoursMonth, HoursWeek
from budgets.rules.hours import Kind, impossible_days, monday_of, outside, place_problem
from budgets.rules.states import MonthState
from budgets.services.hours_months import close_if_complete, locked_months
from budgets.services.hours_places import Employer, employers_of
from budgets.services.hours_sheet import Key, Sheet, is_writable, read_sheet
from budgets.services.hours_things import Thing
from sro.audit import trail
from sro.periods import month_of
from sro.records import (
    StaleRecord,
    acting,
    create_record,
    create_records,
    delete_record,
    update_record,
)


@dataclass(frozen=True)
class Cell:
    """What a cell shall hold: minutes, or nothing. `entry` is the line the person saw there."""

    day: date
    minutes: int | None
    entry: int | None = None


@dataclass(frozen=True)
class Line:
    """A row as the person filled it in; `name` is how refusals call it."""

    key: Key
    cells: Sequence[Cell]
    name: str = ""


class CellsRefused(ValidationError):
    """Cells that cannot be saved: `cells` maps (row's name, day) to what is wrong."""

    def __init__(self, cells: dict[tuple[str, date], str]) -> None:
        super().__init__([f"{_weekday(day)}: {text}" for (_name, day), text in cells.items()])
        self.cells = cells


def save_week(
    *,
    actor: Any,
    employer: Employer,
    monday: date,
    lines: Sequence[Line],
    version: int,
    now: datetime,
) -> HoursWeek:
    """Write the cells of a week: new lines, changed ones, and those that were emptied.

    Only cells that are handed over are touched; lines nobody saw stay. `version` is that of the
    week seen, 0 for one that was never saved. Raises StaleRecord, with nothing written, when the
    week was saved elsewhere meanwhile; CellsRefused for cells that cannot be (day over 24 hours,
    outside the support's or social space's days, somebody else's support, month submitted);
    PermissionDenied for an employer of others.
    """
    if monday != monday_of(monday):
        raise ValueError("a week begins on a Monday")
    own = employers_of(actor, monday, monday + timedelta(days=7))
    if employer.key not in {each.key for each in own}:
        raise PermissionDenied("hours of an employer of others")
    with acting(actor), transaction.atomic():
        week = _locked_week(actor, employer, monday, version, now)
        months = locked_months(actor, employer, {cell.day for li in lines for cell in li.cells})
        sheet = read_sheet(actor=actor, employer=employer, monday=monday)
        plan = _Plan(sheet, months, seen={cell.entry or 0 for li in lines for cell in li.cells})
        for line in lines:
            plan.take(line)
        plan.judge()
        touched = plan.write(actor)
        if any(touched.values()):
            week.saved_at = now
            week.save(update_fields=["saved_at"])
            week.refresh_from_db()
            trail.record(actor, "hoursweek.saved", week, now=now, **touched)
            for month in months.values():
                close_if_complete(actor, month, now)
    return week


def _locked_week(
    actor: Any, employer: Employer, monday: date, version: int, now: datetime
) -> HoursWeek:
    same = HoursWeek.objects.filter(user=actor, **employer.fields, monday=monday)
    if not same.exists():
        fresh = HoursWeek(user=actor, **employer.fields, monday=monday, saved_at=now)
        try:
            with transaction.atomic():
                return create_record(actor, fresh)
        except (ValidationError, IntegrityError):
            # The other page was faster by a moment.
            pass
    week = same.select_for_update(of=("self",)).get()
    if week.version != version:
        raise StaleRecord(week)
    return week


class _Plan:
    """What saving a week comes to."""

    def __init__(self, sheet: Sheet, months: dict[date, HoursMonth], seen: set[int]) -> None:
        self.sheet = sheet
        self.months = months
        self.by_pk = {entry.pk: entry for entry in sheet.entries}
        self.refused: dict[tuple[str, date], str] = {}
        self.new: list[HoursEntry] = []
        self.changed: dict[int, dict[str, Any]] = {}
        self.gone: list[HoursEntry] = []
        self._named: dict[date, str] = {}
        self._seen = seen

    def take(self, line: Line) -> None:
        """Compare a row with what is stored."""
        for cell in line.cells:
            entry = self.by_pk.get(cell.entry or 0) or self._stored(line.key, cell.day)
            if entry is None and not cell.minutes:
                continue
            self._named.setdefault(cell.day, line.name)
            if entry is None:
                self._add(line, cell.day, cell.minutes or 0)
            else:
                self._seen.add(entry.pk)
                self._change(line, cell, entry)

    def _stored(self, key: Key, day: date) -> HoursEntry | None:
        """Return a line of the same row and day that was saved elsewhere in the meantime."""
        same = (e for e in self.sheet.entries if Key.of(e) == key and e.day == day)
        return next((entry for entry in same if entry.pk not in self._seen), None)

    def _add(self, line: Line, day: date, minutes: int) -> None:
        problem = self._wrong(line.key, day)
        if not problem:
            problem = _shut(self.months[month_of(day)].state)
        if problem:
            self.refused[line.name, day] = problem
            return
        key, sheet = line.key, self.sheet
        support = sheet.supports.get(key.support or 0)
        space = sheet.spaces.get(key.space or 0)
        district = support.case.district if support else space.district  # type: ignore[union-attr]
        self.new.append(
            HoursEntry(
                user=sheet.user,
                **sheet.employer.fields,
                day=day,
                minutes=minutes,
                kind=key.kind,
                activity=sheet.activities[key.activity],
                support=support,
                social_space=space,
                offer=_row(sheet.offers, key.offer),
                network=_row(sheet.networks, key.network),
                project=_row(sheet.projects, key.project),
                district=district,
                note=key.note,
            )
        )

    def _change(self, line: Line, cell: Cell, entry: HoursEntry) -> None:
        values = {"minutes": cell.minutes or 0, "note": line.key.note}
        differs = {name: each for name, each in values.items() if getattr(entry, name) != each}
        if not differs:
            return
        if not is_writable(entry):
            # A note for the rest of the row leaves what was submitted as it is.
            if "minutes" in differs:
                self.refused[line.name, cell.day] = _(
                    "This line has been submitted. It can be changed again when it is returned."
                )
            return
        if not cell.minutes:
            self.gone.append(entry)
            return
        self.changed[entry.pk] = differs

    def _wrong(self, key: Key, day: date) -> str:
        """Return what speaks against new hours in this row on this day."""
        sheet = self.sheet
        if key.support is not None and key.support not in sheet.supports:
            return _("You do not work in this support in this week.")
        problem = place_problem(
            key.kind,
            support=key.support is not None,
            space=key.space is not None,
            office=sheet.employer.is_office,
        )
        if problem:
            return _PLACE[problem]()
        if key.kind == Kind.CASE_SPECIFIC and (key.network or key.project):
            return _("Hours for a network or project are cross-case or case-independent.")
        if not sheet.usable(key):
            return _("This activity or social space can no longer be chosen.")
        support, space = sheet.supports.get(key.support or 0), sheet.spaces.get(key.space or 0)
        if support is not None and outside(day, support.start, support.end):
            return _outside(support.start, support.end)
        if space is not None and not space.is_valid_on(day):
            return _("The social space does not exist on this day.")
        return ""

    def judge(self) -> None:
        """Refuse days of more than 24 hours, with all employers together."""
        total: dict[date, int] = defaultdict(int, self.sheet.by_day())
        for entry in self.new:
            total[entry.day] += entry.minutes
        for pk, values in self.changed.items():
            entry = self.by_pk[pk]
            total[entry.day] += values.get("minutes", entry.minutes) - entry.minutes
        for entry in self.gone:
            total[entry.day] -= entry.minutes
        for day in impossible_days(total):
            name = self._named.get(day, "")
            self.refused.setdefault((name, day), _("This day would have more than 24 hours."))
        if self.refused:
            raise CellsRefused(self.refused)

    def write(self, actor: Any) -> dict[str, int]:
        """Write the lines; returns how many are new, changed and gone."""
        create_records(actor, self.new)
        for pk, values in self.changed.items():
            entry = self.by_pk[pk]
            update_record(actor, entry, values, entry.version)
        for entry in self.gone:
            delete_record(actor, entry, entry.version)
        return {"new": len(self.new), "changed": len(self.changed), "gone": len(self.gone)}


def _row(known: Mapping[int, Thing], pk: int | None) -> Any:
    thing = known.get(pk or 0)
    return thing.row if thing else None


_PLACE = {
    "support": lambda: _("Please choose the support these hours belong to."),
    "space": lambda: _("Please choose the social space these hours belong to."),
    "one": lambda: _("Please choose either a support or a social space."),
}


def _shut(state: str) -> str:
    """Return why a month takes no new lines; "" for an open one."""
    if state == MonthState.OPEN:
        return ""
    if state == MonthState.CLOSED:
        return _("This month is closed.")
    return _("This month has been submitted. New lines are no longer possible.")


def _outside(start: date, end: date | None) -> str:
    first = date_format(start, "SHORT_DATE_FORMAT")
    if end is None:
        return _("The support begins on %(start)s.") % {"start": first}
    return _("The support goes from %(start)s to before %(end)s.") % {
        "start": first,
        "end": date_format(end, "SHORT_DATE_FORMAT"),
    }


def _weekday(day: date) -> str:
    return date_format(day, "D, d.m.")

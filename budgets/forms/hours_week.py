"""The form of a week: one row for what the work was about, one cell for each day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.forms.hours_choices import activity_choices, place_choices, thing_choices, thing_of
from budgets.models import HoursEntry, HoursKind
from budgets.rules.hours import Kind, UnreadableHours, parse_minutes, place_problem, write_minutes
from budgets.services.hours_sheet import Key, Sheet, is_writable, rows_of
from budgets.services.hours_weeks import Cell, CellsRefused, Line

#: Empty rows where no script adds them, and how many rows a week may have at all.
BLANK = 2
MOST_ROWS = 100
# Longer than any time of a day; keeps pasted pages away from the reading.
_LONGEST = 30
_ROW = re.compile(r"r(\d{1,3})-taetigkeit")
_ACTIVITY = re.compile(r"(case_specific|cross_case|case_independent):(\d{1,18})")
_PLACE = re.compile(r"([sr])(\d{1,18})")
# An offer by its number, a network as n5, a project as p7.
_THING = re.compile(r"([np]?)([0-9]{1,18})")
_UNREADABLE = {
    "unreadable": gettext_lazy("Please write hours as 1,5 or 1:30, or minutes as 90 min."),
    "negative": gettext_lazy("Hours cannot be negative."),
    "too_long": gettext_lazy("A day has 24 hours. Minutes are written as 90 min."),
}


def shown(minutes: int) -> str:
    """Return minutes as they stand in a cell, in the language of the page."""
    return write_minutes(minutes, get_format("DECIMAL_SEPARATOR"))


def shown_text(value: Any) -> str:
    """Return a cell's value as text: stored minutes as hours, what was typed as it is."""
    return shown(value) if isinstance(value, int) else str(value or "").strip()


class MinutesField(forms.Field):
    """Hours of a day as people write them; its value is minutes, None for nothing."""

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_minutes(text[:_LONGEST])
        except UnreadableHours as error:
            raise ValidationError(_UNREADABLE[error.code], code=error.code) from error

    def prepare_value(self, value: Any) -> Any:
        """Show minutes as hours; what was typed stays as it was typed."""
        return shown(value) if isinstance(value, int) else value


@dataclass(frozen=True)
class DayCell:
    """A cell for the page: its field, or the line that can no longer be changed."""

    day: date
    field: forms.BoundField
    pk_field: forms.BoundField
    entry: HoursEntry | None
    locked: bool

    @property
    def text(self) -> str:
        """The stored hours of a locked cell."""
        return shown(self.entry.minutes) if self.entry else ""

    @property
    def typed(self) -> str:
        """What stands in the cell."""
        return self.text if self.locked else shown_text(self.field.value())

    @property
    def reason(self) -> str:
        """Why the line was returned."""
        return self.entry.return_reason if self.entry and self.entry.state == "returned" else ""


class RowForm(forms.Form):
    """One row. In a row that is there already only cells and note are typed."""

    use_required_attribute = False

    taetigkeit = forms.CharField(label=gettext_lazy("Activity"), required=False, max_length=40)
    ort = forms.CharField(label=gettext_lazy("For whom or where"), required=False, max_length=20)
    angebot = forms.CharField(
        label=gettext_lazy("Project, network or offer"), required=False, max_length=20
    )
    notiz = forms.CharField(label=gettext_lazy("Short note"), required=False, max_length=120)
    neu = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sheet = sheet
        short = {"inputmode": "decimal", "autocomplete": "off", "data-hours": "", "maxlength": "20"}
        for number in range(7):
            self.fields[f"d{number}"] = MinutesField(required=False, widget=forms.TextInput(short))
            self.fields[f"e{number}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        if self["neu"].value():
            self.fields["taetigkeit"].widget = forms.Select(choices=activity_choices(sheet))
            self.fields["ort"].widget = forms.Select(choices=place_choices(sheet))
            self.fields["angebot"].widget = forms.Select(choices=thing_choices(sheet))
        else:
            for name in ("taetigkeit", "ort", "angebot"):
                self.fields[name].widget = forms.HiddenInput()

    @property
    def is_new(self) -> bool:
        """Whether activity and place are still to be chosen."""
        return bool(self["neu"].value())

    @cached_property
    def key(self) -> Key | None:
        """The row's key as it is filled in; None while there is no activity."""
        activity = _ACTIVITY.fullmatch(str(self["taetigkeit"].value() or ""))
        if activity is None:
            return None
        place = _PLACE.fullmatch(str(self["ort"].value() or ""))
        thing = _THING.fullmatch(str(self["angebot"].value() or ""))
        named = {thing[1]: int(thing[2])} if thing else {}
        number = int(place[2]) if place else None
        return Key(
            kind=activity[1],
            activity=int(activity[2]),
            support=number if place and place[1] == "s" else None,
            space=number if place and place[1] == "r" else None,
            offer=named.get(""),
            note=str(self["notiz"].value() or "").strip(),
            network=named.get("n"),
            project=named.get("p"),
        )

    @property
    def activity_words(self) -> str:
        """The activity in words."""
        return self._sheet.words(self.key)[0] if self.key else ""

    @property
    def place_words(self) -> str:
        """For whom or where, in words."""
        return self._sheet.words(self.key)[1] if self.key else ""

    @property
    def kind_words(self) -> str:
        """The kind of hours in words."""
        return str(HoursKind(self.key.kind).label) if self.key else ""

    @property
    def name(self) -> str:
        """The row as messages call it."""
        if self.key is None:
            return _("New row")
        return ", ".join(part for part in (self.activity_words, self.place_words) if part)

    @cached_property
    def cells(self) -> list[DayCell]:
        """The seven cells for the page."""
        known = {entry.pk: entry for entry in self._sheet.entries}
        found = []
        for number, day in enumerate(self._sheet.days):
            entry = known.get(_whole(self[f"e{number}"].value()))
            locked = not is_writable(entry) if entry else not self._sheet.takes_new(day)
            found.append(DayCell(day, self[f"d{number}"], self[f"e{number}"], entry, locked))
        return found

    @property
    def typed(self) -> list[tuple[date, str]]:
        """What stands in the cells, as text."""
        pairs = [(cell.day, cell.typed) for cell in self.cells]
        return [(day, text) for day, text in pairs if text]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the row that would be lost."""
        has_lines = any(cell.entry for cell in self.cells)
        return not has_lines and not any(text for _day, text in self.typed) and not self._noted

    @property
    def _noted(self) -> bool:
        return self.is_new and bool(str(self["notiz"].value() or "").strip())

    def clean(self) -> dict[str, Any]:
        """A row with hours says what and where."""
        data = super().clean() or self.cleaned_data
        if self.is_blank:
            return data
        if self.key is None:
            self.add_error("taetigkeit", _("Please choose an activity."))
            return data
        if self._noted and not self.typed:
            self.add_error("notiz", _("Please enter the hours this note belongs to."))
        problem = place_problem(
            self.key.kind,
            support=self.key.support is not None,
            space=self.key.space is not None,
            office=self._sheet.employer.is_office,
        )
        if problem:
            case = self.key.kind == Kind.CASE_SPECIFIC
            self.add_error(
                "ort",
                _("Please choose the support these hours belong to.")
                if case
                else _("Please choose the social space these hours belong to."),
            )
        return data

    def line(self) -> Line:
        """Return the row as the service takes it; only for a valid row that is not blank."""
        cells = []
        for number, cell in enumerate(self.cells):
            # A cell without a field was not sent: what is stored there stays.
            if self.add_prefix(f"d{number}") not in self.data:
                continue
            minutes = self.cleaned_data[f"d{number}"]
            cells.append(Cell(cell.day, minutes, self.cleaned_data[f"e{number}"]))
        assert self.key is not None  # noqa: S101 - clean() has seen to it
        return Line(self.key, cells, name=str(self.prefix))


class WeekForm(forms.Form):
    """All rows of a week."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self._judged = False

    @cached_property
    def rows(self) -> list[RowForm]:
        """The rows: those with hours, those used last, empty ones."""
        if self.is_bound:
            return [self._row(n, data=self.data) for n in row_numbers(self.data)]
        return [
            self._row(number, initial=values)
            for number, values in enumerate(first_values(self.sheet))
        ]

    def _row(self, number: int | str, **kwargs: Any) -> RowForm:
        return RowForm(prefix=f"r{number}", sheet=self.sheet, **kwargs)

    @property
    def shown_rows(self) -> list[RowForm]:
        """The rows for the page; those of a draft are not judged yet."""
        if not self._judged:
            for row in self.rows:
                row._errors = ErrorDict()  # noqa: SLF001
        return self.rows

    @property
    def pattern(self) -> RowForm:
        """The row that the script copies; its number is put in place of `__n__`."""
        return self._row("__n__", initial={"neu": "1"})

    def clean(self) -> dict[str, Any]:
        """Judge every row; what is wrong stands at the cell and on top."""
        data = super().clean() or self.cleaned_data
        self._judged = True
        for row in self.rows:
            if not row.is_blank and not row.is_valid():
                for name, errors in row.errors.items():
                    where = _day_words(self.sheet, name)
                    text = " ".join(str(error) for error in errors)
                    self.add_error(
                        None, ": ".join(part for part in (row.name, where, text) if part)
                    )
        return data

    def lines(self) -> list[Line]:
        """Return all rows as the service takes them; only for a valid form."""
        return [row.line() for row in self.rows if not row.is_blank]

    def mark(self, refused: CellsRefused) -> ValidationError:
        """Show refusals of the service at their cells; returns them in words."""
        rows = {str(row.prefix): row for row in self.rows}
        texts = []
        for (name, day), text in refused.cells.items():
            row = rows.get(name)
            column = f"d{(day - self.sheet.monday).days}"
            if row is not None:
                row.add_error(column, text)
            words = (row.name if row else "", _day_words(self.sheet, column), text)
            texts.append(": ".join(part for part in words if part))
        return ValidationError(texts)

    def differences_from(self, current: Any) -> list[dict[str, str]]:
        """Return the cells in which this form and what was saved meanwhile differ."""
        mine: dict[tuple[str, date], list[str]] = {}
        for row in self.rows:
            for day, text in row.typed:
                mine.setdefault((row.name, day), []).append(text)
        theirs: dict[tuple[str, date], list[str]] = {}
        for row in rows_of(self.sheet.entries):
            name = ", ".join(self.sheet.words(row.key))
            for day, entry in row.entries.items():
                theirs.setdefault((name, day), []).append(shown(entry.minutes))
        return [
            {
                "label": f"{name}, {date_format(day, 'D, d.m.')}",
                "mine": " + ".join(mine.get((name, day), ["–"])),
                "theirs": " + ".join(theirs.get((name, day), ["–"])),
            }
            for name, day in sorted(mine.keys() | theirs.keys(), key=lambda pair: pair[::-1])
            if _sum(mine.get((name, day))) != _sum(theirs.get((name, day)))
        ]


def _sum(texts: list[str] | None) -> Any:
    try:
        return sum(parse_minutes(text) for text in texts or ())
    except UnreadableHours:
        return texts


def _day_words(sheet: Sheet, field: str) -> str:
    return date_format(sheet.days[int(field[1])], "D, d.m.") if field[1:].isdigit() else ""


def _whole(value: Any) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() else 0


def row_numbers(data: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the rows in a posted form."""
    found = {int(match[1]) for name in data if (match := _ROW.fullmatch(name))}
    return sorted(found)[:MOST_ROWS]


def first_values(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Yield what the rows of a fresh page hold."""
    for row in sheet.rows:
        values = key_values(row.key)
        for number, day in enumerate(sheet.days):
            if entry := row.entries.get(day):
                values |= {f"d{number}": entry.minutes, f"e{number}": entry.pk}
        yield values
    if not sheet.takes_anything:
        return
    yield from (key_values(key) for key in sheet.suggested)
    for _number in range(BLANK):
        yield {"neu": "1"}


def with_last_week(form: WeekForm, last: Sheet) -> QueryDict:
    """Return what was sent, with last week's hours in the cells that are still free."""
    data: QueryDict = form.data.copy()
    sheet = form.sheet
    waiting = {row.key: row for row in form.rows if row.key is not None}
    number = max(row_numbers(data), default=-1) + 1
    for stored in last.rows:
        row = waiting.pop(stored.key, None)
        if row is None and not sheet.usable(stored.key):
            continue
        prefix = str(row.prefix) if row else f"r{number}"
        if row is None:
            number += 1
            for name, value in key_values(stored.key).items():
                data[f"{prefix}-{name}"] = value
        free = [not text for text in _texts(row)] if row else [True] * 7
        for place, day in enumerate(last.days):
            entry = stored.entries.get(day)
            if entry and free[place] and sheet.takes_new(sheet.days[place]):
                data[f"{prefix}-d{place}"] = shown(entry.minutes)
    return data


def _texts(row: RowForm) -> list[str]:
    typed = dict(row.typed)
    return [typed.get(cell.day, "") for cell in row.cells]


def key_values(key: Key) -> dict[str, Any]:
    """Return a row's key as the form's fields hold it."""
    return {
        "taetigkeit": f"{key.kind}:{key.activity}",
        "ort": key.place,
        "angebot": thing_of(key),
        "notiz": key.note,
        "neu": "",
    }

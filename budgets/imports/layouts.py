"""Reading the finance system's own files by a saved file format.

The columns of the file become those of the usual import (budgets.imports.outflow); from there on
both are the same: preview, errors, all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from budgets.imports.areas import UNKNOWN_DISTRICT, districts, resolve
from budgets.imports.funds import FUNDS
from budgets.models import FinanceLayout
from budgets.models.layouts import DateForm, SignRule
from budgets.rules.layouts import FIELDS, Contradiction, centre_key, number_of, signed
from sro.ui.imports import BadCell, Batch, Column, Kind

#: Headings may be called like columns of ours; with this in front they cannot be mixed up.
_PREFIX = "layout_"
_MARKS = {"S": 1, "Soll": 1, "H": -1, "Haben": -1}
_NUMBER, _TEXT = 40, 300


def columns_of(layout: FinanceLayout) -> list[Column]:
    """The columns of files of this form."""
    headings = layout.as_layout().headings
    return [
        Column(name=f"{_PREFIX}{name}", header=headings[name], **_kind(layout, name))
        for name in FIELDS
        if name in headings and (name != "debit_credit" or _marked(layout))
    ]


def _marked(layout: FinanceLayout) -> bool:
    return layout.sign_rule == SignRule.DEBIT_CREDIT


def _kind(layout: FinanceLayout, name: str) -> dict[str, Any]:
    """What the cells of a column hold."""
    limit = 10**12 - 1
    blank_text = {"blank": True, "kind": Kind.CODE}
    kinds: dict[str, dict[str, Any]] = {
        "number": {"kind": Kind.CODE, "length": _NUMBER},
        "item": {**blank_text, "length": 20},
        "booked_on": _day(layout),
        "amount": {
            "kind": Kind.MONEY,
            "minimum": -limit,
            "maximum": limit,
            "brackets": layout.sign_rule == SignRule.BRACKETS,
        },
        "debit_credit": {"kind": Kind.CHOICE, "choices": _MARKS},
        "year": {"kind": Kind.INTEGER, "minimum": 1990, "maximum": 2100},
        "fund": {"kind": Kind.CHOICE, "choices": FUNDS},
        "district": {"kind": Kind.CODE, "length": 12},
        "cost_centre": {"kind": Kind.CODE, "length": _NUMBER, "blank": not _needs_centre(layout)},
        "file_reference": {**blank_text, "length": 80},
        "provider_number": {**blank_text, "length": _NUMBER},
        "provider_name": {"blank": True, "length": 200},
        "service_from": {**_day(layout), "blank": True, "empty": None},
        "service_until": {**_day(layout), "blank": True, "empty": None},
        "text": {"blank": True, "length": _TEXT},
    }
    return kinds[name]


def _needs_centre(layout: FinanceLayout) -> bool:
    """Whether every row must have a cost centre, because district or fund come from it."""
    known = layout.as_layout()
    by_fund = "fund" not in known.headings and not known.fund
    return "district" not in known.headings or by_fund


def _day(layout: FinanceLayout) -> dict[str, Any]:
    if layout.date_form == DateForm.COMPACT:
        return {"kind": Kind.CODE, "convert": _compact}
    return {"kind": Kind.DATE}


def _compact(text: str) -> date:
    if len(text) != 8 or not (text.isascii() and text.isdecimal()):
        raise BadCell(gettext_noop("This is not a date. Please write it as 20171231."))
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise BadCell(gettext_noop("This day does not exist.")) from None
    if not 1800 <= day.year <= 2200:
        raise BadCell(gettext_noop("This year is hardly meant."))
    return day


def take_over(batch: Batch, layout: FinanceLayout) -> None:
    """Add the columns of the usual import, district and fund included; report errors."""
    reader = _Reader(batch, layout)
    batch.add("booked_on", reader.column("booked_on"), origin=f"{_PREFIX}booked_on")
    batch.add("year", reader.years())
    batch.add("external_id", reader.numbers(), origin=f"{_PREFIX}number")
    # Two rows with one number are reported under the heading that people know.
    batch.table.headers["external_id"] = layout.headings["number"]
    batch.report_duplicates(["external_id"])
    batch.add("amount", reader.amounts(), origin=f"{_PREFIX}amount")
    reader.find_districts()
    batch.add("fund_kind", reader.funds())
    for name in ("text", "file_reference", "provider_number", "provider_name", "cost_centre"):
        if reader.has(name):
            batch.add(name, reader.column(name), origin=f"{_PREFIX}{name}")
    for name in ("service_from", "service_until"):
        if reader.has(name):
            batch.add(name, reader.column(name), origin=f"{_PREFIX}{name}")
            batch.table.headers[name] = layout.headings[name]


class _Reader:
    """The cells of a file by our own names."""

    def __init__(self, batch: Batch, layout: FinanceLayout) -> None:
        self._batch = batch
        self._layout = layout
        self._centres = {
            centre_key(code): place for code, place in layout.as_layout().cost_centres.items()
        }

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return f"{_PREFIX}{name}" in self._batch

    def column(self, name: str) -> Sequence[Any]:
        """The values of a column; None in every row if the file has none."""
        return self._batch[f"{_PREFIX}{name}"] if self.has(name) else [None] * len(self._batch)

    def years(self) -> list[int | None]:
        """The budget years: as the file says, or those of the booking days."""
        if self.has("year"):
            return list(self.column("year"))
        return [day and day.year for day in self.column("booked_on")]

    def numbers(self) -> list[str | None]:
        """The numbers that name a booking once and for all."""
        rows = zip(self.column("number"), self.column("item"), self._batch["year"], strict=True)
        per_year = self._layout.numbers_per_year
        return [
            number and number_of(number, item or "", year if per_year else None)
            for number, item, year in rows
        ]

    def amounts(self) -> list[Decimal | None]:
        """What was paid (positive) or came back (negative)."""
        marked, opposite = _marked(self._layout), self._layout.sign_rule == SignRule.OPPOSITE
        found: list[Decimal | None] = []
        pairs = zip(self.column("amount"), self.column("debit_credit"), strict=True)
        for row, (amount, mark) in enumerate(pairs):
            found.append(None)
            if amount is None or (marked and mark is None):
                continue
            try:
                found[row] = signed(amount, mark if marked else None, opposite=opposite)
            except Contradiction:
                self._batch.error(
                    row,
                    gettext_noop("The amount has a minus, but S says that it was paid."),
                    f"{_PREFIX}amount",
                )
        return found

    def find_districts(self) -> None:
        """Add the districts, by their own column or by the cost centres of the file format."""
        batch = self._batch
        days = [None if year is None else date(year, 1, 1) for year in batch["year"]]
        if self.has("district"):
            column = f"{_PREFIX}district"
        else:
            column = "district"
            batch.add(column, [place and place[0] for place in self._places()])
            batch.table.headers[column] = self._layout.headings["cost_centre"]
        found = resolve(batch, column, districts(), days, UNKNOWN_DISTRICT)
        batch.add("district_id", [place and place.pk for place in found])

    def _places(self) -> Iterator[tuple[str, str] | None]:
        for row, code in enumerate(self.column("cost_centre")):
            place = self._centres.get(centre_key(code)) if code else None
            if code and place is None:
                self._batch.error(
                    row,
                    gettext_noop("The file format “%(layout)s” does not know this cost centre."),
                    f"{_PREFIX}cost_centre",
                    layout=self._layout.name,
                )
            yield place

    def funds(self) -> list[str | None]:
        """The funds: as the file says, by cost centre, or the one for all bookings."""
        if self.has("fund"):
            return list(self.column("fund"))
        usual = self._layout.fund_kind
        found: list[str | None] = []
        for row, code in enumerate(self.column("cost_centre")):
            place = self._centres.get(centre_key(code)) if code else None
            found.append((place and place[1]) or usual or None)
            if found[row] is None and code and (place is not None or self.has("district")):
                self._batch.error(
                    row,
                    gettext_noop("The file format “%(layout)s” does not know this cost centre."),
                    f"{_PREFIX}cost_centre",
                    layout=self._layout.name,
                )
        return found

"""From the text of a cell to a value: one reader per kind of column.

A reader is called once for each different text of a column, so it may take its time.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop

from .columns import NUMBERS, WORDS, Column, Kind, folded
from .guarding import is_formula, unguarded
from .numbers import BadCell, NumberFormat, is_missing, parse_number, without_brackets

Reader = Callable[[str], Any]

_DASHES = frozenset({"", "-", "–", "—"})
_YES = frozenset({"ja", "j", "yes", "y", "wahr", "true", "1", "x"})
_NO = frozenset({"nein", "n", "no", "falsch", "false", "0"})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?: 00:00(?::00)?)?", re.ASCII)
_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{2}", re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9 ()/.–-]*", re.ASCII)
_FORMULA_REFUSED = gettext_noop(
    "The text begins with %(sign)s and could be run as a formula. "
    "Please remove the sign, or put an apostrophe (') in front if it belongs to the text."
)


def reader(column: Column, form: NumberFormat | None) -> Reader:
    """The function that reads the cells of this column; it raises `BadCell`.

    `form` is the number format found or chosen for the column; without it, numbers that could
    be meant either way are refused.
    """
    read = _READERS[column.kind](column, form)
    missing = _no_words if column.kind in WORDS else is_missing

    def read_cell(cell: str) -> Any:
        if missing(cell):
            if column.blank:
                return column.empty
            raise BadCell(gettext_noop("This value is missing."))
        value = read(cell)
        return value if column.convert is None else column.convert(value)

    return read_cell


def _no_words(cell: str) -> bool:
    return cell.strip() in _DASHES


def _number(column: Column, form: NumberFormat | None) -> Reader:
    whole, places = column.kind is Kind.INTEGER, column.places
    money = column.kind is Kind.MONEY

    def read(cell: str) -> int | Decimal:
        if column.brackets:
            cell = without_brackets(cell)
        value = parse_number(cell, form, percent=column.percent, money=money)
        if whole and value != (value := value.to_integral_value()):
            raise BadCell(gettext_noop("This must be a whole number."))
        if places is not None and _finer_than(value, places):
            raise BadCell(
                gettext_noop("Decimals that are possible here: at most %(places)s."),
                places=column.places,
            )
        number = int(value) if whole else value
        _bounded(column, number)
        return number

    return read


def _finer_than(value: Decimal, places: int) -> bool:
    """Whether the value needs more decimals. By its digits: `%` fails on very long numbers."""
    _sign, digits, exponent = value.as_tuple()
    surplus = -int(exponent) - places
    return surplus > 0 and any(digits[-surplus:])


def _bounded(column: Column, value: Any) -> None:
    if column.minimum is not None and value < column.minimum:
        if column.minimum == 0 and column.kind in NUMBERS:
            raise BadCell(gettext_noop("This value must not be negative."))
        raise BadCell(
            gettext_noop("The smallest possible value is %(limit)s."), limit=column.minimum
        )
    if column.maximum is not None and value > column.maximum:
        raise BadCell(
            gettext_noop("The largest possible value is %(limit)s."), limit=column.maximum
        )


def _date(column: Column, _form: NumberFormat | None) -> Reader:
    def read(cell: str) -> date:
        text = cell.strip()
        if match := _ISO.fullmatch(text):
            year, month, day = match.groups()
        elif match := _GERMAN.fullmatch(text):
            day, month, year = match.groups()
        elif _TWO_DIGIT_YEAR.fullmatch(text):
            raise BadCell(gettext_noop("Please write the year with four digits."))
        else:
            raise BadCell(
                gettext_noop("This is not a date. Please write it as 31.12.2017 or 2017-12-31.")
            )
        try:
            value = date(int(year), int(month), int(day))
        except ValueError:
            raise BadCell(gettext_noop("This day does not exist.")) from None
        if not 1800 <= value.year <= 2200:
            raise BadCell(gettext_noop("This year is hardly meant."))
        _bounded(column, value)
        return value

    return read


def _boolean(_column: Column, _form: NumberFormat | None) -> Reader:
    def read(cell: str) -> bool:
        label = folded(cell)
        if label in _YES:
            return True
        if label in _NO:
            return False
        raise BadCell(gettext_noop("Please write “ja” or “nein”."))

    return read


def _choice(column: Column, _form: NumberFormat | None) -> Reader:
    choices = column.choices or {}
    values = {folded(label): value for label, value in choices.items()}
    allowed = ", ".join(list(choices)[:20])

    def read(cell: str) -> Any:
        try:
            return values[folded(cell)]
        except KeyError:
            raise BadCell(
                gettext_noop("This value is not known here. Possible are: %(allowed)s."),
                allowed=allowed,
            ) from None

    return read


def _words(column: Column, _form: NumberFormat | None) -> Reader:
    phone = column.kind is Kind.PHONE

    def read(cell: str) -> str:
        text = unicodedata.normalize("NFC", cell.replace("\r\n", "\n")).strip(" \n\u00a0")
        if phone and not _PHONE.fullmatch(unguarded(text)):
            raise BadCell(gettext_noop("This is not a telephone number."))
        if not phone and is_formula(text):
            sign = {"\t": "TAB", "\r": "CR"}.get(text[0], text.lstrip()[:1])
            raise BadCell(_FORMULA_REFUSED, sign=sign)
        text = unguarded(text)
        if column.length is not None and len(text) > column.length:
            raise BadCell(
                gettext_noop("At most %(length)s characters are possible here."),
                length=column.length,
            )
        return text

    return read


_READERS: dict[Kind, Callable[[Column, NumberFormat | None], Reader]] = {
    Kind.TEXT: _words,
    Kind.CODE: _words,
    Kind.PHONE: _words,
    Kind.INTEGER: _number,
    Kind.DECIMAL: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
    Kind.BOOLEAN: _boolean,
    Kind.CHOICE: _choice,
}

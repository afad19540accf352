"""The values of figures as people read them: on pages, on paper, in files and in pictures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reporting.figures import Unit
from reporting.rules.document import Document, difference, is_hidden
from reporting.suppression import DASH
from sro.ui.charts import NumberFormat
from sro.ui.charts.numbers import Gap
from sro.ui.templatetags.ui import day, number

_SUFFIX = {
    Unit.PERCENT.value: " %",
    Unit.CENTS.value: " €",
}


def discussion(document: Document) -> list[tuple[str, str]]:
    """Return label and text of when the working group discussed the figures, or why it did not."""
    found = []
    if document.discussed_on:
        found.append((_("Discussed on"), day(date.fromisoformat(document.discussed_on))))
    if document.undiscussed_reason:
        found.append((_("Not discussed"), document.undiscussed_reason))
    return found


def said_earlier(document: Document, discussed_on: date | None) -> str:
    """Say that the group's view is about figures counted before these; empty where it is not."""
    if not document.group_view or document.discussed_on or discussed_on is None:
        return ""
    return _("Said on %(day)s about figures that were counted before these.") % {
        "day": day(discussed_on)
    }


def counted_at(document: Document) -> datetime:
    """Return when the report was counted, as clocks in the office showed it."""
    # Reports of earlier versions keep the time in UTC.
    return timezone.localtime(datetime.fromisoformat(document.counted_at))


def unknown() -> str:
    """What stands where a value is not known; unlike a hidden one."""
    return _("n/a")


def value(text: str | None, unit: str) -> str:
    """Write a value with its unit."""
    if text is None:
        return unknown()
    if is_hidden(text):
        return DASH
    return _written(Decimal(text), unit) + _SUFFIX.get(unit, "")


def change(now: str | None, before: str | None, unit: str) -> dict[str, str]:
    """Return a difference with sign, a word and a mark: `+3`, "more", "up"; empty if not known."""
    found = difference(now, before)
    if found is None:
        return {"text": "", "word": "", "mark": ""}
    if found == 0:
        return {"text": "±0", "word": _("unchanged"), "mark": "="}
    sign, word, mark = ("+", _("more"), "▲") if found > 0 else ("−", _("less"), "▼")
    text = _written(Decimal(abs(found).numerator) / Decimal(abs(found).denominator), unit)
    written = f"{sign}{text}{_SUFFIX.get(unit, '')}"
    if unit == Unit.PERCENT:
        written = _("%(difference)s points") % {"difference": f"{sign}{text}"}
    return {"text": written, "word": word, "mark": mark}


def cell(text: str | None, kind: str) -> str:
    """Write the cell of a table: text as it is, money and minutes with their unit."""
    if kind == "text":
        return text or ""
    if kind == "money":
        return value(text, Unit.CENTS.value)
    return value(text, Unit.MINUTES.value)


def plain(text: str | None, unit: str) -> Decimal | str | None:
    """Return a value for a file: a number in the unit of its column; hidden stays a dash."""
    if text is None or is_hidden(text):
        return text if text is None else DASH
    exact = Decimal(text)
    if unit == Unit.CENTS:
        return exact.scaleb(-2)
    if unit == Unit.MINUTES:
        return (exact / 60).quantize(Decimal("0.01"))
    return exact


def unit_name(unit: str, of: str = "") -> str:
    """Name the unit of a figure as it stands at its head."""
    return {
        Unit.NUMBER.value: pgettext("unit", "number"),
        Unit.PERCENT.value: _("per cent"),
        Unit.PER_THOUSAND.value: _("per 1,000 %(of)s") % {"of": of},
        Unit.MONTHS.value: _("months"),
        Unit.CENTS.value: _("euro"),
        Unit.MINUTES.value: _("hours"),
    }[unit]


def for_chart(text: str | None, unit: str) -> Fraction | Gap | None:
    """Return a value for a picture: a gap where it is hidden, never a zero."""
    if text is None:
        return None
    if is_hidden(text):
        return Gap.SUPPRESSED
    return Fraction(str(plain(text, unit)))


def format_of(unit: str, texts: Iterable[str | None] = ()) -> NumberFormat:
    """Return how a picture writes numbers of this unit; of broken ones, one digit more."""
    decimals = {Unit.CENTS: 0, Unit.MINUTES: 0}.get(Unit(unit), 1)
    if unit == Unit.NUMBER and not any(text and "." in text for text in texts):
        decimals = 0
    return NumberFormat(decimals=decimals, unit=_SUFFIX.get(unit, "").strip())


def _written(exact: Decimal, unit: str) -> str:
    if unit == Unit.CENTS:
        return number(exact.scaleb(-2), 2)
    if unit == Unit.MINUTES:
        return _("%(hours)s hrs") % {"hours": number((exact / 60).quantize(Decimal("0.1")))}
    if unit in (Unit.PERCENT, Unit.PER_THOUSAND, Unit.MONTHS):
        return number(exact, 1)
    return number(exact)

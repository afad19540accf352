"""What a support costs between two days, exactly. Never a guess: what is missing is said.

A support takes the rate that is valid on each day. Amounts are cents; hours are whole minutes;
days are half-open. Every amount is counted from the beginning of the support, and an amount between
two days is the difference of two such sums, each rounded once. So the amounts of any split of the
support's time add up to the whole, to the cent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from sro.money import round_half_up
from sro.periods import month_of, next_month, overlaps


class PriceUnit(StrEnum):
    """What an amount is paid for; the codes of the agreements' units."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    LUMP_SUM = "lump_sum"


class QuotaPer(StrEnum):
    """The time for which the minutes of a quota are meant."""

    WEEK = "week"
    MONTH = "month"
    TOTAL = "total"


@dataclass(frozen=True)
class Price:
    """So many cents for one unit on the days from `start` up to, not including, `end`."""

    unit: PriceUnit
    cents: int
    start: date
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Quota:
    """Minutes agreed for the days from `start` up to `end`; in all, they are spread evenly."""

    start: date
    end: date
    minutes: int
    per: QuotaPer

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def minutes_on(self, first: date, until: date) -> Fraction:
        """The minutes of some days of one calendar month."""
        days = (until - first).days
        if self.per is QuotaPer.WEEK:
            return Fraction(self.minutes * days, 7)
        if self.per is QuotaPer.MONTH:
            return Fraction(self.minutes * days, days_of_month(first))
        return Fraction(self.minutes * days, (self.end - self.start).days)


class Unpriced(Exception):
    """From `day` on it cannot be said what a support costs.

    `code` is ``no_rate`` (no rate is valid), ``no_hours`` (there is a rate per hour, but no hours
    are agreed), or ``several_units`` (rates of several units are valid and nobody has said which
    one counts).
    """

    def __init__(self, code: str, day: date) -> None:
        super().__init__(f"{code} on {day.isoformat()}")
        self.code = code
        self.day = day


@dataclass(frozen=True)
class Terms:
    """A support as its price depends on it, for the days from `start` up to `end`.

    Quotas that come first go before later ones. `unit` says which unit counts where rates of
    several are valid; None means nobody has said so.
    """

    start: date
    end: date
    quotas: tuple[Quota, ...] = ()
    unit: PriceUnit | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a support cannot end before it begins")


@dataclass(frozen=True)
class Month:
    """What a calendar month costs; `first` is its first day, whenever the support began."""

    first: date
    cents: int


@dataclass(frozen=True)
class Schedule:
    """The months of a support with their amounts, and what is missing to know the others.

    With a gap only the months that end before it are known; the others are not zero, but unknown.
    """

    months: tuple[Month, ...]
    gap: Unpriced | None = None

    @property
    def total(self) -> int | None:
        """The cents of all months; None while not all of them are known."""
        return None if self.gap else sum(month.cents for month in self.months)


def schedule(terms: Terms, prices: Sequence[Price]) -> Schedule:
    """Return the amount of each calendar month from the first to the last day of the support."""
    months: list[Month] = []
    exact, counted = Fraction(0), 0
    try:
        for first, amounts in _by_month(_pieces(terms, prices)):
            exact += sum(amounts, Fraction(0))
            until_now = round_half_up(exact)
            months.append(Month(first, until_now - counted))
            counted = until_now
    except Unpriced as gap:
        return Schedule(tuple(months), gap)
    return Schedule(tuple(months))


def amount_between(terms: Terms, prices: Sequence[Price], first: date, until: date) -> int:
    """Return the cents of the days from `first` up to `until`, as far as the support has them.

    Raises Unpriced where a day before `until` has no amount.
    """

    def counted(day: date) -> int:
        return round_half_up(sum((amount for _, amount in _pieces(terms, prices, day)), Fraction()))

    return counted(until) - counted(first)


def days_of_month(day: date) -> int:
    """Return how many days the month of `day` has."""
    return (next_month(day) - month_of(day)).days


def _by_month(pieces: Iterable[tuple[date, Fraction]]) -> Iterator[tuple[date, list[Fraction]]]:
    month: date | None = None
    amounts: list[Fraction] = []
    for day, amount in pieces:
        first = month_of(day)
        if month is not None and first != month:
            yield month, amounts
            amounts = []
        month = first
        amounts.append(amount)
    if month is not None:
        yield month, amounts


def _pieces(
    terms: Terms, prices: Sequence[Price], until: date | None = None
) -> Iterator[tuple[date, Fraction]]:
    """The days before `until` in pieces of one month, one rate and one quota each, in order."""
    stop = terms.end if until is None else min(terms.end, until)
    if terms.start >= stop:
        return
    price = _price_on(terms, prices, terms.start)
    if price.unit is PriceUnit.LUMP_SUM:
        # Paid once for the whole support: with its first day.
        yield terms.start, Fraction(price.cents)
        yield from ((first, Fraction(0)) for first in _months_after(terms.start, stop))
        return
    cuts = _cuts(terms, prices, stop)
    for day, following in pairwise(cuts):
        yield day, _amount(_price_on(terms, prices, day), _quota_on(terms, day), day, following)


def _months_after(day: date, stop: date) -> Iterator[date]:
    first = next_month(day)
    while first < stop:
        yield first
        first = next_month(first)


def _cuts(terms: Terms, prices: Sequence[Price], stop: date) -> list[date]:
    """The days on which something changes, from the first to the end."""
    days = {terms.start, stop, *_months_after(terms.start, stop)}
    spans: list[Price | Quota] = [*prices, *terms.quotas]
    for span in spans:
        if overlaps(span.start, span.end, terms.start, stop):
            days.add(span.start)
            if span.end is not None:
                days.add(span.end)
    return sorted(day for day in days if terms.start <= day <= stop)


def _quota_on(terms: Terms, day: date) -> Quota | None:
    return next((quota for quota in terms.quotas if day in quota), None)


def _price_on(terms: Terms, prices: Sequence[Price], day: date) -> Price:
    """The one price that counts on a day: by the hour where hours are agreed, else the only one."""
    valid = {price.unit: price for price in prices if day in price}
    if day > terms.start and terms.unit is not PriceUnit.LUMP_SUM:
        # A lump sum counts with the first day or not at all.
        valid.pop(PriceUnit.LUMP_SUM, None)
    if terms.unit is not None:
        valid = {unit: price for unit, price in valid.items() if unit is terms.unit}
    has_hours = _quota_on(terms, day) is not None
    if has_hours and PriceUnit.HOUR in valid:
        return valid[PriceUnit.HOUR]
    without_hours = [price for unit, price in valid.items() if unit is not PriceUnit.HOUR]
    if len(without_hours) == 1:
        return without_hours[0]
    if without_hours:
        raise Unpriced("several_units", day)
    raise Unpriced("no_hours" if valid else "no_rate", day)


def _amount(price: Price, quota: Quota | None, first: date, until: date) -> Fraction:
    """The exact cents of some days of one month at one price."""
    days = (until - first).days
    if price.unit is PriceUnit.HOUR and quota is not None:
        return quota.minutes_on(first, until) * price.cents / 60
    if price.unit is PriceUnit.MONTH:
        return Fraction(price.cents * days, days_of_month(first))
    return Fraction(price.cents * days)

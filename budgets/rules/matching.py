"""Which support a booking was paid for. Exactly one, or none with the reason; never a guess.

Days are half-open, amounts are cents. Money that came back is matched like money that was paid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sro.periods import overlaps

#: What a support costs between two days; None where that cannot be said.
Cost = Callable[[int, date, date], int | None]

_PART = re.compile(r"\d+|[^\W\d_]+")


class Finding(StrEnum):
    """What came out when a booking was looked at."""

    WAITING = "waiting"
    FOUND = "found"
    FOUND_BY_AMOUNT = "found_by_amount"
    NO_REFERENCE = "no_reference"
    UNKNOWN_REFERENCE = "unknown_reference"
    SEVERAL_FILES = "several_files"
    UNKNOWN_PROVIDER = "unknown_provider"
    OTHER_PROVIDER = "other_provider"
    OTHER_DAYS = "other_days"
    SEVERAL = "several"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Paid:
    """A booking as far as it says what it was paid for.

    `provider` is None where the booking names none, or one that nobody here knows
    (`names_provider` tells them apart). The days from `first` up to `until` are those that were
    paid for; without them the booking's budget `year` has to do.
    """

    reference: str
    provider: int | None
    names_provider: bool
    year: int
    cents: int
    first: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Grant:
    """A support that was granted, under the file reference of its case; `end` may be open."""

    support: int
    reference: str
    provider: int | None
    start: date
    end: date | None


@dataclass(frozen=True)
class Verdict:
    """The support that was paid, or None with the reason and those that come near."""

    finding: Finding
    support: int | None = None
    candidates: tuple[int, ...] = ()


def match(paid: Paid, grants: Sequence[Grant], cost: Cost) -> Verdict:
    """Find the one support by file reference, provider, days and, if several are left, amount.

    `cost` is asked only where several supports are left and the booking names its days.
    """
    if not parts_of(paid.reference):
        return Verdict(Finding.NO_REFERENCE)
    of_file = [grant for grant in grants if same_reference(grant.reference, paid.reference)]
    if not of_file:
        return Verdict(Finding.UNKNOWN_REFERENCE)
    if len({grant.reference for grant in of_file}) > 1:
        return _nothing(Finding.SEVERAL_FILES, of_file)
    if paid.names_provider and paid.provider is None:
        return _nothing(Finding.UNKNOWN_PROVIDER, of_file)
    of_provider = [
        grant for grant in of_file if paid.provider is None or grant.provider == paid.provider
    ]
    if not of_provider:
        return _nothing(Finding.OTHER_PROVIDER, of_file)
    in_time = [grant for grant in of_provider if _at_that_time(grant, paid)]
    if not in_time:
        return _nothing(Finding.OTHER_DAYS, of_provider)
    if len(in_time) == 1:
        return Verdict(Finding.FOUND, in_time[0].support)
    return _by_amount(paid, in_time, cost)


def same_reference(one: str, other: str) -> bool:
    """Return whether two texts are the same file reference, however it was typed.

    Signs between the parts, capital letters and leading zeros do not matter. Where one of them is
    written without any signs ("202500042"), all figures have to be the same.
    """
    mine, theirs = parts_of(one), parts_of(other)
    if not mine or not theirs:
        return False
    if _without_zeros(mine) == _without_zeros(theirs):
        return True
    return 1 in (len(mine), len(theirs)) and "".join(mine) == "".join(theirs)


def parts_of(reference: str) -> tuple[str, ...]:
    """Return the figures and words of a reference, words in small letters."""
    return tuple(_PART.findall(reference.casefold()))


def plain_key(reference: str) -> str:
    """Return a reference without signs; equal for all that are the same without signs."""
    return "".join(parts_of(reference))


def loose_key(reference: str) -> str:
    """Return a reference without signs and leading zeros: what is the same has the same key.

    Different references may share it; :func:`same_reference` is the judge.
    """
    return "".join(_without_zeros(parts_of(reference)))


def _without_zeros(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.lstrip("0") or "0" if part.isdecimal() else part for part in parts)


def _at_that_time(grant: Grant, paid: Paid) -> bool:
    first, until = paid.first, paid.until
    if first is None or until is None:
        # Invoices come late: the year before may be meant as well.
        first, until = date(paid.year - 1, 1, 1), date(paid.year + 1, 1, 1)
    return overlaps(grant.start, grant.end, first, until)


def _by_amount(paid: Paid, grants: list[Grant], cost: Cost) -> Verdict:
    if paid.first is None or paid.until is None or not paid.cents:
        return _nothing(Finding.SEVERAL, grants)
    amount = abs(paid.cents)
    exact = [g.support for g in grants if cost(g.support, paid.first, paid.until) == amount]
    if len(exact) == 1:
        return Verdict(Finding.FOUND_BY_AMOUNT, exact[0])
    return _nothing(Finding.SEVERAL, grants)


def _nothing(finding: Finding, grants: list[Grant]) -> Verdict:
    return Verdict(finding, None, tuple(sorted({grant.support for grant in grants})))

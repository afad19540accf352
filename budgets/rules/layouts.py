"""What a saved form of the finance system's files has to say, and what it may leave open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

#: Our columns, in the order in which forms ask for them.
FIELDS = (
    "number",
    "item",
    "booked_on",
    "amount",
    "debit_credit",
    "year",
    "fund",
    "district",
    "cost_centre",
    "file_reference",
    "provider_number",
    "provider_name",
    "service_from",
    "service_until",
    "text",
)


@dataclass(frozen=True)
class Layout:
    """Our column → heading in the file, and what the file does not say itself.

    `cost_centres` leads from a cost centre to the key of its district and to its fund, which may
    be empty.
    """

    headings: Mapping[str, str]
    debit_credit: bool = False
    fund: str = ""
    cost_centres: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What is missing or wrong: the field of the form and a code for the sentence."""

    field: str
    code: str


def faults(layout: Layout) -> list[Fault]:
    """Return what keeps a layout from telling everything that a booking needs."""
    return [*_missing(layout), *_twice(layout)]


def _missing(layout: Layout) -> Iterator[Fault]:
    headings = layout.headings
    for name, code in (("number", "number"), ("booked_on", "day"), ("amount", "amount")):
        if not headings.get(name):
            yield Fault(name, code)
    if layout.debit_credit and not headings.get("debit_credit"):
        yield Fault("debit_credit", "debit_credit")
    by_cost_centre = bool(headings.get("cost_centre")) and not headings.get("district")
    if by_cost_centre and not layout.cost_centres:
        yield Fault("cost_centres", "cost_centres")
    if not by_cost_centre and not headings.get("district"):
        yield Fault("district", "district")
    if not headings.get("fund") and not layout.fund:
        centres = layout.cost_centres.values()
        if not headings.get("cost_centre") or not centres or not all(fund for _, fund in centres):
            yield Fault("fund_kind", "fund")


def _twice(layout: Layout) -> Iterator[Fault]:
    counted = Counter(map(_letters, layout.headings.values()))
    for name, heading in layout.headings.items():
        if counted[_letters(heading)] > 1:
            yield Fault(name, "twice")


def _letters(heading: str) -> str:
    # Signs, spaces and capital letters do not tell two headings apart when a file is read.
    return "".join(sign for sign in heading.casefold() if sign.isalnum())


class Contradiction(ValueError):
    """A minus and the letter for money that was paid do not go together."""


def signed(amount: Decimal, mark: int | None, *, opposite: bool = False) -> Decimal:
    """Return what was paid as positive and what came back as negative, in euro.

    `mark` is 1 for S and −1 for H where the file has a column for it; an amount marked H may have
    its minus besides. With `opposite` the file counts the other way round. Raises Contradiction.
    """
    if mark is not None:
        if mark > 0 and amount < 0:
            raise Contradiction
        return abs(amount) if mark > 0 else 0 - abs(amount)
    return 0 - amount if opposite else amount


def number_of(number: str, item: str = "", year: int | None = None) -> str:
    """Return the one number of a booking: year, number and item as far as they are needed."""
    return "/".join(part for part in ("" if year is None else str(year), number, item) if part)


def centre_key(code: str) -> str:
    """Return a cost centre without leading zeros, which spreadsheets take off."""
    code = code.strip()
    return code.lstrip("0") or code

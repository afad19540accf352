"""What is carried into the next budget year, and what a closing rests on.

Amounts of single lines are whole cents; a closing sheet holds them as Decimal euro, as people read
them. None is unknown, which is not zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sro.money import round_half_up


class CarryRule(StrEnum):
    """Whether what a line has left goes on to the next year."""

    NONE = "none"
    SURPLUS = "surplus"
    SURPLUS_AND_DEFICIT = "surplus_and_deficit"


class Weight(StrEnum):
    """What an open point of the check list means for the closing."""

    BLOCKS = "blocks"
    CONFIRM = "confirm"
    HINT = "hint"


class PointState(StrEnum):
    """How a point of the check list stands."""

    SETTLED = "settled"
    OPEN = "open"
    MUST = "must"


def carried(rule: str, percent: int, left: int) -> int:
    """Return the cents that go on of `left` cents, rounded half up (away from zero).

    Less than nothing goes on only by the rule that says so. Raises ValueError for a percentage
    that is none, or a rule nobody knows.
    """
    if not 0 <= percent <= 100:
        raise ValueError("a share lies between 0 and 100 per cent")
    known = CarryRule(rule)
    if known is CarryRule.NONE or (known is CarryRule.SURPLUS and left < 0):
        return 0
    return round_half_up(Fraction(left * percent, 100))


@dataclass(frozen=True)
class Point:
    """One point of the check list: how many things are open, and what that means."""

    code: str
    weight: Weight
    number: int
    accepted: bool = False

    @property
    def state(self) -> PointState:
        """In order, open, or to be settled before the year can be closed."""
        if not self.number:
            return PointState.SETTLED
        return PointState.MUST if self.weight is Weight.BLOCKS else PointState.OPEN


@dataclass(frozen=True)
class SheetLine:
    """A district's line (or the undivided rest, with district 0) as it is closed; euro.

    A district's social spaces are part of its line: bookings name the district alone. `left` is
    what was planned less what was spent, `carry` what of it goes on to the next year.
    """

    district: int
    key: str
    name: str
    allocated: Decimal | None
    brought: Decimal
    transferred: Decimal
    spent: Decimal | None
    committed: Decimal
    unknown: int
    left: Decimal | None
    carry: Decimal | None


@dataclass(frozen=True)
class SheetFund:
    """A fund with its rule and its lines."""

    slug: str
    name: str
    rule: str
    percent: int
    lines: tuple[SheetLine, ...]

    @property
    def total(self) -> SheetLine:
        """The sums of the lines; a sum is unknown as soon as one of its parts is."""

        def of(name: str) -> Any:
            return total_of(getattr(line, name) for line in self.lines)

        names = ("allocated", "brought", "transferred", "spent", "committed", "left", "carry")
        unknown = sum(line.unknown for line in self.lines)
        return SheetLine(0, "", "", unknown=unknown, **{name: of(name) for name in names})

    @property
    def carries(self) -> bool:
        """Whether anything is to be carried over, or cannot be said yet."""
        return any(line.carry != 0 for line in self.lines)


@dataclass(frozen=True)
class ClosingSheet:
    """The check list and the figures that somebody proposes to close a year with."""

    points: tuple[Point, ...]
    funds: tuple[SheetFund, ...]

    @property
    def carry(self) -> Decimal | None:
        """What is carried over in all; None where a line is unknown."""
        return total_of(line.carry for fund in self.funds for line in fund.lines)

    def as_json(self) -> dict[str, Any]:
        """The sheet as it is stored: amounts as text, so that no digit is lost."""
        return _plain(asdict(self))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> ClosingSheet:
        """Read a stored sheet back."""
        return cls(
            tuple(
                Point(**{**point, "weight": Weight(point["weight"])}) for point in stored["points"]
            ),
            tuple(
                SheetFund(**{**fund, "lines": tuple(_line(line) for line in fund["lines"])})
                for fund in stored["funds"]
            ),
        )


@dataclass(frozen=True)
class Change:
    """A figure that is no longer what was proposed; `fund` and `line` in words."""

    fund: str
    line: str
    figure: str


#: The figures that make a closing another one; the key and name of a district do not.
FIGURES = ("allocated", "brought", "transferred", "spent", "committed", "unknown", "left", "carry")


def changes(proposed: ClosingSheet, now: ClosingSheet) -> list[Change]:
    """Return what has changed since the proposal: figures, rules, lines that came or went.

    The check list is not compared: what blocks is asked again by itself, the rest only informs.
    """
    before, after = _by_place(proposed), _by_place(now)
    found = []
    for place, (fund, line) in {**before, **after}.items():
        if place not in before or place not in after:
            found.append(Change(fund.name, line.name, "line"))
            continue
        earlier = before[place][1]
        found += [
            Change(fund.name, line.name, name)
            for name in FIGURES
            if getattr(earlier, name) != getattr(line, name)
        ]
    rules = {fund.slug: (fund.rule, fund.percent) for fund in proposed.funds}
    found += [
        Change(fund.name, "", "rule")
        for fund in now.funds
        if rules.get(fund.slug, (fund.rule, fund.percent)) != (fund.rule, fund.percent)
    ]
    return found


def blocking(points: Iterable[Point]) -> list[Point]:
    """Return the points that keep the year from being closed."""
    return [point for point in points if point.state is PointState.MUST]


def to_accept(points: Iterable[Point]) -> list[Point]:
    """Return the points that somebody has to know and accept."""
    return [point for point in points if point.number and point.weight is Weight.CONFIRM]


def grown(proposed: Iterable[Point], now: Iterable[Point]) -> list[Point]:
    """Return the points to be accepted of which there are more now than were accepted."""
    known = {point.code: point.number for point in proposed}
    return [point for point in to_accept(now) if point.number > known.get(point.code, 0)]


def accepting(points: Iterable[Point], codes: Collection[str]) -> tuple[Point, ...]:
    """Return the points, each with whether it was open and accepted."""
    points = tuple(points)
    asked = {point.code for point in to_accept(points)} & set(codes)
    return tuple(replace(point, accepted=point.code in asked) for point in points)


def total_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add amounts up; the sum is unknown as soon as one of them is."""
    total = Decimal("0.00")
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _by_place(sheet: ClosingSheet) -> dict[tuple[str, int], tuple[SheetFund, SheetLine]]:
    return {(fund.slug, line.district): (fund, line) for fund, line in _lines(sheet)}


def _lines(sheet: ClosingSheet) -> Iterator[tuple[SheetFund, SheetLine]]:
    for fund in sheet.funds:
        for line in fund.lines:
            yield fund, line


_AMOUNTS = ("allocated", "brought", "transferred", "spent", "committed", "left", "carry")


def _line(stored: Mapping[str, Any]) -> SheetLine:
    amounts = {name: None if stored[name] is None else Decimal(stored[name]) for name in _AMOUNTS}
    return SheetLine(**{**stored, **amounts})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return f"{value:.2f}" if isinstance(value, Decimal) else value

"""What a calculation starts from: checked once, then never changed.

Whoever holds an AllocationInputs holds data the formula can work with, apart from sums of zero,
zeros under ``inverse`` and bounds that cannot hold, which only the arithmetic itself can find. Two
inputs that list the same things in a different order are equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeVar

from budgets.allocation.errors import AllocationError
from budgets.allocation.numbers import Place, cents_amount, exact_number, not_negative

OUTFLOW = "previous_outflow"
"""Component of the trace that comes from the previous outflow."""

BOUNDS = "bounds"
"""Component of the trace that holds the effect of floors and caps."""

_Chosen = TypeVar("_Chosen", bound=StrEnum)


class Method(StrEnum):
    """How the values of an indicator become shares (the formula: budgets.allocation.shares)."""

    PROPORTIONAL = "proportional"
    INVERSE = "inverse"
    RANGE_WEIGHTED = "range_weighted"


class Direction(StrEnum):
    """Whether a high rate raises or lowers the share under ``range_weighted``."""

    DIRECT = "direct"
    INVERSE = "inverse"


@dataclass(frozen=True)
class Indicator:
    """One indicator with its values: unit → number, int, Decimal or Fraction, not negative.

    ``weight`` is relative to the weights of the other indicators. ``direction`` acts under
    ``range_weighted`` only; ``base_values`` (unit → count) are needed there and stay unused
    elsewhere.
    """

    code: str
    weight: Fraction
    method: Method
    values: Mapping[str, Fraction]
    direction: Direction = Direction.DIRECT
    base_values: Mapping[str, Fraction] | None = None

    def __post_init__(self) -> None:
        _name(self.code, {"field": "code"})
        if self.code in (OUTFLOW, BOUNDS):
            raise AllocationError("reserved_code", field="code", indicator=self.code)
        method = _choice(Method, self.method, self._place("method"), "unknown_method")
        direction = _choice(
            Direction, self.direction, self._place("direction"), "unknown_direction"
        )
        if method is Method.PROPORTIONAL and direction is Direction.INVERSE:
            raise AllocationError("direction_without_effect", **self._place("direction"))
        _store(self, "method", method)
        _store(self, "direction", direction)
        _store(self, "weight", not_negative(self.weight, self._place("weight")))
        _store(self, "values", self._numbers("values", self.values))
        base_values = (
            None if _left_out(self.base_values) else self._numbers("base_values", self.base_values)
        )
        if method is Method.RANGE_WEIGHTED and base_values is None:
            raise AllocationError("needs_base", **self._place("base_values"))
        _store(self, "base_values", base_values)

    def _place(self, field: str) -> Place:
        return {"field": field, "indicator": self.code}

    def _numbers(self, field: str, values: Any) -> Mapping[str, Fraction]:
        checked = _mapping(values, self._place(field))
        return MappingProxyType(
            {
                unit: not_negative(checked[unit], {**self._place(field), "unit": unit})
                for unit in sorted(checked)
            }
        )

    def check_units(self, units: tuple[str, ...]) -> None:
        """Refuse values that do not belong to exactly these units. Raises AllocationError."""
        _same_units(self.values, units, self._place("values"))
        if self.base_values is not None:
            _same_units(self.base_values, units, self._place("base_values"))


@dataclass(frozen=True)
class AllocationInputs:
    """Everything one allocation depends on.

    total: cents to divide. indicator_share: the part of the total that follows the indicators, 0
    to 1; the rest follows ``previous_outflow`` (unit → cents), which may be left out only if the
    indicator share is 1, as ``indicators`` only if it is 0. units: keys of the districts or social
    spaces. floor_percent and cap_percent bound each unit's amount against ``reference`` (unit →
    cents): -5 and 5 keep it between 95 and 105 per cent. Raises AllocationError.
    """

    total: int
    indicator_share: Fraction
    units: tuple[str, ...]
    indicators: tuple[Indicator, ...] = ()
    previous_outflow: Mapping[str, int] | None = None
    floor_percent: Fraction | None = None
    cap_percent: Fraction | None = None
    reference: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        _store(self, "total", cents_amount(self.total, {"field": "total"}))
        share = exact_number(self.indicator_share, {"field": "indicator_share"})
        if not 0 <= share <= 1:
            raise AllocationError("not_share", field="indicator_share")
        _store(self, "indicator_share", share)
        self._settle_units()
        self._settle_indicators()
        self._settle_outflow()
        self._settle_bounds()

    @property
    def bounded(self) -> bool:
        """Whether a floor or a cap is set."""
        return self.floor_percent is not None or self.cap_percent is not None

    def _settle_units(self) -> None:
        given: Any = self.units
        if isinstance(given, str):
            raise AllocationError("not_list", field="units")
        units = tuple(given)
        if not units:
            raise AllocationError("no_units", field="units")
        for unit in units:
            _name(unit, {"field": "units"})
        _no_doubles(units, "units", "duplicate_unit", "unit")
        _store(self, "units", tuple(sorted(units)))

    def _settle_indicators(self) -> None:
        indicators = tuple(sorted(self.indicators, key=lambda indicator: indicator.code))
        codes = tuple(indicator.code for indicator in indicators)
        _no_doubles(codes, "indicators", "duplicate_indicator", "indicator")
        for indicator in indicators:
            indicator.check_units(self.units)
        if self.indicator_share > 0:
            if not indicators:
                raise AllocationError("no_indicators", field="indicators")
            if not any(indicator.weight for indicator in indicators):
                raise AllocationError("weights_zero", field="weight")
        _store(self, "indicators", indicators)

    def _settle_outflow(self) -> None:
        if _left_out(self.previous_outflow):
            if self.indicator_share < 1:
                raise AllocationError("needs_outflow", field=OUTFLOW)
            _store(self, OUTFLOW, None)
            return
        _store(self, OUTFLOW, self._cents(OUTFLOW, self.previous_outflow))

    def _settle_bounds(self) -> None:
        for field in ("floor_percent", "cap_percent"):
            percent = getattr(self, field)
            if percent is not None:
                percent = exact_number(percent, {"field": field})
                if percent < -100:
                    raise AllocationError("below_minus_100", field=field)
                _store(self, field, percent)
        floor, cap = self.floor_percent, self.cap_percent
        if floor is not None and cap is not None and floor > cap:
            raise AllocationError("floor_above_cap", field="floor_percent")
        if not _left_out(self.reference):
            _store(self, "reference", self._cents("reference", self.reference))
        elif self.bounded:
            raise AllocationError("needs_reference", field="reference")
        else:
            _store(self, "reference", None)

    def _cents(self, field: str, amounts: Any) -> Mapping[str, int]:
        checked = _mapping(amounts, {"field": field})
        _same_units(checked, self.units, {"field": field})
        return MappingProxyType(
            {
                unit: cents_amount(checked[unit], {"field": field, "unit": unit})
                for unit in self.units
            }
        )


def _store(instance: object, field: str, value: object) -> None:
    object.__setattr__(instance, field, value)


def _name(text: Any, place: Place) -> None:
    if not isinstance(text, str):
        raise AllocationError("not_text", **place)
    if not text:
        raise AllocationError("empty", **place)


def _choice(kind: type[_Chosen], given: Any, place: Place, code: str) -> _Chosen:
    if isinstance(given, str) and given in list(kind):
        return kind(given)
    raise AllocationError(code, **place, given=given, choices=", ".join(kind))


def _left_out(values: Any) -> bool:
    return values is None or (isinstance(values, Mapping) and not values)


def _mapping(values: Any, place: Place) -> Mapping[str, Any]:
    if not isinstance(values, Mapping):
        raise AllocationError("not_mapping", **place)
    for unit in values:
        _name(unit, place)
    return values


def _no_doubles(names: tuple[str, ...], field: str, code: str, kind: str) -> None:
    for name, neighbour in pairwise(sorted(names)):
        if name == neighbour:
            raise AllocationError(code, field=field, **{kind: name})


def _same_units(values: Mapping[str, Any], units: tuple[str, ...], place: Place) -> None:
    if values.keys() == set(units):
        return
    unknown = sorted(values.keys() - set(units))
    if unknown:
        raise AllocationError("unknown_unit", **place, unit=unknown[0])
    missing = sorted(set(units) - values.keys())
    raise AllocationError("missing", **place, unit=missing[0])

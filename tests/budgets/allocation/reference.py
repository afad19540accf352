"""A second, slow and plain implementation of the allocation formula, written to be obviously right.

It shares no code with the product: fractions everywhere, remainders handed out one by one, and the
scaling between floors and caps found by trying every combination of units at a bound. ``None``
stands for "cannot be computed".
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product


@dataclass
class Answer:
    amounts: dict[str, int]
    parts: dict[tuple[str, str], int]


def hamilton(total: int, shares: dict) -> dict:
    """Whole parts of total in proportion to shares, left-over units to the largest remainders."""
    whole = sum(shares.values())
    if whole == 0:
        return dict.fromkeys(shares, 0)
    quotas = {key: Fraction(total) * share / whole for key, share in shares.items()}
    parts = {key: int(quota) for key, quota in quotas.items()}
    waiting = list(shares)
    while sum(parts.values()) < total:
        best = None
        for key in sorted(waiting):
            if best is None or quotas[key] - int(quotas[key]) > quotas[best] - int(quotas[best]):
                best = key
        parts[best] += 1
        waiting.remove(best)
    return parts


def indicator_shares(indicator, units) -> dict[str, Fraction] | None:
    x = {unit: Fraction(indicator.values[unit]) for unit in units}
    if indicator.method == "inverse":
        if any(x[unit] == 0 for unit in units):
            return None
        raw = {unit: 1 / x[unit] for unit in units}
    elif indicator.method == "range_weighted":
        least, most = min(x.values()), max(x.values())
        raw = {}
        for unit in units:
            distance = x[unit] - least if indicator.direction == "direct" else most - x[unit]
            z = Fraction(0) if most == least else distance / (most - least)
            raw[unit] = Fraction(indicator.base_values[unit]) * (1 + z)
    else:
        raw = x
    everything = sum(raw.values())
    if everything == 0:
        return None
    return {unit: raw[unit] / everything for unit in units}


def answer(inputs) -> Answer | None:
    units = sorted(inputs.units)
    contributions = contributions_of(inputs, units)
    if contributions is None:
        return None
    codes = list(contributions)
    share_of = {unit: sum(contributions[code][unit] for code in codes) for unit in units}
    amounts = hamilton(inputs.total, share_of)
    parts = {}
    for unit in units:
        numbered = {number: contributions[code][unit] for number, code in enumerate(codes)}
        for number, cents in hamilton(amounts[unit], numbered).items():
            parts[unit, codes[number]] = cents
    if inputs.floor_percent is not None or inputs.cap_percent is not None:
        bounded = bounded_amounts(inputs, units, share_of)
        if bounded is None:
            return None
        for unit in units:
            parts[unit, "bounds"] = bounded[unit] - amounts[unit]
        amounts = bounded
    return Answer(amounts, parts)


def contributions_of(inputs, units) -> dict[str, dict[str, Fraction]] | None:
    """Weight times share by component and unit, components in their order."""
    a = Fraction(inputs.indicator_share)
    found = {}
    all_weights = sum(Fraction(indicator.weight) for indicator in inputs.indicators)
    for indicator in sorted(inputs.indicators, key=lambda each: each.code):
        weight = a * Fraction(indicator.weight) / all_weights if all_weights else Fraction(0)
        found[indicator.code] = dict.fromkeys(units, Fraction(0))
        if weight:
            shares = indicator_shares(indicator, units)
            if shares is None:
                return None
            found[indicator.code] = {unit: weight * shares[unit] for unit in units}
    if inputs.previous_outflow is not None:
        found["previous_outflow"] = dict.fromkeys(units, Fraction(0))
        if a < 1:
            spent = sum(inputs.previous_outflow.values())
            if spent == 0:
                return None
            found["previous_outflow"] = {
                unit: (1 - a) * Fraction(inputs.previous_outflow[unit], spent) for unit in units
            }
    return found


def bounded_amounts(inputs, units, share_of) -> dict[str, int] | None:
    low, high = {}, {}
    for unit in units:
        low[unit], high[unit] = 0, None
        if inputs.floor_percent is not None:
            exact = Fraction(inputs.reference[unit]) * (100 + inputs.floor_percent) / 100
            low[unit] = -((-exact.numerator) // exact.denominator)
        if inputs.cap_percent is not None:
            exact = Fraction(inputs.reference[unit]) * (100 + inputs.cap_percent) / 100
            high[unit] = exact.numerator // exact.denominator
            if low[unit] > high[unit]:
                return None
    for states in product(("low", "free", "high"), repeat=len(units)):
        state_of = dict(zip(units, states, strict=True))
        found = try_states(inputs.total, state_of, share_of, low, high)
        if found is not None:
            return found
    return None


def try_states(total, state_of, share_of, low, high) -> dict[str, int] | None:
    """The amounts if exactly these units are held by their bounds and one scale explains it."""
    held = {
        unit: low[unit] if state == "low" else high[unit]
        for unit, state in state_of.items()
        if state != "free"
    }
    if None in held.values():
        return None
    free = {unit: share_of[unit] for unit in state_of if unit not in held}
    rest = total - sum(held.values())
    if rest < 0 or (rest > 0 and not any(free.values())):
        return None
    spans = [span_of_scale(state_of[unit], share_of[unit], low[unit], high[unit]) for unit in low]
    if None in spans:
        return None
    least = max(start for start, _ in spans)
    most = min((end for _, end in spans if end is not None), default=None)
    if any(free.values()):
        scale = rest / sum(free.values())
        if scale < least or (most is not None and scale > most):
            return None
    elif most is not None and least > most:
        return None
    return {**held, **hamilton(rest, free)}


def span_of_scale(state, share, low, high) -> tuple[Fraction, Fraction | None] | None:
    """The scales for which a unit of this share is in this state; None if there are none."""
    if share == 0:
        stays = {"low": True, "free": low == 0, "high": high == low}[state]
        return (Fraction(0), None) if stays else None
    at_low = low / share
    at_high = None if high is None else high / share
    return {"low": (Fraction(0), at_low), "free": (at_low, at_high), "high": (at_high, None)}[state]

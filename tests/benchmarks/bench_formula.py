"""The exact allocation formula against the same arithmetic in NumPy floats.

500 areas, 12 indicators and previous outflow; amounts and their parts per component, in one process
on the same data. Exactness may cost at most 12 times the float version or 50 ms, whichever is more.
"""

import random
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

import numpy as np

from budgets.allocation import AllocationInputs, Direction, Indicator, Method, allocate

AREAS = 500
INDICATORS = 12
TOTAL = 54_500_000_001
INDICATOR_SHARE = Decimal("0.6")
MOST_TIMES = 12
LEAST_LIMIT_MS = 50.0
ROUNDS = 15

MIXES = {
    "counts": (Method.PROPORTIONAL,),
    "all three methods": (Method.PROPORTIONAL, Method.RANGE_WEIGHTED, Method.INVERSE),
    "inverse only": (Method.INVERSE,),
}


def run() -> list[dict[str, object]]:
    """One measurement for each mix of methods: milliseconds against the limit."""
    return [_measure(name, methods) for name, methods in MIXES.items()]


def _measure(name: str, methods: tuple[Method, ...]) -> dict[str, object]:
    inputs = make_inputs(methods)
    floats = Floats(inputs)
    ours, theirs = _median_ms(lambda: allocate(inputs)), _median_ms(floats.allocate)
    limit = max(MOST_TIMES * theirs, LEAST_LIMIT_MS)
    size = f"{AREAS} areas × {INDICATORS} indicators"
    return {
        "name": f"allocation formula, {size}, {name} (NumPy {theirs:.2f} ms)",
        "measured": round(ours, 2),
        "limit": round(limit, 2),
        "unit": "ms",
        "ok": ours <= limit,
    }


def _median_ms(task: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        task()
        times.append((time.perf_counter() - begin) * 1000)
    return statistics.median(times)


def make_inputs(methods: tuple[Method, ...]) -> AllocationInputs:
    """Invented figures of realistic size, the same in every run."""
    dice = random.Random(2018)
    units = [f"{number:06}" for number in range(AREAS)]
    indicators = []
    for number in range(INDICATORS):
        method = methods[number % len(methods)]
        rated = method is Method.RANGE_WEIGHTED
        indicators.append(
            Indicator(
                code=f"indicator_{number:02}",
                weight=dice.randint(1, 9),
                method=method,
                direction=Direction.INVERSE if rated else Direction.DIRECT,
                values={
                    unit: Decimal(dice.randint(1, 10_000)) / 100
                    if rated
                    else dice.randint(50, 100_000)
                    for unit in units
                },
                base_values={unit: dice.randint(50, 20_000) for unit in units} if rated else None,
            )
        )
    return AllocationInputs(
        total=TOTAL,
        indicator_share=INDICATOR_SHARE,
        units=units,
        indicators=indicators,
        previous_outflow={unit: dice.randint(10**6, 10**9) for unit in units},
    )


class Floats:
    """The formula as one would write it with float arrays, which are filled beforehand."""

    def __init__(self, inputs: AllocationInputs) -> None:
        units = inputs.units
        self.share = float(inputs.indicator_share)
        self.weights = np.array([float(each.weight) for each in inputs.indicators])
        self.methods = [each.method for each in inputs.indicators]
        self.values = [
            np.array([float(each.values[unit]) for unit in units]) for each in inputs.indicators
        ]
        self.bases = [
            np.array([float(each.base_values[unit]) for unit in units])
            if each.base_values
            else None
            for each in inputs.indicators
        ]
        self.outflow = np.array([float(inputs.previous_outflow[unit]) for unit in units])

    def allocate(self) -> tuple[np.ndarray, np.ndarray]:
        """Amounts per unit and parts per unit and component, in cents."""
        weights = self.share * self.weights / self.weights.sum()
        rows = [
            weight * self._shares(method, values, base)
            for weight, method, values, base in zip(
                weights, self.methods, self.values, self.bases, strict=True
            )
        ]
        rows.append((1 - self.share) * self.outflow / self.outflow.sum())
        contributions = np.array(rows).T
        sums = contributions.sum(axis=1, keepdims=True)
        amounts = _largest_remainder(np.array([[TOTAL]]), sums.T)[0]
        return amounts, _largest_remainder(amounts[:, None], contributions / sums)

    def _shares(self, method: Method, values: np.ndarray, base: np.ndarray | None) -> np.ndarray:
        if method is Method.INVERSE:
            points = 1 / values
        elif base is not None:
            points = base * (1 + (values.max() - values) / (values.max() - values.min()))
        else:
            points = values
        return points / points.sum()


def _largest_remainder(totals: np.ndarray, shares: np.ndarray) -> np.ndarray:
    quotas = totals * shares
    parts = np.floor(quotas)
    left_over = totals - parts.sum(axis=1, keepdims=True)
    ranks = np.argsort(np.argsort(parts - quotas, axis=1, kind="stable"), axis=1)
    return parts + (ranks < left_over)


if __name__ == "__main__":
    for line in run():
        print(line)

"""Round numbers for axes, and classes for maps. Exact: breaks are fractions, not floats."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sro.ui.charts.numbers import ChartError

_STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))


def round_step(span: Fraction, parts: int) -> Fraction:
    """Return the smallest of 1, 2, 2.5, 5 × 10ⁿ that covers `span` in at most `parts` steps."""
    if span <= 0:
        return Fraction(1)
    size = Fraction(1)
    while size * parts >= span:
        size /= 10
    while size * 10 * parts < span:
        size *= 10
    return next(size * step for step in _STEPS if size * step * parts >= span)


def ticks(low: Fraction, high: Fraction, parts: int = 5) -> list[Fraction]:
    """Return evenly spaced round numbers; the first is ≤ `low`, the last ≥ `high`."""
    if high <= low:
        high = low + 1
    step = round_step(high - low, parts)
    while True:
        first, last = low // step, -(-high // step)
        if last - first <= parts + 1:
            return [step * i for i in range(first, last + 1)]
        step = round_step(step * parts * Fraction(11, 10), parts)


def near_zero(low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Return the ends of an axis: zero is one of them where it is near the values."""
    if 0 < low < high * 2 / 5:
        return Fraction(0), high
    if low * 2 / 5 < high < 0:
        return low, Fraction(0)
    return low, high


@dataclass(frozen=True, slots=True)
class Classes:
    """Half-open classes between breaks: below the first, `[b, next)`, from the last on."""

    breaks: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if list(self.breaks) != sorted(set(self.breaks)):
            raise ChartError("breaks must rise")

    def __len__(self) -> int:
        return len(self.breaks) + 1

    def index(self, value: Fraction) -> int:
        """Return the number of the class the value falls into, from 0."""
        return sum(value >= b for b in self.breaks)


def sequential_classes(values: Sequence[Fraction], most: int = 6) -> Classes:
    """Cut the values at round numbers into at most `most` classes of equal width.

    If one value dwarfs the others and more than two thirds fall into one class, cut at
    round numbers near the quantiles instead, so that the map still shows a difference.
    """
    if not values:
        return Classes(())
    low, high = min(values), max(values)
    if low == high:
        return Classes(())
    marks = ticks(low, high, most)
    classes = Classes(tuple(m for m in marks[1:-1] if low < m <= high))
    counts = [0] * len(classes)
    for value in values:
        counts[classes.index(value)] += 1
    if 3 * max(counts) <= 2 * len(values):
        return classes
    ordered = sorted(values)
    grain = round_step((ordered[len(ordered) * 4 // 5] - low) or (high - low), 20)
    cuts = {grain * round(ordered[len(ordered) * i // 5] / grain) for i in range(1, 5)}
    return Classes(tuple(sorted(c for c in cuts if low < c <= high))) if cuts else classes


def diverging_breaks(values: Sequence[Fraction], arms: int = 3) -> tuple[Fraction, ...]:
    """Return the positive breaks of classes that lie evenly around zero (at most `arms` - 1)."""
    largest = max((abs(v) for v in values), default=Fraction(0))
    if not largest:
        return ()
    step = round_step(largest, arms)
    return tuple(step * i for i in range(1, arms) if step * i < largest)

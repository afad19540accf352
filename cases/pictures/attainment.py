"""How far a goal was reached, over time: a small picture beside its list."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

_WIDTH, _STEP, _TOP, _LEFT, _RIGHT = 168, 12, 8, 22, 8
_LEVELS = (2, 1, 0, -1, -2)


def attainment_picture(values: Sequence[int], name: str) -> SafeString:
    """Return the SVG for judgements in order of time, each −2 … +2; empty without any.

    `name` says in words what the picture shows; the list beside it holds the same.
    """
    if not values:
        return mark_safe("")
    height = _TOP * 2 + _STEP * (len(_LEVELS) - 1)
    room = _WIDTH - _LEFT - _RIGHT
    gap = room / max(len(values) - 1, 1)
    first = _LEFT + (room / 2 if len(values) == 1 else 0)
    points = [(first + gap * n, _TOP + (2 - value) * _STEP) for n, value in enumerate(values)]
    lines = "".join(
        f'<line class="plan-chart__{"zero" if level == 0 else "level"}" x1="{_LEFT}"'
        f' x2="{_WIDTH}" y1="{_y(level)}" y2="{_y(level)}"/>'
        f'<text class="plan-chart__text" x="{_LEFT - 5}" y="{_y(level) + 3}">'
        f"{_signed(level)}</text>"
        for level in _LEVELS
    )
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(
        f'<circle class="plan-chart__dot" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points
    )
    way = f'<polyline class="plan-chart__way" points="{path}"/>' if len(points) > 1 else ""
    # Safe: numbers of our own, and the one text is escaped.
    return mark_safe(  # noqa: S308
        f'<svg class="plan-chart" role="img" aria-label="{escape(name)}" width="{_WIDTH}"'
        f' height="{height}" viewBox="0 0 {_WIDTH} {height}">{lines}{way}{dots}</svg>'
    )


def _y(level: int) -> int:
    return _TOP + (2 - level) * _STEP


def _signed(value: int) -> str:
    return f"{value:+d}".replace("-", "−") if value else "0"

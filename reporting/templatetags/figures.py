"""How the values of figures are written."""

from __future__ import annotations

from typing import Any

from django import template

from reporting import wording

register = template.Library()


@register.filter
def value(text: str | None, unit: str) -> str:
    """Write a value as the figure's unit wants it."""
    return wording.value(text, unit)


@register.filter
def change(values: Any, unit: str) -> dict[str, str]:
    """Return what has changed since the quarter before, in words."""
    return wording.change(values[0], values[1], unit)


@register.filter
def change_of_year(values: Any, unit: str) -> dict[str, str]:
    """Return what has changed since the same quarter a year before, in words."""
    return wording.change(values[0], values[2], unit)


@register.filter
def cell(text: str | None, kind: str) -> str:
    """Write the cell of a table beside the figures."""
    return wording.cell(text, kind)

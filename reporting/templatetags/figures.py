"""How the values of figures are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting import wording
from reporting.suppression import HIDDEN, Shown

register = template.Library()


@register.filter
def value(text: str | None, unit: str) -> str:
    """Write a value as the figure's unit wants it."""
    return wording.value(text, unit)


@register.filter
def doubt(doubts: Mapping[str, Shown], code: str) -> str:
    """Say how many open findings make a figure doubtful; nothing where there are none."""
    found = doubts.get(code, 0)
    if found is HIDDEN:
        return _("some open inconsistencies")
    return (
        ngettext("%(count)s open inconsistency", "%(count)s open inconsistencies", found)
        % {"count": found}
        if found
        else ""
    )


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

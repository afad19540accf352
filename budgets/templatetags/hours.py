"""Hours as people read them."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from budgets.rules.hours import write_minutes
from sro.ui.templatetags.ui import MISSING

register = template.Library()


@register.filter
def hours(minutes: Any) -> str:
    """Write minutes as hours: 90 → 1,5 Std.; missing is a dash."""
    if minutes is None or minutes == "":
        return MISSING
    return _("%(hours)s hrs") % {
        "hours": write_minutes(int(minutes), get_format("DECIMAL_SEPARATOR"))
    }


@register.filter
def get(known: Any, key: Any) -> Any:
    """Return the value of a dictionary; "" for nothing."""
    return known.get(key, "")

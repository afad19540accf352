"""Closing a budget year: which open points are known and accepted, and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from budgets.rules.closing import Point
from budgets.services.closing_points import CHECKS
from sro.ui.forms import ReasonForm

PREFIX = "accept_"


def closing_form(points: Collection[Point]) -> type[forms.Form]:
    """Return the form that asks for each of these open points, and for the reason."""
    fields: dict[str, forms.Field] = {
        f"{PREFIX}{point.code}": forms.BooleanField(
            label=format_lazy(
                "{title}: {number} – {accepted}",
                title=CHECKS[point.code].title,
                number=point.number,
                accepted=_("known and accepted"),
            ),
            help_text=CHECKS[point.code].advice,
            error_messages={
                "required": _("Please settle this first, or accept that it stays open.")
            },
        )
        for point in points
    }
    return type("ClosingForm", (ClosingReason,), fields)


class ClosingReason(ReasonForm):
    """What the closing rests on; the second person reads it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked last: it speaks of the points above.
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])
        self.fields["reason"].help_text = _(
            "What the closing rests on, and why open points may stay so. The second person reads"
            " it, and it stays with the closed year."
        )


def accepted_in(data: Mapping[str, Any]) -> list[str]:
    """Return the codes of the points that were accepted."""
    ticked = [name for name, value in data.items() if name.startswith(PREFIX) and value]
    return [name.removeprefix(PREFIX) for name in ticked]

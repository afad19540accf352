"""Laying out the way from one mix to another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from budgets.models import AllocationRun, Fund, TransitionPath
from sro.ui.fields import NumberField

SHARES = ("start_share", "target_share", "step")
_PER_CENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


def _percent(label: Any, help_text: Any = "") -> NumberField:
    return NumberField(
        label=label,
        help_text=help_text,
        decimal_places=4,
        max_digits=7,
        validators=list(_PER_CENT),
    )


class PathForm(forms.ModelForm):
    """Start, target and step in per cent, as people speak of them."""

    start_share = _percent(_("First indicator share in per cent"), _("Essen began with 60."))
    target_share = _percent(_("Last indicator share in per cent"))
    step = _percent(_("Step in percentage points"))

    class Meta:
        model = TransitionPath
        fields = [
            "name",
            "template",
            "start_share",
            "target_share",
            "step",
            "interval",
            "first_year",
            "first_quarter",
        ]
        widgets = {
            "first_year": forms.TextInput({"inputmode": "numeric"}),
            "first_quarter": forms.Select(choices=[(n, str(n)) for n in (1, 2, 3, 4)]),
        }

    def __init__(self, *args: Any, fund: Fund, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = AllocationRun.objects.visible_to(user).among_districts()
        self.fields["template"].queryset = runs.filter(fund=fund)
        self.fields["template"].empty_label = None
        if self.instance._state.adding:
            usual = {"start_share": 60, "target_share": 100, "step": 10}
            usual |= {"first_year": fund.budget_year.year, "name": _("Transition 60 to 100 %")}
            for name, value in usual.items():
                self.initial.setdefault(name, Decimal(value) if name in SHARES else value)
        else:
            for name in SHARES:
                self.initial[name] = (getattr(self.instance, name) * 100).normalize() + 0

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in SHARES:
            if data.get(name) is not None:
                data[name] = data[name] / 100
        return data

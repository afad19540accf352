"""From when on somebody is told."""

from __future__ import annotations

from typing import Any

from django import forms

from budgets.models import BudgetYear, Fund, Threshold


class ThresholdForm(forms.ModelForm):
    """A fund, a share of its plan, and whether districts are looked at one by one."""

    class Meta:
        model = Threshold
        fields = ["fund", "percent", "scope"]
        widgets = {"scope": forms.RadioSelect}

    def __init__(self, *args: Any, user: Any, budget_year: BudgetYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funds = Fund.objects.visible_to(user).filter(budget_year=budget_year)
        self.fields["fund"].queryset = funds.select_related("budget_year")

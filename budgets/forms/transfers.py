"""From where to where money is moved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.forms.outflow import DistrictChoice
from budgets.models import BudgetYear, Fund, Transfer
from budgets.services.transfers import Spot
from networks.forms.institutions import SpaceChoice
from networks.models import District, SocialSpace
from sro.ui.fields import MoneyField


class TransferForm(forms.ModelForm):
    """Fund and place at both ends, the amount and the reason."""

    source_fund = forms.ModelChoiceField(label=gettext_lazy("From fund"), queryset=None)
    source_district = DistrictChoice(
        label=gettext_lazy("From district"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("not divided yet"),
    )
    source_space = SpaceChoice(
        label=gettext_lazy("From social space"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("the whole district"),
    )
    target_fund = forms.ModelChoiceField(label=gettext_lazy("To fund"), queryset=None)
    target_district = DistrictChoice(
        label=gettext_lazy("To district"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("not divided yet"),
    )
    target_space = SpaceChoice(
        label=gettext_lazy("To social space"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("the whole district"),
    )
    amount = MoneyField(label=gettext_lazy("Amount in euro"))

    class Meta:
        model = Transfer
        fields = ["amount", "reason"]
        widgets = {"reason": forms.Textarea({"rows": 3})}

    field_order = [
        "source_fund",
        "source_district",
        "source_space",
        "target_fund",
        "target_district",
        "target_space",
        "amount",
        "reason",
    ]

    def __init__(self, *args: Any, user: Any, budget_year: BudgetYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funds = Fund.objects.visible_to(user).filter(budget_year=budget_year)
        day = budget_year.first_day
        districts = District.objects.visible_to(user).valid_on(day).defer("search_vector")
        spaces = (
            SocialSpace.objects.visible_to(user)
            .valid_on(day)
            .select_related("district")
            .order_by("key")
        )
        for end in ("source", "target"):
            self.fields[f"{end}_fund"].queryset = funds.select_related("budget_year")
            self.fields[f"{end}_district"].queryset = districts.order_by("key")
            self.fields[f"{end}_space"].queryset = spaces.defer(
                "search_vector", "district__search_vector"
            )

    def clean(self) -> dict[str, Any]:
        """Put each end together; a social space names its district where none is chosen."""
        cleaned = super().clean() or {}
        for end in ("source", "target"):
            fund = cleaned.get(f"{end}_fund")
            space = cleaned.get(f"{end}_space")
            district = cleaned.get(f"{end}_district")
            if space is not None and district is None:
                district = space.district
            elif space is not None and space.district_id != district.pk:
                self.add_error(f"{end}_space", _("This social space lies in another district."))
            if fund is not None:
                cleaned[end] = Spot(fund, district, space)
        return cleaned

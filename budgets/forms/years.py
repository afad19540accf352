"""Opening a budget year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.forms.dates import YearField
from budgets.models import BudgetYear


class YearForm(forms.ModelForm):
    """Asks for the year, and whether its funds are to be those of another one."""

    year = YearField(label=_("Year"), help_text=_("Four digits, such as 2018."))
    like = forms.ModelChoiceField(
        label=_("Set up as in"),
        queryset=BudgetYear.objects.none(),
        required=False,
        empty_label=_("without funds"),
        help_text=_(
            "Takes over funds, cover groups, limits and thresholds. Amounts stay empty: they are"
            " planned anew."
        ),
    )

    class Meta:
        model = BudgetYear
        fields = ["year"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["like"].queryset = BudgetYear.objects.visible_to(user)

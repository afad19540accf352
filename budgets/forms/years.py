"""Opening a budget year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.forms.dates import YearField
from budgets.models import BudgetYear


class YearForm(forms.ModelForm):
    """Asks for the year alone."""

    year = YearField(label=_("Year"), help_text=_("Four digits, such as 2018."))

    class Meta:
        model = BudgetYear
        fields = ["year"]

"""Opening a budget year."""

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import BudgetYear


class YearForm(forms.ModelForm):
    """Asks for the year alone."""

    class Meta:
        model = BudgetYear
        fields = ["year"]
        widgets = {"year": forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})}
        help_texts = {"year": _("Four digits, such as 2018.")}

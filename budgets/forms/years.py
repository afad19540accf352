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
            "Takes over funds, cover groups, limits, thresholds and the rules of what is carried"
            " over."
        ),
    )
    with_amounts = forms.BooleanField(
        label=_("Take over the amounts as a first proposal"),
        required=False,
        help_text=_(
            "Without this they stay empty, because they are planned anew. A proposal can be"
            " changed at will until the budget is adopted."
        ),
    )

    class Meta:
        model = BudgetYear
        fields = ["year"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["like"].queryset = BudgetYear.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        """Amounts can only be taken over from another year."""
        cleaned = super().clean() or {}
        if cleaned.get("with_amounts") and not cleaned.get("like"):
            self.add_error("like", _("Please say from which year the amounts are taken over."))
        return cleaned

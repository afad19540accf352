"""Funds and cover groups."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from budgets.models import BudgetYear, CoverGroup, Fund, FundKind
from sro.ui.fields import MoneyField

#: Words that stand in the address where otherwise a fund stands.
RESERVED = frozenset(
    [
        "beschliessen",
        "abschliessen",
        "toepfe",
        "deckung",
        "obligo",
        "stand",
        "umschichtungen",
        "warnungen",
    ]
)


class FundForm(forms.ModelForm):
    """A purse of the year. The reason is asked for once others rely on the amount."""

    amount = MoneyField(
        label=_("Amount in euro"),
        required=False,
        help_text=_("Leave it empty while it is not planned yet. Empty is not zero."),
    )
    transfer_limit = MoneyField(
        label=_("Transfers without approval up to"),
        required=False,
        help_text=_(
            "In euro. Up to this amount one person moves money out of this fund; above it, or"
            " without a limit, a second person approves."
        ),
    )
    reason = forms.CharField(
        label=_("Reason for a changed amount"),
        required=False,
        max_length=500,
        help_text=_("Needed once the budget is adopted or an allocation has been proposed."),
    )

    class Meta:
        model = Fund
        fields = ["kind", "name", "amount", "cover_group", "transfer_limit", "note"]
        widgets = {"note": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, budget_year: BudgetYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = CoverGroup.objects.filter(budget_year=budget_year)
        self.fields["cover_group"].queryset = groups
        self.fields["cover_group"].empty_label = _("stands alone")
        if self.instance.pk:
            # The purpose is part of the address and of every booking; it stays.
            del self.fields["kind"]
        else:
            self.instance.budget_year = budget_year
            del self.fields["reason"]

    def clean_name(self) -> str:
        """Refuse names that would give an address of their own kind, or none at all."""
        name = self.cleaned_data["name"].strip()
        if self.instance.pk or self.cleaned_data.get("kind") != FundKind.OTHER:
            return name
        slug = slugify(name.translate(str.maketrans({"ß": "ss"})))
        if not slug or slug in RESERVED:
            raise ValidationError(_("Please choose another name; it becomes part of the address."))
        return name


class CoverGroupForm(forms.ModelForm):
    """Which funds may help each other out."""

    funds = forms.ModelMultipleChoiceField(
        label=_("Funds that cover each other"),
        queryset=Fund.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = CoverGroup
        fields = ["name"]

    def __init__(self, *args: Any, budget_year: BudgetYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funds"].queryset = Fund.objects.filter(budget_year=budget_year)
        self.instance.budget_year = budget_year
        if self.instance.pk:
            self.fields["funds"].initial = self.instance.funds.all()
            self.initial["funds"] = self.instance.funds.all()

"""Funds and cover groups."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from budgets.models import BudgetYear, CoverGroup, Fund, FundKind
from budgets.models.years import CARRY_RULES
from sro.ui.fields import MoneyField, NumberField

#: Words that stand in the address where otherwise a fund stands.
RESERVED = frozenset(
    [
        "beschliessen",
        # An address of earlier versions, and the one of today.
        "abschliessen",
        "abschluss",
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
            "In euro. Up to this amount one person moves money out of this fund, counted together"
            " by line and year; above it, or without a limit, a second person approves."
        ),
    )
    carry_over = forms.ChoiceField(
        label=_("Carried into the next year when the year is closed"),
        choices=CARRY_RULES,
        required=False,
        help_text=_(
            "Left over is what was planned (with carry-over and transfers) less what was spent;"
            " each district by itself. What is left over can go on, or also what is missing: then"
            " a district that has spent more begins the next year with less."
        ),
    )
    carry_over_percent = NumberField(
        label=_("Per cent of it that goes on"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=0,
        help_text=_(
            "From 0 to 100, without decimals. Each district's amount is rounded to whole cents,"
            " half a cent upwards."
        ),
    )
    reason = forms.CharField(
        label=_("Reason for a changed amount or limit"),
        required=False,
        max_length=500,
        help_text=_("Needed once the budget is adopted or an allocation has been proposed."),
    )

    class Meta:
        model = Fund
        fields = [
            "kind",
            "name",
            "amount",
            "cover_group",
            "transfer_limit",
            "carry_over",
            "carry_over_percent",
            "note",
        ]
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

    def clean_carry_over(self) -> str:
        """Without an answer it stays as it is."""
        return self.cleaned_data["carry_over"] or self.instance.carry_over

    def clean_carry_over_percent(self) -> int:
        """Without an answer it stays as it is."""
        percent = self.cleaned_data["carry_over_percent"]
        return self.instance.carry_over_percent if percent is None else int(percent)

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

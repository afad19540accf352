"""Forms for agreements, rates and the catalogue of support types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.forms.groups import name_empty_choices
from networks.models import Agreement, Rate, SupportType
from sro.ui.fields import MoneyField
from sro.ui.forms import DateInput

PERIOD = {"valid_from": DateInput, "valid_until": DateInput}


class AmountField(MoneyField):
    """Euro for one unit; never zero."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("amount in €"))
        kwargs.setdefault(
            "error_messages", {"min_value": _("A rate is more than zero. Missing is not zero.")}
        )
        super().__init__(min_value=Decimal("0.01"), **kwargs)


class AgreementForm(forms.ModelForm):
    """What was agreed and for how long; the rates follow on the next page."""

    class Meta:
        model = Agreement
        fields = ["reference", "kind", "signed_on", "valid_from", "valid_until", "note"]
        widgets = {**PERIOD, "signed_on": DateInput, "note": forms.Textarea({"rows": 4})}


class RateForm(forms.ModelForm):
    """An amount for one unit of a support."""

    amount = AmountField()

    class Meta:
        model = Rate
        fields = ["support_type", "unit", "amount", "valid_from", "valid_until"]
        widgets = PERIOD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["support_type"].queryset = SupportType.objects.filter(
            Q(is_active=True) | Q(pk=self.instance.support_type_id)
        )
        name_empty_choices(self)


class FollowRateForm(forms.Form):
    """A new amount from a day on; the present one ends there."""

    amount = AmountField(label=_("New amount in €"))
    valid_from = forms.DateField(
        label=_("Applies from"),
        widget=DateInput,
        help_text=_("The present amount applies up to the day before."),
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("agreement"), empty_label=None
    )

    def __init__(self, *args: Any, rate: Rate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].queryset = Agreement.objects.filter(provider=rate.provider_id)
        self.fields["agreement"].initial = rate.agreement_id


class SupportTypeForm(forms.ModelForm):
    """A kind of support of the catalogue."""

    class Meta:
        model = SupportType
        fields = ["code", "name", "legal_basis", "setting", "position", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_empty_choices(self)

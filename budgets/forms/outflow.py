"""Bookings, their reversal, and last year's spending entered by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from budgets.forms.dates import DayField, YearField
from budgets.models import Outflow, PreviousOutflow
from networks.models import District, Provider
from sro.ui.fields import MoneyField
from sro.ui.forms import ReasonForm


class DistrictChoice(forms.ModelChoiceField):
    """A district by key and name; one that has ended says so."""

    def label_from_instance(self, obj: District) -> str:
        """Return key and name, with the days of a district that no longer exists."""
        ended = f" ({obj.days_text})" if obj.valid_until else ""
        return f"{obj.key} {obj.name}{ended}"


class BookingForm(forms.ModelForm):
    """A booking by hand. It cannot be changed afterwards, only reversed."""

    year = YearField(label=_("Budget year"), help_text=_("The year the money belongs to."))
    district = DistrictChoice(label=_("District"), queryset=District.objects.none())
    amount = MoneyField(
        label=_("Amount in euro"),
        min_value=None,
        help_text=_("Money that came back has a minus sign, such as −120,50."),
    )
    booked_on = DayField(label=_("Booked on"))
    provider = forms.ModelChoiceField(
        label=_("Provider"), queryset=Provider.objects.none(), required=False
    )
    service_from = DayField(label=_("Paid for the days from"), required=False)
    service_until = DayField(
        label=_("up to and including"),
        required=False,
        help_text=_("The last day that was paid for."),
    )
    external_id = forms.CharField(
        label=_("Number in the finance system"),
        max_length=80,
        required=False,
        help_text=_("Keeps a booking from being counted twice. Without one it gets our own."),
    )

    class Meta:
        model = Outflow
        fields = [
            "fund_kind",
            "year",
            "district",
            "amount",
            "booked_on",
            "source",
            "text",
            "file_reference",
            "provider",
            "service_from",
            "service_until",
            "external_id",
        ]
        help_texts = {"source": _("Where the figure comes from, such as the monthly accounts.")}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = District.objects.visible_to(user).defer("search_vector")
        self.fields["district"].queryset = districts
        providers = Provider.objects.visible_to(user).defer("search_vector")
        self.fields["provider"].queryset = providers
        # The model proposes a number of our own; nobody needs to see it before it is used.
        self.initial["external_id"] = ""

    def clean_service_until(self) -> date | None:
        """Return the first day that was not paid for: days are stored half-open."""
        last = self.cleaned_data["service_until"]
        return last and last + timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        """Ask for both days or none."""
        data = super().clean() or self.cleaned_data
        first, until = data.get("service_from"), data.get("service_until")
        if first and not until and "service_until" not in self.errors:
            self.add_error("service_until", _("Please give the last day, too."))
        if until and not first and "service_from" not in self.errors:
            self.add_error("service_from", _("Please give the first day, too."))
        if first and until and until <= first:
            self.add_error("service_until", _("The last day lies before the first."))
        return data


class ReversalForm(ReasonForm):
    """Why and on which day a booking is taken back."""

    booked_on = DayField(label=_("Booked on"), initial=timezone.localdate)


class PreviousOutflowForm(forms.ModelForm):
    """A figure by hand, which goes before the ledger; hence the reason."""

    amount = MoneyField(label=_("Amount in euro"))

    class Meta:
        model = PreviousOutflow
        fields = ["amount", "reason"]
        widgets = {"reason": forms.Textarea({"rows": 3})}
        help_texts = {"reason": _("It stands beside the figure wherever it is used.")}

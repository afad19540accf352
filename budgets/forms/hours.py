"""Forms for activities, packages and base budgets."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from budgets.forms.dates import DayField, YearField
from budgets.models import Activity, BaseBudget, HoursPackage
from cases.forms.supports import HoursField
from cases.models import PlanConference
from cases.rules.supports import hours_of, minutes_of
from networks.models import District, Provider
from sro.ui.fields import MoneyField
from sro.ui.templatetags.ui import day as day_text


class AgreedHoursField(HoursField):
    """Hours that were agreed, kept as whole minutes."""

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        """Return minutes."""
        hours = super().clean(value)
        return None if hours is None else minutes_of(hours)

    def prepare_value(self, value: Any) -> Any:
        """Show stored minutes as hours; what was typed stays."""
        return super().prepare_value(hours_of(value) if isinstance(value, int) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare minutes with minutes."""
        try:
            return initial != self.clean(data)
        except forms.ValidationError:
            return True


class ActivityForm(forms.ModelForm):
    """An activity of the catalogue."""

    class Meta:
        model = Activity
        fields = ["name", "kinds", "position", "is_active"]


class LastDayField(DayField):
    """The last day of a period, as people say it; its value is the first day after."""

    def clean(self, value: Any) -> date | None:
        """Return the day after the one that was entered."""
        day = super().clean(value)
        return None if day is None else day + timedelta(days=1)

    def prepare_value(self, value: Any) -> Any:
        """Show the last day of a stored period; what was typed stays."""
        return value - timedelta(days=1) if isinstance(value, date) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare ends with ends."""
        try:
            return initial != self.clean(data)
        except forms.ValidationError:
            return True


class ConferenceChoice(forms.ModelChoiceField):
    """A plan conference by its day."""

    def label_from_instance(self, obj: PlanConference) -> str:
        return f"{day_text(obj.scheduled_at)}, {obj.get_state_display()}"


class PackageForm(forms.ModelForm):
    """Hours for a support in a period."""

    start = DayField(label=_("From"))
    end = LastDayField(label=_("Until"), help_text=_("Last day on which these hours can be used."))
    minutes = AgreedHoursField(
        label=_("Hours in all"),
        help_text=_("For the whole period. What is left of a month stays usable until the end."),
    )
    conference = ConferenceChoice(
        PlanConference.objects.none(),
        label=_("Talked about in the plan conference"),
        required=False,
        empty_label=_("none"),
    )

    class Meta:
        model = HoursPackage
        fields = ["start", "end", "minutes", "conference", "reason"]

    def __init__(self, *args: Any, conferences: QuerySet[PlanConference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conference"].queryset = conferences
        # A change is explained anew.
        if self.instance.pk:
            self.initial["reason"] = ""

    def _post_clean(self) -> None:
        """Leave the row's own checks to the service, which knows support and person."""
        self._validate_unique = False

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class BaseBudgetForm(forms.ModelForm):
    """What a provider gets for a district and year."""

    year = YearField(label=_("Budget year"))
    amount = MoneyField(label=_("Amount in euro"))
    minutes = AgreedHoursField(label=_("Hours in all"), max_value=Decimal(900_000), max_digits=8)
    field_percent = forms.IntegerField(
        label=_("Share for work in the field, in per cent"),
        min_value=0,
        max_value=100,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Cross-case and case-independent work (“freie Spitzen”), such as 15."),
    )

    class Meta:
        model = BaseBudget
        fields = [
            "provider",
            "district",
            "year",
            "fund_kind",
            "amount",
            "minutes",
            "field_percent",
            "note",
        ]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        providers = Provider.objects.visible_to(user).defer("search_vector")
        self.fields["provider"].queryset = providers.order_by("sort_key", "pk")
        self.fields["district"].queryset = (
            District.objects.visible_to(user).defer("search_vector").order_by("key", "pk")
        )
        for name in ("provider", "district"):
            self.fields[name].empty_label = _("please choose")

"""What is typed into a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import Indicator
from reporting.models import ReportSection, ReportSettings
from sro.periods import Quarter
from sro.ui.forms import DateInput, ReasonForm


class SectionForm(forms.ModelForm):
    """What the district says about a section."""

    class Meta:
        model = ReportSection
        fields = ("commentary", "note", "for_group")
        widgets = {
            "commentary": forms.Textarea({"rows": 10}),
            "note": forms.Textarea({"rows": 4}),
        }


class DiscussionForm(forms.Form):
    """What the working group said."""

    discussed_on = forms.DateField(label=_("Discussed on"), widget=DateInput)
    group_view = forms.CharField(
        label=_("View of the working group"),
        help_text=_("What the working group (AG § 78) said about the report. It is published."),
        max_length=10_000,
        widget=forms.Textarea({"rows": 10}),
    )


class UndiscussedForm(ReasonForm):
    """Why the working group has not discussed the report."""

    reason = forms.CharField(
        label=_("Why was it not discussed?"),
        help_text=_("For example: the working group did not meet in this quarter."),
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Please give a reason.")},
    )


class FreezingForm(forms.Form):
    """Knowing that earlier reports give small counts away."""

    accepted = forms.BooleanField(
        label=_("I know this and freeze the report all the same."),
        error_messages={"required": _("Please confirm that you know.")},
    )


class QuarterForm(forms.Form):
    """Which quarter's reports are to be prepared."""

    quarter = forms.TypedChoiceField(
        label=_("Quarter"),
        help_text=_("Each district without a report of this quarter gets a draft."),
    )

    def __init__(self, *args: Any, quarters: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["quarter"]
        field.choices = quarters  # type: ignore[attr-defined]
        field.coerce = Quarter.from_code  # type: ignore[attr-defined]


class SettingsForm(forms.ModelForm):
    """What holds for all reports."""

    class Meta:
        model = ReportSettings
        fields = ("base", "limit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = Indicator.objects.order_by("name")

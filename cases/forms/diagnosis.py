"""Forms of the diagnosis: entries, assumptions, checks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import DiagnosisEntry, Hypothesis, HypothesisState
from cases.services.diagnosis import Finding
from networks.forms.groups import name_empty_choices
from sro.ui.forms import DateInput


class EntryForm(forms.ModelForm):
    """An observation, an explanation or a conclusion."""

    class Meta:
        model = DiagnosisEntry
        fields = ["step", "about", "text", "written_on", "entrusted"]
        widgets = {
            "step": forms.RadioSelect,
            "text": forms.Textarea({"rows": 8}),
            "written_on": DateInput,
        }

    def __init__(self, *args: Any, people: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = DiagnosisEntry._meta.get_field("step").choices
        self.fields["about"].queryset = people
        name_empty_choices(self)
        self.fields["about"].empty_label = _("the whole family")


class HypothesisForm(forms.ModelForm):
    """An assumption and when to look at it again."""

    class Meta:
        model = Hypothesis
        fields = ["text", "grounds", "check_on", "written_on", "entrusted"]
        widgets = {
            "text": forms.Textarea({"rows": 4}),
            "grounds": forms.Textarea({"rows": 4}),
            "check_on": DateInput,
            "written_on": DateInput,
        }


_OUTCOMES = [
    (HypothesisState.CONFIRMED, _("confirmed: it is so")),
    (HypothesisState.REFUTED, _("refuted: it is not so")),
    (HypothesisState.CHANGED, _("it is different: a new assumption takes its place")),
    (HypothesisState.OPEN, _("still open: look at it again later")),
]


class CheckForm(forms.Form):
    """What a check showed."""

    use_required_attribute = False

    state = forms.ChoiceField(
        label=_("What is your result?"), choices=_OUTCOMES, widget=forms.RadioSelect
    )
    result = forms.CharField(
        label=_("What did the check show?"),
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What you saw and heard, and from whom."),
    )
    checked_on = forms.DateField(label=_("Checked on"), widget=DateInput)
    new_text = forms.CharField(
        label=_("New assumption"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only if it is different."),
    )
    new_grounds = forms.CharField(
        label=_("What speaks for it, what against it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    check_on = forms.DateField(
        label=_("Look at it again on"),
        required=False,
        widget=DateInput,
        help_text=_("If it is different or still open. It then appears on your start page."),
    )

    def finding(self) -> Finding:
        """Return what was entered, for the service."""
        return Finding(**self.cleaned_data)

"""Forms of entries in the file, and of what was entrusted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CaseNote, LegalGround
from cases.services.colleagues import colleagues
from sro.ui.forms import DateInput


class NoteForm(forms.ModelForm):
    """An entry; only the text is needed."""

    class Meta:
        model = CaseNote
        fields = ["kind", "noted_on", "subject", "text", "entrusted"]
        widgets = {"noted_on": DateInput, "text": forms.Textarea({"rows": 12})}


class DisclosureForm(forms.Form):
    """To whom entrusted content is passed on, and on which ground."""

    ground = forms.ChoiceField(
        label=_("Legal ground (§ 65 (1) SGB VIII)"),
        choices=LegalGround.choices,
        widget=forms.RadioSelect,
    )
    recipient_user = forms.ModelChoiceField(
        None,
        label=_("To a colleague"),
        required=False,
        empty_label=_("nobody of the office"),
        help_text=_("This person can read this one entry from now on."),
    )
    recipient = forms.CharField(
        label=_("To somebody outside the office"),
        max_length=200,
        required=False,
        help_text=_("For example the family court, with the file number there."),
    )
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, author: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipient_user"].queryset = colleagues(today).exclude(pk=author.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("recipient_user") and not cleaned.get("recipient", "").strip():
            self.add_error("recipient_user", _("Please say to whom it was passed on."))
        return cleaned

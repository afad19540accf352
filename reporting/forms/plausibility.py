"""Calling right what looks wrong."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class NoErrorForm(forms.Form):
    """Why something is no error."""

    reason = forms.CharField(
        label=_("Not an error, because"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Please without names of families."),
    )

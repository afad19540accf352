"""What somebody says about an access for another program."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sro.accounts.models.accesses import Scope
from sro.ui.api.scopes import scopes_for


class AccessForm(forms.Form):
    """Name, what it may be used for, last day."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("Which program uses it, and where, for example “Evaluation on my computer”."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        help_text=_(
            "As little as the program needs. Nothing goes beyond what you may do yourself."
        ),
        widget=forms.CheckboxSelectMultiple,
    )
    expires_on = forms.DateField(
        label=_("Last day"), help_text=_("A year from now at most. After it the access is closed.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = scopes_for(user)
        self.fields["scopes"].choices = [each for each in Scope.choices if each[0] in usable]

"""What everybody may say about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sro.accounts.models import User


class ProfileForm(forms.ModelForm):
    """Name and language."""

    class Meta:
        model = User
        fields = ["display_name", "language"]
        help_texts = {"display_name": _("As colleagues know you.")}
        widgets = {"display_name": forms.TextInput({"autocomplete": "name"})}

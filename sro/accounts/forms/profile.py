"""What everybody may say about themselves."""

from django import forms

from sro.accounts.models import User


class ProfileForm(forms.ModelForm):
    """Name and language."""

    class Meta:
        model = User
        fields = ["display_name", "language"]
        widgets = {"display_name": forms.TextInput({"autocomplete": "name"})}

"""Forms for accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sro.accounts.models import User


class UserForm(forms.ModelForm):
    """What an administrator knows about a person."""

    class Meta:
        model = User
        fields = ["display_name", "email", "language"]
        help_texts = {"email": _("The person logs in with it and gets the invitation there.")}
        widgets = {
            "display_name": forms.TextInput({"autocomplete": "off"}),
            "email": forms.EmailInput({"autocomplete": "off"}),
        }

    def clean_email(self) -> str:
        """Compare and keep addresses in lower case."""
        email = self.cleaned_data["email"].lower()
        others = User.objects.filter(email=email).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(_("There is already an account with this e-mail address."))
        return email

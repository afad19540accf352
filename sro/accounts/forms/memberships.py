"""Forms for roles. People write the last day; the database keeps the first day after it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sro.access import DISTRICT_ROLES, PROVIDER_ROLES
from sro.accounts.models import Membership
from sro.ui.forms import DateInput


class LastDayField(forms.DateField):
    """A day that is still included, kept as the first day after it."""

    widget = DateInput

    def prepare_value(self, value: Any) -> Any:
        """Show the last day of a kept end."""
        return value - timedelta(days=1) if isinstance(value, date) else value

    def clean(self, value: Any) -> date | None:
        """Return the first day after the day written."""
        day = super().clean(value)
        if day == date.max:
            # Some programs write this day for “without end”; there is no day after it.
            raise forms.ValidationError(_("Leave this empty if there is no last day."))
        return day + timedelta(days=1) if day else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare day with day."""
        return super().has_changed(self.prepare_value(initial), data)


class MembershipForm(forms.ModelForm):
    """A role, its place and its days."""

    valid_until = LastDayField(
        label=_("Last day"),
        required=False,
        help_text=_("Leave empty if the role holds until further notice."),
    )

    class Meta:
        model = Membership
        fields = ["role", "district", "provider", "valid_from", "valid_until"]
        labels = {"valid_from": _("First day")}
        help_texts = {
            "district": _("For caseworkers and team leads."),
            "provider": _("For provider staff and provider leads."),
        }
        widgets = {"valid_from": DateInput}

    def clean(self) -> dict[str, Any]:
        """Say at the field which place the role needs."""
        cleaned = super().clean()
        role = cleaned.get("role")
        if role is None:
            return cleaned
        for name, roles, missing, surplus in (
            (
                "district",
                DISTRICT_ROLES,
                _("This role needs a district."),
                _("This role belongs to no district. Please leave this empty."),
            ),
            (
                "provider",
                PROVIDER_ROLES,
                _("This role needs a provider."),
                _("This role belongs to no provider. Please leave this empty."),
            ),
        ):
            chosen = cleaned.get(name)
            if role in roles and not chosen and name not in self.errors:
                self.add_error(name, missing)
            elif role not in roles and chosen:
                self.add_error(name, surplus)
        first, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and end and end <= first:
            self.add_error("valid_until", _("The last day must not lie before the first day."))
        return cleaned


class EndMembershipForm(forms.Form):
    """From when on a role no longer holds."""

    last_day = LastDayField(
        label=_("Last day"),
        help_text=_("Write yesterday's date if the role is to end at once."),
    )

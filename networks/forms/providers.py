"""Forms for providers, their teams and focuses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.forms.groups import Group, GroupedForm, name_empty_choices
from networks.forms.institutions import SpaceChoice
from networks.models import FocusProvider, Provider, ProviderTeam, SocialSpace
from sro.ui.forms import DateInput


class ProviderForm(GroupedForm, forms.ModelForm):
    """A provider; only the name and the beginning are needed."""

    website = forms.URLField(
        label=_("website"), max_length=200, required=False, assume_scheme="https"
    )
    groups = (
        Group(_("The provider"), ("name", "short_name", "legal_form", "umbrella", "description")),
        Group(_("Recognition (§ 75 SGB VIII)"), ("recognition", "recognised_on")),
        Group(
            _("Contact"),
            ("contact_person", "street", "postal_code", "city", "phone", "email", "website"),
        ),
        Group(_("Cooperation"), ("valid_from", "valid_until")),
    )

    class Meta:
        model = Provider
        fields = [
            "name",
            "short_name",
            "legal_form",
            "umbrella",
            "description",
            "recognition",
            "recognised_on",
            "contact_person",
            "street",
            "postal_code",
            "city",
            "phone",
            "email",
            "website",
            "valid_from",
            "valid_until",
        ]
        labels = {"valid_from": _("Works with us from"), "valid_until": _("Works with us until")}
        widgets = {
            "recognised_on": DateInput,
            "valid_from": DateInput,
            "valid_until": DateInput,
            "description": forms.Textarea({"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_empty_choices(self)


class CloseForm(forms.Form):
    """The first day without the cooperation."""

    valid_until = forms.DateField(
        label=_("First day without this provider"),
        widget=DateInput,
        help_text=_("The cooperation ends at the end of the day before."),
    )


class SpacesChoice(forms.ModelMultipleChoiceField):
    """Choose social spaces by name, with the district beside each."""

    def label_from_instance(self, obj: SocialSpace) -> str:
        return f"{obj.name} ({obj.district.name})"


def _spaces(day: date, chosen: Any = ()) -> Any:
    """Return the social spaces of `day` and those chosen before, by district."""
    return (
        SocialSpace.objects.filter(Q(pk__in=SocialSpace.objects.valid_on(day)) | Q(pk__in=chosen))
        .select_related("district")
        .order_by("district__sort_key", "sort_key", "pk")
    )


class TeamForm(forms.ModelForm):
    """A team and where it works."""

    social_spaces = SpacesChoice(
        SocialSpace.objects.none(),
        label=_("social spaces"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where the team works. This does not keep it from working elsewhere."),
    )

    class Meta:
        model = ProviderTeam
        fields = ["name", "contact_person", "phone", "email", "social_spaces"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.instance.social_spaces.all() if self.instance.pk else ()
        self.fields["social_spaces"].queryset = _spaces(today, chosen)


class FocusForm(forms.ModelForm):
    """Which provider has the focus where, and since when."""

    social_space = SpaceChoice(SocialSpace.objects.none(), label=_("social space"))

    class Meta:
        model = FocusProvider
        fields = ["social_space", "provider", "valid_from", "valid_until", "note"]
        widgets = {"valid_from": DateInput, "valid_until": DateInput}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [self.instance.social_space_id] if self.instance.pk else ()
        self.fields["social_space"].queryset = _spaces(today, chosen)
        self.fields["provider"].queryset = Provider.objects.in_order()
        name_empty_choices(self)

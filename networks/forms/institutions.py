"""Forms for institutions, offers and categories."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.forms.groups import Group, GroupedForm, name_empty_choices
from networks.models import Institution, InstitutionCategory, Offer, Provider, SocialSpace
from sro.ui.forms import DateInput

DIRECT_ACCESS = [("", _("not known")), (True, _("yes")), (False, _("no"))]


class SpaceChoice(forms.ModelChoiceField):
    """Choose a social space by name, with its district beside it."""

    def label_from_instance(self, obj: SocialSpace) -> str:
        return f"{obj.name} ({obj.district.name})"


class EntryForm(GroupedForm, forms.ModelForm):
    """What institutions and offers have in common."""

    direct_access = forms.TypedChoiceField(
        label=_("without application"),
        required=False,
        choices=DIRECT_ACCESS,
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect,
        help_text=_("People can simply come; no application, no decision by the office."),
    )
    website = forms.URLField(
        label=_("website"), max_length=300, required=False, assume_scheme="https"
    )
    verified_today = forms.BooleanField(
        label=_("I have verified these details today"),
        required=False,
        help_text=_("The entry then counts as verified for a year."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].required = False
        name_empty_choices(self)

    def clean_key(self) -> str:
        """An empty identifier means: keep the one there is."""
        return self.cleaned_data["key"] or self.instance.key


class InstitutionForm(EntryForm):
    """An institution; only name, category and social space are needed."""

    social_space = SpaceChoice(SocialSpace.objects.none(), label=_("social space"))

    groups = (
        Group(
            _("What and where"),
            (
                "name",
                "category",
                "provider",
                "description",
                "social_space",
                "street",
                "postal_code",
            ),
        ),
        Group(_("How to reach it"), ("phone", "email", "website", "opening_hours")),
        Group(
            _("For whom"),
            ("target_groups", "age_from", "age_to", "direct_access", "languages"),
        ),
        Group(_("Accessibility"), ("wheelchair", "accessibility_note")),
        Group(_("Marked as"), ("basic_offer", "family_centre", "early_help", "unlisted")),
        Group(
            _("Further details"),
            ("latitude", "longitude", "active_from", "active_until", "key", "source"),
        ),
        Group("", ("verified_today",)),
    )

    class Meta:
        model = Institution
        fields = [
            "name",
            "category",
            "provider",
            "description",
            "social_space",
            "street",
            "postal_code",
            "phone",
            "email",
            "website",
            "opening_hours",
            "target_groups",
            "age_from",
            "age_to",
            "direct_access",
            "languages",
            "wheelchair",
            "accessibility_note",
            "basic_offer",
            "family_centre",
            "early_help",
            "unlisted",
            "latitude",
            "longitude",
            "active_from",
            "active_until",
            "key",
            "source",
        ]
        localized_fields = ["latitude", "longitude"]
        widgets = {
            "active_from": DateInput,
            "active_until": DateInput,
            "description": forms.Textarea({"rows": 4}),
            "opening_hours": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["social_space"].queryset = (
            SocialSpace.objects.filter(Q(valid_until=None) | Q(pk=self.instance.social_space_id))
            .select_related("district")
            .order_by("sort_key", "pk")
        )
        self.fields["provider"].queryset = Provider.objects.order_by("sort_key", "pk")


class OfferForm(EntryForm):
    """An offer; only name and kind are needed."""

    groups = (
        Group(_("What"), ("name", "kind", "description")),
        Group(
            _("For whom"),
            ("target_groups", "age_from", "age_to", "direct_access", "languages"),
        ),
        Group(_("When and how"), ("opening_hours", "phone", "email", "website")),
        Group(_("Marked as"), ("basic_offer", "early_help")),
        Group(_("Further details"), ("active_from", "active_until", "key", "source")),
        Group("", ("verified_today",)),
    )

    class Meta:
        model = Offer
        fields = [
            "name",
            "kind",
            "description",
            "target_groups",
            "age_from",
            "age_to",
            "direct_access",
            "languages",
            "opening_hours",
            "phone",
            "email",
            "website",
            "basic_offer",
            "early_help",
            "active_from",
            "active_until",
            "key",
            "source",
        ]
        widgets = InstitutionForm.Meta.widgets


class CategoryForm(forms.ModelForm):
    """A kind of institution."""

    class Meta:
        model = InstitutionCategory
        fields = ["name", "code"]

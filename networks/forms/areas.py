"""Forms for municipality, districts, social spaces and their boundaries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.forms.groups import name_empty_choices
from networks.models import District, Municipality, SocialSpace
from networks.services.boundaries import Level
from sro.ui.forms import DateInput

PERIOD_WIDGETS = {"valid_from": DateInput, "valid_until": DateInput}


class MunicipalityForm(forms.ModelForm):
    """Name and key of the municipality."""

    class Meta:
        model = Municipality
        fields = ["name", "key", "area_m2", "directory_open", "directory_email"]
        localized_fields = ["area_m2"]


class DistrictForm(forms.ModelForm):
    """A district as it is."""

    class Meta:
        model = District
        fields = ["key", "name", "area_m2", "valid_from", "valid_until"]
        localized_fields = ["area_m2"]
        widgets = PERIOD_WIDGETS


class NewDistrictForm(DistrictForm):
    """A district that may replace others."""

    replaces = forms.ModelMultipleChoiceField(
        District.objects.none(),
        label=_("replaces"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These districts end on the first day of the new one."),
    )
    carry_spaces = forms.BooleanField(
        label=_("Take over their social spaces unchanged"),
        required=False,
        help_text=_("With key, name, boundary and institutions."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = District.objects.filter(valid_until=None)
        self.instance.municipality = Municipality.objects.first()

    def _get_validation_exclusions(self) -> set[str]:
        # The key is free once the predecessors have ended; the service sees to that.
        return super()._get_validation_exclusions() | {"municipality", "key"}


class DistrictChoice(forms.ModelChoiceField):
    """Choose a district by key and name."""

    def label_from_instance(self, obj: District) -> str:
        return f"{obj.key} {obj.name}"


class SpaceForm(forms.ModelForm):
    """A social space as it is."""

    district = DistrictChoice(District.objects.none(), label=_("district"))

    class Meta:
        model = SocialSpace
        fields = ["district", "key", "name", "area_m2", "valid_from", "valid_until"]
        localized_fields = ["area_m2"]
        widgets = PERIOD_WIDGETS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An ended social space keeps its ended district.
        self.fields["district"].queryset = District.objects.filter(
            Q(valid_until=None) | Q(pk=self.instance.district_id)
        )
        name_empty_choices(self)


class SpaceMultipleChoice(forms.ModelMultipleChoiceField):
    """Choose social spaces by key and name."""

    def label_from_instance(self, obj: SocialSpace) -> str:
        return f"{obj.key} {obj.name}"


class NewSpaceForm(SpaceForm):
    """A social space that may replace others."""

    replaces = SpaceMultipleChoice(
        SocialSpace.objects.none(),
        label=_("replaces"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=_(
            "These social spaces end on the first day of the new one. "
            "Hold Ctrl (on a Mac: Cmd) to choose several."
        ),
    )
    move_institutions = forms.BooleanField(
        label=_("Take over their institutions"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = SocialSpace.objects.filter(valid_until=None)

    def _get_validation_exclusions(self) -> set[str]:
        # The key is free once the predecessors have ended; the service sees to that.
        return super()._get_validation_exclusions() | {"key"}


class BoundaryUploadForm(forms.Form):
    """A GeoJSON file and what it is."""

    level = forms.ChoiceField(
        label=_("The file describes"), choices=Level.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("GeoJSON file"),
        widget=forms.FileInput({"accept": ".geojson,.json,application/geo+json"}),
        help_text=_("Longitude and latitude in degrees (WGS 84), at most 20 MB."),
    )
    key_name = forms.CharField(
        label=_("Name of the key in the file"),
        initial="key",
        max_length=40,
        help_text=_("The property of each area that holds its official key."),
    )
    valid_from = forms.DateField(label=_("valid from"), widget=DateInput)
    source = forms.CharField(
        label=_("source"), max_length=200, help_text=_("It is shown beside every map.")
    )
    licence = forms.CharField(
        label=_("licence"), max_length=80, required=False, help_text=_("For example CC BY 4.0")
    )

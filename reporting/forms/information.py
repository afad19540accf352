"""Choosing indicators, areas and days to be seen side by side, and keeping the choice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.models import Indicator, IndicatorValue
from networks.models import District
from reporting.models import LEVEL_NAMES, SavedSelection
from sro.ui.editing import display_value
from sro.ui.templatetags.ui import day as day_text

# What still fits on a page beside each other.
MOST_COLUMNS = 12


class SideBySideForm(forms.Form):
    """What stands side by side; the names of its fields stand in the address."""

    kennzahl = forms.ModelMultipleChoiceField(
        label=_("Indicators"),
        queryset=Indicator.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one indicator.")},
    )
    ebene = forms.ChoiceField(label=_("Level"), choices=LEVEL_NAMES)
    bezirk = forms.ModelMultipleChoiceField(
        label=_("Districts"),
        queryset=District.objects.none(),
        to_field_name="key",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice all districts are shown."),
    )
    stand = forms.MultipleChoiceField(
        label=_("Reference dates"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice each indicator is shown with its latest values."),
    )

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kennzahl"].queryset = Indicator.objects.visible_to(user)
        districts = District.objects.visible_to(user).valid_on(today).defer("search_vector")
        self.fields["bezirk"].queryset = districts
        days = IndicatorValue.objects.visible_to(user).reference_dates()
        self.fields["stand"].choices = [(day.isoformat(), day_text(day)) for day in days]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        columns = len(data.get("kennzahl", ())) * max(len(data.get("stand", ())), 1)
        if columns > MOST_COLUMNS:
            self.add_error(
                "kennzahl",
                gettext(
                    "That would be %(columns)s columns. Please choose fewer indicators or dates; "
                    "%(most)s columns fit side by side."
                )
                % {"columns": columns, "most": MOST_COLUMNS},
            )
        return data

    def chosen(self) -> dict[str, Any]:
        """Return the valid choice as it is kept."""
        data = self.cleaned_data
        return {
            "indicators": [indicator.code for indicator in data["kennzahl"]],
            "level": data["ebene"],
            "districts": [district.key for district in data["bezirk"]],
            "days": sorted(data["stand"]),
        }


class SelectionForm(SideBySideForm):
    """A choice with a name, shared with the office or not."""

    name = forms.CharField(label=_("Name of the selection"), max_length=120)
    shared = forms.BooleanField(
        label=_("Share with the office"),
        required=False,
        help_text=_("Everybody in the office who sees indicators can open and copy it."),
    )
    field_order = ("name", "shared", "kennzahl", "ebene", "bezirk", "stand")

    def to_keep(self) -> dict[str, Any]:
        """Return the valid form as the service takes it."""
        data = self.cleaned_data
        return {**self.chosen(), "name": data["name"], "shared": data["shared"]}

    def differences_from(self, current: SavedSelection) -> list[dict[str, str]]:
        """Say where this form differs from what was saved meanwhile."""
        theirs = initial_of(current)
        found = []
        for name in self.fields:
            pair = (
                display_value(self[name], self[name].data),
                display_value(self[name], theirs[name]),
            )
            if pair[0] != pair[1]:
                label = str(self[name].label)
                found.append({"label": label, "mine": pair[0], "theirs": pair[1]})
        return found


def initial_of(selection: SavedSelection) -> Mapping[str, Any]:
    """Return what the form begins with for a kept selection."""
    return {
        "name": selection.name,
        "shared": selection.shared,
        "kennzahl": selection.indicators,
        "ebene": selection.level,
        "bezirk": selection.districts,
        "stand": selection.days,
    }

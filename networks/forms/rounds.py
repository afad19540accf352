"""Whom a verification round asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.models import District, InstitutionCategory, SocialSpace
from networks.rules.rounds import LONGEST_TERM_DAYS, TERM_DAYS
from networks.services.one_place import elsewhere
from networks.services.rounds import Area
from sro.ui.forms import DateInput


class _DistrictChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: District) -> str:
        return f"{obj.key} {obj.name}"


class _SpaceChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: SocialSpace) -> str:
        return f"{obj.name} ({obj.district.name})"


class RoundForm(forms.Form):
    """Where, which kind, how long nobody has asked, and how long the links hold."""

    bezirk = _DistrictChoice(
        District.objects.none(), label=_("district"), required=False, empty_label=_("all")
    )
    sozialraum = _SpaceChoice(
        SocialSpace.objects.none(), label=_("social space"), required=False, empty_label=_("all")
    )
    art = forms.ModelChoiceField(
        InstitutionCategory.objects.none(),
        label=_("category"),
        required=False,
        empty_label=_("all"),
    )
    seit = forms.DateField(
        label=_("not verified since"),
        widget=DateInput,
        help_text=_("Whoever was verified on this day or later is not asked."),
    )
    frist = forms.IntegerField(
        label=_("links hold, in days"),
        min_value=1,
        max_value=LONGEST_TERM_DAYS,
        initial=TERM_DAYS,
    )

    def __init__(self, data: Any, *, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        districts = District.objects.visible_to(user).valid_on(today).order_by("key")
        spaces = SocialSpace.objects.visible_to(user).valid_on(today).select_related("district")
        categories = InstitutionCategory.objects.visible_to(user).order_by("sort_key", "pk")
        for name, rows in (
            ("bezirk", districts),
            ("sozialraum", spaces.order_by("sort_key", "pk")),
            ("art", categories),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """A social space belongs to its district; choosing both must fit."""
        values = super().clean() or self.cleaned_data
        text = elsewhere(values.get("sozialraum"), values.get("bezirk"))
        if text:
            self.add_error("sozialraum", text)
        return values

    def area(self) -> Area:
        """Return whom the round asks; the form is valid."""
        values = self.cleaned_data
        return Area(values["bezirk"], values["sozialraum"], values["art"])

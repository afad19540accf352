"""Indicators and their values."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from budgets.allocation import Direction, Method
from budgets.forms.dates import DayField
from budgets.models import Indicator, IndicatorKind, IndicatorModule, IndicatorValue
from budgets.services.value_tables import place_key
from networks.models import District, SocialSpace
from sro.ui.fields import NumberField

#: Words that stand in the address where otherwise a code stands.
RESERVED = frozenset({"neu", "werte", "plausibilitaet"})


class IndicatorForm(forms.ModelForm):
    """An entry of the catalogue: what it is, where it comes from, how it is usually used."""

    url = forms.URLField(
        label=_("Address of the source"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off"}),
    )
    stale_after_months = forms.IntegerField(
        label=_("Counts as out of date after (months)"),
        min_value=1,
        max_value=1200,
        initial=24,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    jump_percent = NumberField(
        label=_("Conspicuous change in per cent"),
        max_digits=6,
        decimal_places=2,
        min_value=0,
        initial=25,
        help_text=_("A larger change against the date before is pointed out."),
    )

    class Meta:
        model = Indicator
        fields = [
            "name",
            "code",
            "unit",
            "kind",
            "module",
            "description",
            "source",
            "licence",
            "url",
            "default_method",
            "default_direction",
            "default_base",
            "stale_after_months",
            "jump_percent",
        ]
        widgets = {
            "description": forms.Textarea({"rows": 3}),
            "code": forms.TextInput({"autocomplete": "off", "autocapitalize": "none"}),
        }
        help_texts = {
            "code": _(
                "A short name for imports and addresses: small letters, digits, underscores. "
                "It can no longer be changed once there are values."
            ),
            "unit": _("For example: persons, per cent, m² per head."),
            "module": _("Under which heading it stands in the family information system."),
            "source": _("Who publishes the figures. It stands beside every use of them."),
            "licence": _("Under which terms the figures may be used, such as CC BY 3.0 DE."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["module"].required = False
        base = self.fields["default_base"]
        base.queryset = Indicator.objects.visible_to(user).filter(kind=IndicatorKind.COUNT)
        base.queryset = base.queryset.exclude(pk=self.instance.pk)
        base.empty_label = _("none")

    def clean_module(self) -> str:
        """Put what was not assigned under the last heading."""
        return self.cleaned_data["module"] or IndicatorModule.OTHER

    def clean_code(self) -> str:
        """Keep apart what stands in the same place of an address."""
        code = self.cleaned_data["code"]
        if code in RESERVED:
            raise ValidationError(_("This code cannot be used."))
        return code

    def clean(self) -> dict[str, Any]:
        """Say at the field what the table would say of the row."""
        data = super().clean()
        method = data.get("default_method")
        if method == Method.RANGE_WEIGHTED and not data.get("default_base"):
            self.add_error("default_base", _("This method needs a base count."))
        if method == Method.PROPORTIONAL and data.get("default_direction") == Direction.INVERSE:
            self.add_error(
                "default_direction",
                _("Proportional has no inverse direction. Please choose another method."),
            )
        return data


class ValueForm(forms.ModelForm):
    """A value and the note on its source; area and day stay as they are."""

    value = NumberField(label=_("Value"), max_digits=20, decimal_places=6, min_value=0)

    class Meta:
        model = IndicatorValue
        fields = ["value", "source"]

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].label = gettext("Value (%(unit)s)") % {"unit": indicator.unit}
        self.fields["value"].help_text = gettext(
            "A missing value stays missing: please enter 0 only where the figure is zero."
        )


class NewValueForm(ValueForm):
    """A value of an area that has none for the day yet."""

    place = forms.ChoiceField(label=pgettext_lazy("place", "Area"))
    reference_date = DayField(label=_("Reference date"))

    field_order = ["place", "reference_date", "value", "source"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, District | SocialSpace] = {}
        self.fields["place"].choices = [("", _("please choose")), *self._choices(user)]

    def _choices(self, user: Any) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
        districts = list(District.objects.visible_to(user).defer("search_vector"))
        inside: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for space in SocialSpace.objects.visible_to(user).defer("search_vector"):
            inside[space.district_id].append(self._choice(space))
        return [
            (_("Districts"), [self._choice(each) for each in districts]),
            *(
                (
                    gettext("Social spaces in %(district)s") % {"district": each.name},
                    inside[each.pk],
                )
                for each in districts
                if inside[each.pk]
            ),
        ]

    @staticmethod
    def _inside(district: District) -> str:
        return gettext("Social spaces in %(district)s") % {"district": district.name}

    def _choice(self, area: District | SocialSpace) -> tuple[str, str]:
        key = place_key(area)
        self.places[key] = area
        # Of areas that bore the same key one after another only the days tell them apart.
        ended = f" ({area.days_text})" if area.valid_until else ""
        return key, f"{area.key} {area.name}{ended}"

    def area(self) -> dict[str, District | SocialSpace]:
        """Return the chosen area under the name by which the service takes it."""
        area = self.places[self.cleaned_data["place"]]
        return {"district" if isinstance(area, District) else "social_space": area}

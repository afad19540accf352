"""Forms for supports: proposing, beginning, prolonging, ending."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.models import EndReason, Support
from cases.rules.supports import hours_of, minutes_of
from networks.forms.groups import Group, GroupedForm, name_empty_choices
from networks.forms.widgets import PlainSelect
from networks.models import Provider, Setting, SupportType
from sro.ui.fields import NumberField
from sro.ui.forms import DateInput


class HoursField(NumberField):
    """Hours as people write them (`1,5`); more than none, kept as whole minutes."""

    def __init__(self, **kwargs: Any) -> None:
        limits = {
            "min_value": Decimal("0.01"),
            "max_value": Decimal(20000),
            "max_digits": 7,
            "decimal_places": 2,
        }
        super().__init__(**{**limits, **kwargs})


def hours_text(support: Support) -> Decimal | None:
    """Return the hours of a support as a form shows them."""
    return None if support.minutes is None else hours_of(support.minutes)


class ProviderField(forms.ModelChoiceField):
    """Every provider, by name and by nothing else; the focus provider is only marked (§ 5)."""

    widget = PlainSelect

    def __init__(self, queryset: QuerySet[Provider], focus: Collection[int], **kwargs: Any) -> None:
        self.focus = frozenset(focus)
        super().__init__(
            queryset,
            label=_("provider"),
            required=False,
            empty_label=_("not chosen yet"),
            help_text=_("Every suitable provider can be chosen; the list follows the alphabet."),
            **kwargs,
        )

    def label_from_instance(self, obj: Provider) -> str:
        if obj.pk in self.focus:
            return _("%(name)s – focus provider here") % {"name": obj.name}
        return obj.name

    def copy(self, chosen: int | None) -> ProviderField:
        """Return the same field for another support."""
        return ProviderField(self.queryset, self.focus, initial=chosen)


class SupportForm(GroupedForm, forms.ModelForm):
    """A support that is proposed. Only person, kind and beginning are needed."""

    hours = HoursField(label=_("hours"), required=False, help_text=_("For example 4 or 1.5."))

    groups = (
        Group(
            _("The support"), ("person", "support_type", "setting", "plan", "start", "planned_end")
        ),
        Group(_("Who delivers it, and how much"), ("provider", "hours", "minutes_per")),
        Group(_("Combination"), ("combined_with",)),
    )

    class Meta:
        model = Support
        fields = [
            *("person", "support_type", "setting", "plan", "start", "planned_end", "provider"),
            *("hours", "minutes_per", "combined_with"),
        ]
        widgets = {"start": DateInput, "planned_end": DateInput, "support_type": PlainSelect}

    def __init__(
        self,
        *args: Any,
        people: QuerySet,
        kinds: QuerySet[SupportType],
        plans: QuerySet,
        others: QuerySet[Support],
        providers: ProviderField,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["support_type"].queryset = kinds
        self.fields["plan"].queryset = plans
        self.fields["combined_with"].queryset = others
        self.fields["provider"] = providers
        setting = self.fields["setting"]
        setting.required = False
        setting.choices = [("", _("follows from the kind")), *_settings()]
        setting.help_text = _("To be chosen where the kind of support allows any.")
        if self.instance.pk:
            self.fields["hours"].initial = hours_text(self.instance)
        name_empty_choices(self)

    def _post_clean(self) -> None:
        """Leave the judgement to the service: the instance is only read here."""

    def values(self) -> dict[str, Any]:
        """Return what the service takes: minutes instead of hours."""
        data = dict(self.cleaned_data)
        hours = data.pop("hours")
        return {**data, "minutes": None if hours is None else minutes_of(hours)}


def _settings() -> list[tuple[str, Any]]:
    return [(value, label) for value, label in Setting.choices if value != Setting.ANY]


class BeginForm(forms.Form):
    """The day on which a support begins."""

    start = forms.DateField(
        label=_("First day"),
        widget=DateInput,
        help_text=_("The day on which it really began, today or earlier."),
    )


class ProlongForm(forms.Form):
    """Another planned end, and why."""

    planned_end = forms.DateField(
        label=_("planned until"),
        widget=DateInput,
        required=False,
        help_text=_("First day without the support; empty means no end is planned."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Please write down why the end is moved.")},
    )


class EndForm(forms.Form):
    """When and why a support ended."""

    end = forms.DateField(
        label=_("First day without the support"),
        widget=DateInput,
        help_text=_("At the latest tomorrow."),
    )
    end_reason = forms.ChoiceField(
        label=_("why it ended"),
        choices=[("", _("please choose")), *((v, t) for v, t in EndReason.choices if v)],
    )
    end_note = forms.CharField(
        label=_("note on the end"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

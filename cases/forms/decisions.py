"""Forms for the consultation of the team and the decision of the office."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.forms.supports import HoursField, ProviderField, hours_text
from cases.models import (
    DecisionResult,
    HoursPeriod,
    Support,
    SupportDecision,
    SupportPlan,
    TeamConsultation,
)
from cases.rules.supports import minutes_of
from cases.services.decisions import Granted, NewExtent
from networks.forms.groups import Group, GroupedForm, name_empty_choices
from sro.ui.forms import DateInput


class TeamForm(GroupedForm, forms.ModelForm):
    """Who consulted about what, and what came of it."""

    professionals = forms.ModelMultipleChoiceField(
        None,
        label=_("Professionals"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two of the office (§ 36 (2) SGB VIII)."),
    )
    guest = forms.ModelChoiceField(
        None,
        label=_("a colleague of another district"),
        required=False,
        empty_label=_("nobody"),
    )

    groups = (
        Group("", ("held_on", "plan")),
        Group(_("Who consulted"), ("professionals", "guest")),
        Group(_("The consultation"), ("question", "considerations", "recommendation")),
    )

    class Meta:
        model = TeamConsultation
        fields = ["held_on", "plan", "question", "considerations", "recommendation"]
        widgets = {
            "held_on": DateInput,
            "question": forms.Textarea({"rows": 3}),
            "considerations": forms.Textarea({"rows": 10}),
            "recommendation": forms.Textarea({"rows": 5}),
        }

    def __init__(
        self,
        *args: Any,
        plans: QuerySet[SupportPlan],
        own: QuerySet,
        others: QuerySet,
        present: Sequence[int] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.fields["professionals"].queryset = own
        self.fields["professionals"].initial = list(present)
        self.fields["guest"].queryset = others
        self.fields["guest"].initial = next(
            (pk for pk in others.values_list("pk", flat=True) if pk in present), None
        )
        name_empty_choices(self)

    def people(self) -> list[Any]:
        """Return everybody who consulted."""
        data = self.cleaned_data
        return [*data["professionals"], *filter(None, [data["guest"]])]

    def values(self) -> dict[str, Any]:
        """Return what the service takes besides the people."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DecisionForm(GroupedForm, forms.ModelForm):
    """What the office decides: about proposed supports, or about those under way.

    No amount of money is asked or shown: it is no ground.
    """

    class Meta:
        model = SupportDecision
        fields = [
            *("consultation", "plan", "decided_on", "result", "refusal_ground"),
            *("suitable", "necessary", "wish_and_choice"),
        ]
        widgets = {
            "decided_on": DateInput,
            "result": forms.RadioSelect,
            "suitable": forms.Textarea({"rows": 4}),
            "necessary": forms.Textarea({"rows": 4}),
            "wish_and_choice": forms.Textarea({"rows": 4}),
        }

    def __init__(
        self,
        *args: Any,
        consultations: QuerySet[TeamConsultation],
        plans: QuerySet[SupportPlan],
        proposed: Sequence[Support],
        running: Sequence[Support],
        providers: ProviderField,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposed, self.running = list(proposed), list(running)
        self.fields["consultation"].queryset = consultations
        self.fields["plan"].queryset = plans
        self.fields["result"].choices = DecisionResult.choices
        # Read once for all supports.
        names = list(providers.choices) if self.proposed else []
        for support in self.proposed:
            self._ask_about(support, providers, names)
        for support in self.running:
            self._ask_extent(support)
        self.groups = self._groups()
        name_empty_choices(self)

    def _ask_about(self, support: Support, providers: ProviderField, names: list[Any]) -> None:
        self.fields[f"hilfe_{support.pk}"] = forms.BooleanField(
            label=_("The decision is about this support"), required=False, initial=True
        )
        field = self.fields[f"traeger_{support.pk}"] = providers.copy(support.provider_id)
        field.widget.choices = names

    def _ask_extent(self, support: Support) -> None:
        self.fields[f"stunden_{support.pk}"] = HoursField(
            label=_("hours from now on"), required=False, initial=hours_text(support)
        )
        self.fields[f"je_{support.pk}"] = forms.ChoiceField(
            label=_("hours are meant"), choices=HoursPeriod.choices, initial=support.minutes_per
        )
        self.fields[f"ende_{support.pk}"] = forms.DateField(
            label=_("planned until"),
            required=False,
            widget=DateInput,
            initial=support.planned_end,
            help_text=_("First day without the support."),
        )

    def _groups(self) -> tuple[Group, ...]:
        return (
            Group(_("What the decision rests on"), ("consultation", "plan", "decided_on")),
            *(
                Group(str(each), (f"hilfe_{each.pk}", f"traeger_{each.pk}"))
                for each in self.proposed
            ),
            *(
                Group(
                    _("Under way: %(support)s") % {"support": each},
                    (f"stunden_{each.pk}", f"je_{each.pk}", f"ende_{each.pk}"),
                )
                for each in self.running
            ),
            Group(_("Decision"), ("result", "refusal_ground")),
            Group(_("Reasons"), ("suitable", "necessary", "wish_and_choice")),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refused = data.get("result") == DecisionResult.REFUSED
        if refused and not data.get("refusal_ground") and "refusal_ground" not in self.errors:
            self.add_error("refusal_ground", _("Please say on which ground it is refused."))
        if not refused and data.get("refusal_ground"):
            self.add_error("refusal_ground", _("A grant has no ground of refusal."))
        return data

    def _post_clean(self) -> None:
        """Leave the judgement of the row to the service."""

    def values(self) -> dict[str, Any]:
        """Return what the service takes besides the supports."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def granted(self) -> list[Granted]:
        """Return the proposed supports the decision is about, with their provider."""
        data = self.cleaned_data
        return [
            Granted(each, data[f"traeger_{each.pk}"])
            for each in self.proposed
            if data[f"hilfe_{each.pk}"]
        ]

    def changes(self) -> list[NewExtent]:
        """Return the supports under way that go on otherwise."""
        found = []
        for each in self.running:
            hours: Decimal | None = self.cleaned_data[f"stunden_{each.pk}"]
            extent = NewExtent(
                each,
                None if hours is None else minutes_of(hours),
                self.cleaned_data[f"je_{each.pk}"],
                self.cleaned_data[f"ende_{each.pk}"],
            )
            if _differs(extent):
                found.append(extent)
        return found


def _differs(extent: NewExtent) -> bool:
    before = extent.support
    return (extent.minutes, extent.minutes_per, extent.planned_end) != (
        before.minutes,
        before.minutes_per,
        before.planned_end,
    )

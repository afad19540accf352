"""Forms of the family group conference: suggesting, coordinating, preparing, holding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.conferences import ATTENDED, TimeInput, moment
from cases.models import CouncilGuest, FamilyGroupConference, GuestPart, PreparationTalk
from cases.services.council_days import PHASES
from networks.forms.groups import Group, GroupedForm, name_empty_choices
from sro.ui.editing import differing
from sro.ui.forms import DateInput

_ANSWER = {"yes": True, "no": False, "": None}
_AS_TEXT = {answer: text for text, answer in _ANSWER.items()}


class _Told(forms.ModelForm):
    """A form that leaves the judgement to the service: the instance is only read."""

    def _post_clean(self) -> None:
        pass


class CouncilForm(GroupedForm, _Told):
    """For whom, where it came up, and the question to the family."""

    groups = (
        Group(_("The family"), ("name", "concern")),
        Group(_("Where it came up"), ("referral", "referral_note")),
    )

    class Meta:
        model = FamilyGroupConference
        fields = ["name", "concern", "referral", "referral_note"]
        widgets = {
            "concern": forms.Textarea({"rows": 5}),
            "referral": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["referral"]
        field.choices = [(value, label) for value, label in field.choices if value]


class CoordinatorForm(forms.Form):
    """A colleague, or a provider with or without the person."""

    coordinator = forms.ModelChoiceField(
        None,
        label=_("Colleague who coordinates"),
        required=False,
        empty_label=_("nobody of the office"),
        help_text=_("Nobody who decides on the case: neither those in charge nor the team lead."),
    )
    provider = forms.ModelChoiceField(
        None,
        label=_("or a provider that coordinates"),
        required=False,
        empty_label=_("no provider"),
        help_text=_(
            "Its lead names the person. Of the case they see this family group conference alone."
        ),
    )

    family_agrees = forms.BooleanField(
        label=_("The family agrees that the provider learns its name and the question"),
        required=False,
        help_text=_("Needed for a provider as long as the family has not said yes."),
    )

    def __init__(
        self, *args: Any, colleagues: QuerySet, providers: QuerySet, asked: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if asked:
            del self.fields["family_agrees"]
        self.fields["coordinator"].queryset = colleagues
        self.fields["provider"].queryset = providers

    def differences_from(self, current: FamilyGroupConference) -> list[dict[str, str]]:
        """Return what is settled otherwise meanwhile; a provider's person is not chosen here."""
        colleague = None if current.provider_id else current.coordinator
        return differing(self, {"coordinator": colleague, "provider": current.provider})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("coordinator")) == bool(data.get("provider")) and not self.errors:
            self.add_error(
                "coordinator", _("Please choose a colleague or a provider: one of the two.")
            )
        return data


class PersonForm(forms.Form):
    """Who of the provider coordinates."""

    coordinator = forms.ModelChoiceField(
        None, label=_("Who coordinates"), empty_label=_("please choose")
    )

    def __init__(self, *args: Any, people: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coordinator"].queryset = people


class TalkForm(_Told):
    """A preparation talk."""

    class Meta:
        model = PreparationTalk
        fields = ["held_on", "with_whom", "note"]
        widgets = {"held_on": DateInput, "note": forms.Textarea({"rows": 5})}


class GuestForm(forms.Form):
    """Somebody the family wants to have there."""

    person = forms.ModelChoiceField(
        None, label=_("person of the family"), required=False, empty_label=_("somebody else")
    )
    name = forms.CharField(label=_("name"), max_length=160, required=False)
    relation = forms.CharField(
        label=_("who this is for the family"),
        max_length=120,
        required=False,
        help_text=_("For example aunt, neighbour, trainer."),
    )
    part = forms.ChoiceField(
        label=_("comes as"), choices=GuestPart, initial=GuestPart.FAMILY, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=_("e-mail address"),
        required=False,
        help_text=_("If the person would like to have the date for a calendar."),
    )

    def __init__(self, *args: Any, people: QuerySet | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = people

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("person")) == bool(data.get("name")):
            self.add_error("name", _("Please say who it is: a person of the family or a name."))
        return data


class DayForm(_Told):
    """When and where, and what the family wishes for the day."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    time = forms.TimeField(label=_("Time of day"), widget=TimeInput)

    field_order = ("day", "time", "place", "arrangements")

    class Meta:
        model = FamilyGroupConference
        fields = ["place", "arrangements"]
        widgets = {"arrangements": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.scheduled_at:
            local = timezone.localtime(self.instance.scheduled_at)
            self.initial = {"day": local.date(), "time": local.time(), **self.initial}
        for name in ("day", "time"):
            self.fields[name].initial = self.initial.get(name)

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        return {
            "scheduled_at": moment(data["day"], data["time"]),
            "place": data["place"],
            "arrangements": data["arrangements"],
        }


class GuestsForm(forms.Form):
    """Who is invited now."""

    guests = forms.ModelMultipleChoiceField(
        None, label=_("Who is invited"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: QuerySet[CouncilGuest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["guests"]
        field.queryset = rows
        field.initial = list(rows)


class HoldForm(GroupedForm, _Told):
    """The three phases with their times, and who came. The family's own time has no field."""

    class Meta:
        model = FamilyGroupConference
        fields = [*(name for phase in PHASES for name in phase), "information_note"]
        widgets = {
            **{name: TimeInput for phase in PHASES for name in phase},
            "information_note": forms.Textarea({"rows": 4}),
        }
        help_texts = {
            "private_until": _("This time belongs to the family. Nothing of it is written down."),
        }

    def __init__(self, *args: Any, guests: Sequence[CouncilGuest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(guests)
        for row in self.rows:
            self.fields[self._name(row)] = forms.ChoiceField(
                label=str(row), choices=ATTENDED, required=False, initial=_AS_TEXT[row.attended]
            )
        self.groups = (
            Group(_("Information phase"), (*PHASES[0], "information_note")),
            Group(_("Private family time"), PHASES[1]),
            Group(_("Talking about the plan"), PHASES[2]),
            Group(_("Who took part"), tuple(self._name(row) for row in self.rows)),
        )
        name_empty_choices(self)

    @staticmethod
    def _name(row: CouncilGuest) -> str:
        return f"da_{row.pk}"

    def attendance(self) -> dict[int, bool | None]:
        """Return by guest whether they took part."""
        return {row.pk: _ANSWER[self.cleaned_data[self._name(row)]] for row in self.rows}

    def values(self) -> dict[str, Any]:
        """Return times and note."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

"""Forms for conferences: preparing, who takes part, consent, minutes, closing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import (
    ConferenceParticipant,
    CustodianConsent,
    ParticipantRole,
    PlanConference,
    SupportPlan,
)
from cases.services.invitees import Proposal
from cases.services.participants import Invitee
from networks.forms.groups import Group, GroupedForm, name_empty_choices
from sro.ui.forms import DateInput


class TimeInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


def moment(day: date, at: time) -> datetime:
    """Return day and time of the office's clock as a moment."""
    return timezone.make_aware(datetime.combine(day, at))


class ConferenceForm(GroupedForm, forms.ModelForm):
    """When, where, about what. Day and time are asked apart, as people say them."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    time = forms.TimeField(label=_("Time of day"), widget=TimeInput)

    groups: tuple[Group, ...] = (Group("", ("day", "time", "place", "topic", "plan")),)

    class Meta:
        model = PlanConference
        fields = ["place", "topic", "plan"]

    def __init__(self, *args: Any, plans: QuerySet[SupportPlan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.fields["plan"].help_text = _("Its goals are looked at together in the conversation.")
        if self.instance.pk and not self.initial.get("day"):
            local = timezone.localtime(self.instance.scheduled_at)
            self.initial |= {"day": local.date(), "time": local.time()}
        for name in ("day", "time"):
            self.fields[name].initial = self.initial.get(name)
        name_empty_choices(self)

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        return {
            "scheduled_at": moment(data["day"], data["time"]),
            **{name: data[name] for name in ("place", "topic", "plan")},
        }


class PrepareForm(ConferenceForm):
    """A new conference with the people who belong there."""

    participants = forms.MultipleChoiceField(
        label=_("Who takes part"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Nobody is invited yet. Further people can be added on the next page. Further"
            " professionals and parents without custody need the consent of the custodians."
        ),
    )

    groups = (
        Group("", ("day", "time", "place", "topic", "plan")),
        Group(_("Participants"), ("participants",)),
    )

    def __init__(
        self, *args: Any, proposals: Sequence[Proposal], labels: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.proposals = {each.key: each.invitee for each in proposals}
        self.fields["participants"].choices = [
            (each.key, label) for each, label in zip(proposals, labels, strict=True)
        ]
        self.fields["participants"].initial = [each.key for each in proposals if each.likely]

    def invitees(self) -> list[Invitee]:
        """Return whom the person has chosen."""
        return [self.proposals[key] for key in self.cleaned_data["participants"]]


class ParticipantForm(forms.Form):
    """Somebody more: a person of the case, a colleague, or anybody by name."""

    role = forms.ChoiceField(
        label=_("takes part as"),
        choices=[("", _("please choose")), *ParticipantRole.choices],
        help_text=_(
            "A further professional and a parent without custody are invited once the custodians"
            " agree."
        ),
    )
    person = forms.ModelChoiceField(
        None, label=_("person of the case"), required=False, empty_label=_("somebody else")
    )
    user = forms.ModelChoiceField(
        None, label=_("colleague"), required=False, empty_label=_("nobody of the office")
    )
    name = forms.CharField(label=_("name"), max_length=160, required=False)
    institution = forms.CharField(
        label=_("institution"),
        max_length=160,
        required=False,
        help_text=_("For example school, practice, provider."),
    )

    def __init__(self, *args: Any, people: QuerySet, users: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["user"].queryset = users

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        named = [bool(data.get("person")), bool(data.get("user")), bool(data.get("name"))]
        if sum(named) != 1:
            text = _("Please choose a person or a colleague, or enter a name: one of the three.")
            self.add_error("person" if sum(named) else "name", text)
        return data

    def invitee(self) -> Invitee:
        """Return who is meant."""
        return Invitee(**self.cleaned_data)


class ConsentForm(forms.ModelForm):
    """What the custodians say to somebody's part."""

    answered_by = forms.MultipleChoiceField(
        label=_("Answered by"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ConferenceParticipant
        fields = ["consent", "answered_by", "consent_by", "consent_on"]
        widgets = {"consent_on": DateInput, "consent": forms.RadioSelect}
        labels = {"consent_by": _("or by somebody else"), "consent_on": _("Answered on")}

    def __init__(self, *args: Any, custodians: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = list(custodians)
        said = [each.strip() for each in self.instance.consent_by.split(",") if each.strip()]
        self.fields["answered_by"].choices = [(name, name) for name in names]
        self.fields["answered_by"].initial = [name for name in names if name in said]
        self.initial["consent_by"] = ", ".join(name for name in said if name not in names)
        self.fields["consent"].choices = [
            (value, label) for value, label in CustodianConsent.choices if value
        ]
        self.fields["consent"].required = True
        if not names:
            del self.fields["answered_by"]
            self.fields["consent_by"].label = _("Answered by")

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        names = [*data.get("answered_by", []), data["consent_by"]]
        return {
            "consent": data["consent"],
            "consent_by": ", ".join(filter(None, names)),
            "consent_on": data["consent_on"],
        }

    def _post_clean(self) -> None:
        """Leave the judgement to the service: the instance is only read here."""


class InviteForm(forms.Form):
    """Who gets an invitation now."""

    participants = forms.ModelMultipleChoiceField(
        None, label=_("Who is invited"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rows: QuerySet[ConferenceParticipant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["participants"]
        field.queryset = rows
        field.label_from_instance = lambda row: f"{row} – {row.get_role_display()}"
        field.initial = list(rows)


ATTENDED = (("", _("not noted yet")), ("yes", _("took part")), ("no", _("was not there")))
_ANSWER = {"yes": True, "no": False, "": None}
_AS_TEXT = {answer: text for text, answer in _ANSWER.items()}


class MinutesForm(GroupedForm, forms.ModelForm):
    """What happened: who took part, how the young person did, minutes, dissent, next date."""

    class Meta:
        model = PlanConference
        fields = ["child_part", "child_statement", "minutes", "dissent", "next_on"]
        widgets = {
            "child_statement": forms.Textarea({"rows": 4}),
            "minutes": forms.Textarea({"rows": 16}),
            "dissent": forms.Textarea({"rows": 4}),
            "next_on": DateInput,
        }
        help_texts = {
            "child_statement": _("In the young person’s own words, as they want it to stand."),
            "minutes": _("What was talked about and agreed. The goals stand in the plan."),
        }

    def __init__(
        self, *args: Any, participants: Sequence[ConferenceParticipant], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in participants if _may_have_come(row)]
        for row in self.rows:
            self.fields[self._name(row)] = forms.ChoiceField(
                label=f"{row} ({row.get_role_display()})",
                choices=ATTENDED,
                required=False,
                initial=_AS_TEXT[row.attended],
            )
        self.groups = (
            Group(_("Who took part"), tuple(self._name(row) for row in self.rows)),
            Group(_("The young person"), ("child_part", "child_statement")),
            Group(_("The conversation"), ("minutes", "dissent", "next_on")),
        )
        name_empty_choices(self)

    @staticmethod
    def _name(row: ConferenceParticipant) -> str:
        return f"da_{row.pk}"

    def attendance(self) -> dict[int, bool | None]:
        """Return by participant whether they took part."""
        return {row.pk: _ANSWER[self.cleaned_data[self._name(row)]] for row in self.rows}

    def values(self) -> dict[str, Any]:
        """Return the texts."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the judgement to the service: the instance is only read here."""


def _may_have_come(row: ConferenceParticipant) -> bool:
    return not row.needs_consent or row.consent == CustodianConsent.GIVEN


class CloseForm(forms.Form):
    """When people meet again, and whether to plan it right away."""

    next_on = forms.DateField(label=_("next conference"), widget=DateInput, required=False)
    plan_next = forms.BooleanField(
        label=_("Plan the next conversation right away"),
        required=False,
        help_text=_("With the same people and place. Consents are asked anew."),
    )
    time = forms.TimeField(label=_("Time of day"), widget=TimeInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("plan_next"):
            for name in ("next_on", "time"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("The next conversation needs a day and a time."))
        return data

    def next_moment(self) -> datetime | None:
        """Return when the next conversation is planned, None if not right away."""
        data = self.cleaned_data
        return moment(data["next_on"], data["time"]) if data["plan_next"] else None


class NextForm(forms.Form):
    """When people meet again."""

    day = forms.DateField(label=_("Day"), widget=DateInput)
    time = forms.TimeField(label=_("Time of day"), widget=TimeInput)


class CancelForm(forms.Form):
    """Why a conversation does not take place; stays with the conversation."""

    reason = forms.CharField(
        label=_("Why it does not take place"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Please write down why.")},
    )

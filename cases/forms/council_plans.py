"""Forms of the family's plan: its words, the office's answer, follow-up meetings, taking over."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import (
    CouncilPoint,
    FamilyGroupConference,
    Outcome,
    PlanRefusalGround,
)
from cases.rules.councils import Point
from cases.services.council_plans import points_of
from sro.ui.forms import DateInput

#: Empty lines below what stands already; after saving there are new ones.
SPARE = 4
PARTS = ("what", "who", "until", "aim")


class FamilyPlanForm(forms.Form):
    """What the family wants to reach, and line by line who does what until when."""

    use_required_attribute = False

    aim = forms.CharField(
        label=gettext_lazy("What do we want to reach?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": gettext_lazy("Please write down first what the family wants to reach.")
        },
    )

    def __init__(self, *args: Any, points: Sequence[Point], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = self._sent_keys() if self.is_bound else []
        stand = {point.key: point for point in points}
        unseen = [key for key in stand if self.is_bound and key not in self.keys]
        if not self.is_bound:
            self.keys = [*stand, *(str(uuid.uuid4()) for _line in range(SPARE))]
        for key in self.keys:
            self._add_line(key, stand.get(key))
        self._keep_unseen(unseen, stand)

    def _keep_unseen(self, keys: Sequence[str], stand: Mapping[str, Point]) -> None:
        """Go on with lines somebody else wrote since the page was opened.

        A line goes when it was sent empty, not when it was not sent.
        """
        if not keys:
            return
        self.data = self.data.copy()
        for key in keys:
            self.keys.append(key)
            self._add_line(key, stand[key])
            for part in PARTS:
                self.data[f"{key}_{part}"] = self.fields[f"{key}_{part}"].initial or ""

    def _sent_keys(self) -> list[str]:
        found: dict[str, None] = {}
        getlist = getattr(self.data, "getlist", lambda name: self.data.get(name, []))
        for text in getlist("zeile"):
            try:
                found[str(uuid.UUID(text))] = None
            except ValueError:
                continue
        return list(found)

    def _add_line(self, key: str, point: Point | None) -> None:
        self.fields[f"{key}_what"] = forms.CharField(
            label=_("What do we do?"),
            max_length=1000,
            required=False,
            widget=forms.Textarea({"rows": 2}),
            initial=point.what if point else "",
        )
        self.fields[f"{key}_who"] = forms.CharField(
            label=_("Who does it?"),
            max_length=120,
            required=False,
            initial=point.who if point else "",
        )
        self.fields[f"{key}_until"] = forms.DateField(
            label=_("Until when?"),
            required=False,
            widget=DateInput,
            initial=point.until if point else None,
        )
        self.fields[f"{key}_aim"] = forms.CharField(
            label=_("What is it for?"),
            max_length=300,
            required=False,
            initial=point.aim if point else "",
        )

    @property
    def lines(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The lines with their key and fields."""
        for key in self.keys:
            yield key, [self[f"{key}_{part}"] for part in PARTS]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for key in self.keys:
            rest = any(data.get(f"{key}_{part}") for part in ("who", "until", "aim"))
            if rest and not data.get(f"{key}_what"):
                self.add_error(f"{key}_what", _("Please write down what is to be done, too."))
        return data

    def points(self) -> list[Point]:
        """Return the lines in which something stands."""
        data = self.cleaned_data
        return [
            Point(
                key,
                data[f"{key}_what"],
                data[f"{key}_aim"],
                data[f"{key}_who"],
                data[f"{key}_until"],
            )
            for key in self.keys
            if data[f"{key}_what"]
        ]

    def differences_from(self, current: FamilyGroupConference) -> list[dict[str, str]]:
        """Return what this desk wrote beside what was saved meanwhile."""
        mine, theirs = self.points(), points_of(current)
        pairs = [
            (_("What do we want to reach?"), self.cleaned_data["aim"], current.aim),
            (_("Points of the plan"), _told(mine), _told(theirs)),
        ]
        return [
            {"label": label, "mine": own or "–", "theirs": saved or "–"}
            for label, own, saved in pairs
            if own != saved
        ]


def _told(points: Sequence[Point]) -> str:
    return "\n".join(" · ".join(filter(None, _parts(point))) for point in points)


def _parts(point: Point) -> list[str]:
    until = date_format(point.until, "SHORT_DATE_FORMAT") if isinstance(point.until, date) else ""
    return [point.aim, point.what, point.who, until]


class AnswerForm(forms.Form):
    """The office's answer: accepted, unless law or safety stands against it."""

    ACCEPT, REFUSE = "angenommen", "nicht"

    answer = forms.ChoiceField(
        label=gettext_lazy("Our answer"),
        choices=[
            (ACCEPT, gettext_lazy("We accept the plan of the family.")),
            (REFUSE, gettext_lazy("We cannot accept it as it is.")),
        ],
        initial=ACCEPT,
        widget=forms.RadioSelect,
    )
    follow_up_on = forms.DateField(
        label=gettext_lazy("When does the family meet again?"), required=False, widget=DateInput
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("What stands against it?"),
        choices=PlanRefusalGround,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Only if you cannot accept it. That we would do it differently is no ground."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason, so that the family understands it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refused = data.get("answer") == self.REFUSE
        for name in ("ground", "reason"):
            if refused and not data.get(name) and name not in self.errors:
                self.add_error(name, _("If the plan is not accepted, this is needed."))
            if not refused and data.get(name):
                self.add_error(name, _("This belongs to a plan that is not accepted."))
        if refused and data.get("follow_up_on"):
            self.add_error("follow_up_on", _("This belongs to a plan that is accepted."))
        return data

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        accepted = data["answer"] == self.ACCEPT
        return {
            "accepted": accepted,
            **{name: data[name] for name in ("ground", "reason", "follow_up_on")},
        }


class MeetingForm(forms.Form):
    """A follow-up meeting: what became of each point, and when the family meets again."""

    use_required_attribute = False

    held_on = forms.DateField(label=gettext_lazy("Held on"), widget=DateInput)
    note = forms.CharField(
        label=gettext_lazy("What the family says about it"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    follow_up_on = forms.DateField(
        label=gettext_lazy("When does the family meet again?"), required=False, widget=DateInput
    )

    def __init__(self, *args: Any, points: Sequence[CouncilPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(points)
        after = {name: self.fields.pop(name) for name in ("note", "follow_up_on")}
        for row in self.rows:
            self.fields[f"p{row.pk}_outcome"] = forms.ChoiceField(
                label=row.what,
                choices=[("", _("not talked about")), *Outcome.choices],
                required=False,
            )
            self.fields[f"p{row.pk}_note"] = forms.CharField(
                label=_("Remark on it"), max_length=500, required=False
            )
        self.fields |= after

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for row in self.rows:
            if data.get(f"p{row.pk}_note") and not data.get(f"p{row.pk}_outcome"):
                self.add_error(f"p{row.pk}_outcome", _("Please say what became of it, too."))
        return data

    def differences_from(self, current: FamilyGroupConference) -> None:
        """Nothing is compared: days of this form are days of another meeting."""

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        outcomes = {
            row.pk: (data[f"p{row.pk}_outcome"], data[f"p{row.pk}_note"])
            for row in self.rows
            if data[f"p{row.pk}_outcome"]
        }
        names = ("held_on", "note", "follow_up_on")
        return {"outcomes": outcomes, **{name: data[name] for name in names}}


class EndForm(forms.Form):
    """How it ended."""

    reason = forms.CharField(
        label=gettext_lazy("How it ended"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Needed where there is no accepted plan."),
    )


class TakeOverForm(forms.Form):
    """Into whose support plan."""

    young_person = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Into the support plan for"),
        widget=forms.RadioSelect,
        empty_label=None,
    )


def take_over_form(people: QuerySet) -> type[TakeOverForm]:
    """Return the form for these young people; with one, it is chosen already."""

    class Form(TakeOverForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            field = self.fields["young_person"]
            field.queryset = people
            field.initial = people.first()

    return Form

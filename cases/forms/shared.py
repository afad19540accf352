"""Forms between office and provider: shared goals, professionals, reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Attainment, DevelopmentReport, Goal, ReportedGoal
from cases.services.reports import TEXTS, GoalWords
from sro.ui.forms import DateInput


class GoalsChoice(forms.ModelMultipleChoiceField):
    """Choose goals by their text; action goals name the direction goal they belong to."""

    def label_from_instance(self, obj: Goal) -> str:
        who = obj.owner.name if obj.owner_id else obj.owner_name
        level = obj.get_level_display()
        return f"{obj.text} ({level}{f', {who}' if who else ''})"


class ShareForm(forms.Form):
    """Which goals the provider of a support sees."""

    goals = GoalsChoice(
        Goal.objects.none(),
        label=gettext_lazy("Goals"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("The provider sees text, sign and date of these goals."),
    )

    def __init__(self, *args: Any, goals: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goals"].queryset = goals


class StaffForm(forms.Form):
    """Who of the provider works in a support, from when to when."""

    user = forms.ModelChoiceField(
        None, label=gettext_lazy("Professional"), empty_label=gettext_lazy("please choose")
    )
    valid_from = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    valid_until = forms.DateField(
        label=gettext_lazy("No longer from"), required=False, widget=DateInput
    )

    def __init__(self, *args: Any, people: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class StaffEndForm(forms.Form):
    """From when somebody no longer works in a support."""

    valid_until = forms.DateField(
        label=gettext_lazy("First day without this professional"), widget=DateInput
    )


class RequestForm(forms.Form):
    """By when a report is needed, and for which conference."""

    due_on = forms.DateField(label=gettext_lazy("Needed by"), widget=DateInput)
    conference = forms.ModelChoiceField(
        None,
        label=gettext_lazy("For the plan conference on"),
        required=False,
        empty_label=gettext_lazy("none in particular"),
    )

    def __init__(self, *args: Any, conferences: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conference"].queryset = conferences


class ReportForm(forms.Form):
    """A development report along the shared goals. Every part may stay empty for now."""

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        report: DevelopmentReport,
        goals: Sequence[Goal],
        written: dict[int, ReportedGoal],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            **{name: getattr(report, name) for name in TEXTS},
            **{f"goal_{pk}_text": row.text for pk, row in written.items()},
            **{f"goal_{pk}_attainment": row.attainment for pk, row in written.items()},
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.goals = goals
        for goal in goals:
            self.fields[f"goal_{goal.pk}_text"] = forms.CharField(
                label=_("What was done and seen"),
                max_length=8000,
                required=False,
                widget=forms.Textarea({"rows": 5}),
            )
            self.fields[f"goal_{goal.pk}_attainment"] = forms.TypedChoiceField(
                label=_("How far, in your view?"),
                choices=[("", _("not stated")), *Attainment.choices],
                coerce=int,
                empty_value=None,
                required=False,
            )
        for name in ("development", "participation", "outlook"):
            field = DevelopmentReport._meta.get_field(name)
            self.fields[name] = field.formfield(widget=forms.Textarea({"rows": 6}))

    @property
    def sections(self) -> list[dict[str, Any]]:
        """The goals, each with its two fields."""
        return [
            {
                "goal": goal,
                "fields": [self[f"goal_{goal.pk}_text"], self[f"goal_{goal.pk}_attainment"]],
            }
            for goal in self.goals
        ]

    @property
    def rest(self) -> list[forms.BoundField]:
        """What is told about the whole."""
        return [self[name] for name in ("development", "participation", "outlook")]

    def texts(self) -> dict[str, str]:
        """Return what is told about the whole, for the service."""
        return {name: self.cleaned_data[name] for name in TEXTS}

    def goal_words(self) -> dict[int, GoalWords]:
        """Return what is told about each goal, by its id."""
        return {
            goal.pk: GoalWords(
                self.cleaned_data[f"goal_{goal.pk}_text"],
                self.cleaned_data[f"goal_{goal.pk}_attainment"],
            )
            for goal in self.goals
        }

    def differences_from(self, current: DevelopmentReport) -> list[dict[str, str]]:
        """Return per part that differs both texts: the person's and the one saved meanwhile."""
        saved = {row.goal_id: row for row in current.goals.all()}
        pairs = [(str(self[name].label), name, getattr(current, name)) for name in TEXTS]
        for goal in self.goals:
            row = saved.get(goal.pk)
            pairs.append((goal.text, f"goal_{goal.pk}_text", row.text if row else ""))
        return [
            {"label": label, "mine": mine or "–", "theirs": theirs or "–"}
            for label, name, theirs in pairs
            if (mine := (self[name].data or "").replace("\r\n", "\n").strip()) != theirs.strip()
        ]

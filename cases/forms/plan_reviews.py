"""The form with which goals are looked at together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cases.forms.plan_base import differing
from cases.models import (
    Attainment,
    Consequence,
    Goal,
    GoalReview,
    PlanConference,
    SupportPlan,
)
from cases.services.reviews import Judged, reviews_of
from sro.ui.forms import DateInput


class ReviewForm(forms.Form):
    """How far each goal was reached, how that is seen, what follows."""

    reviewed_on = forms.DateField(label=gettext_lazy("Looked at on"), widget=DateInput)

    def __init__(
        self,
        *args: Any,
        plan: SupportPlan,
        goals: Sequence[Goal],
        reviews: dict[int, GoalReview],
        conference: PlanConference | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.conference = plan, conference
        self.goals, self.reviews = list(goals), reviews
        scale = [(str(a.value), f"{_signed(a.value)}  {a.label}") for a in reversed(Attainment)]
        for goal in self.goals:
            row = reviews.get(goal.pk)
            name = f"ziel-{goal.pk}"
            self.fields[f"{name}-attainment"] = forms.ChoiceField(
                label=_("How far was it reached?"),
                required=False,
                choices=[("", pgettext("goal", "not looked at")), *scale],
                initial=str(row.attainment) if row else "",
            )
            self.fields[f"{name}-evidence"] = forms.CharField(
                label=_("How do you see that?"),
                required=False,
                max_length=4000,
                initial=row.evidence if row else "",
                widget=forms.Textarea({"rows": 2}),
            )
            self.fields[f"{name}-consequence"] = forms.ChoiceField(
                label=_("What follows?"),
                choices=Consequence.choices,
                initial=row.consequence if row else Consequence.CONTINUE,
                required=False,
            )
            self.fields[f"{name}-version"] = forms.IntegerField(
                required=False, initial=row.version if row else 0, widget=forms.HiddenInput
            )

    def by_goal(self) -> list[tuple[Goal, list[forms.BoundField]]]:
        """Return the goals with their fields."""
        names = ("attainment", "evidence", "consequence", "version")
        return [(g, [self[f"ziel-{g.pk}-{name}"] for name in names]) for g in self.goals]

    def clean(self) -> dict[str, Any]:
        """What is seen needs its place on the scale."""
        cleaned = super().clean() or {}
        for goal in self.goals:
            name = f"ziel-{goal.pk}"
            known = goal.pk in self.reviews or cleaned.get(f"{name}-evidence")
            if known and not cleaned.get(f"{name}-attainment"):
                self.add_error(
                    f"{name}-attainment", _("Please choose how far the goal was reached.")
                )
        return cleaned

    def differences_from(self, current: Any) -> list[dict[str, str]]:
        """Say which reviews differ from those that stand now; the next save is about those."""
        day = self.cleaned_data["reviewed_on"]
        now = reviews_of(self.plan, day=day, conference=self.conference)
        self.data = self.data.copy()
        for goal in self.goals:
            row = now.get(goal.pk)
            self.data[f"ziel-{goal.pk}-version"] = str(row.version if row else 0)
        saved = ReviewForm(
            plan=self.plan,
            goals=self.goals,
            reviews=now,
            conference=self.conference,
            initial={"reviewed_on": day},
        )
        return differing(self, saved)

    def judgements(self) -> list[Judged]:
        """Return what was said of each goal."""
        found = []
        for goal in self.goals:
            name = f"ziel-{goal.pk}"
            attainment = self.cleaned_data[f"{name}-attainment"]
            found.append(
                Judged(
                    goal_id=goal.pk,
                    attainment=int(attainment) if attainment else None,
                    evidence=self.cleaned_data[f"{name}-evidence"],
                    consequence=self.cleaned_data[f"{name}-consequence"] or Consequence.CONTINUE,
                    version=self.cleaned_data[f"{name}-version"] or 0,
                )
            )
        return found


def _signed(value: int) -> str:
    return f"{value:+d}".replace("-", "−") if value else "0"

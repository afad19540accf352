"""Forms for what belongs to a plan beside its goals: social space, consent, sections, review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.forms.plan_base import differing
from cases.models import (
    Case,
    Consent,
    Goal,
    Person,
    Section,
    SpaceQuestion,
    SupportPlan,
)
from cases.services.plan_answers import ConsentLine, SectionLine, SpaceLine
from networks.models import InstitutionCategory, Offer
from sro.ui.forms import DateInput

SPARE_ROWS = 3
MOST_OFFERS = 400


# --- social space ---------------------------------------------------------------------------------


def offers_near(user: Any, case: Case, today: date) -> list[Offer]:
    """Return ordinary offers to pick from: those of the family first known, then of the place."""
    known = Q(pk__in=case.handed_offers.values("offer_id")) | Q(
        pk__in=case.resource_maps.values("resources__offer_id")
    )
    near = Q(institution__social_space__district=case.district_id)
    return list(
        Offer.objects.visible_to(user)
        .active_on(today)
        .filter(known | near)
        .select_related("institution")
        .defer("search_vector")
        .order_by("sort_key", "pk")[:MOST_OFFERS]
    )


def offer_label(offer: Offer) -> str:
    """Return how an offer is named where several have the same name."""
    return f"{offer.name} ({offer.institution.name})"


class SpaceForm(forms.Form):
    """Which ordinary offers are used, which would help and do not exist."""

    no_ordinary_offers = forms.BooleanField(
        label=gettext_lazy("No ordinary offer of the place is used."), required=False
    )
    no_missing_offers = forms.BooleanField(
        label=gettext_lazy("No offer is missing."), required=False
    )

    def __init__(
        self, *args: Any, plan: SupportPlan, offers: Sequence[Offer], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.near = offers
        self.offers = {offer_label(each): each.pk for each in offers}
        answers = list(plan.spaceanswer_set.select_related("offer__institution"))
        for each in answers:
            if each.offer is not None:
                self.offers.setdefault(offer_label(each.offer), each.offer_id)
        self.initial.setdefault("no_ordinary_offers", plan.no_ordinary_offers)
        self.initial.setdefault("no_missing_offers", plan.no_missing_offers)
        categories = InstitutionCategory.objects.order_by("sort_key", "pk")
        kinds = [("", _("not stated")), *((str(c.pk), c.name) for c in categories)]
        self.names: dict[str, list[str]] = {}
        for question in SpaceQuestion:
            saved = [each for each in answers if each.question == question]
            self.names[question] = self._add_rows(question, saved, kinds)

    def _add_rows(self, question: str, saved: list[Any], kinds: list[Any]) -> list[str]:
        count = max(len(saved), self._sent(question)) + SPARE_ROWS
        names = []
        for number in range(count):
            row = saved[number] if number < len(saved) else None
            name = f"{question}-{number}"
            first = offer_label(row.offer) if row and row.offer else (row.text if row else "")
            widget = {"autocomplete": "off"}
            if question == SpaceQuestion.USED:
                widget["list"] = "angebote"
            label = (
                _("Offer used, no. %(number)s")
                if question == SpaceQuestion.USED
                else _("Missing offer no. %(number)s")
            )
            self.fields[name] = forms.CharField(
                label=label % {"number": number + 1},
                required=False,
                max_length=500,
                initial=first,
                widget=forms.TextInput(widget),
            )
            names.append(name)
            if question == SpaceQuestion.MISSING:
                self.fields[f"{name}-kind"] = forms.ChoiceField(
                    label=_("Kind of offer no. %(number)s") % {"number": number + 1},
                    required=False,
                    choices=kinds,
                    initial=str(row.category_id or "") if row else "",
                )
                names.append(f"{name}-kind")
        return names

    def _sent(self, question: str) -> int:
        if not self.is_bound:
            return 0
        numbers = (
            name.removeprefix(f"{question}-")
            for name, value in self.data.items()
            if name.startswith(f"{question}-") and value
        )
        return min(max((int(n) + 1 for n in numbers if n.isdigit()), default=0), 100)

    def differences_from(self, current: SupportPlan) -> list[dict[str, str]]:
        """Say which answers differ from those that stand now."""
        return differing(self, SpaceForm(plan=current, offers=self.near))

    def used(self) -> list[forms.BoundField]:
        """Return the fields of the first question."""
        return [self[name] for name in self.names[SpaceQuestion.USED]]

    def missing(self) -> list[forms.BoundField]:
        """Return the fields of the second question."""
        return [self[name] for name in self.names[SpaceQuestion.MISSING]]

    def answers(self) -> list[SpaceLine]:
        """Return what was answered; a name of the registry stands for its offer."""
        folded = {label.casefold(): pk for label, pk in self.offers.items()}
        found = []
        for question, names in self.names.items():
            for name in names:
                text = " ".join(str(self.cleaned_data.get(name) or "").split())
                if name.endswith("-kind") or not text:
                    continue
                offer = folded.get(text.casefold())
                kind = self.cleaned_data.get(f"{name}-kind") or ""
                found.append(
                    SpaceLine(
                        question=str(question),
                        offer_id=offer,
                        category_id=int(kind) if kind else None,
                        text="" if offer else text,
                    )
                )
        return found

    def clean(self) -> dict[str, Any]:
        """Say at the field when “none” contradicts an answer."""
        cleaned = super().clean() or {}
        for flag, question in (
            ("no_ordinary_offers", SpaceQuestion.USED),
            ("no_missing_offers", SpaceQuestion.MISSING),
        ):
            said = any(cleaned.get(n) for n in self.names[question] if not n.endswith("-kind"))
            if cleaned.get(flag) and said:
                self.add_error(flag, _("Above, offers are named. Please keep one of both."))
        return cleaned


# --- consent --------------------------------------------------------------------------------------


class ConsentForm(forms.Form):
    """What each participant says to each goal."""

    def __init__(
        self,
        *args: Any,
        plan: SupportPlan,
        goals: Sequence[Goal],
        people: Sequence[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.goals, self.people = list(goals), list(people)
        saved = {(c.goal_id, c.person_id): c for c in plan.goalconsent_set.all()}
        choices = [("", _("not asked yet")), *Consent.choices]
        for person in self.people:
            self.fields[f"alle-{person.pk}"] = forms.ChoiceField(
                label=_("%(name)s to all goals without an answer") % {"name": person.name},
                required=False,
                choices=[("", _("nothing to enter")), *Consent.choices],
            )
        for goal in self.goals:
            for person in self.people:
                row = saved.get((goal.pk, person.pk))
                name = self._name(goal, person)
                self.fields[name] = forms.ChoiceField(
                    label=_("What does %(name)s say?") % {"name": person.name},
                    required=False,
                    choices=choices,
                    initial=row.answer if row else "",
                )
                self.fields[f"{name}-note"] = forms.CharField(
                    label=_("%(name)s in own words") % {"name": person.name},
                    required=False,
                    max_length=500,
                    initial=row.note if row else "",
                )

    @staticmethod
    def _name(goal: Goal, person: Person) -> str:
        return f"ziel-{goal.pk}-{person.pk}"

    def differences_from(self, current: SupportPlan) -> list[dict[str, str]]:
        """Say which answers differ from those that stand now."""
        goals = [goal for goal in self.goals if goal.plan_id == current.pk]
        return differing(self, ConsentForm(plan=current, goals=goals, people=self.people))

    def for_all(self) -> list[forms.BoundField]:
        """Return the fields that answer for all goals at once."""
        return [self[f"alle-{person.pk}"] for person in self.people]

    def by_goal(self) -> list[tuple[Goal, list[forms.BoundField]]]:
        """Return the goals with their fields."""
        return [
            (
                goal,
                [
                    self[name]
                    for person in self.people
                    for name in (self._name(goal, person), f"{self._name(goal, person)}-note")
                ],
            )
            for goal in self.goals
        ]

    def clean(self) -> dict[str, Any]:
        """What was said needs its answer."""
        cleaned = super().clean() or {}
        for goal in self.goals:
            for person in self.people:
                name = self._name(goal, person)
                answered = cleaned.get(name) or cleaned.get(f"alle-{person.pk}")
                if cleaned.get(f"{name}-note") and not answered:
                    self.add_error(name, _("Please choose an answer beside what was said."))
        return cleaned

    def answers(self) -> list[ConsentLine]:
        """Return every answer; one for all goals fills only what is empty."""
        return [
            ConsentLine(
                goal_id=goal.pk,
                person_id=person.pk,
                answer=self.cleaned_data.get(self._name(goal, person))
                or self.cleaned_data.get(f"alle-{person.pk}")
                or "",
                note=self.cleaned_data.get(f"{self._name(goal, person)}-note") or "",
            )
            for goal in self.goals
            for person in self.people
        ]


# --- sections -------------------------------------------------------------------------------------

SECTION_HINTS = {
    "36b": gettext_lazy(
        "Who will be responsible, what the young person needs until then, who talks to whom."
    ),
    "37c": gettext_lazy(
        "Is it for a time or for good? What would make a return possible, and by when? What remains"
        " of the tie to the parents?"
    ),
    "41a": gettext_lazy("How you stay in touch after the end, for how long, and who calls whom."),
}


class SectionsForm(forms.Form):
    """The sections the law asks for with the supports of this plan."""

    def __init__(self, *args: Any, plan: SupportPlan, codes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = {each.section: each for each in plan.plansection_set.all()}
        names = dict(Section.choices)
        self.codes = list(dict.fromkeys([*codes, *saved]))
        for code in self.codes:
            row = saved.get(code)
            self.fields[f"{code}-text"] = forms.CharField(
                label=names[code],
                required=False,
                max_length=8000,
                help_text=SECTION_HINTS[code],
                initial=row.text if row else "",
                widget=forms.Textarea({"rows": 5}),
            )
            self.fields[f"{code}-with_whom"] = forms.CharField(
                label=_("With whom (%(section)s)") % {"section": f"§ {code}"},
                required=False,
                max_length=300,
                initial=row.with_whom if row else "",
            )
            self.fields[f"{code}-due_on"] = forms.DateField(
                label=_("Look at it again on (%(section)s)") % {"section": f"§ {code}"},
                required=False,
                initial=row.due_on if row else None,
                widget=DateInput,
            )

    def differences_from(self, current: SupportPlan) -> list[dict[str, str]]:
        """Say which sections differ from those that stand now."""
        return differing(self, SectionsForm(plan=current, codes=self.codes))

    def lines(self) -> list[SectionLine]:
        """Return what was written."""
        return [
            SectionLine(
                section=code,
                text=self.cleaned_data[f"{code}-text"],
                with_whom=self.cleaned_data[f"{code}-with_whom"],
                due_on=self.cleaned_data[f"{code}-due_on"],
            )
            for code in self.codes
        ]

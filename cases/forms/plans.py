"""Forms of the support plan: beginning, editor, social space, consent, sections, review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.advice_words import say
from cases.forms.plan_rows import (
    MOST_ROWS,
    RowForm,
    RowOptions,
    bound_rows,
    keys_of,
    numbered,
    saved_rows,
)
from cases.models import Case, MemberRole, Person, Resource, SupportPlan, WillStatement
from cases.rules.outline import faults
from cases.rules.plan_lines import PlanLine, advise, outline_of
from cases.services.plan_agreeing import around_of
from cases.services.plans import lines_of
from networks.models import SupportType
from sro.ui.editing import display_value
from sro.ui.forms import DateInput, ReasonForm

LEVEL_WORDS = {
    "direction": gettext_lazy("direction goal"),
    "action": gettext_lazy("action goal"),
    "step": gettext_lazy("action step"),
}


def young_people_of(case: Case) -> Any:
    """Return the young people of a case."""
    ids = case.members.filter(role=MemberRole.YOUNG_PERSON).values("person_id")
    return Person.objects.filter(pk__in=ids).defer("search_vector").order_by("sort_key", "pk")


class StartForm(forms.Form):
    """For whom the first plan is made, and until when."""

    young_person = forms.ModelChoiceField(
        Person.objects.none(), label=gettext_lazy("For whom is the plan made?"), empty_label=None
    )
    also_for = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Also for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Siblings for whom the same plan is made."),
    )
    period_from = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    period_until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=DateInput,
        help_text=gettext_lazy("The day on which you look at it together again."),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        young = young_people_of(case)
        free = young.exclude(pk__in=case.plans.values("young_person_id"))
        self.fields["young_person"].queryset = free
        self.fields["also_for"].queryset = young
        if young.count() < 2:
            del self.fields["also_for"]

    def clean(self) -> dict[str, Any]:
        """Nobody is their own sibling; the end lies after the beginning."""
        cleaned = super().clean() or {}
        _check_period(self, cleaned)
        first = cleaned.get("young_person")
        cleaned["also_for"] = [p for p in cleaned.get("also_for") or () if p != first]
        return cleaned


class PeriodForm(forms.Form):
    """From when until when the next version is meant."""

    period_from = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    period_until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=DateInput,
        help_text=gettext_lazy("The day on which you look at it together again."),
    )

    def clean(self) -> dict[str, Any]:
        """The end lies after the beginning."""
        cleaned = super().clean() or {}
        _check_period(self, cleaned)
        return cleaned


def _check_period(form: forms.Form, cleaned: dict[str, Any]) -> None:
    start, end = cleaned.get("period_from"), cleaned.get("period_until")
    if start and end and end <= start:
        form.add_error("period_until", _("The end must lie after the beginning."))


def row_options(user: Any, case: Case, plan: SupportPlan) -> RowOptions:
    """Return what can be chosen in the rows of a plan."""
    members = list(case.members.select_related("person").order_by("role", "person__sort_key"))
    owners: dict[str, int] = {}
    for member in members:
        label = member.person.name
        if label in owners:
            label = f"{label} ({member.get_role_display()})"
        if label in owners:
            label = f"{label} {member.person_id}"
        owners[label] = member.person_id
    linked = plan.goal_set.exclude(will=None).values("will_id")
    wills = (
        WillStatement.objects.visible_to(user)
        .filter(case=case, kind="will", entrusted=False)
        .filter(Q(followed_by=None, withdrawn=False) | Q(pk__in=linked))
        .select_related("person")
        .order_by("person__sort_key", "-said_on", "pk")
    )
    resources = (
        Resource.objects.visible_to(user)
        .filter(resource_map__case=case)
        .filter(Q(resource_map__next_map=None) | Q(goals__plan=plan))
        .select_related("resource_map__person")
        .distinct()
        .order_by("resource_map__person__sort_key", "name", "pk")
    )
    return RowOptions(
        owners=owners,
        wills=tuple((str(w.pk), f"{w.person.name}: „{_short(w.text)}“") for w in wills),
        resources=tuple(
            (str(r.pk), f"{r.name} ({r.resource_map.person.given_name or r.resource_map.person})")
            for r in resources
        ),
    )


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:89]}…"


class PlanForm(forms.ModelForm):
    """The draft of a plan as one flow: head and outline."""

    class Meta:
        model = SupportPlan
        fields = [
            "also_for",
            "period_from",
            "period_until",
            "need",
            "kind_of_support",
            "support_types",
            "necessary_services",
        ]
        widgets = {
            "also_for": forms.CheckboxSelectMultiple,
            "support_types": forms.CheckboxSelectMultiple,
            "period_from": DateInput,
            "period_until": DateInput,
            "need": forms.Textarea({"rows": 4}),
            "kind_of_support": forms.Textarea({"rows": 3}),
            "necessary_services": forms.Textarea({"rows": 3}),
        }

    before = ("period_from", "period_until", "also_for", "need")
    after = ("kind_of_support", "support_types", "necessary_services")

    def __init__(self, *args: Any, user: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.case = user, case
        siblings = young_people_of(case).exclude(pk=self.instance.young_person_id)
        self.fields["also_for"].queryset = siblings
        if not siblings.exists():
            del self.fields["also_for"]
        chosen = self.instance.support_types.values("pk")
        self.fields["support_types"].queryset = SupportType.objects.filter(
            Q(is_active=True) | Q(pk__in=chosen)
        )
        self.options = row_options(user, case, self.instance)
        self.rows = self._rows()

    def _rows(self) -> list[RowForm]:
        # Sent without any row, the goals are not what the sender wanted to change.
        if self.is_bound and isinstance(self.data, QueryDict) and keys_of(self.data):
            rows = bound_rows(self.data, self.options)
        else:
            rows = saved_rows(lines_of(self.instance), self.options)
        return numbered(rows)

    # --- for the template -----------------------------------------------------------------------

    def head_before(self) -> list[forms.BoundField]:
        """Return the fields above the goals."""
        return [self[name] for name in self.before if name in self.fields]

    def head_after(self) -> list[forms.BoundField]:
        """Return the fields below the goals."""
        return [self[name] for name in self.after if name in self.fields]

    def owners(self) -> list[str]:
        """Return the names offered while an owner is typed."""
        return list(self.options.owners)

    def blank_row(self) -> RowForm:
        """Return the row from which the browser makes new ones."""
        return RowForm(key="__key__", options=self.options, initial={"depth": 0})

    def rows_with_advice(self) -> list[RowForm]:
        """Return the rows, each with what the SMART check says to it."""
        lines = [row.line() for row in self.rows if not row.is_removed]
        around = around_of(
            self.case,
            period_from=self._day("period_from"),
            period_until=self._day("period_until"),
        )
        found = {} if faults(outline_of(lines)) else advise(lines, around)
        if self.is_bound and self._errors is not None and not hasattr(self, "cleaned_data"):
            # A draft is not judged yet; its rows neither.
            for row in self.rows:
                row.leave_unjudged()
        for row in self.rows:
            row.advice = [say(each) for each in found.get(row.key, [])]
        return self.rows

    def _day(self, name: str) -> Any:
        try:
            return self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None

    # --- checking and saving ----------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        """Collect what the rows say is wrong, each with the way to its field."""
        cleaned = super().clean() or {}
        rows = self._kept_rows()
        if len(rows) > MOST_ROWS:
            self.add_error(
                None, _("A plan has room for %(most)s goals and steps.") % {"most": MOST_ROWS}
            )
        for row in rows:
            if not row.is_bound:
                continue
            for bound in row:
                for error in bound.errors:
                    self.add_error(None, _linked(row, bound, error))
        return cleaned

    def _kept_rows(self) -> list[RowForm]:
        return [row for row in self.rows if not row.is_removed]

    def lines(self) -> list[PlanLine]:
        """Return the outline as it is to be saved."""
        return [row.line() for row in self._kept_rows()]

    def differences_from(self, current: SupportPlan) -> list[dict[str, str]]:
        """Say what somebody else saved meanwhile: head fields and lines that differ."""
        saved = PlanForm(instance=current, user=self.user, case=self.case)
        found = []
        for name in self.fields:
            mine = display_value(self[name], self[name].data)
            initial = saved[name].initial
            theirs = display_value(saved[name], self.fields[name].prepare_value(initial))
            if mine != theirs and self.fields[name].has_changed(initial, self[name].data):
                found.append({"label": str(self[name].label), "mine": mine, "theirs": theirs})
        mine_by = {row.key: row for row in self._kept_rows() if not row.line().is_blank}
        saved_by = {row.key: row for row in saved.rows if not row.line().is_blank}
        for key in {**mine_by, **saved_by}:
            mine_row, their_row = mine_by.get(key), saved_by.get(key)
            mine, theirs = _in_words(mine_row), _in_words(their_row)
            if mine != theirs:
                shown = mine_row or their_row
                assert shown is not None  # noqa: S101 - the key comes from one of both
                label = f"{LEVEL_WORDS[shown.level]} {shown.number}"
                found.append({"label": label, "mine": mine, "theirs": theirs})
        return found


def _in_words(row: RowForm | None) -> str:
    """Return all a row says, one fact per line."""
    if row is None:
        return "–"
    facts = [f"{LEVEL_WORDS[row.level]}: {row['text'].value() or '–'}"]
    for name in row.fields:
        if name in ("depth", "removed", "text"):
            continue
        shown = display_value(row[name], row[name].value())
        if shown != "–":
            facts.append(f"{row[name].label} {shown}")
    return "\n".join(facts)


def _linked(row: RowForm, bound: forms.BoundField, error: str) -> Any:
    return format_html(
        '<a class="kern-link" href="#{}">{} {}: {}</a>',
        bound.id_for_label or bound.auto_id,
        LEVEL_WORDS[row.level],
        row.number,
        error,
    )


class AgreeForm(ReasonForm):
    """Why a plan is agreed although points are open."""

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why do you agree it all the same?")
        self.fields["reason"].max_length = 2000
        if not needed:
            del self.fields["reason"]

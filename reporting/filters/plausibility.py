"""Filters of the list of what looks wrong."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.figures import FIGURES
from reporting.models import Finding
from reporting.rules.plausibility import RULES, casting_doubt_on

ACCEPTED, ALL = "richtig", "alle"
STATES = [(ACCEPTED, gettext_lazy("not an error")), (ALL, gettext_lazy("open and not an error"))]
_DOUBTFUL = {figure for rule in RULES for figure in rule.figures}


class FindingFilter(django_filters.FilterSet):
    """What looks wrong, by rule, figure, district and state; open ones unless asked otherwise."""

    regel = django_filters.ChoiceFilter(label=gettext_lazy("What is wrong"), field_name="rule")
    kennzahl = django_filters.ChoiceFilter(
        label=gettext_lazy("Doubtful figure"), method="casting_doubt"
    )
    bezirk = django_filters.ChoiceFilter(label=gettext_lazy("District"), field_name="district__key")
    stand = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=STATES,
        method="state",
        empty_label=gettext_lazy("open"),
    )

    class Meta:
        model = Finding
        fields: list[str] = []

    @property
    def form(self) -> forms.Form:
        """The form with what there is to choose, and how much of it is open."""
        if not hasattr(self, "_form"):
            self._with_choices(super().form)
        return super().form

    def _with_choices(self, form: forms.Form) -> None:
        rows = Finding.objects.visible_to(self.request.user).on(timezone.localdate())
        open_ones: dict[str, int] = {}
        districts: dict[str, str] = {}
        found = rows.order_by().values_list("rule", "note", "district__key", "district__name")
        for rule, note, key, name, number in found.annotate(number=Count("pk")):
            open_ones[rule] = open_ones.get(rule, 0) + (number if note is None else 0)
            districts[key] = f"{key} {name}"
        form.fields["regel"].choices = [
            (rule.code, f"{_(rule.title)} ({open_ones[rule.code]})")
            for rule in RULES
            if rule.code in open_ones
        ]
        form.fields["kennzahl"].choices = [
            (each.code, _(each.title)) for each in FIGURES if each.code in _DOUBTFUL
        ]
        # A link from a report may lead to a district in which nothing is wrong any more.
        if asked := self.data.get("bezirk", ""):
            districts.setdefault(asked, asked)
        form.fields["bezirk"].choices = sorted(districts.items())

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Leave out what was called right, unless it was asked for."""
        if not self.form.cleaned_data.get("stand"):
            queryset = queryset.filter(note=None)
        return super().filter_queryset(queryset)

    def casting_doubt(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep what makes a figure doubtful."""
        return queryset.filter(rule__in=casting_doubt_on(value))

    def state(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """Keep what was called right, or everything."""
        return queryset.filter(note__isnull=False) if value == ACCEPTED else queryset

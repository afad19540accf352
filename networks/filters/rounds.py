"""Finding rounds, questions in them, and corrections."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.filters.institutions import SelectFilter
from networks.models import (
    District,
    EntryRequest,
    EntrySuggestion,
    Institution,
    SuggestionState,
)
from networks.models.rounds import REQUEST_STATES
from networks.rules.rounds import RequestState

#: What stands in the address, and the state it means.
STATES = {
    "anrufen": RequestState.TO_CALL,
    "nicht-gesendet": RequestState.WAITING,
    "nicht-zustellbar": RequestState.FAILED,
    "gesendet": RequestState.SENT,
    "ueberfaellig": RequestState.OVERDUE,
    "abgelaufen": RequestState.EXPIRED,
    "beantwortet": RequestState.ANSWERED,
    "geprueft": RequestState.VERIFIED,
    "besteht-nicht": RequestState.GONE,
}
SLUGS = {state: slug for slug, state in STATES.items()}

SUGGESTION_STATES = {
    "offen": SuggestionState.OPEN,
    "uebernommen": SuggestionState.TAKEN,
    "nicht-uebernommen": SuggestionState.DECLINED,
}


class RequestFilter(django_filters.FilterSet):
    """Questions of a round by how far they are, and by name."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    stand = SelectFilter(
        label=_("state"),
        choices=[(slug, REQUEST_STATES[state]) for slug, state in STATES.items()],
        method="in_state",
    )

    class Meta:
        model = EntryRequest
        fields: list[str] = []

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the institutions in which each word typed begins a word."""

        found = Institution.objects.visible_to(self.request.user).matching(value)
        return queryset.filter(institution__in=found)

    def in_state(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the questions that are so far today."""
        return queryset.in_state(STATES[value], timezone.localdate())


class SuggestionFilter(django_filters.FilterSet):
    """Corrections by state and district."""

    stand = SelectFilter(
        label=_("state"),
        choices=[(slug, state.label) for slug, state in SUGGESTION_STATES.items()],
        method="in_state",
    )
    bezirk = SelectFilter(label=_("district"), field_name="institution__social_space__district")

    class Meta:
        model = EntrySuggestion
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = District.objects.visible_to(self.request.user).order_by("key")
        self.filters["bezirk"].offer(
            (pk, f"{key} {name}") for pk, key, name in districts.values_list("pk", "key", "name")
        )

    def in_state(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the corrections in this state."""
        return queryset.filter(state=SUGGESTION_STATES[value])

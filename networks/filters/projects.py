"""Finding projects."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.filters.institutions import SelectFilter
from networks.models import District, Project, Provider, SocialSpace
from networks.models.projects import PROJECT_STATES
from networks.rules.states import OPEN_PROJECTS, ProjectState

#: What stands in the address, and the state it means.
STATES = {
    "idee": ProjectState.IDEA,
    "geplant": ProjectState.PLANNED,
    "laufend": ProjectState.RUNNING,
    "beendet": ProjectState.ENDED,
    "aufgegeben": ProjectState.DROPPED,
}
OWED = "fehlt"
#: In the address: what is still to come or going on.
OPEN = "offen"


class ProjectFilter(django_filters.FilterSet):
    """By words, state, place, provider, and what is still to be written down."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    stand = SelectFilter(
        label=_("state"),
        choices=[
            (OPEN, _("all open ones")),
            *((key, PROJECT_STATES[state.value]) for key, state in STATES.items()),
        ],
        method="in_state",
    )
    bezirk = SelectFilter(label=_("district"), field_name="district")
    sozialraum = SelectFilter(label=_("social space"), field_name="social_space")
    traeger = SelectFilter(label=_("provider"), method="with_provider")
    ergebnis = SelectFilter(
        label=_("outcome"), choices=[(OWED, _("still missing"))], method="with_outcome"
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        projects = Project.objects.visible_to(user).order_by()
        # Every place can be asked for: that there is no project in it is an answer, too.
        districts = District.objects.visible_to(user)
        self.filters["bezirk"].offer(
            (pk, f"{key} {name}")
            for pk, key, name in districts.order_by("key").values_list("pk", "key", "name")
        )
        spaces = SocialSpace.objects.visible_to(user)
        self.filters["sozialraum"].offer(
            (pk, f"{name} ({district})")
            for pk, name, district in spaces.order_by("sort_key", "pk").values_list(
                "pk", "name", "district__name"
            )
        )
        providers = Provider.objects.visible_to(user).filter(
            Q(pk__in=projects.values("provider")) | Q(pk__in=projects.values("partners__provider"))
        )
        self.filters["traeger"].offer(
            providers.order_by("sort_key", "pk").values_list("pk", "name")
        )

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the projects in which each word typed occurs somewhere."""
        for word in value.split():
            queryset = queryset.filter(Q(title__icontains=word) | Q(aim__icontains=word))
        return queryset

    def in_state(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the projects in this state, or all that are still to come or going on."""
        if value == OPEN:
            return queryset.filter(state__in=OPEN_PROJECTS)
        return queryset.filter(state=STATES[value].value)

    def with_provider(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the projects a provider carries or takes part in."""
        return queryset.filter(
            Q(provider=value)
            | Q(pk__in=Project.objects.filter(partners__provider=value).values("pk"))
        )

    def with_outcome(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the ended projects whose outcome is still to be written or judged."""
        return queryset.owing_outcome()

"""Finding proposals for the registry."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.filters.institutions import SelectFilter
from networks.models import InstitutionCategory, ResourceProposal, SocialSpace
from networks.models.proposals import ProposalState

#: What stands in the address, and the state it means.
STATES = {
    "offen": ProposalState.OPEN,
    "uebernommen": ProposalState.TAKEN,
    "nicht-uebernommen": ProposalState.DECLINED,
}
STATE_CHOICES = [(key, state.label) for key, state in STATES.items()]


class ProposalFilter(django_filters.FilterSet):
    """By words, state, place and kind."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    stand = SelectFilter(label=_("state"), choices=STATE_CHOICES, method="in_state")
    art = SelectFilter(label=_("category"), field_name="category")
    sozialraum = SelectFilter(label=_("social space"), field_name="social_space")

    class Meta:
        model = ResourceProposal
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        proposals = ResourceProposal.objects.visible_to(user).order_by()
        categories = InstitutionCategory.objects.visible_to(user).filter(
            pk__in=proposals.values("category")
        )
        self.filters["art"].offer(categories.order_by("sort_key", "pk").values_list("pk", "name"))
        spaces = SocialSpace.objects.visible_to(user).filter(
            pk__in=proposals.values("social_space")
        )
        self.filters["sozialraum"].offer(
            (pk, f"{name} ({district})")
            for pk, name, district in spaces.order_by("sort_key", "pk").values_list(
                "pk", "name", "district__name"
            )
        )

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the proposals in which each word typed occurs somewhere."""
        for word in value.split():
            queryset = queryset.filter(
                Q(name__icontains=word)
                | Q(description__icontains=word)
                | Q(contact__icontains=word)
            )
        return queryset

    def in_state(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the proposals in this state."""
        return queryset.filter(state=STATES[value])

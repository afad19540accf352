"""Finding family group conferences."""

from __future__ import annotations

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import COUNCIL_STATES, FamilyGroupConference


class CouncilFilter(django_filters.FilterSet):
    """By the name on the invitation and by state."""

    q = django_filters.CharFilter(
        field_name="name", lookup_expr="icontains", label=_("Name"), widget=forms.SearchInput
    )
    stand = django_filters.ChoiceFilter(
        field_name="state", label=_("State"), choices=COUNCIL_STATES, empty_label=_("all")
    )

    class Meta:
        model = FamilyGroupConference
        fields: list[str] = []

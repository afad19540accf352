"""Finding entries of a file."""

from __future__ import annotations

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models import CaseNote, NoteKind


class Protection(models.TextChoices):
    """Whether an entry was entrusted."""

    ENTRUSTED = "ja", _("entrusted to me or passed on to me")
    PLAIN = "nein", _("for all who work on the case")


class NoteFilter(django_filters.FilterSet):
    """By words, kind and days."""

    q = django_filters.CharFilter(
        label=_("Word in the entry"), method="search", widget=forms.SearchInput
    )
    art = django_filters.ChoiceFilter(
        field_name="kind", label=_("Kind"), choices=NoteKind.choices, empty_label=_("all")
    )
    schutz = django_filters.ChoiceFilter(
        label=_("Protection"), choices=Protection, empty_label=_("all"), method="protected"
    )

    class Meta:
        model = CaseNote
        fields: list[str] = []

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Find the notes in which all words stand."""
        for word in value.split():
            queryset = queryset.filter(Q(subject__icontains=word) | Q(text__icontains=word))
        return queryset

    def protected(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Find what was entrusted, or what was not."""
        return queryset.filter(entrusted=value == Protection.ENTRUSTED)

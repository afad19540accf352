"""Filters of the API: by number, without asking whether there is such a row elsewhere.

A choice among all rows would answer differently for a number that exists and one that does not.
"""

from __future__ import annotations

from typing import Any

import django_filters
from django.db import models


class ByNumber(django_filters.NumberFilter):
    """The number of a related row; one out of sight simply finds nothing."""

    def filter(self, qs: models.QuerySet, value: Any) -> models.QuerySet:
        """Keep the rows that name it; a fraction is no number of a row."""
        if value is not None and value != int(value):
            return qs.none()
        return super().filter(qs, value)


def by_numbers(kind: type[models.Model], *names: str) -> type[django_filters.FilterSet]:
    """Return filters of `kind` by the fields `names`; related rows are named by their number."""

    class Meta:
        model = kind
        fields = list(names)
        filter_overrides = {models.ForeignKey: {"filter_class": ByNumber}}

    return type(f"{kind.__name__}Filter", (django_filters.FilterSet,), {"Meta": Meta})

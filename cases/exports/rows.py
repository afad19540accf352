"""A row of a case in words: what its fields are called, and what they say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cases.exports.tables import LEFT_OUT
from networks.models.search import SEARCH_COLUMNS

#: Whether a row may be named by another one.
Shown = Callable[[models.Model], bool]

SKIPPED = LEFT_OUT | frozenset(SEARCH_COLUMNS)


def in_words(row: models.Model, shown: Shown = lambda other: True) -> dict[str, Any]:
    """Return the row for people to read: words instead of keys, names beside numbers.

    What it names and is not `shown` stands as empty, as if it were not named.
    Raises ValueError where two fields have the same name in this language: one would be lost.
    """
    found: dict[str, Any] = {_("Number"): row.pk}
    for name, value in _fields(row, shown):
        if name in found:
            raise ValueError(f"{row._meta.label}: two fields are called {name!r}")
        found[name] = value
    return found


def _fields(row: models.Model, shown: Shown) -> Any:
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in SKIPPED or field.name == "case":
            continue
        yield str(capfirst(str(field.verbose_name))), _value(row, field, shown)
    for many in row._meta.many_to_many:
        if many.remote_field.through._meta.auto_created:
            name = str(capfirst(str(many.verbose_name)))
            yield name, [_named(each) for each in getattr(row, many.name).all()]


def _value(row: models.Model, field: models.Field, shown: Shown) -> Any:
    if field.is_relation:
        other = getattr(row, field.name)
        return _named(other) if other is not None and shown(other) else None
    value = getattr(row, field.attname)
    if isinstance(field, ArrayField) and value is not None:
        words = dict(field.base_field.choices or ())
        return [str(words.get(each, each)) for each in value]
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        return timezone.localtime(value)
    return value


def _named(other: models.Model) -> dict[str, Any]:
    return {_("Number"): other.pk, _("Name"): str(other)}

"""History and readers at the end of a record's page.

{% load trail %}
{% history agreement also="networks.Rate:agreement" %}
{% seen_by agreement %}
"""

from __future__ import annotations

from typing import Any

from django import template
from django.db import models

from sro.audit.history import history_of
from sro.audit.reading import readers_of

register = template.Library()


@register.inclusion_tag("audit/history.html", takes_context=True)
def history(
    context: dict[str, Any], target: models.Model, also: str = "", beginning: bool = False
) -> dict[str, Any]:
    """Who changed what when; `also` names rows that belong to it: "app.Model:foreign_key, …".

    With `beginning` the values are told as well with which the row itself was created.
    """
    pairs = [part.strip().rpartition(":") for part in also.split(",") if part.strip()]
    viewer = context["request"].user
    rows = [(label, name) for label, _, name in pairs]
    steps = history_of(target, viewer=viewer, also=rows, beginning=beginning)
    return {"steps": steps}


@register.inclusion_tag("audit/seen_by.html", takes_context=True)
def seen_by(context: dict[str, Any], target: models.Model) -> dict[str, Any]:
    """Who looked at it, latest first."""
    return {"readers": readers_of(target, viewer=context["request"].user)}

"""The catalogue of activities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from budgets.models import Activity
from budgets.rules.hours import FIELD, Kind
from sro import access
from sro.audit.keeping import created, updated

_FIELD = tuple(kind.value for kind in FIELD)
_CASE, _CROSS, _FREE = (kind.value for kind in Kind)

#: What social-space oriented offices note in their hours; a beginning that each office changes.
USUAL: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Hausbesuch", (_CASE,)),
    ("Gespräch mit der Familie", (_CASE,)),
    ("Begleitung zu Terminen", (_CASE,)),
    ("Hilfeplangespräch", (_CASE,)),
    ("Austausch mit Schule oder Kita", (_CASE, _CROSS)),
    ("Bericht und Dokumentation", (_CASE,)),
    ("Gruppenangebot", (_CASE, *_FIELD)),
    ("Kollegiale Beratung", (_CASE, _CROSS)),
    ("Ressourcen für mehrere Familien erschließen", (_CROSS,)),
    ("Sozialraumkonferenz", _FIELD),
    ("Netzwerktreffen", _FIELD),
    ("Offene Sprechstunde im Quartier", _FIELD),
    ("Stadtteilfest und Aktion", (_FREE,)),
    ("Sozialraum erkunden", (_FREE,)),
    ("Kontakt zu Vereinen und Nachbarschaft", (_FREE,)),
    ("Weg zwischen Terminen", (_CASE, *_FIELD)),
)


def ensure_activities(*, actor: Any, now: datetime) -> list[Activity]:
    """Enter the usual activities that are missing; returns the new ones. Can be repeated."""
    with transaction.atomic():
        access.require(actor, "add", Activity)
        known = set(Activity.objects.values_list("name", flat=True))
        return [
            created(actor, Activity(name=name, kinds=[*kinds], position=10 * place), now)
            for place, (name, kinds) in enumerate(USUAL, start=1)
            if name not in known
        ]


def create_activity(*, actor: Any, now: datetime, **values: Any) -> Activity:
    """Add an activity. Raises ValidationError for a name that is there, or without a kind."""
    return created(actor, Activity(**values), now)


def update_activity(
    *, actor: Any, activity: Activity, changes: Mapping[str, Any], version: int, now: datetime
) -> Activity:
    """Change an activity, or take it out of use (`is_active`); hours that name it keep it."""
    return updated(actor, activity, changes, version, now)

"""Quality dialogues: rhythm, planning, what came of them, what was agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.models import DialoguePoint, DialogueRhythm, DialogueState, Provider, QualityDialogue
from networks.rules.meetings import TaskState, talk_by
from sro import access
from sro.audit.keeping import created, deleted, in_words, updated
from sro.records import StaleRecord, acting, create_record, delete_record, locked, update_record
from sro.refusals import NotPossible, only_known, required_reason

#: Days further away are mistyped years; rhythms of three years and old talks are none.
FAR_AWAY = timedelta(days=6 * 366)
HEAD = frozenset({"planned_on", "topics"})
RESULTS = frozenset({"planned_on", "topics", "participants", "results"})


@dataclass(frozen=True)
class Agreement:
    """A point as it was agreed; without a text it is taken off."""

    text: str
    due_on: date | None = None
    by_office: bool = False
    point: DialoguePoint | None = None


@dataclass(frozen=True)
class Due:
    """A provider with whom a dialogue should have taken place by `day`."""

    provider: Provider
    day: date


def set_rhythm(
    *,
    actor: Any,
    provider: Provider,
    months: int | None,
    since: date,
    version: int,
    now: datetime,
) -> DialogueRhythm | None:
    """Set how often the office and a provider talk; None ends the rhythm."""
    with transaction.atomic():
        known = DialogueRhythm.objects.filter(provider=provider).first()
        if known is None:
            if months is None:
                return None
            return created(
                actor, DialogueRhythm(provider=provider, months=months, since=since), now
            )
        if months is None:
            deleted(actor, known, version, now)
            return None
        return updated(actor, known, {"months": months, "since": since}, version, now)


def plan_dialogue(
    *, actor: Any, provider: Provider, planned_on: date, now: datetime, topics: str = ""
) -> QualityDialogue:
    """Plan a dialogue with a provider, or enter one that was."""
    _sensible_day(planned_on, now)
    row = QualityDialogue(provider=provider, planned_on=planned_on, topics=topics, created_by=actor)
    return created(actor, row, now, provider=provider.pk)


def update_dialogue(
    *,
    actor: Any,
    dialogue: QualityDialogue,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> QualityDialogue:
    """Change day or topics of a planned dialogue."""
    only_known(changes, HEAD)
    with transaction.atomic():
        _planned(actor, dialogue)
        if changes.get("planned_on", dialogue.planned_on) != dialogue.planned_on:
            _sensible_day(changes["planned_on"], now)
        return updated(actor, dialogue, changes, version, now)


def _sensible_day(day: date, now: datetime) -> None:
    """Refuse a day whose year is mistyped."""
    today = timezone.localdate(now)
    if abs(day - today) > FAR_AWAY:
        raise ValidationError({"planned_on": _("This day lies far away. Is the year right?")})


def cancel_dialogue(
    *, actor: Any, dialogue: QualityDialogue, reason: str, version: int, now: datetime
) -> QualityDialogue:
    """Call a planned dialogue off; the reason stays with it."""
    with transaction.atomic():
        text = required_reason(reason)
        _planned(actor, dialogue)
        changes = {"state": DialogueState.CANCELLED, "cancel_reason": text}
        return updated(actor, dialogue, changes, version, now, verb="cancelled")


def _planned(actor: Any, dialogue: QualityDialogue) -> QualityDialogue:
    access.require(actor, "change", dialogue)
    current = locked(dialogue)
    if current.state != DialogueState.PLANNED:
        raise NotPossible(_("This dialogue is not ahead any more."))
    return current


def record_dialogue(
    *,
    actor: Any,
    dialogue: QualityDialogue,
    changes: Mapping[str, Any],
    points: Sequence[Agreement],
    version: int,
    now: datetime,
) -> QualityDialogue:
    """Write down what came of a dialogue and what was agreed.

    Raises NotPossible before its day and once it was called off, StaleRecord when somebody was
    faster.
    """
    only_known(changes, RESULTS)
    with acting(actor), transaction.atomic(), in_words(QualityDialogue):
        access.require(actor, "change", dialogue)
        current = locked(dialogue)
        if current.version != version:
            raise StaleRecord(current)
        if current.state == DialogueState.CANCELLED:
            raise NotPossible(_("This dialogue was called off."))
        if changes.get("planned_on", current.planned_on) > timezone.localdate(now):
            raise NotPossible(_("This dialogue lies ahead. Please correct the day first."))
        for point in points:
            _agree(actor, current, point)
        values = {**changes, "state": DialogueState.HELD}
        fresh = updated(actor, current, values, version, now, verb="held")
        if fresh.version == version:
            # Points alone were changed; whoever has the old page open is told.
            fresh.save(update_fields=["version"])
            fresh.refresh_from_db()
    return fresh


def _agree(actor: Any, dialogue: QualityDialogue, agreed: Agreement) -> None:
    values = {
        "text": agreed.text.strip(),
        "due_on": agreed.due_on,
        "by_office": agreed.by_office,
    }
    if agreed.point is None:
        if values["text"]:
            create_record(actor, DialoguePoint(dialogue=dialogue, **values))
    elif values["text"]:
        update_record(actor, agreed.point, values, agreed.point.version)
    else:
        delete_record(actor, agreed.point, agreed.point.version)


def follow_up_point(
    *, actor: Any, point: DialoguePoint, state: str, note: str, version: int, now: datetime
) -> DialoguePoint:
    """Say what became of a point that was agreed."""
    text = required_reason(note) if state == TaskState.DROPPED else note.strip()
    changes = {"state": state, "note": text}
    return updated(actor, point, changes, version, now, verb="followed_up")


def due_providers(user: Any, today: date) -> list[Due]:
    """Return with whom a dialogue is due and none is planned, by name: no order says who is better.

    Two queries, however many there are.
    """
    rows = DialogueRhythm.objects.visible_to(user).select_related("provider")
    rows = rows.filter(provider__in=Provider.objects.valid_on(today))
    dialogues = QualityDialogue.objects.visible_to(user)
    planned = set(
        dialogues.filter(state=DialogueState.PLANNED).values_list("provider_id", flat=True)
    )
    held = dict(
        dialogues.filter(state=DialogueState.HELD)
        .order_by()
        .values_list("provider_id")
        .annotate(last=Max("planned_on"))
    )
    found = []
    for row in rows.order_by("provider__sort_key", "pk"):
        day = talk_by(held.get(row.provider_id), row.since, row.months)
        if day < today and row.provider_id not in planned:
            found.append(Due(row.provider, day))
    return found

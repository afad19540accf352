"""Who changed what when, read from the rows that the database's triggers wrote.

Values are shown only to somebody who may see the row itself (sro.access); everybody else sees
which fields changed, not from what to what. So the auditor follows changes of protected content
without reading it, and nothing has to be listed twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from sro import access
from sro.ui.templatetags.ui import MISSING, day, number

LIMIT = 200
_TECHNICAL = {"id", "version", "sort_key", "search_key", "search_vector"}


@dataclass(frozen=True)
class Change:
    """One field that differs; without the right to see the row, both texts are None."""

    label: str
    before: str | None
    after: str | None


@dataclass
class Step:
    """One event in the life of a row."""

    at: datetime
    # What one transaction changed has one time: the row itself came first, then what belongs to it.
    number: tuple[bool, int]
    who: str
    what: str
    subject: str
    changes: list[Change] = field(default_factory=list)


def is_tracked(model: type[models.Model]) -> bool:
    """Return whether triggers keep the model's history."""
    return bool(getattr(model, "pgh_event_models", None))


def history_of(
    target: models.Model,
    *,
    viewer: Any,
    also: Iterable[tuple[str, str]] = (),
    beginning: bool = False,
) -> list[Step]:
    """Return the target's history, newest first, at most LIMIT events of each kind.

    `also` adds rows that belong to it: (model label, name of their foreign key to the target).
    Their first values are always told, the target's own with `beginning`.
    """
    steps = _steps(type(target), {"pgh_obj_id": target.pk}, viewer, own=True, tell=beginning)
    for label, name in also:
        model = apps.get_model(label)
        steps += _steps(model, {f"{name}_id": target.pk}, viewer, own=False, tell=True)
    return sorted(steps, key=lambda step: (step.at, step.number), reverse=True)


def _steps(
    model: type[models.Model],
    conditions: Mapping[str, Any],
    viewer: Any,
    *,
    own: bool,
    tell: bool,
) -> list[Step]:
    event_model = model.pgh_event_model
    newest = event_model._default_manager.filter(**conditions).order_by("-pgh_id")[: LIMIT + 1]
    events = list(reversed(newest))
    hidden = _TECHNICAL | conditions.keys() | set(getattr(model, "history_without", ()))
    fields = [
        f
        for f in event_model._meta.concrete_fields
        if not f.name.startswith("pgh_") and not {f.name, f.attname} & hidden
    ]
    visible = _visible_rows(model, {event.pgh_obj_id for event in events}, viewer)
    if getattr(model, "history_hidden", False):
        # What was entrusted to somebody leaves no sign here, not even that there is something.
        events = [event for event in events if event.pgh_obj_id in visible]
    texts = _Texts(fields, events, visible, viewer)
    people = _people(events)
    last: dict[int, models.Model] = {}
    steps = []
    for position, event in enumerate(events):
        before = last.get(event.pgh_obj_id)
        last[event.pgh_obj_id] = event
        if position == 0 and len(events) > LIMIT:
            continue  # only known as the state before the first one shown
        step = Step(
            at=event.pgh_created_at,
            number=(not own, event.pgh_id),
            who=people.get((event.pgh_context or {}).get("user"), _("automatic")),
            what=event.pgh_label,
            subject=capfirst(str(model._meta.verbose_name)),
        )
        if event.pgh_label == "update" and before is not None:
            differing = [
                f for f in fields if getattr(before, f.attname) != getattr(event, f.attname)
            ]
            step.changes = [
                texts.change(f, before, event)
                for f in differing
                if not texts.is_hidden(f, before, event)
            ]
            if not step.changes:
                continue
        elif tell:
            given = [
                f
                for f in fields
                if getattr(event, f.attname) not in (None, "", []) and not texts.is_hidden(f, event)
            ]
            step.changes = [texts.change(f, None, event) for f in given]
        steps.append(step)
    return steps


def _visible_rows(model: type[models.Model], keys: set[int], viewer: Any) -> set[int]:
    """Return which of the rows the viewer may see.

    Rows that no longer exist lie in nobody's scope, except where a role reaches all rows; asking
    with an unsaved instance answers just that.
    """
    existing = set(
        access.rows(viewer, model._default_manager.filter(pk__in=keys)).values_list("pk", flat=True)
    )
    others = keys - existing
    # The answer is the same for all of them: every row, or none that is gone or out of reach.
    sees_all = bool(others) and access.can(viewer, "view", model(pk=min(others)))
    return existing | (others if sees_all else set())


def _people(events: Iterable[Any]) -> dict[Any, str]:
    ids = {(event.pgh_context or {}).get("user") for event in events} - {None}
    users = apps.get_model("accounts", "User")._default_manager.filter(pk__in=ids)
    return dict(users.values_list("pk", "display_name"))


class _Texts:
    """Values as people read them; names of related rows are read once for all events."""

    def __init__(
        self, fields: list[Any], events: list[Any], visible: set[int], viewer: Any
    ) -> None:
        self._visible = visible
        self._related: dict[str, dict[Any, str]] = {}
        self._hiding: set[str] = set()
        for f in fields:
            if f.is_relation:
                keys = {getattr(event, f.attname) for event in events} - {None}
                named = f.related_model._default_manager.all()
                if getattr(f.related_model, "history_hidden", False):
                    named = access.rows(viewer, named)
                    self._hiding.add(f.name)
                self._related[f.name] = {key: str(row) for key, row in named.in_bulk(keys).items()}

    def is_hidden(self, f: Any, *events: Any) -> bool:
        """Whether one of the events names a row there must be no sign of."""
        if f.name not in self._hiding:
            return False
        keys = {getattr(event, f.attname) for event in events} - {None}
        return bool(keys - self._related[f.name].keys())

    def change(self, f: Any, before: Any, after: Any) -> Change:
        label = capfirst(str(f.verbose_name))
        if after.pgh_obj_id not in self._visible or isinstance(f, models.JSONField):
            return Change(label, None, None)
        return Change(label, self._text(f, before) if before else MISSING, self._text(f, after))

    def _text(self, f: Any, event: Any) -> str:
        value = getattr(event, f.attname)
        if value in (None, ""):
            return MISSING
        if f.is_relation:
            return self._related[f.name].get(value, _("number %(number)s") % {"number": value})
        if f.choices:
            return str(dict(f.flatchoices).get(value, value))
        if isinstance(value, list):
            words = dict(getattr(f, "base_field", f).flatchoices)
            return ", ".join(str(words.get(each, each)) for each in value) or MISSING
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, (date, datetime)):
            return day(value)
        if isinstance(value, time):
            return f"{value:%H:%M}"
        if f.name == "year":
            # A year is a name, not a quantity: no thousands separator.
            return str(value)
        if isinstance(value, (int, Decimal)):
            return number(value)
        return Truncator(str(value)).chars(200)

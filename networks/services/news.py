"""What has changed in a place since somebody last looked, read from the history of the rows.

What a row is now is held against what it was then: so it does not matter in which order things
were entered, and nothing that came and went in between is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value, Window
from django.utils import timezone

from networks.models import Institution, Need, Network, NetworkMeeting, Offer, Project
from networks.places import Place
from networks.rules.meetings import HELD_MEETINGS
from networks.rules.states import NeedState, ProjectState

#: So many of a kind are named; of the others only the number is told.
NAMED = 5

DECIDED = (NeedState.PLANNED.value, NeedState.REALISED.value, NeedState.DECLINED.value)


@dataclass(frozen=True)
class News:
    """What happened to rows of one kind: a code, how many, and the first of them by name."""

    code: str
    number: int
    named: tuple[tuple[int, str], ...]


def news_of(place: Place, since: datetime) -> list[News]:
    """Return what is new in a place, by kind; one question to the database."""
    questions = list(_questions(place, since))
    if not questions:
        return []
    first, *others = questions
    rows = first.union(*others, all=True) if others else first
    found: dict[str, tuple[int, list[tuple[int, str]]]] = {}
    for code, pk, name, number in rows:
        found.setdefault(code, (number, []))[1].append((pk, name))
    return [
        News(code, found[code][0], tuple(sorted(found[code][1], key=lambda each: each[1].lower())))
        for code in CODES
        if code in found
    ]


def _questions(place: Place, since: datetime) -> Iterator[models.QuerySet]:
    known_on, today = timezone.localdate(since), place.today
    for model, conditions in _watched(place).items():
        if not place.may_see(model):
            continue
        rows = place.rows(model).filter(**conditions)
        for code, question in _KINDS[model]:
            found = question(rows, since, known_on, today)
            name = "network__name" if model is NetworkMeeting else _NAMES[model]
            yield (
                found.order_by()
                .annotate(
                    told=Value(code, output_field=models.CharField()),
                    called=F(name),
                    all_of_them=Window(Count("pk")),
                )
                .values_list("told", "pk", "called", "all_of_them")[:NAMED]
            )


def _watched(place: Place) -> dict[type[models.Model], dict[str, Any]]:
    return {
        Institution: place.inside(),
        Offer: place.inside("institution__social_space"),
        Network: place.inside("social_space", "district"),
        NetworkMeeting: place.inside("network__social_space", "network__district"),
        Need: place.inside("social_space", "district"),
        Project: place.inside("social_space", "district"),
    }


_NAMES: dict[type[models.Model], str] = {
    Institution: "name",
    Offer: "name",
    Network: "name",
    Need: "title",
    Project: "title",
}


def _then(rows: models.QuerySet, since: datetime, column: str) -> Subquery:
    """What a column was at the last visit; nothing for a row that did not exist."""
    events = rows.model.pgh_event_model.objects.filter(
        pgh_obj_id=OuterRef("pk"), pgh_created_at__lte=since
    )
    return Subquery(events.order_by("-pgh_id").values(column)[:1])


def _was_there(rows: models.QuerySet, since: datetime) -> Exists:
    events = rows.model.pgh_event_model.objects
    return Exists(events.filter(pgh_obj_id=OuterRef("pk"), pgh_created_at__lte=since))


Question = Callable[[models.QuerySet, datetime, date, date], models.QuerySet]


def _opened(rows: Any, since: datetime, known_on: date, today: date) -> Any:
    return rows.active_on(today).filter(~_was_there(rows, since))


def _new(rows: Any, since: datetime, known_on: date, today: date) -> Any:
    return rows.filter(~_was_there(rows, since))


def _over(column: str) -> Question:
    def question(rows: Any, since: datetime, known_on: date, today: date) -> Any:
        now_over = rows.filter(**{f"{column}__lte": today}).filter(_was_there(rows, since))
        found = now_over.annotate(then=_then(rows, since, column))
        return found.filter(Q(then=None) | Q(then__gt=known_on))

    return question


def _became(*states: str) -> Question:
    def question(rows: Any, since: datetime, known_on: date, today: date) -> Any:
        found = rows.filter(state__in=states).annotate(then=_then(rows, since, "state"))
        return found.filter(Q(then=None) | ~Q(then__in=states))

    return question


_KINDS: dict[type[models.Model], Sequence[tuple[str, Question]]] = {
    Institution: (("institution_new", _opened), ("institution_closed", _over("active_until"))),
    Offer: (("offer_new", _opened), ("offer_closed", _over("active_until"))),
    Network: (("network_new", _new), ("network_ended", _over("valid_until"))),
    NetworkMeeting: (("meeting_held", _became(*(state.value for state in HELD_MEETINGS))),),
    Need: (("need_new", _new), ("need_decided", _became(*DECIDED))),
    Project: (
        ("project_begun", _became(ProjectState.RUNNING.value)),
        ("project_ended", _became(ProjectState.ENDED.value)),
    ),
}

#: The kinds of news in the order in which they are told.
CODES = tuple(code for kinds in _KINDS.values() for code, _question in kinds)

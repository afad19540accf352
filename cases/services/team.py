"""Consultation of the team: several professionals think about need and support (§ 36 (2))."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, ConsultationParticipant, SupportPlan, TeamConsultation
from cases.services.colleagues import colleagues
from cases.services.guards import working_case
from sro.audit import trail
from sro.records import acting, create_record, locked, update_record
from sro.refusals import NotPossible, only_known

TEXTS = frozenset({"question", "considerations", "recommendation"})
FIELDS = TEXTS | {"held_on", "plan"}
AT_LEAST = 2


def enter_consultation(
    *,
    actor: Any,
    case: Case,
    held_on: date,
    question: str,
    professionals: Iterable[Any],
    now: datetime,
    considerations: str = "",
    recommendation: str = "",
    plan: SupportPlan | None = None,
) -> TeamConsultation:
    """Write down a consultation of at least two professionals of the office.

    Raises ValidationError for fewer, for people who are no professionals of the office on that day,
    for a day to come and for a plan of another case.
    """
    people = _distinct(professionals)
    with acting(actor), transaction.atomic():
        case = working_case(actor, case)
        _valid(case, held_on, people, plan, now)
        consultation = create_record(
            actor,
            TeamConsultation(
                case=case,
                plan=plan,
                held_on=held_on,
                question=question,
                considerations=considerations,
                recommendation=recommendation,
                author=actor,
            ),
        )
        for user in people:
            ConsultationParticipant.objects.create(consultation=consultation, user=user)
        trail.record(
            actor,
            "teamconsultation.created",
            consultation,
            now=now,
            case=case.pk,
            rows=len(people),
        )
    return consultation


def update_consultation(
    *,
    actor: Any,
    consultation: TeamConsultation,
    changes: Mapping[str, Any],
    professionals: Iterable[Any],
    version: int,
    now: datetime,
) -> TeamConsultation:
    """Change a consultation on which no decision rests yet; otherwise NotPossible."""
    only_known(changes, FIELDS)
    people = _distinct(professionals)
    with acting(actor), transaction.atomic():
        case = working_case(actor, consultation.case)
        current = locked(consultation)
        if current.decisions.exists():
            raise NotPossible(
                _("A decision rests on this consultation; it stays as it was written down.")
            )
        held_on = changes.get("held_on", current.held_on)
        _valid(case, held_on, people, changes.get("plan", current.plan), now)
        fresh = update_record(actor, current, changes, version)
        before = set(fresh.participants.values_list("user_id", flat=True))
        after = {user.pk for user in people}
        if before != after:
            fresh.participants.exclude(user_id__in=after).delete()
            for pk in sorted(after - before):
                ConsultationParticipant.objects.create(consultation=fresh, user_id=pk)
            if fresh.version == version:
                fresh.save(update_fields=["version"])
                fresh.refresh_from_db()
        if fresh.version != version:
            trail.record(actor, "teamconsultation.updated", fresh, now=now, fields=sorted(changes))
    return fresh


def _distinct(people: Iterable[Any]) -> list[Any]:
    return list({user.pk: user for user in people}.values())


def _valid(
    case: Case, held_on: date, people: list[Any], plan: SupportPlan | None, now: datetime
) -> None:
    if held_on > timezone.localdate(now):
        raise ValidationError({"held_on": _("Please enter a consultation that has taken place.")})
    if len(people) < AT_LEAST:
        raise ValidationError(
            {"professionals": _("At least two professionals of the office consult together.")}
        )
    known = set(
        colleagues(held_on).filter(pk__in=[u.pk for u in people]).values_list("pk", flat=True)
    )
    for user in people:
        if user.pk not in known:
            raise ValidationError(
                {
                    "professionals": _("%(name)s was no professional of the office on that day.")
                    % {"name": user}
                }
            )
    if plan is not None and plan.case_id != case.pk:
        raise ValidationError({"plan": _("Please choose a plan of this case.")})

"""What the head of a case's page says, in one query."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from cases.models import (
    Absence,
    Case,
    CaseTransfer,
    FollowUp,
    PlanConference,
    StandIn,
    SupportPlan,
)
from cases.rules.states import ConferenceState, PlanState, TransferState


def head_of(case: Case, *, today: date, now: datetime) -> dict[str, Any]:
    """Return the dates and states beside the case itself.

    `responsible_back`, `deputy_back`: first day back of whoever is away today; `conference`: the
    next one planned; `plan_until`: the nearest end of a plan in force; `stood_in`: whether
    somebody stands in today; `transfer`: the open request and `transfer_to` its district. None
    where there is nothing.
    """
    open_transfer = CaseTransfer.objects.filter(case=OuterRef("pk"), state=TransferState.REQUESTED)
    planned = PlanConference.objects.filter(
        case=OuterRef("pk"), state=ConferenceState.PLANNED, scheduled_at__gte=now
    )
    plans = SupportPlan.objects.filter(case=OuterRef("pk"), state=PlanState.IN_FORCE)
    return dict(
        Case.objects.filter(pk=case.pk)
        .annotate(
            responsible_back=_back("responsible_id", today),
            deputy_back=_back("deputy_id", today),
            conference=_first(planned, "scheduled_at"),
            plan_until=_first(plans, "period_until"),
            stood_in=Exists(StandIn.objects.filter(case=OuterRef("pk")).valid_on(today)),
            transfer=Subquery(open_transfer.values("pk")[:1]),
            transfer_to=Subquery(open_transfer.values("to_district__name")[:1]),
        )
        .values(
            "responsible_back",
            "deputy_back",
            "conference",
            "plan_until",
            "stood_in",
            "transfer",
            "transfer_to",
        )
        .get()
    )


def _back(person: str, today: date) -> Subquery:
    away = Absence.objects.filter(user_id=OuterRef(person)).valid_on(today)
    return _first(away, "-valid_until")


def _first(rows: QuerySet, field: str) -> Subquery:
    """Return the first value of a column, in its order."""
    return Subquery(rows.order_by(field).values(field.removeprefix("-"))[:1])


def follow_ups_of(user: Any, case: Case, today: date) -> QuerySet[FollowUp]:
    """Return what is to come back to in the case, and what was done today (it can be undone)."""
    rows = FollowUp.objects.visible_to(user).filter(case=case)
    undone = rows.filter(done_on=None) | rows.filter(done_on=today)
    return undone.select_related("assigned_to").order_by("due_on", "pk")


def stand_ins_of(user: Any, case: Case, today: date) -> QuerySet[StandIn]:
    """Return who stands in the case today."""
    rows = StandIn.objects.visible_to(user).filter(case=case).valid_on(today)
    return rows.select_related("user").order_by("valid_from", "pk")

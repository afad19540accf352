"""Networks with their dates, members in time, meetings, tasks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import (
    DateField,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, TruncDate

from networks.querysets.periods import PeriodQuerySet
from networks.rules.meetings import HELD_MEETINGS, OPEN_MEETINGS, TaskState
from sro import access
from sro.access import OFFICE
from sro.records import RecordQuerySet


class NetworkQuerySet(PeriodQuerySet):
    """Networks in time."""

    def with_dates(self, user: Any, now: datetime) -> Self:
        """Add `last_held` (a day) and `next_at`.

        The office knows when a network met; everybody else knows of the meetings they may see.
        """
        meetings = apps.get_model("networks.NetworkMeeting")._default_manager.all()
        if not access.has_role(user, *OFFICE):
            meetings = meetings.visible_to(user)
        return self._dated(meetings, now)

    def _dated(self, meetings: QuerySet, now: datetime) -> Self:
        # The condition on rights may ask for several invitations: no rows are doubled by it.
        own = meetings.filter(network=OuterRef("pk")).order_by()
        held = own.filter(state__in=HELD_MEETINGS).annotate(held_on=TruncDate("starts_at"))
        coming = own.filter(state__in=OPEN_MEETINGS, starts_at__gte=now)
        return self.annotate(
            last_held=Subquery(
                held.order_by("-starts_at").values("held_on")[:1], output_field=DateField()
            ),
            next_at=Subquery(
                coming.order_by("starts_at").values("starts_at")[:1],
                output_field=DateTimeField(),
            ),
        )

    def overdue(self, user: Any, today: date, now: datetime) -> Self:
        """Return the networks that should have met by now: as rules.meetings.is_overdue says."""
        span = ExpressionWrapper(
            F("rhythm_weeks") * Value(timedelta(weeks=1), output_field=DurationField()),
            output_field=DurationField(),
        )
        by = ExpressionWrapper(
            Coalesce("last_held", "valid_from") + span, output_field=DateTimeField()
        )
        return (
            self.with_dates(user, now)
            .filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today))
            .filter(rhythm_weeks__isnull=False)
            .annotate(meet_by=by)
            .filter(meet_by__lt=Value(today, output_field=DateField()))
        )


class MemberQuerySet(PeriodQuerySet):
    """Members of networks in time."""

    def with_names(self) -> Self:
        """Read who they are with them."""
        return self.select_related("institution", "provider", "user").defer(
            "institution__search_vector", "provider__search_vector"
        )

    def to_erase(self, today: date) -> Self:
        """Return residents and volunteers whose time is over and whose name still stands here."""
        return self.filter(
            kind__in=("resident", "volunteer"), valid_until__lte=today, erased_on__isnull=True
        )


class MemberManager(models.Manager.from_queryset(MemberQuerySet)):
    """Members are read with who they are: their text is the name of somebody else."""

    def get_queryset(self) -> MemberQuerySet:
        return super().get_queryset().with_names()


class MeetingQuerySet(RecordQuerySet):
    """Meetings of networks."""

    def held(self) -> Self:
        """Return those that took place."""
        return self.filter(state__in=HELD_MEETINGS)

    def coming(self, now: datetime) -> Self:
        """Return those that are still to come, the next first."""
        return self.filter(state__in=OPEN_MEETINGS, ends_at__gte=now).order_by("starts_at", "pk")


class DocumentQuerySet(RecordQuerySet):
    """Documents of networks."""

    def of(self, network: Any, meeting: Any = None) -> Self:
        """Return those of one meeting, or those of the network that belong to none."""
        rows = self.filter(network=network, meeting=meeting)
        return rows.select_related("uploaded_by")


class DocumentManager(models.Manager.from_queryset(DocumentQuerySet)):
    """Documents are read without their content: it is megabytes, and only a download needs it."""

    def get_queryset(self) -> DocumentQuerySet:
        return super().get_queryset().defer("content")


class TaskQuerySet(RecordQuerySet):
    """Tasks of networks."""

    def open(self) -> Self:
        """Return what is still to be done."""
        return self.filter(state=TaskState.OPEN)

    def of(self, user: Any) -> Self:
        """Return the tasks this person took on."""
        return self.filter(owner__user=user)

    def with_owners(self) -> Self:
        """Read who took them on, and where, with them."""
        return self.select_related(
            "network", "meeting", "owner__institution", "owner__provider", "owner__user"
        )

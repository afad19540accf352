"""Verification rounds and the questions in them, by how far they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.db.models import BooleanField, Case, Count, F, Q, Value, When
from django.db.models.functions import TruncDate

from networks.querysets.entries import existing
from networks.rules.rounds import OVERDUE_AFTER_DAYS, RequestState
from sro.records import RecordQuerySet

_ANSWERED = Q(used_at__isnull=False)


def _conditions(today: date) -> dict[RequestState, Q]:
    """Return the rows of each state, as `networks.rules.rounds.request_state` tells them apart."""
    verified = Q(institution__last_verified__gte=TruncDate("verification_round__started_at"))
    # A comparison with NULL is neither true nor false, and its opposite is neither as well.
    unverified = Q(institution__last_verified__isnull=True) | Q(
        institution__last_verified__lt=TruncDate("verification_round__started_at")
    )
    unanswered = ~_ANSWERED & unverified
    gone = Q(institution__active_from__gt=today) | Q(institution__active_until__lte=today)
    asked = unanswered & existing(today, "institution__")
    # Without an address no letter goes out; one that has gone out is there all the same.
    unreachable = Q(by_mail=False) | Q(sent_at__isnull=True, institution__email="")
    reachable = Q(sent_at__isnull=False) | ~Q(institution__email="")
    mailed = asked & Q(by_mail=True) & reachable
    live = mailed & Q(expires_on__gte=today)
    recent = today - timedelta(days=OVERDUE_AFTER_DAYS)
    return {
        RequestState.ANSWERED: _ANSWERED,
        RequestState.VERIFIED: ~_ANSWERED & verified,
        RequestState.GONE: unanswered & gone,
        RequestState.TO_CALL: asked & unreachable,
        RequestState.EXPIRED: mailed & Q(expires_on__lt=today),
        RequestState.WAITING: live & Q(sent_at__isnull=True, failed_at__isnull=True),
        RequestState.FAILED: live & Q(sent_at__isnull=True, failed_at__isnull=False),
        RequestState.SENT: live & Q(sent_at__date__gt=recent),
        RequestState.OVERDUE: live & Q(sent_at__date__lte=recent),
    }


class RoundQuerySet(RecordQuerySet):
    """Verification rounds."""

    def running_on(self, today: date) -> Self:
        """Return the rounds whose links can be used on `today`."""
        return self.filter(closed_at__isnull=True, expires_on__gte=today)

    def with_numbers(self) -> Self:
        """Add how many institutions belong to a round, and how many are done."""
        done = Q(requests__used_at__isnull=False) | Q(
            requests__institution__last_verified__gte=TruncDate("started_at")
        )
        return self.annotate(asked=Count("requests"), done=Count("requests", filter=done))

    def with_running(self, today: date) -> Self:
        """Add whether links of the round can be used on `today`."""
        runs = When(closed_at__isnull=True, expires_on__gte=today, then=Value(True))
        return self.annotate(runs=Case(runs, default=Value(False), output_field=BooleanField()))


class EntryRequestQuerySet(RecordQuerySet):
    """Questions to institutions."""

    def in_state(self, state: RequestState, today: date) -> Self:
        """Return the questions that are so far on `today`."""
        return self.filter(_conditions(today)[state])

    def count_states(self, today: date) -> dict[RequestState, int]:
        """Return how many questions are how far on `today`, in one query."""
        counts = {
            str(state): Count("pk", filter=condition)
            for state, condition in _conditions(today).items()
        }
        found = self.order_by().aggregate(**counts)
        return {state: found[str(state)] for state in RequestState}

    def to_send(self, today: date) -> Self:
        """Return the questions whose letter still has to go out: just those said to wait for it.

        Whoever was verified meanwhile, or exists no longer, is not asked any more.
        """
        states = _conditions(today)
        waiting = states[RequestState.WAITING] | states[RequestState.FAILED]
        return self.filter(waiting, verification_round__closed_at__isnull=True)

    def open_on(self, today: date) -> Self:
        """Return the questions that wait for an answer, by link or by telephone."""
        return self.filter(
            used_at__isnull=True,
            expires_on__gte=today,
            verification_round__closed_at__isnull=True,
        )

    def sorted(self) -> Self:
        """Return them by the name of the institution."""
        return self.order_by(F("institution__sort_key"), "pk")

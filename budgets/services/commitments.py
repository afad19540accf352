"""What running supports bind: calculated anew whenever something it depends on has changed.

Every support is calculated from the start and compared with what is stored; only months that differ
are written. So a calculation may be repeated, interrupted and started twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.jobs import COMMITMENTS
from budgets.models import Commitment, CommitmentSchedule, DueCommitment, Gap
from budgets.rules.commitments import Move, committed_until, district_on
from budgets.rules.pricing import (
    Price,
    Quota,
    Schedule,
    Unpriced,
    schedule,
)
from budgets.services.pseudonyms import pseudonym_of
from budgets.services.terms import Series, package_quotas, prices_of, series_of, terms_of
from cases.models import CaseTransfer, Support
from cases.rules.states import SHARED_SUPPORT, SupportState, TransferState
from sro import access
from sro.audit import trail
from sro.audit.keeping import updated
from sro.money import decimal_from_cents
from sro.refusals import required_reason
from sro.ui.models import Job
from sro.ui.services.jobs import JobHandle, start_job

#: So many supports are calculated and written in one transaction.
CHUNK = 500


@dataclass(frozen=True)
class _Facts:
    """What a calculation reads besides the supports themselves."""

    prices: dict[Series, list[Price]]
    moves: dict[int, list[Move]]
    packages: dict[int, list[Quota]]


@dataclass
class _Changes:
    """What a calculation writes."""

    new: list[Commitment] = field(default_factory=list)
    changed: list[Commitment] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    schedules: list[CommitmentSchedule] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many months differ."""
        return len(self.new) + len(self.changed) + len(self.gone)


def choose_unit(
    *,
    actor: Any,
    commitment: CommitmentSchedule,
    unit: int | None,
    reason: str,
    version: int,
    now: datetime,
) -> CommitmentSchedule:
    """Say which unit counts for a support whose provider has rates of several; None takes it back.

    Raises ValidationError without a reason, StaleRecord.
    """
    reason = required_reason(reason) if unit is not None else ""
    with transaction.atomic():
        changes = {"unit": unit, "unit_reason": reason}
        fresh = updated(actor, commitment, changes, version, now, verb="unit_chosen")
        today = timezone.localdate(now)
        recalculate(support_ids=[fresh.support_id], today=today, now=now)
        fresh.refresh_from_db()
    return fresh


def start_recalculation(*, actor: Any, result_address: str = "", now: datetime) -> Job:
    """Calculate all commitments anew in the background. Raises JobBusy while that happens."""
    access.require(actor, "calculate", CommitmentSchedule)
    with transaction.atomic():
        job = start_job(
            actor=actor,
            kind=COMMITMENTS,
            scope=COMMITMENTS,
            title=_("Calculating commitments"),
            target_id=None,
            result_address=result_address,
            now=now,
        )
        trail.record(actor, "commitmentschedule.started", now=now)
    return job


def perform_recalculation(*, handle: JobHandle, clock: Callable[[], datetime]) -> None:
    """Calculate all binding supports, chunk by chunk; what is cancelled or killed goes on later.

    All of them are noted as due first: whatever becomes of this job, none is forgotten.
    """
    handle.progress(0, 0, _("Looking for supports"))
    now = clock()
    with transaction.atomic():
        due = Support.objects.filter(state__in=SHARED_SUPPORT).order_by("pk")
        ids = list(due.values_list("pk", flat=True))
        DueCommitment.objects.bulk_create(
            (DueCommitment(support_id=pk) for pk in ids), batch_size=5_000
        )
    done = 0
    while count := calculate_due(today=timezone.localdate(now), now=clock()):
        done = min(done + count, len(ids))
        handle.progress(done, len(ids), _("Calculating supports"))
    with transaction.atomic():
        now = clock()
        handle.finish(now)
        trail.record(
            handle.job.created_by, "commitmentschedule.calculated", now=now, supports=len(ids)
        )


def number_due() -> int:
    """Return how many supports have changed and are not calculated anew yet."""
    return DueCommitment.objects.values("support_id").distinct().count()


def note_outdated(*, today: date) -> int:
    """Note as due what was calculated up to an end of year that is over; returns how many."""
    outdated = CommitmentSchedule.objects.filter(
        until__lte=today, support__state__in=[SupportState.GRANTED, SupportState.RUNNING]
    )
    rows = [DueCommitment(support_id=pk) for pk in outdated.values_list("support_id", flat=True)]
    DueCommitment.objects.bulk_create(rows, batch_size=5_000)
    return len(rows)


def calculate_due(*, today: date, now: datetime, limit: int = CHUNK) -> int:
    """Calculate up to `limit` of the supports that are due; returns how many, 0 when none is left.

    Two workers take different ones; what fails stays due.
    """
    with transaction.atomic():
        rows = DueCommitment.objects.select_for_update(skip_locked=True).order_by("pk")
        due = list(rows.values_list("pk", "support_id")[:limit])
        recalculate(support_ids={support for _, support in due}, today=today, now=now)
        DueCommitment.objects.filter(pk__in=[pk for pk, _ in due]).delete()
    return len(due)


def recalculate(*, support_ids: Collection[int], today: date, now: datetime) -> None:
    """Calculate the commitments of some supports and write what differs, in one transaction."""
    with transaction.atomic():
        supports = list(
            Support.objects.filter(pk__in=support_ids, state__in=SHARED_SUPPORT)
            .select_related("case")
            .order_by("pk")
        )
        schedules = _locked_schedules(supports, today, now)
        facts = _facts(supports)
        stored = _stored(schedules.values())
        changes = _Changes()
        for support in supports:
            each = schedules[support.pk]
            found = _calculated(support, each, facts, today)
            differs = _compare(each, found, support, facts, stored[each.pk], changes)
            if _take_over(each, found.gap, _until(support, today)) or differs:
                each.changed_at = now
                changes.schedules.append(each)
        CommitmentSchedule.objects.bulk_update(
            changes.schedules, ["gap", "gap_day", "until", "changed_at"], batch_size=CHUNK
        )
        Commitment.objects.filter(pk__in=changes.gone).delete()
        Commitment.objects.bulk_create(changes.new, batch_size=5_000)
        Commitment.objects.bulk_update(changes.changed, ["amount", "district"], batch_size=1_000)


def _locked_schedules(
    supports: Iterable[Support], today: date, now: datetime
) -> dict[int, CommitmentSchedule]:
    """The schedules of the supports, new ones included, locked in the order of the supports."""
    supports = list(supports)
    CommitmentSchedule.objects.bulk_create(
        (
            CommitmentSchedule(
                support=support,
                pseudonym=pseudonym_of(support.pk),
                until=_until(support, today),
                changed_at=now,
            )
            for support in supports
        ),
        ignore_conflicts=True,
    )
    rows = CommitmentSchedule.objects.select_for_update(of=("self",)).filter(support__in=supports)
    return {row.support_id: row for row in rows.order_by("support_id")}


def _facts(supports: Iterable[Support]) -> _Facts:
    moves = defaultdict(list)
    transfers = CaseTransfer.objects.filter(
        case_id__in={support.case_id for support in supports}, state=TransferState.ACCEPTED
    )
    for case, moved_at, district in transfers.order_by("decided_at").values_list(
        "case_id", "decided_at", "from_district_id"
    ):
        moves[case].append(Move(timezone.localdate(moved_at), district))
    return _Facts(prices_of(supports), moves, package_quotas(supports))


def _stored(schedules: Iterable[CommitmentSchedule]) -> dict[int, dict[date, Commitment]]:
    stored: dict[int, dict[date, Commitment]] = defaultdict(dict)
    for row in Commitment.objects.filter(schedule__in=schedules):
        stored[row.schedule_id][row.month] = row
    return stored


def _until(support: Support, today: date) -> date:
    return committed_until(
        support.start, planned_end=support.planned_end, end=support.end, today=today
    )


def _calculated(
    support: Support, stored: CommitmentSchedule, facts: _Facts, today: date
) -> Schedule:
    if support.provider_id is None:
        return Schedule((), Unpriced(Gap.NO_PROVIDER, support.start))
    terms = terms_of(
        support,
        end=_until(support, today),
        packages=facts.packages.get(support.pk, []),
        unit=stored.unit,
    )
    return schedule(terms, facts.prices.get(series_of(support), []))


def _compare(
    stored: CommitmentSchedule,
    found: Schedule,
    support: Support,
    facts: _Facts,
    months: dict[date, Commitment],
    changes: _Changes,
) -> bool:
    """Note what differs between what was found and what is stored; returns whether anything does.

    `months` are the stored ones; what is left of them at the end is over.
    """
    before = changes.size
    moves = facts.moves.get(support.case_id, [])
    for month in found.months:
        district = district_on(month.first, support.case.district_id, moves)
        amount = decimal_from_cents(month.cents)
        row = months.pop(month.first, None)
        if row is None:
            changes.new.append(
                Commitment(schedule=stored, month=month.first, district_id=district, amount=amount)
            )
        elif (row.amount, row.district_id) != (amount, district):
            row.amount, row.district_id = amount, district
            changes.changed.append(row)
    changes.gone += [row.pk for row in months.values()]
    return changes.size > before


def _take_over(stored: CommitmentSchedule, gap: Unpriced | None, until: date) -> bool:
    """Set what is missing and the end; returns whether that is news."""
    before = (stored.gap, stored.gap_day, stored.until)
    stored.gap, stored.gap_day = (gap.code, gap.day) if gap else ("", None)
    stored.until = until
    return (stored.gap, stored.gap_day, stored.until) != before

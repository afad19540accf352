"""Hours packages of supports, and what was used of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from budgets.models import HoursEntry, HoursPackage
from budgets.rules.hours import Kind, Use
from cases.models import PlanConference, Support
from cases.services.guards import working_case
from sro.audit.keeping import created, updated
from sro.records import acting
from sro.refusals import only_known, required_reason

_CHANGEABLE = frozenset({"start", "end", "minutes", "conference", "reason"})


@dataclass(frozen=True)
class PackageUse:
    """A package with what was used of it; minutes entered count, submitted or not."""

    package: HoursPackage
    use: Use
    unsubmitted: int
    running: bool


def set_package(
    *,
    actor: Any,
    support: Support,
    start: date,
    end: date,
    minutes: int,
    reason: str,
    now: datetime,
    conference: PlanConference | None = None,
) -> HoursPackage:
    """Set a package for the days `[start, end)` of a support; `minutes` in all.

    Raises ValidationError for days that another package of the support holds, a conference of
    another case or a missing reason, NotPossible for a closed case.
    """
    reason = required_reason(reason)
    with acting(actor), transaction.atomic():
        working_case(actor, support.case)
        _same_case(support, conference)
        return created(
            actor,
            HoursPackage(
                support=support,
                start=start,
                end=end,
                minutes=minutes,
                reason=reason,
                conference=conference,
                set_by=actor,
                set_at=now,
            ),
            now,
            support=support.pk,
        )


def change_package(
    *,
    actor: Any,
    package: HoursPackage,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> HoursPackage:
    """Change a package, always with a reason; what it was stays in its history.

    Raises like :func:`set_package`, and StaleRecord.
    """
    only_known(changes, _CHANGEABLE)
    values = {**changes, "reason": required_reason(changes.get("reason", ""))}
    with acting(actor), transaction.atomic():
        working_case(actor, package.support.case)
        _same_case(package.support, values.get("conference"))
        values |= {"set_by": actor, "set_at": now}
        return updated(actor, package, values, version, now)


def _same_case(support: Support, conference: PlanConference | None) -> None:
    if conference is not None and conference.case_id != support.case_id:
        raise ValidationError({"conference": _("Please choose a conference of this case.")})


def packages_with_use(packages: QuerySet[HoursPackage], today: date) -> list[PackageUse]:
    """Return packages with their use; whoever shows them has asked for the rights."""
    lines = (
        HoursEntry.objects.filter(
            support=OuterRef("support"),
            kind=Kind.CASE_SPECIFIC.value,
            day__gte=OuterRef("start"),
            day__lt=OuterRef("end"),
        )
        .order_by()
        .values("support")
        .annotate(total=Sum("minutes"))
        .values("total")
    )
    waiting = lines.filter(state__in=("entered", "returned"))
    rows = packages.annotate(
        used=Coalesce(Subquery(lines), 0), unsubmitted=Coalesce(Subquery(waiting), 0)
    ).order_by(F("start").desc(), "-pk")
    return [
        PackageUse(
            row,
            Use(row.minutes, row.used),  # type: ignore[attr-defined]
            row.unsubmitted,  # type: ignore[attr-defined]
            row.start <= today < row.end,
        )
        for row in rows
    ]


def packages_of(actor: Any, supports: Iterable[int]) -> QuerySet[HoursPackage]:
    """Return the packages of supports that the actor may see."""
    return HoursPackage.objects.visible_to(actor).filter(support__in=[*supports])

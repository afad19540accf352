"""What a provider gets of a case: the goals shared with a support, and who of it works there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Goal, GoalShare, Support, SupportStaff
from cases.rules.states import FROZEN_PLAN, SHARED_SUPPORT, SupportState
from cases.services.guards import working_case
from sro import access
from sro.accounts.models import User
from sro.accounts.querysets import UserQuerySet
from sro.audit import trail
from sro.audit.keeping import created, updated
from sro.records import acting, create_record, locked
from sro.refusals import NotPossible


def share_goals(
    *, actor: Any, support: Support, goals: Iterable[Goal], now: datetime
) -> list[GoalShare]:
    """Let the provider of a support see exactly these goals; others it saw are taken back.

    Only goals that were agreed can be shared: a draft is the family's and the office's own. After
    the end of a support nothing new is shared. Raises ValidationError for a goal of another case
    or of a draft, NotPossible where the support has no provider yet or has ended, and for a closed
    case.
    """
    with acting(actor), transaction.atomic():
        case = working_case(actor, support.case)
        current = locked(support)
        if current.provider_id is None:
            raise NotPossible(_("This support has no provider yet."))
        wanted = {goal.pk for goal in goals}
        fitting = Goal.objects.filter(
            pk__in=wanted, plan__case=case, plan__state__in=FROZEN_PLAN
        ).values_list("pk", flat=True)
        if wanted - set(fitting):
            raise ValidationError({"goals": _("Please choose agreed goals of this case.")})
        shares = {share.goal_id: share for share in current.goal_shares.all()}
        removed = sorted(shares.keys() - wanted)
        added = sorted(wanted - shares.keys())
        if added and current.state == SupportState.ENDED:
            raise NotPossible(
                _("This support has ended. What the provider sees of it can only be taken back.")
            )
        for pk in removed:
            access.require(actor, "delete", shares[pk])
            shares[pk].delete()
        for pk in added:
            create_record(actor, GoalShare(goal_id=pk, support=current, author=actor))
        if removed or added:
            trail.record(
                actor,
                "support.shared",
                current,
                now=now,
                case=case.pk,
                added=added,
                removed=removed,
            )
        return list(current.goal_shares.select_related("goal"))


def professionals_of(support: Support, day: date) -> UserQuerySet:
    """Return the people of the support's provider on `day`, by name."""
    return (
        User.objects.active()
        .with_membership_on(
            day, provider=support.provider_id, role__in=[*map(str, access.PROVIDER_ROLES)]
        )
        .order_by("sort_key", "display_name", "pk")
    )


def assign_staff(
    *,
    actor: Any,
    support: Support,
    user: User,
    valid_from: date,
    now: datetime,
    valid_until: date | None = None,
) -> SupportStaff:
    """Let a professional of the provider work in a support from a day on (half-open).

    From then on this person sees the support and the goals shared with it. Raises PermissionDenied
    for anybody but the provider's lead, ValidationError for somebody who does not belong to the
    provider on that day, or who works in the support already.
    """
    with transaction.atomic():
        access.require(actor, "assign_staff", support)
        current = locked(support)
        # Asked again under the lock: the support may have gone to another provider meanwhile.
        access.require(actor, "assign_staff", current)
        if not professionals_of(current, valid_from).filter(pk=user.pk).exists():
            raise ValidationError(
                {"user": _("On that day this person does not work for the provider.")}
            )
        if valid_until is not None and valid_until <= valid_from:
            raise ValidationError({"valid_until": _("The end must lie after the beginning.")})
        overlap = Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from)
        if valid_until is not None:
            overlap &= Q(valid_from__lt=valid_until)
        if current.staff.filter(overlap, user=user).exists():
            raise ValidationError({"user": _("This professional already works in the support.")})
        staff = SupportStaff(
            support=current, user=user, valid_from=valid_from, valid_until=valid_until
        )
        return created(actor, staff, now, support=current.pk, user=user.pk)


def end_staff(
    *, actor: Any, staff: SupportStaff, valid_until: date, version: int, now: datetime
) -> SupportStaff:
    """End a professional's work in a support; `valid_until` is the first day without it.

    Raises StaleRecord when somebody was faster, ValidationError for an end before the beginning.
    """
    with transaction.atomic():
        access.require(actor, "assign_staff", staff.support)
        if valid_until < staff.valid_from:
            raise ValidationError({"valid_until": _("The end cannot lie before the beginning.")})
        return updated(actor, staff, {"valid_until": valid_until}, version, now, verb="ended")


def is_shared(support: Support) -> bool:
    """Return whether the provider knows of the support."""
    return support.state in SHARED_SUPPORT and support.provider_id is not None

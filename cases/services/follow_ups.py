"""What somebody wants to come back to on a day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, FollowUp
from cases.services.guards import working_case
from sro import access
from sro.audit.keeping import created, updated
from sro.refusals import NotPossible


def add_follow_up(
    *,
    actor: Any,
    case: Case,
    due_on: date,
    note: str,
    now: datetime,
    assigned_to: Any | None = None,
) -> FollowUp:
    """Note what to come back to; for oneself unless a colleague on the case is named."""
    person = assigned_to or actor
    with transaction.atomic():
        current = working_case(actor, case)
        if person.pk != actor.pk and not access.can(person, "work", current):
            raise ValidationError(
                {"assigned_to": _("%(name)s does not work on this case.") % {"name": person}}
            )
        row = FollowUp(case=current, due_on=due_on, note=note, assigned_to=person, author=actor)
        return created(actor, row, now)


def finish_follow_up(*, actor: Any, follow_up: FollowUp, now: datetime, today: date) -> FollowUp:
    """Tick off a follow-up; a second click changes nothing."""
    with transaction.atomic():
        working_case(actor, follow_up.case)
        if follow_up.done_on is not None:
            return follow_up
        changes = {"done_on": today, "done_by": actor}
        return updated(actor, follow_up, changes, follow_up.version, now, verb="done")


def reopen_follow_up(*, actor: Any, follow_up: FollowUp, now: datetime) -> FollowUp:
    """Take the tick back."""
    with transaction.atomic():
        working_case(actor, follow_up.case)
        if follow_up.done_on is None:
            raise NotPossible(_("This follow-up is still open."))
        changes = {"done_on": None, "done_by": None}
        return updated(actor, follow_up, changes, follow_up.version, now, verb="reopened")

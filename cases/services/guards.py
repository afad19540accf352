"""What every service of a case asks first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cases.models import Case
from cases.rules.states import CaseState
from sro import access
from sro.records import locked
from sro.refusals import NotPossible


def working_case(actor: Any, case: Case, action: str = "work") -> Case:
    """Return the case locked until the end of the transaction, open and in the actor's hands.

    Raises PermissionDenied for others, NotPossible when the case is closed.
    """
    access.require(actor, action, case)
    current = locked(case)
    # Asked again under the lock: the case may have gone to another district meanwhile.
    access.require(actor, action, current)
    if current.state == CaseState.CLOSED:
        raise NotPossible(_("This case is closed. Please reopen it first."))
    return current

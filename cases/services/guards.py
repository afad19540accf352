"""What every service of a case asks first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cases.models import Case, Disclosure, Entrusted, Person
from cases.rules.states import CaseState
from sro import access
from sro.records import locked
from sro.refusals import NotPossible


def working_case(actor: Any, case: Case, action: str = "work") -> Case:
    """Return the case locked until the end of the transaction, open and in the actor's hands.

    Raises PermissionDenied for others, NotPossible when the case is closed.
    """
    current = locked(case)
    # Asked under the lock: the case may have gone to another district meanwhile.
    access.require(actor, action, current)
    if current.state == CaseState.CLOSED:
        raise NotPossible(_("This case is closed. Please reopen it first."))
    return current


def known_person(actor: Any, person: Person) -> None:
    """Require that the actor may change what is known about a person in all cases.

    Whoever works on an open case of the person may. Where every case is closed, the team lead of
    one of them: something may have to be put right, or an address to become secret. Raises
    PermissionDenied for others, NotPossible for those whose cases of the person are closed.
    """
    access.require(actor, "work", person)
    mine = Case.objects.allowing(actor, "work").filter(members__person=person)
    if mine.still_open().exists():
        return
    still_open = Case.objects.still_open().filter(members__person=person)
    if mine.allowing(actor, "assign").exists() and not still_open.exists():
        return
    raise NotPossible(
        _(
            "You work on no open case of this person. Whoever does, or else the team lead, can"
            " change this; you can also reopen the case first."
        )
    )


def not_passed_on(entry: Entrusted) -> None:
    """Raise NotPossible when the entry has been disclosed: then it has to stay provable."""
    kind = entry._meta.model_name or ""
    if Disclosure.objects.filter(entry_kind=kind, entry_id=entry.pk).exists():
        raise NotPossible(
            _("This entry has been passed on to somebody. It has to stay readable as it was.")
        )

"""Proposals for the registry: what somebody found in the quarter, and what became of it.

A proposal knows nothing of where it came from; there is no way from here to a case. A second
click is no second decision: the same decision by the same hand changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from networks.models import Institution, InstitutionCategory, ResourceProposal, SocialSpace
from networks.models.proposals import ProposalState
from networks.services.institutions import create_institution
from sro import access
from sro.audit.keeping import created, updated
from sro.records import locked
from sro.refusals import NotPossible, required_reason


def propose_resource(
    *,
    actor: Any,
    now: datetime,
    today: date,
    name: str,
    description: str = "",
    category: InstitutionCategory | None = None,
    social_space: SocialSpace | None = None,
    contact: str = "",
) -> ResourceProposal:
    """Tell planning about something people can use. These fields are all that is stored.

    Only the month is kept: a day would lead back to an entry in a case.
    """
    proposal = ResourceProposal(
        name=name,
        description=description,
        category=category,
        social_space=social_space,
        contact=contact,
        proposed_in=today.replace(day=1),
        proposed_by=actor,
    )
    return created(actor, proposal, now)


def take_over(
    *, actor: Any, proposal: ResourceProposal, version: int, now: datetime, **fields: Any
) -> ResourceProposal:
    """Enter an institution with `fields` and note that it came from the proposal: both or neither.

    Raises ValidationError for wrong values, NotPossible when somebody else has decided already.
    """

    def again(current: ResourceProposal) -> bool:
        entry = current.institution
        return entry is not None and entry.name == fields.get("name")

    def changes() -> Mapping[str, Any]:
        return {"institution": create_institution(actor=actor, now=now, **fields)}

    return _decide(actor, proposal, ProposalState.TAKEN, changes, again, version, now)


def link(
    *,
    actor: Any,
    proposal: ResourceProposal,
    institution: Institution,
    version: int,
    now: datetime,
) -> ResourceProposal:
    """Note that the registry has this entry for it already."""
    return _decide(
        actor,
        proposal,
        ProposalState.TAKEN,
        lambda: {"institution": institution},
        lambda current: current.institution_id == institution.pk,
        version,
        now,
    )


def decline(
    *, actor: Any, proposal: ResourceProposal, reason: str, version: int, now: datetime
) -> ResourceProposal:
    """Note why it is not taken over. Raises ValidationError without a reason."""
    said = required_reason(reason)
    return _decide(
        actor,
        proposal,
        ProposalState.DECLINED,
        lambda: {"reason": said},
        lambda current: current.reason == said,
        version,
        now,
    )


def mark_read(*, actor: Any, proposal: ResourceProposal, now: datetime) -> bool:
    """Note that who proposed has read what became of it; say whether that is new."""
    with transaction.atomic():
        access.require(actor, "read", proposal)
        current = locked(proposal)
        if current.state == ProposalState.OPEN or current.seen_at is not None:
            return False
        seen = {"seen_at": now}
        updated(actor, current, seen, current.version, now, action="read", verb="read")
        return True


VERBS = {ProposalState.TAKEN: "adopted", ProposalState.DECLINED: "rejected"}


def _decide(
    actor: Any,
    proposal: ResourceProposal,
    state: ProposalState,
    changes: Callable[[], Mapping[str, Any]],
    again: Callable[[ResourceProposal], bool],
    version: int,
    now: datetime,
) -> ResourceProposal:
    """Decide once; `changes` happens under the lock, `again` knows the same decision."""
    with transaction.atomic():
        access.require(actor, "decide", proposal)
        current = locked(proposal)
        if current.state == state and current.decided_by_id == actor.pk and again(current):
            return current
        if current.state != ProposalState.OPEN:
            raise NotPossible(_("Somebody has already decided about this proposal."))
        return updated(
            actor,
            proposal,
            {"state": state, "decided_by": actor, **changes()},
            version,
            now,
            action="decide",
            verb=VERBS[state],
        )

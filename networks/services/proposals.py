"""Proposals for the registry: what somebody found in the quarter, and what became of it.

A proposal knows nothing of where it came from; there is no way from here to a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from networks.models import InstitutionCategory, ResourceProposal, SocialSpace
from networks.models.proposals import ProposalState
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
    *, actor: Any, proposal: ResourceProposal, version: int, now: datetime
) -> ResourceProposal:
    """Note that the registry has an entry for it now."""
    return _decide(actor, proposal, {"state": ProposalState.TAKEN}, version, now, "adopted")


def decline(
    *, actor: Any, proposal: ResourceProposal, reason: str, version: int, now: datetime
) -> ResourceProposal:
    """Note why it is not taken over. Raises ValidationError without a reason."""
    changes = {"state": ProposalState.DECLINED, "reason": required_reason(reason)}
    return _decide(actor, proposal, changes, version, now, "rejected")


def _decide(
    actor: Any,
    proposal: ResourceProposal,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
    verb: str,
) -> ResourceProposal:
    with transaction.atomic():
        access.require(actor, "decide", proposal)
        if locked(proposal).state != ProposalState.OPEN:
            raise NotPossible(_("Somebody has already decided about this proposal."))
        return updated(actor, proposal, changes, version, now, action="decide", verb=verb)

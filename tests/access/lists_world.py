"""The part of the access matrix's world in which something looks wrong."""

from __future__ import annotations

from types import SimpleNamespace

from budgets.services.commitments import recalculate
from tests.cases import factories as make


def build(world: SimpleNamespace) -> None:
    """Add supports without an end: of the case, a colleague's, a foreign one; one has no rate."""
    colleagues = make.make_support(world.colleague_case, state="running")
    foreign = make.make_support(world.foreign_case, state="running")
    world.finding = f"no_end-{world.other_support.pk}"
    world.colleague_finding = f"no_end-{colleagues.pk}"
    world.foreign_finding = f"no_end-{foreign.pk}"
    recalculate(support_ids=[world.other_support.pk], today=make.TODAY, now=make.NOW)
    world.money_finding = f"no_rate-{world.other_support.pk}"

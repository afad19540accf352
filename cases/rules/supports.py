"""Supports: hours as people write them, what belongs together, what the case offers next. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from cases.rules.states import CaseState, SupportState

MINUTES = 60
ACTIVE = frozenset({SupportState.GRANTED, SupportState.RUNNING})
UNDER_WAY = frozenset({SupportState.PROPOSED, SupportState.GRANTED, SupportState.RUNNING})


def minutes_of(hours: Decimal) -> int:
    """Return whole minutes: 1.5 → 90; half a minute is rounded up (ROUND_HALF_UP)."""
    return int((hours * MINUTES).quantize(Decimal(1), ROUND_HALF_UP))


def hours_of(minutes: int) -> Decimal:
    """Return minutes as hours with at most two decimals: 90 → 1.5, 100 → 1.67."""
    return (Decimal(minutes) / MINUTES).quantize(Decimal("0.01"), ROUND_HALF_UP).normalize()


def combined(partners: Mapping[int, int | None]) -> list[list[int]]:
    """Return groups of supports that belong together (§ 27 (2) SGB VIII), in the order given.

    `partners` maps each support to the one it is combined with, or None. Chains become one group;
    a partner that is not among the supports is ignored.
    """
    head = {each: each for each in partners}

    def find(each: int) -> int:
        while head[each] != each:
            each = head[each]
        return each

    for each, partner in partners.items():
        if partner in head:
            head[find(each)] = find(partner)
    groups: dict[int, list[int]] = {}
    for each in partners:
        groups.setdefault(find(each), []).append(each)
    return list(groups.values())


def offered_step(case_state: str, support_states: Iterable[str]) -> str:
    """Return the step of the case that its supports suggest: `run`, `wind_down` or none ("").

    A support that runs suggests that the case is running; when the last one has ended and none is
    on its way, the case is ending. Nothing happens by itself.
    """
    states = set(support_states)
    if case_state == CaseState.PLANNING and SupportState.RUNNING in states:
        return "run"
    if case_state == CaseState.RUNNING and SupportState.ENDED in states and not states & UNDER_WAY:
        return "wind_down"
    return ""

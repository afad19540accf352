"""Which money may be moved where: at once, with a second person's approval, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue without needing Django to do so."""
    return message


class Way(StrEnum):
    """How a transfer comes into force."""

    AT_ONCE = "at_once"
    WITH_APPROVAL = "with_approval"
    NEVER = "never"


@dataclass(frozen=True)
class Place:
    """Where money lies: a fund with its cover group, and how far down it was handed on.

    All by their numbers; no district is the undivided rest, no social space the district as such.
    """

    year: int
    fund: int
    cover_group: int | None
    district: int | None = None
    social_space: int | None = None


@dataclass(frozen=True)
class Verdict:
    """How a transfer comes into force, and by which rule (a code of `MESSAGES`)."""

    way: Way
    rule: str

    @property
    def template(self) -> str:
        """The rule in English, to be translated."""
        return MESSAGES[self.rule]


MESSAGES = {
    "same_place": gettext_noop("The money is there already."),
    "other_year": gettext_noop("Money is not moved between budget years; see the year's closing."),
    "no_cover": gettext_noop("These two funds do not cover each other."),
    "inside_district": gettext_noop(
        "Inside a district, money of one fund is handed on without approval."
    ),
    "within_limit": gettext_noop("The amount is within the limit up to which one person decides."),
    "above_limit": gettext_noop("Above the limit, a second person approves."),
    "limit_used": gettext_noop(
        "Together with what the same person has moved from there this year, it is above the limit:"
        " a second person approves."
    ),
    "no_limit": gettext_noop("No limit is set for this fund: a second person approves."),
}
"""Sentence by code; English is also the key of the translation."""


def verdict(source: Place, target: Place, cents: int, limit: int | None, alone: int = 0) -> Verdict:
    """Return how `cents` may be moved; `limit` (cents) is that of the fund they come from.

    Up to and including the limit one person decides. `alone` (cents) is what the same person has
    moved from the same place by that limit already: it counts, or anything could go in small
    parts. Raises ValueError unless cents are positive.
    """
    if cents <= 0:
        raise ValueError("an amount to be moved is more than zero")
    if source == target:
        return Verdict(Way.NEVER, "same_place")
    if source.year != target.year:
        return Verdict(Way.NEVER, "other_year")
    if source.fund != target.fund:
        if source.cover_group is None or source.cover_group != target.cover_group:
            return Verdict(Way.NEVER, "no_cover")
    elif source.district is not None and source.district == target.district:
        return Verdict(Way.AT_ONCE, "inside_district")
    return by_limit(cents, limit, alone)


def by_limit(cents: int, limit: int | None, alone: int = 0) -> Verdict:
    """Return whether one person decides about `cents`: up to and including the fund's limit.

    `alone` (cents) is what the same person has decided by this limit before, as far as it counts.
    """
    if limit is None:
        return Verdict(Way.WITH_APPROVAL, "no_limit")
    if cents > limit:
        return Verdict(Way.WITH_APPROVAL, "above_limit")
    if cents + alone > limit:
        return Verdict(Way.WITH_APPROVAL, "limit_used")
    return Verdict(Way.AT_ONCE, "within_limit")


def may_leave(free: int, cents: int, *, may_be_overdrawn: bool) -> bool:
    """Return whether `cents` may leave a line of which `free` cents are still to be had.

    The case budget may always be overdrawn: an individual entitlement is not capped.
    """
    return may_be_overdrawn or cents <= free

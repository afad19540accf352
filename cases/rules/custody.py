"""Who holds custody of a young person on a day, and whose consent is therefore needed.

BGB §§ 1626 ff. (parents), 1773 ff. (guardian), 1809 (supplementary curator); SGB I § 36 (own
applications from 15). People are known by a number; offices and associations have none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

OF_AGE = 18
OWN_APPLICATION = 15


class CustodyKind(StrEnum):
    """By which right somebody decides for a young person."""

    JOINT = "joint"
    SOLE = "sole"
    PART = "part"
    OFFICIAL_GUARDIAN = "official_guardian"
    GUARDIAN = "guardian"
    CURATOR = "curator"
    NONE = "none"
    UNKNOWN = "unknown"


PARENTS = frozenset({CustodyKind.JOINT, CustodyKind.SOLE})
# They decide in their field only, beside or instead of the others.
IN_PART = frozenset({CustodyKind.PART, CustodyKind.CURATOR})
GUARDIANS = frozenset({CustodyKind.OFFICIAL_GUARDIAN, CustodyKind.GUARDIAN})


@dataclass(frozen=True, slots=True)
class Holding:
    """One entry: `holder` (a person, or None for an office) decides from `since` to before `until`.

    A missing end is open; a missing beginning holds from birth. `scope` names in words what
    somebody decides who holds custody in part or is supplementary curator.
    """

    kind: CustodyKind
    holder: int | None = None
    since: date | None = None
    until: date | None = None
    scope: str = ""

    def holds_on(self, day: date) -> bool:
        """Return whether the entry is in force on `day` (half-open)."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """What holds on a day.

    `code`: joint, sole, guardian, official_guardian, of_age or unknown. `deciders`: the entries
    whose consent is needed for what matters most. `partly`: who decides in a field only (custody
    in part, supplementary curators); their consent is needed where it touches that field.
    `notes`: codes of what to look at:
    `unknown` (nobody knows who decides: ask), `second_holder_missing` (joint, but only one person
    named), `sole_and_joint`, `several_sole`, `guardian_beside_parents` (entries contradict each
    other), `partly_unknown` (somebody's custody is not clear), `own_application` (from 15 the young
    person may apply for support), `of_age` (decides alone).
    """

    code: str
    deciders: tuple[Holding, ...] = ()
    partly: tuple[Holding, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def holders(self) -> tuple[int, ...]:
        """The people among those whose consent is needed."""
        return tuple(each.holder for each in self.deciders if each.holder is not None)


def custody_on(holdings: Iterable[Holding], day: date, born: date | None = None) -> Summary:
    """Return who decides on `day`.

    `born` is the young person's day of birth where it is known; an estimated year decides nothing.
    """
    age = None if born is None else age_on(born, day)
    if age is not None and age >= OF_AGE:
        return Summary("of_age", notes=("of_age",))
    held = sorted(
        {each for each in holdings if each.holds_on(day)},
        key=_order,
    )
    kinds = {each.kind for each in held}
    notes = [*_contradictions(held)]
    guardians = _of(held, GUARDIANS)
    parents = _of(held, PARENTS)
    partly = _of(held, IN_PART)
    if guardians:
        code = str(guardians[0].kind)
        # Where both are entered nobody is left out before it is cleared up.
        deciders = (*guardians, *parents)
    elif parents:
        code = "joint" if CustodyKind.JOINT in kinds else "sole"
        deciders = parents
    else:
        code, deciders = "unknown", ()
        notes.append("unknown")
    if deciders and CustodyKind.UNKNOWN in kinds:
        notes.append("partly_unknown")
    if age is not None and age >= OWN_APPLICATION:
        notes.append("own_application")
    return Summary(code, deciders, partly, tuple(notes))


def _order(each: Holding) -> tuple:
    days = (each.since or date.min, each.until or date.max)
    return (each.kind, each.holder is None, each.holder or 0, each.scope, *days)


def _of(held: Iterable[Holding], kinds: Iterable[CustodyKind]) -> tuple[Holding, ...]:
    return tuple(each for each in held if each.kind in kinds)


def _contradictions(held: list[Holding]) -> Iterable[str]:
    joint, sole = _of(held, {CustodyKind.JOINT}), _of(held, {CustodyKind.SOLE})
    if len({each.holder for each in joint}) == 1 and not sole:
        yield "second_holder_missing"
    if joint and sole:
        yield "sole_and_joint"
    if len({each.holder for each in sole}) > 1:
        yield "several_sole"
    if (joint or sole) and _of(held, GUARDIANS):
        yield "guardian_beside_parents"


def age_on(born: date, day: date) -> int:
    """Return the age in whole years; who is born on 29 February has the birthday on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

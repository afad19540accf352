"""The life of a family group conference, and how its plan becomes goals. Pure.

The family decides whether there is one and what its plan says; the office answers the plan, and
only a legal reason or the safety of a child speaks against it.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.rules.outline import parents
from cases.rules.plan_lines import PlanLine, outline_of
from sro.states import Transition, line


class CouncilState(StrEnum):
    """Where a family group conference stands."""

    REFERRED = "referred"
    ACCEPTED_BY_FAMILY = "accepted_by_family"
    NOT_WANTED = "not_wanted"
    PREPARING = "preparing"
    HELD = "held"
    PLAN_ACCEPTED = "plan_accepted"
    PLAN_NOT_ACCEPTED = "plan_not_accepted"
    FOLLOW_UP = "follow_up"
    ENDED = "ended"


_S = CouncilState

COUNCIL_TRANSITIONS: Mapping[str, Transition] = {
    "agree": line(_S.REFERRED, to=_S.ACCEPTED_BY_FAMILY),
    # The family may say no at any time before it meets, and owes nobody a reason.
    "decline": line(_S.REFERRED, _S.ACCEPTED_BY_FAMILY, _S.PREPARING, to=_S.NOT_WANTED),
    "prepare": line(_S.ACCEPTED_BY_FAMILY, to=_S.PREPARING),
    "hold": line(_S.PREPARING, to=_S.HELD),
    "accept_plan": line(_S.HELD, to=_S.PLAN_ACCEPTED),
    "refuse_plan": line(_S.HELD, to=_S.PLAN_NOT_ACCEPTED, needs_reason=True),
    "revise": line(_S.PLAN_NOT_ACCEPTED, to=_S.HELD),
    "follow": line(_S.PLAN_ACCEPTED, to=_S.FOLLOW_UP),
    "end": line(_S.PLAN_ACCEPTED, _S.FOLLOW_UP, to=_S.ENDED),
    "end_without_plan": line(_S.HELD, _S.PLAN_NOT_ACCEPTED, to=_S.ENDED, needs_reason=True),
}

RUNNING = frozenset(CouncilState) - {_S.NOT_WANTED, _S.ENDED}
"""As long as it runs, the coordinator sees it."""

BEFORE = frozenset({_S.REFERRED, _S.ACCEPTED_BY_FAMILY, _S.PREPARING})
IN_PREPARATION = frozenset({_S.ACCEPTED_BY_FAMILY, _S.PREPARING})
WITH_ACCEPTED_PLAN = frozenset({_S.PLAN_ACCEPTED, _S.FOLLOW_UP})
PLAN_STANDS = frozenset({_S.PLAN_ACCEPTED, _S.FOLLOW_UP, _S.ENDED})
"""From the answer on the family's words stay as they are."""


@dataclass(frozen=True)
class Point:
    """What somebody does, in the family's words. `aim` is what it is for, where that was said."""

    key: str
    what: str
    aim: str = ""
    who: str = ""
    until: date | None = None


def find_person(name: str, people: Mapping[str, int]) -> int | None:
    """Return the person somebody means: by the whole name, or by its beginning if only one fits."""
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        return None
    folded = {" ".join(label.split()).casefold(): pk for label, pk in people.items()}
    if wanted in folded:
        return folded[wanted]
    alike = [pk for label, pk in folded.items() if label.startswith(f"{wanted} ")]
    return alike[0] if len(alike) == 1 else None


def lines_of_family(
    key: str, aim: str, points: Sequence[Point], *, people: Mapping[str, int], family: str
) -> list[PlanLine]:
    """Return the family's plan as lines of a support plan, in its order and its words.

    What the family wants to reach becomes the direction goal. A point becomes an action goal, or,
    where the family said what it is for, a step below that goal. Points for the same thing lie
    below one goal, where the first of them stood. `people` are those of the case by name; whoever
    is not among them stays as the family named them.
    """
    found = [PlanLine(key, 0, text=aim, owner_name=family)]
    groups: dict[str, list[Point]] = {}
    for point in points:
        groups.setdefault(point.aim.strip() or point.key, []).append(point)
    for name, group in groups.items():
        if not group[0].aim.strip():
            found.append(_line(group[0], 1, people, family))
            continue
        goal = str(uuid.uuid5(uuid.UUID(key), name))
        found.append(PlanLine(goal, 1, text=group[0].aim, owner_name=family))
        found += [_line(point, 2, people, family) for point in group]
    return found


def _line(point: Point, depth: int, people: Mapping[str, int], family: str) -> PlanLine:
    owner = find_person(point.who, people)
    name = "" if owner is not None else (point.who or family)
    return PlanLine(
        point.key, depth, text=point.what, owner_id=owner, owner_name=name, due_on=point.until
    )


def without(lines: Sequence[PlanLine], keys: frozenset[str]) -> list[PlanLine]:
    """Return the lines without those of `keys`. Raises ValueError if others hang below them."""
    above = parents(outline_of(lines))
    left = [line for line in lines if line.key not in keys]
    if any(above[line.key] in keys for line in left):
        raise ValueError("other lines hang below")
    return left

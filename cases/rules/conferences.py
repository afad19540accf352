"""Plan conferences: who belongs there, and what is still missing before inviting or closing.

SGB VIII § 36 (2) custodians and the child take part in planning, other people and services that
help are heard; (3), (5) further professionals and a parent without custody join where the
custodians agree; § 8 the child is involved according to its development. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cases.rules.custody import Summary

YOUNG_PERSON, CUSTODIAN, OTHER_PARENT = "young_person", "custodian", "other_parent"
TRUSTED, CASEWORKER, PROVIDER = "trusted", "caseworker", "provider"
PROFESSIONAL, INTERPRETER = "professional", "interpreter"
NEEDS_CONSENT = frozenset({OTHER_PARENT, PROFESSIONAL})

PARENT, CARER = "parent", "carer"


@dataclass(frozen=True)
class Suggested:
    """Somebody who could be invited: a person of the case, a colleague, or only a name.

    `likely` says whether an office would invite them without further thought.
    """

    role: str
    person: int | None = None
    user: int | None = None
    name: str = ""
    institution: str = ""
    likely: bool = True

    @property
    def key(self) -> str:
        """What names the suggestion in a form: `custodian-p12`, `provider-u7`, `custodian-Amt`."""
        if self.person is not None:
            return f"{self.role}-p{self.person}"
        if self.user is not None:
            return f"{self.role}-u{self.user}"
        return f"{self.role}-{self.institution or self.name}"


@dataclass(frozen=True)
class Family:
    """What is known of the family: the young person, who decides, parents and carers by number.

    `offices` are the guardians' offices in words; `without` people entered as holding no custody.
    """

    young_person: int
    custody: Summary
    parents: tuple[int, ...] = ()
    carers: tuple[int, ...] = ()
    offices: tuple[str, ...] = ()
    without: frozenset[int] = frozenset()


def suggest_family(family: Family) -> list[Suggested]:
    """Return the family's people who belong to a conference, each once.

    Where nobody knows who holds custody the parents are suggested as custodians, except those of
    whom it is entered that they hold none. A parent beside the custodians is not taken for granted:
    they have to agree. Whoever is of age decides alone and chooses who comes.
    """
    found = [Suggested(YOUNG_PERSON, family.young_person)]
    of_age = family.custody.code == "of_age"
    holders: list[int] = []
    if not of_age:
        partly = [each.holder for each in family.custody.partly if each.holder is not None]
        holders = [*family.custody.holders, *partly]
        if not family.custody.deciders:
            holders += [each for each in family.parents if each not in family.without]
        found += [Suggested(CUSTODIAN, each) for each in holders]
        found += [Suggested(CUSTODIAN, name=each) for each in family.offices]
    others = [each for each in family.parents if each not in holders]
    found += [Suggested(OTHER_PARENT, each, likely=False) for each in others]
    found += [Suggested(TRUSTED, each, likely=not of_age) for each in family.carers]
    return _once(found)


def _once(found: Iterable[Suggested]) -> list[Suggested]:
    kept: dict[object, Suggested] = {}
    for each in found:
        kept.setdefault(each.person or each.name, each)
    return list(kept.values())


@dataclass(frozen=True)
class Guest:
    """A participant as the checks see one; consent is "", asked, given or refused."""

    role: str
    consent: str = ""
    invited: bool = False
    attended: bool | None = None

    @property
    def may_come(self) -> bool:
        """Whether nothing stands in the way of inviting this guest."""
        return self.role not in NEEDS_CONSENT or self.consent == "given"


def missing_before_inviting(
    guests: Sequence[Guest],
    *,
    on: date,
    today: date,
    place: str = "",
    of_age: bool = False,
    interpreter_needed: bool = False,
) -> tuple[str, ...]:
    """Return codes of what somebody should look at before inviting; none of them blocks.

    `date_past`, `place`, `young_person`, `custodian`, `consent_open`, `consent_refused`,
    `interpreter`.
    """
    roles = {each.role for each in guests}
    waiting = [each for each in guests if each.role in NEEDS_CONSENT]
    checks = (
        ("date_past", on < today),
        ("place", not place.strip()),
        ("young_person", YOUNG_PERSON not in roles),
        ("custodian", CUSTODIAN not in roles and not of_age),
        ("consent_open", any(each.consent in ("", "asked") for each in waiting)),
        ("consent_refused", any(each.consent == "refused" for each in waiting)),
        ("interpreter", interpreter_needed and INTERPRETER not in roles),
    )
    return tuple(code for code, applies in checks if applies)


@dataclass(frozen=True)
class Held:
    """What is written down of a conference that was held."""

    child_part: str = ""
    child_statement: str = ""
    minutes: str = ""
    next_on: date | None = None
    guests: tuple[Guest, ...] = field(default=())
    goals: int = 0
    goals_reviewed: int = 0


#: Without these a conference is not closed.
BLOCKING = frozenset({"child_part"})


def missing_before_closing(held: Held) -> tuple[str, ...]:
    """Return codes of what is missing: `child_part` blocks, the others are good to have.

    `child_part`, `child_statement`, `attendance`, `minutes`, `reviews`, `next_on`.
    """
    present = held.child_part not in ("", "not_wanted", "too_young")
    checks = (
        ("child_part", not held.child_part),
        ("child_statement", present and not held.child_statement.strip()),
        ("attendance", any(each.attended is None for each in held.guests)),
        ("minutes", not held.minutes.strip()),
        ("reviews", held.goals_reviewed < held.goals),
        ("next_on", held.next_on is None),
    )
    return tuple(code for code, applies in checks if applies)

"""Who is what to whom, who holds custody, who lives with whom, as a case knows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import (
    Case,
    Custody,
    Household,
    HouseholdMember,
    Person,
    Relation,
)
from cases.rules.kinship import DIRECTED, Birth, Kind, Tie, contradictions
from cases.services.guards import working_case
from sro.audit.keeping import created, deleted, updated
from sro.records import acting


def belongs(case: Case, people: Iterable[Person | None]) -> None:
    """Raise ValidationError unless all of them are people of the case."""
    wanted = {person.pk for person in people if person is not None}
    known = set(case.members.filter(person__in=wanted).values_list("person_id", flat=True))
    if wanted - known:
        raise ValidationError(_("Please choose people who belong to this case."))


# --- relations ----------------------------------------------------------------------------------


def ties_of(case: Case, without: Relation | None = None) -> list[Tie]:
    """Return the relations of a case as the rules know them."""
    rows = case.relations.exclude(pk=without.pk) if without and without.pk else case.relations.all()
    return [
        Tie(Kind(kind), person, other)
        for kind, person, other in rows.values_list("kind", "person_id", "other_id")
    ]


def birth_of(person: Person) -> Birth:
    """Return when a person was born as the rules know it."""
    return Birth(person.birth_date, person.birth_year)


def _possible(case: Case, relation: Relation) -> None:
    """Refuse what cannot be: the same tie from the other side, and circles of ancestors."""
    tie = Tie(Kind(relation.kind), relation.person_id, relation.other_id)
    others = ties_of(case, relation)
    if tie.kind not in DIRECTED and Tie(tie.kind, tie.other, tie.one) in others:
        raise ValidationError(_("This relation is already entered."))
    before = {each for each in contradictions(others, {}) if each.code == "circle"}
    after = [each for each in contradictions([*others, tie], {}) if each.code == "circle"]
    if set(after) - before:
        raise ValidationError(
            _(
                "Then somebody would be among their own ancestors. Please check who is parent and"
                " who is child."
            )
        )


def add_relation(
    *,
    actor: Any,
    case: Case,
    person: Person,
    kind: str,
    other: Person,
    now: datetime,
    note: str = "",
) -> Relation:
    """Enter that `person` is `kind` of `other`, both people of the case.

    Raises ValidationError for a tie that is there already or cannot be.
    """
    relation = Relation(case=case, person=person, kind=kind, other=other, note=note)
    with transaction.atomic():
        # The lock keeps two people from closing a circle together.
        working_case(actor, case)
        belongs(case, (person, other))
        relation.full_clean()
        _possible(case, relation)
        return created(actor, relation, now, case=case.pk)


def update_relation(
    *, actor: Any, relation: Relation, changes: Mapping[str, Any], version: int, now: datetime
) -> Relation:
    """Change a relation; raises like :func:`add_relation`, StaleRecord when too late."""
    with transaction.atomic():
        case = working_case(actor, relation.case)
        fresh = updated(actor, relation, changes, version, now)
        belongs(case, (fresh.person, fresh.other))
        _possible(case, fresh)
    return fresh


def delete_relation(*, actor: Any, relation: Relation, version: int, now: datetime) -> None:
    """Delete a relation entered by mistake. What has ended is changed instead (former partner)."""
    with transaction.atomic():
        working_case(actor, relation.case)
        deleted(actor, relation, version, now)


# --- custody ------------------------------------------------------------------------------------


def set_custody(
    *,
    actor: Any,
    case: Case,
    children: Sequence[Person],
    kind: str,
    now: datetime,
    holders: Sequence[Person] = (),
    office: str = "",
    scope: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    replaces: bool = False,
) -> list[Custody]:
    """Enter who holds custody of one or several children, one row for each child and holder.

    The period is half-open; no beginning means that it is not known. With `replaces`, custody that
    holds on `valid_from` ends that day. Raises ValidationError where nobody is named though the
    kind needs somebody, for people outside the case, and for `replaces` without a beginning.
    """
    if replaces and valid_from is None:
        raise ValidationError(
            {"valid_from": _("Please say since when; the custody so far ends on that day.")}
        )
    period = {"valid_from": valid_from, "valid_until": valid_until}
    rows = []
    with acting(actor), transaction.atomic():
        case = working_case(actor, case)
        belongs(case, [*children, *holders])
        for child in children:
            if replaces:
                _end_custody(actor, case, child, valid_from, now)
            for holder in list(holders) or [None]:  # type: ignore[list-item]
                row = Custody(
                    case=case,
                    child=child,
                    holder=holder,
                    office=office,
                    kind=kind,
                    scope=scope,
                    **period,
                )
                rows.append(created(actor, row, now, case=case.pk))
    return rows


def _end_custody(actor: Any, case: Case, child: Person, day: date | None, now: datetime) -> None:
    held = case.custodies.filter(child=child).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=day)
    )
    for row in held.select_for_update(of=("self",)):
        if row.valid_from is not None and day is not None and row.valid_from >= day:
            # What begins on that day or later was not the custody so far.
            continue
        updated(actor, row, {"valid_until": day}, row.version, now, verb="ended")


def update_custody(
    *, actor: Any, custody: Custody, changes: Mapping[str, Any], version: int, now: datetime
) -> Custody:
    """Change an entry of custody; StaleRecord when too late."""
    with transaction.atomic():
        working_case(actor, custody.case)
        fresh = updated(actor, custody, changes, version, now)
        belongs(fresh.case, (fresh.child, fresh.holder))
    return fresh


def delete_custody(*, actor: Any, custody: Custody, version: int, now: datetime) -> None:
    """Delete custody entered by mistake. What has ended is ended by date instead."""
    with transaction.atomic():
        working_case(actor, custody.case)
        deleted(actor, custody, version, now)


# --- households ---------------------------------------------------------------------------------


def add_household(
    *,
    actor: Any,
    case: Case,
    name: str,
    now: datetime,
    people: Sequence[Person] = (),
    valid_from: date | None = None,
) -> Household:
    """Enter a household and who lives there (since `valid_from`; None: nobody knows since when).

    Somebody may live in two households at the same time, as children of parted parents do.
    """
    with transaction.atomic():
        case = working_case(actor, case)
        household = created(actor, Household(case=case, name=name), now, case=case.pk)
        move_in(actor=actor, household=household, people=people, valid_from=valid_from, now=now)
    return household


def rename_household(
    *, actor: Any, household: Household, name: str, version: int, now: datetime
) -> Household:
    """Give a household another name."""
    with transaction.atomic():
        working_case(actor, household.case)
        return updated(actor, household, {"name": name}, version, now)


def move_in(
    *,
    actor: Any,
    household: Household,
    people: Sequence[Person],
    now: datetime,
    valid_from: date | None = None,
    leave_others: bool = False,
) -> list[HouseholdMember]:
    """Let people live in a household from a day on.

    With `leave_others`, they leave their other households of this case on that day. Raises
    ValidationError for somebody who already lives there, and for `leave_others` without a day.
    """
    if leave_others and valid_from is None:
        raise ValidationError(
            {"valid_from": _("Please say since when; the other household is left on that day.")}
        )
    with acting(actor), transaction.atomic():
        case = working_case(actor, household.case)
        belongs(case, people)
        there = set(
            household.members.filter(valid_until__isnull=True).values_list("person_id", flat=True)
        )
        rows = []
        for person in people:
            if person.pk in there:
                raise ValidationError(
                    _("%(name)s already lives in this household.") % {"name": person}
                )
            if leave_others and valid_from is not None:
                _leave_others(actor, household, person, valid_from, now)
            row = HouseholdMember(household=household, person=person, valid_from=valid_from)
            rows.append(created(actor, row, now, household=household.pk))
    return rows


def _leave_others(
    actor: Any, household: Household, person: Person, day: date, now: datetime
) -> None:
    elsewhere = HouseholdMember.objects.filter(
        household__case=household.case_id, person=person, valid_until__isnull=True
    ).exclude(household=household)
    for row in elsewhere.select_for_update(of=("self",)):
        if row.valid_from is None or row.valid_from < day:
            updated(actor, row, {"valid_until": day}, row.version, now, verb="ended")


def update_stay(
    *, actor: Any, stay: HouseholdMember, changes: Mapping[str, Any], version: int, now: datetime
) -> HouseholdMember:
    """Change since when and until when somebody lives in a household."""
    with transaction.atomic():
        working_case(actor, stay.household.case)
        return updated(actor, stay, changes, version, now)


def delete_stay(*, actor: Any, stay: HouseholdMember, version: int, now: datetime) -> None:
    """Delete somebody from a household who never lived there. Who moved out leaves by date."""
    with transaction.atomic():
        working_case(actor, stay.household.case)
        deleted(actor, stay, version, now)


def delete_household(*, actor: Any, household: Household, version: int, now: datetime) -> None:
    """Delete a household entered by mistake, with who lived there."""
    with transaction.atomic():
        working_case(actor, household.case)
        deleted(actor, household, version, now)

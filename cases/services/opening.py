"""Opening a case: a name, a concern, a district. Everything else may come later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cases.models import (
    Case,
    CaseMember,
    CaseStep,
    MemberRole,
    OfficeSettings,
    Person,
    ReferenceCounter,
)
from cases.rules.likeness import Reason
from cases.rules.references import DEFAULT_PATTERN, format_reference
from cases.rules.states import CaseState
from cases.services.consultations import note_consultation
from cases.services.contacts import add_contact
from cases.services.family import add_person
from cases.services.finding import SimilarPerson, similar_persons
from networks.models import District
from sro import access
from sro.access import DISTRICT_ROLES
from sro.audit.keeping import created
from sro.records import acting

#: The same case opened again within this time is one that was sent twice.
SENT_TWICE = timedelta(minutes=2)
ACTION = "open"


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is entered along with a new case; `values` are those of Person.

    `contact` is a way to reach the person ({"kind": …, "value": …}); without a name it needs one.
    """

    role: str
    values: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SimilarCase:
    """A case the family may have already, and why it was found."""

    case: Case
    person: Person | None = None
    reasons: tuple[str, ...] = ()


def open_case(
    *,
    actor: Any,
    name: str,
    concern: str,
    district: Any,
    today: date,
    now: datetime,
    social_space: Any = None,
    people: tuple[NewPerson, ...] = (),
    consultation: Mapping[str, Any] | None = None,
) -> Case:
    """Open a case of the actor's district; the actor is responsible for it.

    `consultation` (advice, outcome) is noted along with it, about the same concern.

    The file reference takes the next number of the year; the number is taken in this transaction,
    so that none is left out or given twice. The same case sent twice within a short time is opened
    once: the first one is returned. Look for the family first (:func:`similar_cases`).
    Raises ValidationError for wrong values, PermissionDenied outside the own districts.
    """
    access.require(actor, "add", Case)
    with acting(actor), transaction.atomic():
        # Whoever opens a case waits here for the one before; that also serialises a double click.
        counter = _locked_counter(today.year)
        twin = sent_before(actor=actor, name=name, concern=concern, district=district, now=now)
        if twin is not None:
            return twin
        _require_space_of(district, social_space)
        number = counter.last + 1
        case = created(
            actor,
            Case(
                reference=_reference(today.year, number, district),
                reference_year=today.year,
                reference_number=number,
                name=name.strip(),
                concern=concern,
                district=district,
                social_space=social_space,
                opened_on=today,
                responsible=actor,
            ),
            now,
        )
        counter.last = number
        counter.save(update_fields=["last"])
        CaseStep.objects.create(
            case=case, action=ACTION, to_state=CaseState.CONSULTATION, actor=actor, at=now
        )
        members = [_enter(actor, case, person, now) for person in people]
        if consultation is not None:
            note_consultation(
                actor=actor,
                case=case,
                held_on=today,
                concern=concern,
                persons=[member.person for member in members],
                today=today,
                now=now,
                **consultation,
            )
    return case


def similar_cases(
    *,
    actor: Any,
    name: str,
    people: tuple[NewPerson, ...] = (),
    limit: int = 8,
) -> list[SimilarCase]:
    """Return cases the family may have already: by people who resemble those, and by its name.

    Each case once, the likeliest first; closed ones too, for they can be reopened.
    """
    found: dict[int, SimilarCase] = {}
    for each in _similar_people(actor, name, people):
        for case in each.cases:
            found.setdefault(case.pk, SimilarCase(case, each.person, tuple(each.reason_words)))
    for case in _cases_named(actor, name, limit):
        found.setdefault(case.pk, SimilarCase(case, None, (_("name of the family"),)))
    return list(found.values())[:limit]


def family_name_of(name: str) -> str:
    """Return the family's name without what is put in front of it ("Familie", "Fam.")."""
    words = name.split()
    if len(words) > 1 and words[0].casefold() in ("familie", "fam.", "fam", "family"):
        return " ".join(words[1:])
    return name.strip()


def _similar_people(actor: Any, name: str, people: tuple[NewPerson, ...]) -> list[SimilarPerson]:
    asked = [
        {
            "given_name": person.values.get("given_name", ""),
            "family_name": person.values.get("family_name", ""),
            "birth_date": person.values.get("birth_date"),
            "birth_year": person.values.get("birth_year"),
        }
        for person in people
    ]
    asked.append({"family_name": family_name_of(name)})
    found: dict[int, SimilarPerson] = {}
    for question in asked:
        for each in similar_persons(actor=actor, **question):
            known = found.get(each.person.pk)
            if known is None or known.score < each.score:
                found[each.person.pk] = each
    # Siblings share a family name; whoever was asked for by name and birthday comes first.
    return sorted(found.values(), key=lambda each: (-_weight(each), each.person.pk))


def _weight(each: SimilarPerson) -> float:
    return each.score + (1 if Reason.SAME_BIRTH_DATE in each.reasons else 0)


def _cases_named(actor: Any, name: str, limit: int) -> list[Case]:
    family = family_name_of(name)
    rows = Case.objects.visible_to(actor).select_related("district", "responsible")
    rows = rows.defer("search_vector", "concern")
    found = rows.found(family, limit)
    if len(found) < limit:
        known = [case.pk for case in found]
        found += rows.resembling(family, limit - len(found), without=known)
    return found


def _locked_counter(year: int) -> ReferenceCounter:
    """Return the year's counter, locked until the case is there."""
    # Two people may open the first cases of a year at once; one of them makes the row.
    ReferenceCounter.objects.bulk_create([ReferenceCounter(year=year)], ignore_conflicts=True)
    return ReferenceCounter.objects.select_for_update().get(year=year)


def own_districts(actor: Any, today: date) -> QuerySet[District]:
    """Return the districts in which the actor may open cases."""
    held = actor.grants_on(today).districts
    ids = {pk for role in DISTRICT_ROLES for pk in held.get(role, ())}
    return District.objects.valid_on(today).filter(pk__in=ids).order_by("sort_key", "pk")


def sent_before(
    *, actor: Any, name: str, concern: str, district: Any, now: datetime
) -> Case | None:
    """Return the case that the same form has opened already; None when it was not sent twice."""
    return (
        Case.objects.visible_to(actor)
        .filter(
            name=name.strip(),
            concern=concern,
            district=district,
            steps__action=ACTION,
            steps__actor=actor,
            steps__at__gt=now - SENT_TWICE,
        )
        .order_by("-pk")
        .first()
    )


def _reference(year: int, number: int, district: Any) -> str:
    settings = OfficeSettings.objects.only("reference_pattern").first()
    pattern = settings.reference_pattern if settings else DEFAULT_PATTERN
    return format_reference(pattern, year=year, number=number, district=district.key)


def _require_space_of(district: Any, space: Any) -> None:
    if space is not None and space.district_id != district.pk:
        raise ValidationError({"social_space": _("This social space belongs to another district.")})


def _enter(actor: Any, case: Case, person: NewPerson, now: datetime) -> CaseMember:
    values = {name: value for name, value in person.values.items() if value not in ("", None)}
    if not values.get("given_name") and not values.get("family_name"):
        values["family_name"] = family_name_of(case.name)
    member = add_person(
        actor=actor, case=case, role=person.role or MemberRole.OTHER, now=now, **values
    )
    if person.contact:
        add_contact(actor=actor, person=member.person, now=now, **person.contact)
    return member

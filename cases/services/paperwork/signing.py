"""Who signs a support plan."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import pgettext

from cases.models import (
    ConferenceParticipant,
    Custody,
    CustodyKind,
    MemberRole,
    ParticipantRole,
    Person,
    PlanConference,
    SupportPlan,
)
from cases.papers import Signer
from cases.rules.custody import custody_on
from cases.services.paperwork.words import name_of

NO_CUSTODY = (CustodyKind.NONE, CustodyKind.UNKNOWN)


def signers(
    plan: SupportPlan, people: list[Person], conference: PlanConference | None, day: date
) -> Iterable[Signer]:
    """Yield who signs: the young `people`, who holds custody on `day`, provider, caseworker.

    The parents sign as such where nobody knows yet who holds custody.
    """
    for person in people:
        yield Signer(person.name, pgettext("paper", "young person"))
    custody = (
        Custody.objects.filter(case=plan.case, child__in=people)
        .exclude(kind__in=NO_CUSTODY)
        .valid_on(day)
        .select_related("holder")
        .order_by("kind", "pk")
    )
    seen = set()
    for row in custody:
        name = row.holder.name if row.holder else row.office
        if name not in seen:
            seen.add(name)
            yield Signer(
                name,
                pgettext("paper", "custodian") if row.holder else pgettext("paper", "guardian"),
            )
    if not seen:
        yield from _parents(plan, people, day)
    if conference:
        for participant in present(conference, ParticipantRole.PROVIDER):
            yield Signer(
                name_of(participant), participant.institution or pgettext("paper", "provider")
            )
    if plan.case.responsible:
        yield Signer(plan.case.responsible.display_name, pgettext("paper", "youth welfare office"))


def _parents(plan: SupportPlan, people: list[Person], day: date) -> Iterable[Signer]:
    """Yield the parents, where nobody knows yet who holds custody; who is of age signs alone."""
    if all(custody_on((), day, person.birth_date).code == "of_age" for person in people):
        return
    without = Custody.objects.filter(case=plan.case, child__in=people, kind=CustodyKind.NONE)
    parents = plan.case.members.filter(role=MemberRole.PARENT).exclude(
        person__in=without.values("holder")
    )
    for member in parents.select_related("person").order_by("pk"):
        yield Signer(member.person.name, pgettext("paper", "parent"))


def present(conference: PlanConference, *roles: str) -> Iterable[ConferenceParticipant]:
    """Return who took part in a conference, all or those in `roles`."""
    rows = conference.participants.select_related("person", "user").filter(attended=True)
    return rows.filter(role__in=roles) if roles else rows

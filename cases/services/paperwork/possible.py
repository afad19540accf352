"""Which papers of a case can be made now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.models import (
    Case,
    ConferenceParticipant,
    CustodianConsent,
    DocumentKind,
    OfferHandover,
    ResourceMap,
    SupportDecision,
    SupportPlan,
)
from cases.rules.states import ConferenceState, PlanState
from cases.services.paperwork.orders import MAKERS
from cases.services.paperwork.words import name_of


@dataclass(frozen=True)
class Possible:
    """A paper that can be made: its kind, the row it is about, and both in words."""

    kind: str
    subject_pk: int
    title: str
    hint: str = ""


def possible_papers(user: Any, case: Case) -> list[Possible]:
    """Return the papers that this person can make of this case, the usual ones first."""
    found = [
        *_plans(user, case),
        *_invitations(user, case),
        *_decisions(user, case),
        *_maps(user, case),
        *_offers(user, case),
    ]
    return [each for each in found if each.kind in MAKERS]


def _plans(user: Any, case: Case) -> Iterator[Possible]:
    plans = (
        SupportPlan.objects.visible_to(user)
        .filter(case=case)
        .exclude(state=PlanState.SUPERSEDED)
        .select_related("young_person")
        .order_by("young_person__sort_key", "-number")
    )
    for plan in plans:
        who = plan.young_person.name
        hint = _("version %(number)s, %(state)s") % {
            "number": plan.number,
            "state": plan.get_state_display(),
        }
        title = _("Support plan for %(name)s") % {"name": who}
        yield Possible(DocumentKind.PLAN, plan.pk, title, hint)
        title = _("Page for the family: plan for %(name)s") % {"name": who}
        yield Possible(DocumentKind.FAMILY_PLAN, plan.pk, title, hint)


def _invitations(user: Any, case: Case) -> Iterator[Possible]:
    guests = (
        ConferenceParticipant.objects.visible_to(user)
        .filter(conference__case=case, conference__state=ConferenceState.PLANNED)
        .select_related("conference", "person", "user")
        .order_by("conference__scheduled_at", "role", "pk")
    )
    for guest in guests:
        when = date_format(localtime(guest.conference.scheduled_at), "SHORT_DATETIME_FORMAT")
        hint = _("conversation on %(when)s") % {"when": when}
        if guest.needs_consent and guest.consent != CustodianConsent.GIVEN:
            hint = _("%(hint)s; the custodians have not agreed yet") % {"hint": hint}
        title = _("Invitation for %(name)s") % {"name": name_of(guest)}
        yield Possible(DocumentKind.INVITATION, guest.pk, title, hint)


def _decisions(user: Any, case: Case) -> Iterator[Possible]:
    for row in SupportDecision.objects.visible_to(user).filter(case=case):
        day = date_format(row.decided_on, "SHORT_DATE_FORMAT")
        title = _("Letter on the decision of %(day)s") % {"day": day}
        yield Possible(DocumentKind.DECISION, row.pk, title, str(row.get_result_display()))


def _maps(user: Any, case: Case) -> Iterator[Possible]:
    rows = ResourceMap.objects.visible_to(user).filter(case=case, next_map=None)
    for row in rows.select_related("person"):
        day = date_format(row.drawn_on, "SHORT_DATE_FORMAT")
        title = _("Resource map of %(name)s") % {"name": row.person.name}
        yield Possible(DocumentKind.RESOURCE_MAP, row.pk, title, day)


def _offers(user: Any, case: Case) -> Iterator[Possible]:
    rows = OfferHandover.objects.visible_to(user).filter(case=case).select_related("offer")
    for row, names in _by_day(rows.order_by("-handed_on", "pk")):
        day = date_format(row.handed_on, "SHORT_DATE_FORMAT")
        title = _("List of the offers of %(day)s") % {"day": day}
        yield Possible(DocumentKind.OFFERS, row.pk, title, ", ".join(names))


def _by_day(rows: Iterable[OfferHandover]) -> Iterator[tuple[OfferHandover, list[str]]]:
    first: OfferHandover | None = None
    names: list[str] = []
    for row in rows:
        if first is None or first.handed_on != row.handed_on:
            if first is not None:
                yield first, names
            first, names = row, []
        names.append(row.offer.name)
    if first is not None:
        yield first, names

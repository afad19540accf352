"""Everything the page of a conference says, read with a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import conference_words as words
from cases.models import (
    Case,
    ConferenceParticipant,
    DevelopmentReport,
    GoalReview,
    IssuedDocument,
    MemberRole,
    Person,
    PlanConference,
    SupportPlan,
)
from cases.rules.conferences import Guest, Held, missing_before_closing, missing_before_inviting
from cases.rules.states import ConferenceState, PlanState
from cases.services.invitees import custodians_of, interpreter_needed
from sro.ui.tables import Action

OF_AGE = 18


@dataclass(frozen=True)
class Line:
    """A participant with what the custodians say and what can be done."""

    row: ConferenceParticipant
    consent: str
    asks_consent: bool
    removable: bool


@dataclass(frozen=True)
class ConferenceFacts:
    """A conference as its page shows it."""

    lines: list[Line]
    hints: list[str]
    custodians: list[str]
    actions: list[Action]
    documents: list[IssuedDocument]
    reports: list[DevelopmentReport]
    reviewed: int
    goals: int
    review_url: str
    editable: bool


def young_people(user: Any, case: Case) -> QuerySet[Person]:
    """Return the young people of a case, by age."""
    people = Person.objects.visible_to(user).filter(
        memberships__case=case, memberships__role=MemberRole.YOUNG_PERSON
    )
    return people.defer("search_vector").order_by("birth_date", "sort_key", "pk").distinct()


def plans_of(user: Any, case: Case, person: Person | None = None) -> QuerySet[SupportPlan]:
    """Return the plans of a case, of one young person if given; the newest version first."""
    plans = SupportPlan.objects.visible_to(user).filter(case=case).select_related("young_person")
    if person is not None:
        plans = plans.filter(young_person=person)
    return plans.order_by("-number", "-pk")


def plan_that_holds(plans: QuerySet[SupportPlan]) -> SupportPlan | None:
    """Return the newest agreed version, of which people speak and on which they decide.

    Before anything is agreed it is the newest draft.
    """
    return plans.exclude(state=PlanState.DRAFT).first() or plans.first()


def participants_of(user: Any, conference: PlanConference) -> list[ConferenceParticipant]:
    """Return who takes part, the family first."""
    rows = ConferenceParticipant.objects.visible_to(user).filter(conference=conference)
    order = {value: place for place, value in enumerate(_ROLES)}
    found = rows.select_related("person", "user").defer("person__search_vector").order_by("pk")
    return sorted(found, key=lambda row: (order[row.role], row.pk))


_ROLES = (
    *("young_person", "custodian", "other_parent", "trusted", "caseworker"),
    *("provider", "professional", "interpreter"),
)


def conference_facts(
    user: Any, case: Case, conference: PlanConference, today: date
) -> ConferenceFacts:
    """Read a conference's page."""
    rows = participants_of(user, conference)
    reviews = GoalReview.objects.visible_to(user).filter(conference=conference)
    reviewed = reviews.values("goal_id").distinct().count()
    goals = conference.plan.goal_set.count() if _reviewable(conference) else 0
    editable = conference.state in (ConferenceState.PLANNED, ConferenceState.HELD)
    return ConferenceFacts(
        lines=[_line(row) for row in rows],
        hints=_hints(conference, rows, today, (goals, reviewed)),
        custodians=custodians_of(user, case, conference.young_person, today),
        actions=_actions(conference, rows, today),
        documents=list(
            IssuedDocument.objects.visible_to(user)
            .filter(conference=conference)
            .defer("content")
            .order_by("pk")
        ),
        reports=list(
            DevelopmentReport.objects.visible_to(user)
            .filter(conference=conference)
            .select_related("support__provider", "support__support_type")
            .order_by("pk")
        ),
        reviewed=reviewed,
        goals=goals,
        review_url=_review_url(conference) if editable else "",
        editable=editable and case.is_open,
    )


def _line(row: ConferenceParticipant) -> Line:
    return Line(
        row=row,
        consent=words.consent_state(row),
        asks_consent=row.needs_consent,
        removable=row.invited_on is None and not row.attended,
    )


def _hints(
    conference: PlanConference,
    rows: list[ConferenceParticipant],
    today: date,
    goals: tuple[int, int],
) -> list[str]:
    guests = tuple(Guest(r.role, r.consent, bool(r.invited_on), r.attended) for r in rows)
    if conference.state == ConferenceState.PLANNED:
        people = [row.person for row in rows if row.person]
        age = conference.young_person.age_on(today)
        codes = missing_before_inviting(
            guests,
            on=timezone.localdate(conference.scheduled_at),
            today=today,
            place=conference.place,
            of_age=age is not None and age >= OF_AGE,
            interpreter_needed=interpreter_needed(people),
        )
        return [words.before_inviting(code) for code in codes]
    if conference.state != ConferenceState.HELD:
        return []
    codes = missing_before_closing(
        Held(
            child_part=conference.child_part,
            child_statement=conference.child_statement,
            minutes=conference.minutes,
            next_on=conference.next_on,
            guests=tuple(each for each in guests if each.may_come),
            goals=goals[0],
            goals_reviewed=goals[1],
        )
    )
    return [words.before_closing(code) for code in codes]


def _reviewable(conference: PlanConference) -> bool:
    return conference.plan is not None and conference.plan.state != PlanState.DRAFT


def _review_url(conference: PlanConference) -> str:
    if not _reviewable(conference):
        return ""
    address = reverse("cases:plan_review", args=[conference.case_id, conference.plan_id])
    return f"{address}?gespraech={conference.pk}"


def _actions(
    conference: PlanConference, rows: list[ConferenceParticipant], today: date
) -> list[Action]:
    def to(name: str) -> str:
        return reverse(f"cases:{name}", args=[conference.case_id, conference.pk])

    state = conference.state
    if state == ConferenceState.PLANNED:
        due = timezone.localdate(conference.scheduled_at) <= today
        found = [Action(_("Invite"), to("conference_invite"), primary=not due)]
        if not any(_can_be_invited(row) for row in rows):
            found = []
        if due:
            found.insert(0, Action(_("Write down the conversation"), to("conference_hold"), True))
        return [
            *found,
            Action(_("Edit"), to("conference_edit"), icon="edit"),
            Action(_("Call off"), to("conference_cancel")),
        ]
    if state == ConferenceState.HELD:
        return [
            Action(_("Conclude"), to("conference_close"), primary=bool(conference.child_part)),
            Action(_("Go on writing"), to("conference_hold"), primary=not conference.child_part),
        ]
    if state == ConferenceState.CLOSED:
        return [Action(_("Prepare the next conversation"), to("conference_next"), icon="add")]
    return []


def _can_be_invited(row: ConferenceParticipant) -> bool:
    return row.invited_on is None and (not row.needs_consent or row.consent == "given")

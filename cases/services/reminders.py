"""What is due for somebody or for a team, gathered from all parts of help planning.

Each source is one query that starts from the rows the person may see, so the number of queries
does not depend on how much is due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.models import (
    Absence,
    Case,
    CaseTransfer,
    DevelopmentReport,
    FamilyGroupConference,
    FollowUp,
    Goal,
    Hypothesis,
    HypothesisState,
    PlanConference,
    StandIn,
    Support,
    SupportPlan,
    TeamConsultation,
)
from cases.rules.councils import CouncilState
from cases.rules.due import horizon
from cases.rules.states import (
    CaseState,
    ConferenceState,
    PlanState,
    ReportState,
    SupportState,
    TransferState,
)
from sro import access

#: What a year-old date is worth is not a reminder but a look at the case.
LONGEST_OVERDUE = 366
#: Days that a calendar looks ahead.
CALENDAR_AHEAD = 184


@dataclass(frozen=True)
class Due:
    """Something due on a day; `what` says it without any name, `note` is the person's own text.

    `section` is the anchor on the page of the case, `at` the moment where there is one.
    """

    kind: str
    key: int
    day: date
    what: str | Promise
    case_id: int
    case_name: str
    section: str
    note: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Reach:
    """Whose dates are asked for: a person's rights, the cases looked at, and until when."""

    user: Any
    cases: QuerySet[Case]
    today: date
    until: date
    #: False: of everybody who works on these cases (the team lead's overview).
    personal: bool = True

    @property
    def since(self) -> date:
        """The first day looked at."""
        return self.today - timedelta(days=LONGEST_OVERDUE)

    def rows(self, model: Any, case: str = "case") -> QuerySet:
        """Return the visible rows of the cases; `case` is the path from row to case."""
        rows = model.objects.visible_to(self.user)
        return rows.filter(**{f"{case}__in": self.cases}).select_related(case)


def cases_of(user: Any, today: date) -> QuerySet[Case]:
    """Return the open cases somebody looks after today.

    Their own, those they deputise in while the one responsible is away or nobody is, and those
    they stand in for.
    """
    steps_in = StandIn.objects.filter(user=user).valid_on(today).order_by().values("case_id")
    cases = Case.objects.allowing(user, "work").still_open()
    return cases.filter(
        Q(responsible=user)
        | Q(deputy=user) & (Q(responsible=None) | Exists(_away(today)))
        | Q(pk__in=steps_in)
    ).order_by()


def deputised_cases(user: Any, today: date) -> QuerySet[Case]:
    """Return the cases somebody deputises in today, because the one responsible is away."""
    cases = Case.objects.allowing(user, "work").still_open().filter(Exists(_away(today)))
    return cases.filter(deputy=user).exclude(responsible=user)


def team_cases(user: Any) -> QuerySet[Case]:
    """Return the open cases of the districts somebody leads."""
    return Case.objects.allowing(user, "assign").still_open().order_by()


def _away(today: date) -> QuerySet[Absence]:
    return Absence.objects.filter(user_id=OuterRef("responsible_id")).valid_on(today)


def due_for(user: Any, today: date) -> list[Due]:
    """Return what is due for somebody until the horizon, the earliest first."""
    return gather(Reach(user, cases_of(user, today), today, horizon(today)))


def due_in_team(user: Any, today: date) -> list[Due]:
    """Return what is due in the districts somebody leads, whoever works on it."""
    reach = Reach(user, team_cases(user), today, horizon(today), personal=False)
    return gather(reach)


def calendar_of(user: Any, today: date) -> list[Due]:
    """Return the dates of somebody for a calendar: what is due for the coming half year too."""
    until = today + timedelta(days=CALENDAR_AHEAD)
    return gather(Reach(user, cases_of(user, today), today, until))


def gather(reach: Reach) -> list[Due]:
    """Return what all sources say, the earliest first."""
    found = [due for source in SOURCES for due in source(reach)]
    return sorted(found, key=lambda due: (due.day, due.case_name, due.kind, due.key))


def _due(row: Any, case: Case, kind: str, day: date, what: str, section: str, **more: Any) -> Due:
    return Due(kind, row.pk, day, what, case.pk, case.name, section, **more)


def _follow_ups(reach: Reach) -> Iterator[Due]:
    rows = FollowUp.objects.visible_to(reach.user).select_related("case").filter(done_on=None)
    if reach.personal:
        rows = rows.filter(assigned_to=reach.user).exclude(case__state=CaseState.CLOSED)
    else:
        rows = rows.filter(case__in=reach.cases)
    for row in rows.filter(due_on__lte=reach.until):
        yield _due(row, row.case, "follow_up", row.due_on, _("Follow-up"), "", note=row.note)


def _conferences(reach: Reach) -> Iterator[Due]:
    # Closed ones say when people meet again, without there being a new one yet.
    later = PlanConference.objects.filter(
        case=OuterRef("case"),
        young_person=OuterRef("young_person"),
        scheduled_at__gt=OuterRef("scheduled_at"),
    ).exclude(state=ConferenceState.CANCELLED)
    until = day_end(reach.until)
    rows = reach.rows(PlanConference).filter(
        Q(state=ConferenceState.PLANNED, scheduled_at__lte=until)
        | Q(state=ConferenceState.HELD)
        | Q(state=ConferenceState.CLOSED, next_on__lte=reach.until, next_on__gte=reach.since)
        & ~Exists(later)
    )
    for row in rows:
        day = timezone.localdate(row.scheduled_at)
        if row.state == ConferenceState.CLOSED:
            text = _("Arrange the next plan conference")
            yield _due(row, row.case, "next_conference", row.next_on, text, "hilfeplangespraeche")
        elif row.state == ConferenceState.HELD:
            text = _("Finish the minutes of the plan conference")
            yield _due(row, row.case, "minutes", day, text, "hilfeplangespraeche")
        else:
            text = _("Plan conference") if day >= reach.today else _("Plan conference: how was it?")
            at = row.scheduled_at
            yield _due(row, row.case, "conference", day, text, "hilfeplangespraeche", at=at)


def _plans(reach: Reach) -> Iterator[Due]:
    rows = reach.rows(SupportPlan).filter(
        state=PlanState.IN_FORCE,
        period_until__lte=reach.until,
        period_until__gte=reach.since,
    )
    for row in rows:
        text = _("The support plan runs out: review it")
        yield _due(row, row.case, "plan", row.period_until, text, "hilfeplaene")


def _goals(reach: Reach) -> Iterator[Due]:
    rows = reach.rows(Goal, "plan__case").filter(
        plan__state=PlanState.IN_FORCE,
        due_on__lte=reach.until,
        due_on__gte=reach.since,
        reviews=None,
    )
    for row in rows:
        text = _("A goal of the support plan is due")
        yield _due(row, row.plan.case, "goal", row.due_on, text, "hilfeplaene")


def _hypotheses(reach: Reach) -> Iterator[Due]:
    rows = reach.rows(Hypothesis).filter(state=HypothesisState.OPEN, check_on__lte=reach.until)
    for row in rows:
        text = _("Check a hypothesis again")
        yield _due(row, row.case, "hypothesis", row.check_on, text, "diagnose")


def _supports(reach: Reach) -> Iterator[Due]:
    rows = reach.rows(Support).filter(
        state__in=(SupportState.GRANTED, SupportState.RUNNING),
        planned_end__lte=reach.until,
    )
    for row in rows:
        text = _("A support reaches its planned end")
        yield _due(row, row.case, "support", row.planned_end, text, "hilfen")


def _reports(reach: Reach) -> Iterator[Due]:
    rows = reach.rows(DevelopmentReport, "support__case").filter(
        state__in=(ReportState.REQUESTED, ReportState.RETURNED), due_on__lte=reach.until
    )
    for row in rows:
        text = _("Development report of the provider")
        yield _due(row, row.support.case, "report", row.due_on, text, "hilfen")


def _councils(reach: Reach) -> Iterator[Due]:
    rows = reach.rows(FamilyGroupConference).filter(
        Q(state=CouncilState.PREPARING, scheduled_at__lte=day_end(reach.until))
        | Q(state=CouncilState.HELD)
        | Q(
            state__in=(CouncilState.PLAN_ACCEPTED, CouncilState.FOLLOW_UP),
            follow_up_on__lte=reach.until,
        )
    )
    for row in rows:
        case, section = row.case, "familienrat"
        if row.state in (CouncilState.PLAN_ACCEPTED, CouncilState.FOLLOW_UP):
            text = _("Family group conference: follow-up meeting")
            yield _due(row, case, "council_follow_up", row.follow_up_on, text, section)
            continue
        day = timezone.localdate(row.scheduled_at)
        if row.state == CouncilState.HELD:
            # The plan itself says what the family wants to reach; without that there is none yet.
            if row.aim.strip():
                text = _("Answer the plan of the family")
                yield _due(row, case, "council_answer", day, text, section)
            else:
                text = _("The plan of the family is not written down yet")
                yield _due(row, case, "council_plan", day, text, section)
        else:
            text = _("Family group conference")
            yield _due(row, case, "council", day, text, section, at=row.scheduled_at)


SOURCES: tuple[Callable[[Reach], Iterator[Due]], ...] = (
    _follow_ups,
    _conferences,
    _plans,
    _goals,
    _hypotheses,
    _supports,
    _reports,
    _councils,
)


def day_end(day: date) -> datetime:
    """Return the last moment of a local day."""
    return timezone.make_aware(datetime.combine(day, time.max))


def waiting_transfers(user: Any) -> QuerySet[CaseTransfer]:
    """Return the transfers that wait for somebody's decision, the oldest first."""
    rows = CaseTransfer.objects.allowing(user, "accept").filter(state=TransferState.REQUESTED)
    return rows.select_related("case", "from_district").order_by("requested_at", "pk")


def waiting_decisions(user: Any) -> QuerySet[Case]:
    """Return the team's cases in which a support was considered together and is not decided."""
    proposed = Support.objects.filter(case=OuterRef("pk"), state=SupportState.PROPOSED)
    considered = TeamConsultation.objects.filter(case=OuterRef("pk"))
    return team_cases(user).filter(Exists(proposed), Exists(considered)).order_by("sort_key", "pk")


def without_responsible(user: Any) -> QuerySet[Case]:
    """Return the open cases of somebody's team that nobody is responsible for."""
    return team_cases(user).filter(responsible=None).order_by("opened_on", "pk")


def away_without_deputy(user: Any, today: date) -> QuerySet[Case]:
    """Return the team's cases whose responsible is away today and that have no deputy there."""
    deputy_away = Absence.objects.filter(user_id=OuterRef("deputy_id")).valid_on(today)
    cases = team_cases(user).filter(Exists(_away(today)))
    return cases.filter(Q(deputy=None) | Exists(deputy_away)).order_by("sort_key", "pk")


def leads(user: Any) -> bool:
    """Return whether somebody leads a team."""
    return access.can(user, "assign", Case)

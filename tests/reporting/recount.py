"""A slow recount of every figure of the report, row by row, for the demo's rows.

Written from the definitions that are printed with the figures, in other words than the statements
of `reporting.services.counting`, so that both are wrong together only by the same misreading.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from statistics import mean, median
from typing import Any

from django.utils import timezone

from budgets.models import HoursEntry, Indicator, IndicatorValue, Outflow
from cases.models import (
    FamilyGroupConference,
    Goal,
    GoalReview,
    PlanConference,
    SpaceAnswer,
    Support,
    SupportPlan,
)
from networks.models import (
    District,
    Institution,
    Need,
    Network,
    NetworkMeeting,
    Offer,
    Project,
    SocialSpace,
)
from reporting.figures import FIGURES, Split
from reporting.services.counting import CITY, Area, count
from sro.periods import Quarter

MONTH = Fraction(146_097, 4_800)


@dataclass
class Here:
    """The rows of an area in a quarter."""

    last_day: date
    running: list[Support] = field(default_factory=list)
    begun: list[Support] = field(default_factory=list)
    ended: list[Support] = field(default_factory=list)
    cases: set[int] = field(default_factory=set)
    talks: list[PlanConference] = field(default_factory=list)
    reviews: list[GoalReview] = field(default_factory=list)
    plans: list[SupportPlan] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    answers: list[SpaceAnswer] = field(default_factory=list)
    hours: list[HoursEntry] = field(default_factory=list)
    bookings: list[Outflow] = field(default_factory=list)
    council_bookings: list[Outflow] = field(default_factory=list)
    councils: list[FamilyGroupConference] = field(default_factory=list)
    meetings: list[NetworkMeeting] = field(default_factory=list)
    overdue: list[Network] = field(default_factory=list)
    realised: list[Need] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    verified: list[Institution | Offer] = field(default_factory=list)
    residents: Fraction | None = None


def check(quarters: Iterable[Quarter], base: Indicator | None) -> Counter[str]:
    """Compare all figures of all areas; return how often each had a value other than zero."""
    seen: Counter[str] = Counter()
    for quarter in quarters:
        counts = count([quarter], base=base.pk if base else None)
        for area, here in rows_of(quarter, base).items():
            counted = counts.of(quarter, area)
            for figure in FIGURES:
                if area.level in ("space", "elsewhere") and not figure.in_spaces:
                    continue
                place = (figure.code, quarter, area)
                wanted = VALUES[figure.code](here)
                assert (place, figure.value(counted)) == (place, wanted)
                seen[figure.code] += bool(wanted)
                for split in figure.splits:
                    found = counts.parts(quarter, area, f"{figure.counts[0]}:{split.value}")
                    rows = getattr(here, figure.counts[0])
                    parts = Counter(PARTS[split](each, here.last_day) for each in rows)
                    assert (place, split, found) == (place, split, parts)
    return seen


def rows_of(quarter: Quarter, base: Indicator | None) -> dict[Area, Here]:
    """Return the rows of all areas, whether there are any or not."""
    areas = [CITY, *(Area("district", pk) for pk in District.objects.values_list("pk", flat=True))]
    areas += [Area("elsewhere", each.pk) for each in areas[1:]]
    areas += [Area("space", pk) for pk in SocialSpace.objects.values_list("pk", flat=True)]
    found = {area: Here(quarter.last_day) for area in areas}

    def put(row: Any, name: str, district: int, space: int | None) -> None:
        inner = Area("elsewhere", district) if space is None else Area("space", space)
        for area in (CITY, Area("district", district), inner):
            getattr(found[area], name).append(row)

    def put_by_case(row: Any, name: str, case: Any) -> None:
        put(row, name, case.district_id, case.social_space_id)

    _supports(quarter, put_by_case, found)
    _talks(quarter, put_by_case)
    _place(quarter, put, put_by_case)
    for entry in HoursEntry.objects.select_related("support__case"):
        told = entry.team_id is not None or entry.state not in ("entered", "returned")
        if entry.day in quarter.span and told:
            space = entry.social_space_id
            if space is None and entry.support is not None:
                case = entry.support.case
                space = case.social_space_id if case.district_id == entry.district_id else None
            put(entry, "hours", entry.district_id, space)
    for booking in Outflow.objects.all():
        name = {"fall": "bookings", "family_group_conference": "council_bookings"}
        if booking.booked_on in quarter.span and booking.fund_kind in name:
            put(booking, name[booking.fund_kind], booking.district_id, None)
    _residents(quarter, base, found)
    return found


def _supports(quarter: Quarter, put: Callable[..., None], found: dict[Area, Here]) -> None:
    rows = Support.objects.select_related("case", "person", "support_type")
    for each in rows.exclude(state__in=["proposed", "declined"]):
        over = each.end is not None and each.end <= quarter.last_day
        if each.start <= quarter.last_day and not over:
            put(each, "running", each.case)
        if each.start in quarter.span:
            put(each, "begun", each.case)
        if each.end is not None and each.end in quarter.span:
            put(each, "ended", each.case)
        if each.start <= quarter.last_day and (each.end is None or each.end > quarter.start):
            case = each.case
            space = Area("space", case.social_space_id or 0)
            inner = space if case.social_space_id else Area("elsewhere", case.district_id)
            for area in (CITY, Area("district", case.district_id), inner):
                found[area].cases.add(case.pk)


def _talks(quarter: Quarter, put: Callable[..., None]) -> None:
    for talk in PlanConference.objects.select_related("case", "plan"):
        if _day(talk.scheduled_at) in quarter.span and talk.state in ("held", "closed"):
            put(talk, "talks", talk.case)
    for review in GoalReview.objects.select_related("goal__plan__case"):
        if review.reviewed_on in quarter.span:
            put(review, "reviews", review.goal.plan.case)
    for plan in SupportPlan.objects.select_related("case").exclude(agreed_at=None):
        if _day(plan.agreed_at) in quarter.span:
            put(plan, "plans", plan.case)
            for goal in Goal.objects.filter(plan=plan, level="action"):
                put(goal, "goals", plan.case)
            for answer in SpaceAnswer.objects.filter(plan=plan):
                put(answer, "answers", plan.case)


def _place(quarter: Quarter, put: Callable[..., None], by_case: Callable[..., None]) -> None:
    for network in Network.objects.exclude(district=None):
        _meetings(quarter, network, put)
    for need in Need.objects.filter(state="realised"):
        if need.decided_on in quarter.span:
            put(need, "realised", need.district_id, need.social_space_id)
    for project in Project.objects.filter(state__in=["running", "ended"]):
        if _there(project.starts_on, project.ends_on, quarter):
            put(project, "projects", project.district_id, project.social_space_id)
    for entry in [*Institution.objects.all(), *Offer.objects.all()]:
        days = entry.events.values_list("last_verified", flat=True)
        if any(day is not None and day in quarter.span for day in days):
            place = entry if isinstance(entry, Institution) else entry.institution
            put(entry, "verified", place.social_space.district_id, place.social_space_id)
    before = ("referred", "accepted_by_family", "preparing", "not_wanted")
    for council in FamilyGroupConference.objects.exclude(scheduled_at=None):
        if council.state not in before and _day(council.scheduled_at) in quarter.span:
            by_case(council, "councils", council.case)


def _meetings(quarter: Quarter, network: Network, put: Callable[..., None]) -> None:
    place = (network.district_id, network.social_space_id)
    meetings = NetworkMeeting.objects.filter(network=network, state__in=["held", "approved"])
    held = {each: _day(each.starts_at) for each in meetings}
    for meeting, day in held.items():
        if day in quarter.span:
            put(meeting, "meetings", *place)
    if network.rhythm_weeks and _there(network.valid_from, network.valid_until, quarter):
        so_far = [day for day in held.values() if day <= quarter.last_day]
        latest = max([network.valid_from, *so_far])
        if latest + timedelta(weeks=network.rhythm_weeks) <= quarter.last_day:
            put(network, "overdue", *place)


def _there(first: date | None, end: date | None, quarter: Quarter) -> bool:
    """Whether something that lasts up to, not including, `end` is there on the last day."""
    begun = first is not None and first <= quarter.last_day
    return begun and (end is None or end > quarter.last_day)


def _residents(quarter: Quarter, base: Indicator | None, found: dict[Area, Here]) -> None:
    latest = {}
    for value in IndicatorValue.objects.filter(indicator=base).order_by("reference_date"):
        if value.reference_date <= quarter.last_day:
            latest[value.district_id, value.social_space_id] = Fraction(value.value)
    for (district, space), residents in latest.items():
        area = Area("space", space) if space else Area("district", district)
        found[area].residents = residents
    districts = [here.residents for area, here in found.items() if area.level == "district"]
    if None not in districts:
        found[CITY].residents = sum(districts, Fraction(0))


def _day(moment: Any) -> date:
    return timezone.localtime(moment).date()


def _percent(part: Iterable[Any], whole: Iterable[Any]) -> Fraction | None:
    base = len(list(whole))
    return Fraction(100 * len(list(part)), base) if base else None


def _running(here: Here, wanted: Callable[[Support], bool]) -> list[Support]:
    return [each for each in here.running if wanted(each)]


def _foster(here: Here) -> Fraction | None:
    foster = _running(here, lambda each: each.support_type.code == "33")
    homes = _running(here, lambda each: each.support_type.code == "34")
    return _percent(foster, [*foster, *homes])


def _density(here: Here) -> Fraction | None:
    return Fraction(1000 * len(here.running)) / here.residents if here.residents else None


def _months(here: Here, middle: Callable[[list[Fraction]], Fraction]) -> Fraction | None:
    days = [Fraction((each.end - each.start).days) for each in here.ended if each.end]
    return Fraction(middle(days)) / MONTH if days else None


def _in_time(here: Here) -> Fraction | None:
    about = [
        talk for talk in here.talks if talk.plan and talk.plan.agreed_at
        and talk.plan.agreed_at < talk.scheduled_at
    ]  # fmt: skip
    return _percent([t for t in about if _day(t.scheduled_at) <= t.plan.period_until], about)


def _took_part(here: Here) -> Fraction | None:
    noted = [talk.child_part for talk in here.talks if talk.child_part]
    return _percent([each for each in noted if each not in ("not_wanted", "too_young")], noted)


def _smart(here: Here) -> Fraction | None:
    smart = [
        goal
        for goal in here.goals
        if goal.indicator.strip()
        and goal.due_on
        and (goal.will_id or goal.own_contribution.strip())
    ]
    return _percent(smart, here.goals)


def _hours(kind: str) -> Callable[[Here], Fraction | None]:
    def share(here: Here) -> Fraction | None:
        minutes: dict[str, int] = defaultdict(int)
        for entry in here.hours:
            minutes[entry.kind] += entry.minutes
        whole = sum(minutes.values())
        return Fraction(100 * minutes[kind], whole) if whole else None

    return share


def _volunteers(here: Here) -> int | None:
    numbers = [each.volunteers for each in here.projects]
    return None if None in numbers else sum(numbers)


def _sum(bookings: list[Outflow]) -> Fraction | None:
    return Fraction(100 * sum(each.amount for each in bookings)) if bookings else None


def _spent(here: Here) -> Fraction | None:
    return _sum(here.bookings)


def _per_case(here: Here) -> Fraction | None:
    spent = _spent(here)
    return spent / len(here.cases) if spent is not None and here.cases else None


def _years(support: Support, day: date) -> str:
    person = support.person
    if person.birth_date:
        born = person.birth_date
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    elif person.birth_year:
        years = day.year - person.birth_year
    else:
        return ""
    return str(max(start for start in (0, 6, 12, 18, 21) if years >= start))


#: Figure → its value from the rows of an area.
VALUES: dict[str, Callable[[Here], Fraction | int | None]] = {
    "supports_running": lambda here: len(here.running),
    "density": _density,
    "share_ambulatory": lambda here: _percent(
        _running(here, lambda each: each.setting == "ambulatory"), here.running
    ),
    "share_residential": lambda here: _percent(
        _running(here, lambda each: each.setting == "residential"), here.running
    ),
    "foster_share": _foster,
    "supports_begun": lambda here: len(here.begun),
    "supports_ended": lambda here: len(here.ended),
    "ended_as_planned": lambda here: _percent(
        [each for each in here.ended if each.end_reason == "goals_reached"], here.ended
    ),
    "duration_median": lambda here: _months(here, median),
    "duration_mean": lambda here: _months(here, mean),
    "conferences": lambda here: len(here.talks),
    "conferences_in_time": _in_time,
    "child_took_part": _took_part,
    "dissent_recorded": lambda here: _percent(
        [talk for talk in here.talks if talk.dissent.strip()], here.talks
    ),
    "goals_reached": lambda here: _percent(
        [review for review in here.reviews if review.attainment >= 0], here.reviews
    ),
    "goals_smart": _smart,
    "offers_used": lambda here: (
        Fraction(sum(each.question == "used" for each in here.answers), len(here.plans))
        if here.plans
        else None
    ),
    "needs_reported": lambda here: sum(each.question == "missing" for each in here.answers),
    "councils_held": lambda here: len(here.councils),
    "meetings_held": lambda here: len(here.meetings),
    "networks_overdue": lambda here: len(here.overdue),
    "needs_realised": lambda here: len(here.realised),
    "projects_running": lambda here: len(here.projects),
    "volunteers": _volunteers,
    "entries_verified": lambda here: len(here.verified),
    "hours_case": _hours("case_specific"),
    "hours_cross": _hours("cross_case"),
    "hours_independent": _hours("case_independent"),
    "spent_fall": _spent,
    "spent_councils": lambda here: _sum(here.council_bookings),
    "cost_per_case": _per_case,
}

PARTS: dict[Split, Callable[[Support, date], str]] = {
    Split.SETTING: lambda each, day: each.setting,
    Split.LEGAL_BASIS: lambda each, day: each.legal_basis,
    Split.GENDER: lambda each, day: each.person.gender,
    Split.REASON: lambda each, day: each.end_reason,
    Split.AGE: _years,
}

"""What is counted in the database agrees with a slow recount from the rows."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from random import Random
from statistics import median

import pytest
from django.utils import timezone

from budgets.models import HoursEntry, Outflow
from cases.models import GoalReview, PlanConference, SpaceAnswer, Support, SupportPlan
from reporting.figures import COUNTS
from reporting.services.counting import CITY, Area, count
from sro.periods import Quarter, quarters_of_year
from tests.budgets.factories import make_indicator, make_outflow, make_value
from tests.budgets.hours.factories import make_entry, make_scene
from tests.cases.factories import (
    agree,
    make_case,
    make_conference,
    make_goal,
    make_person,
    make_plan,
    make_support,
)
from tests.networks.factories import make_district, make_space
from tests.networks.factories_providers import make_support_type

pytestmark = pytest.mark.django_db

QUARTERS = (Quarter(2024, 4), *quarters_of_year(2025))
SECOND = Quarter(2025, 2)


@pytest.fixture
def kinds():
    return [
        make_support_type(code="31", legal_basis="§ 31", setting="ambulatory"),
        make_support_type(code="33", legal_basis="§ 33", setting="residential"),
        make_support_type(code="34", legal_basis="§ 34", setting="residential"),
    ]


@pytest.fixture
def cases():
    """In each of two districts a case of each of two spaces, and one of no known space."""
    found = []
    for _ in range(2):
        district = make_district()
        spaces = [make_space(district=district) for _ in range(2)]
        found += [make_case(district=district, social_space=each) for each in (*spaces, None)]
    return found


def areas_of(case):
    here = case.district_id
    space = Area("space", case.social_space_id) if case.social_space_id else Area("elsewhere", here)
    return (CITY, Area("district", here), space)


def years(person, day):
    if person.birth_date:
        born = person.birth_date
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return day.year - person.birth_year if person.birth_year else None


def group(age):
    if age is None:
        return ""
    return str(max(start for start in (0, 6, 12, 18, 21) if age >= start))


def parts_of(support, quarter):
    """Under which names one support counts in a quarter."""
    if support.start <= quarter.last_day and (not support.end or support.end > quarter.last_day):
        yield "running"
        yield f"running:setting={support.setting}"
        yield f"running:legal_basis={support.legal_basis}"
        yield f"running:gender={support.person.gender}"
        yield f"running:age={group(years(support.person, quarter.last_day))}"
        if support.support_type.code in ("33", "34"):
            yield f"running_{support.support_type.code}"
    if support.start in quarter.span:
        yield from ("begun", f"begun:setting={support.setting}")
    if support.end and support.end in quarter.span:
        yield from ("ended", f"ended:setting={support.setting}")
        yield f"ended:reason={support.end_reason}"


def recounted():
    """All counts of supports by quarter, area and name, row by row."""
    found, days, there = Counter(), {}, set()
    rows = Support.objects.exclude(state__in=["proposed", "declined"]).select_related(
        "case", "person", "support_type"
    )
    for each, quarter in product(rows, QUARTERS):
        for area in areas_of(each.case):
            names = list(parts_of(each, quarter))
            found.update((quarter, area, name) for name in names)
            if "ended" in names:
                days.setdefault((quarter, area), []).append((each.end - each.start).days)
            if each.start <= quarter.last_day and (not each.end or each.end > quarter.start):
                there.add((quarter, area, each.case_id))
    found.update((quarter, area, "cases_with_support") for quarter, area, _case in there)
    for (quarter, area), lengths in days.items():
        found[quarter, area, "ended_days_median"] = Fraction(median(lengths))
        found[quarter, area, "ended_days_mean"] = Fraction(sum(lengths), len(lengths))
    return dict(found)


def as_counted(counts):
    return {
        (quarter, area, name): value
        for (quarter, area), here in counts.found.items()
        for name, value in here.items()
    }


@pytest.mark.parametrize("seed", range(3))
def test_supports_agree_with_a_slow_recount(kinds, cases, seed):
    random = Random(seed)
    for _ in range(25):
        case = random.choice(cases)
        born = random.choice(
            [
                {"birth_date": date(2003, 1, 1) + timedelta(random.randrange(8_000))},
                {"birth_year": random.randrange(2002, 2025)},
                {},
            ]
        )
        gender = random.choice(["female", "male", "diverse", ""])
        start = date(2024, 7, 1) + timedelta(random.randrange(500))
        state = random.choice(["running", "ended", "granted", "proposed"])
        ended = {
            "end": start + timedelta(random.randrange(0, 300)),
            "end_reason": random.choice(["goals_reached", "moved", "other"]),
        }
        make_support(
            case,
            make_person(case, gender=gender, **born),
            support_type=random.choice(kinds),
            state=state,
            start=start,
            **(ended if state == "ended" else {}),
        )
    counted = as_counted(count(QUARTERS, base=None))
    assert counted == recounted()
    # Beside the quarters asked for: what ran, began and ended, and nothing else.
    beside = as_counted(count(QUARTERS[:1], base=None, beside=QUARTERS[1:]))
    course = re.compile(r"(running|begun|ended)(:setting=.*)?")
    assert {place: n for place, n in beside.items() if place[0] in QUARTERS[1:]} == {
        (quarter, area, name): n
        for (quarter, area, name), n in counted.items()
        if quarter in QUARTERS[1:] and course.fullmatch(name)
    }
    # What ran before, and what begun less what ended, is what runs now: in every area.
    for before, now in pairwise(QUARTERS):
        for case in cases:
            for area in areas_of(case):
                ran = counted.get((before, area, "running"), 0)
                begun, ended = (counted.get((now, area, name), 0) for name in ("begun", "ended"))
                assert counted.get((now, area, "running"), 0) == ran + begun - ended


def test_the_first_and_last_day_of_a_quarter(kinds, cases):
    """Half-open: a support whose end is the first of July still ran on the thirtieth of June."""
    for start, end in (
        (date(2025, 4, 1), date(2025, 7, 1)),
        (date(2025, 3, 31), date(2025, 4, 1)),
        (date(2025, 6, 30), None),
        (date(2025, 7, 1), None),
    ):
        ended = {"state": "ended", "end": end, "end_reason": "other"} if end else {}
        make_support(
            cases[0],
            support_type=kinds[0],
            start=start,
            **({"state": "running", **ended}),
        )
    here = count(QUARTERS, base=None).of(SECOND, CITY)
    assert (here["running"], here["begun"], here["ended"]) == (2, 2, 1)


def test_conferences_reviews_and_plans(cases):
    case = cases[0]
    inside = datetime(2025, 6, 30, 21, 30, tzinfo=UTC)  # half past eleven at night in Berlin
    outside = datetime(2025, 6, 30, 22, 30, tzinfo=UTC)
    for at, state, part, dissent in (
        (inside, "held", "present", "Die Mutter sieht es anders."),
        (inside, "closed", "not_wanted", " "),
        (inside, "held", "", ""),
        (inside, "planned", "present", ""),
        (outside, "held", "present", ""),
    ):
        make_conference(case, scheduled_at=at, state=state, child_part=part, dissent=dissent)
    plan = make_plan(case, no_ordinary_offers=False, no_missing_offers=False)
    for question in ("used", "used", "missing"):
        SpaceAnswer.objects.create(plan=plan, question=question, text="Jugendclub")
    goal = make_goal(plan)
    for indicator, due_on, own in (
        ("Er geht dreimal hin.", date(2025, 6, 1), "Er packt am Abend die Tasche."),
        ("Er geht dreimal hin.", None, "Er packt am Abend die Tasche."),
        (" ", date(2025, 6, 1), "Er packt am Abend die Tasche."),
        ("Er geht dreimal hin.", date(2025, 6, 1), ""),
    ):
        make_goal(
            plan,
            level="action",
            parent=goal,
            indicator=indicator,
            due_on=due_on,
            own_contribution=own,
        )
    agree(plan)
    for day, attainment in ((date(2025, 6, 30), 0), (date(2025, 6, 1), -1), (date(2025, 7, 1), 2)):
        GoalReview.objects.create(
            goal=goal, reviewed_on=day, attainment=attainment, author=case.responsible
        )
    assert timezone.localtime(SupportPlan.objects.get().agreed_at).date() in SECOND.span
    assert PlanConference.objects.count() == 5
    for area in areas_of(case):
        here = count(QUARTERS, base=None).of(SECOND, area)
        assert {name: value for name, value in here.items() if value} == {
            "conferences": 3,
            "conferences_with_child": 1,
            "conferences_part_noted": 2,
            "conferences_with_dissent": 1,
            "goals_reviewed": 2,
            "goals_reached": 1,
            "plans_agreed": 1,
            "goals_agreed": 4,
            "goals_smart": 1,
            "offers_used": 2,
            "offers_missing": 1,
        }


def test_a_conference_is_in_time_up_to_the_day_of_review(cases):
    case = cases[0]
    plan = make_plan(case, period_until=date(2025, 6, 10))
    agree(plan)
    agreed = timezone.localtime(SupportPlan.objects.get().agreed_at).date()
    assert agreed < date(2025, 6, 9)
    for day, about in (
        (date(2025, 6, 10), plan),
        (date(2025, 6, 11), plan),
        (date(2025, 6, 9), None),
        (agreed - timedelta(1), plan),
    ):
        at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        make_conference(case, scheduled_at=at, state="held", plan=about)
    here = count(QUARTERS, base=None).of(SECOND, CITY)
    assert (here["conferences_with_plan"], here["conferences_in_time"]) == (2, 1)


def test_hours_by_kind_and_place():
    scene = make_scene()
    for kind, minutes, state in (
        ("case_specific", 100, "submitted"),
        ("cross_case", 40, "approved"),
        ("case_independent", 20, "closed"),
        # The provider's own notes so far.
        ("case_independent", 3, "entered"),
        ("case_independent", 7, "returned"),
    ):
        make_entry(scene, kind=kind, minutes=minutes, state=state)
    make_entry(scene, day=date(2025, 7, 1), minutes=5, state="submitted")
    # A team of the office submits nothing to itself.
    make_entry(scene, minutes=60, team=scene.district, user=scene.worker)
    assert HoursEntry.objects.count() == 7
    names = ("minutes_case", "minutes_cross", "minutes_independent")
    counts = count(QUARTERS, base=None)

    def minutes(area):
        here = counts.of(SECOND, area)
        return tuple(here[name] for name in names)

    assert minutes(CITY) == minutes(Area("district", scene.district.pk)) == (100, 40, 80)
    assert minutes(Area("space", scene.space.pk)) == (0, 40, 80)
    assert minutes(Area("elsewhere", scene.district.pk)) == (100, 0, 0)


def test_spending_is_known_or_not():
    here, there = make_district(), make_district()
    for amount, day, fund in (
        ("1234.56", date(2025, 4, 1), "fall"),
        ("-34.56", date(2025, 6, 30), "fall"),
        ("99.00", date(2025, 6, 30), "milieu"),
        ("500.00", date(2025, 7, 1), "fall"),
        ("75.00", date(2025, 5, 2), "family_group_conference"),
    ):
        make_outflow(here, amount, booked_on=day, year=2025, fund_kind=fund)
    counts = count(QUARTERS, base=None)
    assert Outflow.objects.count() == 5
    assert counts.of(SECOND, Area("district", here.pk))["spent_fall"] == 120_000
    assert counts.of(SECOND, CITY)["spent_fall"] == 120_000
    assert counts.of(SECOND, Area("district", there.pk))["spent_fall"] is None
    assert counts.of(SECOND, CITY)["spent_councils"] == 7_500
    assert counts.of(SECOND, Area("district", there.pk))["spent_councils"] is None


def test_residents_are_those_last_known():
    here, there = make_district(), make_district()
    space = make_space(district=here)
    base = make_indicator()
    make_value(base, here, 900, reference_date=date(2024, 12, 31))
    make_value(base, here, 1_000, reference_date=date(2025, 6, 30))
    make_value(base, here, 5_000, reference_date=date(2025, 7, 1))
    make_value(base, space, Decimal("400.5"), reference_date=date(2024, 12, 31))

    def residents(area, quarter=SECOND):
        return count(QUARTERS, base=base.pk).of(quarter, area)["residents"]

    assert residents(Area("district", here.pk)) == 1_000
    assert residents(Area("district", here.pk), Quarter(2025, 1)) == 900
    assert residents(Area("space", space.pk)) == Fraction(801, 2)
    # Not known of one district: not known of the city.
    assert residents(Area("district", there.pk)) is None
    assert residents(CITY) is None
    make_value(base, there, 11, reference_date=date(2025, 1, 1))
    assert residents(CITY) == 1_011


def test_all_counts_of_the_figures_are_there():
    here = count(QUARTERS, base=None).of(SECOND, CITY)
    assert here.keys() >= COUNTS
    assert here["running"] == 0
    assert here["residents"] is None


def test_one_statement_for_each_group(django_assert_num_queries, cases):
    # Seven groups; the other three are the transaction and its memory for sorting.
    with django_assert_num_queries(7 + 3):
        count(QUARTERS, base=None)

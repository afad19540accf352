"""Each rule catches what it is about, and leaves alone what lies next to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from budgets.models import OutflowMatch
from budgets.services.commitments import recalculate
from cases.models import Case, CaseMember, PlanSibling
from reporting.models import Finding
from reporting.querysets.finding_rows import rows
from reporting.rules.plausibility import BY_CODE
from sro.periods import Quarter
from tests.budgets import factories as money
from tests.budgets.hours.factories import make_entry, make_scene
from tests.cases import factories as make
from tests.networks.factories import make_space
from tests.networks.factories_providers import make_support_type

TODAY = date(2025, 6, 10)
DAY = timedelta(days=1)
BEGAN = date(2025, 3, 1)


def support(case: Case | None = None, **values: Any) -> Any:
    """A support under way of which nothing is wrong, unless `values` say otherwise."""
    case = case or make.make_case(social_space=make_space())
    if "person" not in values:
        values["person"] = make.make_person(case, birth_date=date(2012, 1, 1))
    values = {"state": "running", "start": BEGAN, "planned_end": TODAY + DAY, **values}
    if values["state"] != "proposed" and "decision" not in values:
        consultation = make.make_team_consultation(case, held_on=BEGAN - 9 * DAY)
        values["decision"] = make.make_decision(
            case, consultation=consultation, decided_on=BEGAN - 9 * DAY
        )
    return make.make_support(case, **values)


def ended(on: date, **values: Any) -> Any:
    return support(state="ended", end=on, end_reason="other", **values)


def aged(birth_date: date, *, role: str = "young_person", code: str = "", **values: Any) -> Any:
    case = make.make_case(social_space=make_space())
    person = make.make_person(case, role, birth_date=birth_date)
    kind = make_support_type(**({"code": code} if code else {}))
    return support(case, person=person, support_type=kind, **values)


def planned_for(state: str, **values: Any) -> Any:
    """A support without an end whose young person has a plan."""
    found = support(planned_end=None)
    plan = make.make_plan(found.case, found.person, **values)
    if state != "draft":
        make.agree(plan, in_force=state == "in_force")
    return found


def plan_of_sibling() -> Any:
    found = support(planned_end=None)
    plan = make.make_plan(found.case, period_until=TODAY + DAY)
    PlanSibling.objects.create(plan=plan, person=found.person)
    return make.agree(plan)


def two(first: dict[str, Any], second: dict[str, Any], **both: Any) -> Any:
    """Two supports of one kind for one person."""
    one = support(support_type=make_support_type(), **first)
    second = {"support_type": one.support_type, "person": one.person, **second}
    if both.get("combined"):
        second["combined_with"] = one
    return support(one.case, **second)


def closed(case_state: str) -> Any:
    found = support()
    # Past the services, which refuse it; imports and repairs by hand do not ask them.
    values = {"state": case_state, "closed_on": TODAY if case_state == "closed" else None}
    from tests.reporting.plausibility.by_force import force

    force(found.case, **values)
    return found


def plan(until: date, state: str = "in_force", following: str = "") -> Any:
    case = make.make_case()
    found = make.make_plan(case, period_from=date(2024, 1, 1), period_until=until)
    if state != "draft":
        make.agree(found, in_force=state == "in_force")
    if following:
        later = make.make_plan(
            case,
            found.young_person,
            number=2,
            previous=found,
            period_from=TODAY,
            period_until=TODAY + 90 * DAY,
        )
        if following == "agreed":
            make.agree(later)
    return found


def namesakes(birth: date | None, other: date | None, name: str = "Meier", **values: Any) -> Any:
    """Two people in two cases of one district, unless told otherwise."""
    case = make.make_case()
    make.make_person(case, given_name="Jana", family_name="Maier", birth_date=birth)
    there = make.make_case(**({} if values.pop("far", False) else {"district": case.district}))
    make.make_person(there, given_name="Jana", family_name=name, birth_date=other, **values)
    return there


def joined() -> Any:
    there = namesakes(date(2014, 5, 6), date(2014, 5, 6))
    person = there.members.get().person
    person.same_as = CaseMember.objects.exclude(case=there).get().person
    person.save()
    return there


def conference(day: int, **values: Any) -> Any:
    held = datetime(2025, 6, day, 12, tzinfo=UTC)
    return make.make_conference(make.make_case(), scheduled_at=held, **values)


def hours(day: date, state: str = "entered") -> Any:
    scene = make_scene()
    scene.support = ended(date(2025, 5, 1))
    return make_entry(scene, kind="case_specific", day=day, state=state)


def paid(until: date, amount: str = "10.00", **values: Any) -> Any:
    found = ended(date(2025, 5, 1), **values)
    booking = money.make_outflow(
        found.case.district,
        amount,
        booked_on=date(2025, 5, 20),
        service_from=date(2025, 4, 1),
        service_until=until,
    )
    OutflowMatch.objects.filter(outflow=booking).update(
        state="support", support=found, how="hand", matched_at=make.NOW
    )
    return booking


def reversed_booking() -> Any:
    booking = paid(date(2025, 5, 2))
    return money.make_outflow(
        booking.district, "-10.00", booked_on=date(2025, 5, 21), reversal_of=booking
    )


def unpriced(**values: Any) -> Any:
    found = support(**values)
    recalculate(support_ids=[found.pk], today=TODAY, now=make.NOW)
    return found


def priced() -> Any:
    from tests.budgets.factories_supports import make_priced_support

    return make_priced_support(planned_end=date(2026, 1, 1))


class Line(NamedTuple):
    """What a rule is asked about, and whether it speaks."""

    rule: str
    caught: bool
    world: Callable[[], Any]


TABLE = [
    Line("end_passed", True, lambda: support(planned_end=TODAY)),
    Line("end_passed", False, lambda: support(planned_end=TODAY + DAY)),
    Line("end_passed", False, lambda: ended(TODAY, planned_end=BEGAN + DAY)),
    Line("end_passed", False, lambda: support(state="proposed", planned_end=TODAY)),
    Line("no_end", True, lambda: support(planned_end=None)),
    Line("no_end", True, lambda: support(planned_end=None, state="granted", start=TODAY)),
    Line("no_end", True, lambda: planned_for("draft")),
    Line("no_end", False, lambda: planned_for("agreed")),
    Line("no_end", False, lambda: planned_for("in_force")),
    Line("no_end", False, plan_of_sibling),
    Line("no_end", False, support),
    Line("no_end", False, lambda: support(planned_end=None, start=TODAY + DAY)),
    Line("not_begun", True, lambda: support(state="granted", start=TODAY - 14 * DAY)),
    Line("not_begun", False, lambda: support(state="granted", start=TODAY - 13 * DAY)),
    Line("not_begun", False, lambda: support(start=TODAY - 14 * DAY)),
    Line("granted_twice", True, lambda: two({}, {})),
    Line("granted_twice", True, lambda: two({"planned_end": TODAY}, {"start": TODAY - DAY})),
    Line("granted_twice", False, lambda: two({"planned_end": TODAY}, {"start": TODAY})),
    Line("granted_twice", False, lambda: two({}, {}, combined=True)),
    Line("granted_twice", False, lambda: two({}, {"support_type": make_support_type()})),
    Line("granted_twice", False, lambda: two({}, {"state": "proposed"})),
    Line(
        "granted_twice",
        False,
        lambda: two(
            {"state": "ended", "end": TODAY - DAY, "end_reason": "other"}, {"start": TODAY - DAY}
        ),
    ),
    Line("closed_case", True, lambda: closed("closed")),
    Line("closed_case", False, lambda: closed("ending")),
    Line("decided_late", True, lambda: support(start=BEGAN - 10 * DAY)),
    Line("decided_late", False, lambda: support(start=BEGAN - 9 * DAY)),
    Line("plan_overdue", True, lambda: plan(TODAY - DAY)),
    Line("plan_overdue", True, lambda: plan(TODAY - DAY, following="draft")),
    Line("plan_overdue", False, lambda: plan(TODAY)),
    Line("plan_overdue", False, lambda: plan(TODAY - DAY, following="agreed")),
    Line("plan_overdue", False, lambda: plan(TODAY - DAY, state="draft")),
    Line("same_person", True, lambda: namesakes(date(2014, 5, 6), date(2014, 5, 6))),
    Line("same_person", True, lambda: namesakes(date(2014, 5, 6), date(2014, 5, 6), "Mayr")),
    Line("same_person", False, lambda: namesakes(date(2014, 5, 6), date(2014, 5, 7))),
    Line("same_person", False, lambda: namesakes(date(2014, 5, 6), date(2014, 5, 6), "Schulz")),
    Line("same_person", False, lambda: namesakes(None, None)),
    Line("same_person", False, lambda: namesakes(date(2014, 5, 6), date(2014, 5, 6), far=True)),
    Line("same_person", False, joined),
    Line("no_birth", True, lambda: support(person=make.make_person())),
    Line("no_birth", False, lambda: support(person=make.make_person(birth_year=2014))),
    Line("no_birth", False, support),
    Line("over_21", True, lambda: aged(date(2004, 6, 10))),
    Line("over_21", False, lambda: aged(date(2004, 6, 11))),
    Line("over_21", False, lambda: aged(date(2004, 6, 10), planned_end=date(2025, 6, 10))),
    Line("over_21", False, lambda: aged(date(2004, 6, 10), code="41")),
    Line("over_21", False, lambda: aged(date(1990, 6, 10), role="parent")),
    Line("over_27", True, lambda: aged(date(1998, 6, 10), code="41")),
    Line("over_27", False, lambda: aged(date(1998, 6, 11), code="41")),
    Line("no_space", True, lambda: support(make.make_case())),
    Line("no_space", False, lambda: support(make.make_case(), state="proposed")),
    Line("no_space", False, support),
    Line("conference_open", True, lambda: conference(9)),
    Line("conference_open", False, lambda: conference(10)),
    Line("conference_open", False, lambda: conference(9, state="held")),
    Line("no_child_part", True, lambda: conference(9, state="held")),
    Line("no_child_part", False, lambda: conference(9, state="held", child_part="too_young")),
    Line("no_child_part", False, lambda: conference(9)),
    Line("hours_after_end", True, lambda: hours(date(2025, 5, 1))),
    Line("hours_after_end", False, lambda: hours(date(2025, 4, 30))),
    Line("hours_after_end", False, lambda: hours(date(2025, 5, 1), state="returned")),
    Line("paid_after_end", True, lambda: paid(date(2025, 5, 2))),
    Line("paid_after_end", False, lambda: paid(date(2025, 5, 1))),
    Line("paid_after_end", False, lambda: paid(date(2025, 5, 2), "-10.00")),
    Line("paid_after_end", False, reversed_booking),
    Line("no_rate", True, unpriced),
    Line("no_rate", False, priced),
]


@pytest.mark.django_db
@pytest.mark.parametrize("line", TABLE, ids=lambda line: f"{line.rule}-{line.caught}")
def test_a_rule_catches_what_it_is_about(line):
    line.world()
    found = list(Finding.objects.on(TODAY).filter(rule=line.rule))
    assert bool(found) == line.caught


def test_every_rule_has_its_statement_and_both_answers():
    assert set(rows("Europe/Berlin")) == set(BY_CODE)
    assert {(line.rule, line.caught) for line in TABLE} == {
        (code, caught) for code in BY_CODE for caught in (True, False)
    }


@pytest.mark.django_db
def test_nothing_is_wrong_with_the_support_the_others_are_made_of():
    support()
    assert not Finding.objects.on(TODAY).exclude(rule="no_rate").exists()


@pytest.mark.django_db
def test_two_alike_are_found_from_either_side():
    namesakes(date(2014, 5, 6), date(2014, 5, 6))
    found = Finding.objects.on(TODAY).filter(rule="same_person")
    assert {each.place for each in found} == {each.person_id for each in found}
    assert len(found) == 2


@pytest.mark.django_db
def test_29_february_comes_on_1_march():
    aged(date(2004, 2, 29))
    assert Finding.objects.get(rule="over_21").since == date(2025, 3, 1)


@pytest.mark.django_db
def test_a_later_change_of_the_extent_is_no_late_decision():
    found = support()
    late = make.make_team_consultation(found.case, held_on=TODAY)
    found.decision = make.make_decision(found.case, consultation=late, decided_on=TODAY)
    found.minutes = 60
    found.save()
    assert not Finding.objects.on(TODAY).filter(rule="decided_late").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("quarter", "concerned"),
    [(Quarter(2025, 1), False), (Quarter(2025, 2), True), (Quarter(2025, 3), False)],
)
def test_a_conference_concerns_the_quarter_of_its_day(quarter, concerned):
    """Also one of the last day, although it is wrong only from the day after."""
    conference(30)
    assert Finding.objects.concerning(quarter).exists() == concerned

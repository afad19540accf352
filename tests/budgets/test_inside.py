"""Inside a district: its money divided among its social spaces, exact, explained, never twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from budgets.models import (
    AllocationRun,
    IndicatorValue,
    TransitionPath,
)
from budgets.services import proposals, runs
from budgets.services.checking import recompute_check
from budgets.services.errors import AlreadyRunning
from budgets.services.scenarios import compare_runs
from sro.access import Role
from sro.refusals import NotPossible
from tests.budgets.divided import THOUSAND, Divided
from tests.budgets.factories import (
    NOW,
    calculated,
    in_force,
    make_fund,
    make_indicator,
    make_inside_run,
    make_value,
    worked,
)
from tests.networks.factories import make_space
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Divided()


def amounts_of(run):
    return {each.unit.key: str(each.amount) for each in run.allocations.with_units()}


# Worked out by hand: children 1/6, 1/3, 1/2; poor 1/2, 1/6, 1/3; each counts half.
# A: (1/6 + 1/2) / 2 = 1/3, B: (1/3 + 1/6) / 2 = 1/4, C: (1/2 + 1/3) / 2 = 5/12.
BY_HAND = {"A": "333.33", "B": "250.00", "C": "416.67"}
PARTS_BY_HAND = {
    "A": ("83.33", "250.00"),
    "B": ("166.67", "83.33"),
    "C": ("250.00", "166.67"),
}


def test_three_social_spaces_by_hand(world):
    run = calculated(world.run())
    assert amounts_of(run) == BY_HAND
    for each in run.allocations.with_units().prefetch_related("parts"):
        parts = [part.amount for part in each.parts.all()]
        assert each.district == world.here
        assert sum(parts) == each.amount
        for amount, expected in zip(parts, PARTS_BY_HAND[each.unit.key], strict=True):
            # A cent may lie in either part, the sum is exact.
            assert abs(amount - Decimal(expected)) <= Decimal("0.01")


def test_the_snapshot_says_whose_money_it_was_and_is_recomputed(world):
    run = in_force(world.run())
    assert run.snapshot["run"]["district"]["key"] == world.here.key
    assert run.snapshot["run"]["amount"] == "1000.00"
    assert set(run.snapshot["units"]) == set("ABC")
    check = recompute_check(actor=world.controller, run=run, now=NOW)
    assert (check.identical, check.changes) == (True, [])


def test_no_more_than_the_district_has(world):
    run = world.run(THOUSAND + Decimal("0.01"))
    [gap] = runs.gaps(actor=world.controller, run=run)
    assert (gap.code, gap.params["left"].replace("\xa0", " ")) == ("amount_above", "1.000,00 €")
    failed = worked(runs.start_run(actor=world.controller, run=run, now=NOW))
    assert (failed.state, failed.allocations.count()) == ("failed", 0)
    assert "Nur 1.000,00" in failed.problem_text


def test_a_missing_value_names_the_social_space(world):
    IndicatorValue.objects.filter(social_space=world.spaces[1], indicator=world.poor).delete()
    [gap] = runs.gaps(actor=world.controller, run=world.run())
    assert (gap.code, gap.unit, gap.indicator) == ("value_missing", "B", world.poor.code)


def test_values_of_districts_do_not_stand_in_for_those_of_social_spaces(world):
    lonely = make_indicator()
    make_value(lonely, world.here, 7)
    found = runs.gaps(actor=world.controller, run=world.run(indicators=[lonely]))
    assert [gap.unit for gap in found] == ["A", "B", "C"]


def test_a_district_without_social_spaces(world):
    run = make_inside_run(
        district=world.there, fund=world.fund, indicators=[world.children], amount=Decimal(1)
    )
    [gap] = runs.gaps(actor=world.controller, run=run)
    assert gap.code == "no_spaces"


def test_social_spaces_of_the_first_day_of_the_year(world):
    make_space(district=world.here, key="D", valid_from=date(2018, 1, 2))
    assert set(amounts_of(calculated(world.run()))) == set("ABC")


def test_the_case_budget_is_not_divided(world):
    fall = make_fund()
    with pytest.raises(ValidationError, match="Fallbudget"):
        runs.create_run(
            actor=world.controller,
            fund=fall,
            district=world.here,
            name="Fall",
            parameters={"indicator_share": Decimal(1), "amount": Decimal(1)},
            now=NOW,
        )


@pytest.mark.parametrize(
    "values",
    [
        {"indicator_share": Decimal("0.6")},
        {"outflow_year": 2016},
        {"amount": None},
        {"amount": Decimal("-0.01")},
        {"floor_percent": Decimal(-5), "reference_kind": "outflow"},
    ],
)
def test_the_database_knows_what_is_possible_inside(world, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        world.run(**{"amount": THOUSAND, **values})


def test_an_amount_belongs_inside_a_district_only(world):
    draft = runs.copy_run(actor=world.controller, run=world.among, name="Variante", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=draft.pk).update(amount=1)


def test_each_district_has_its_own_calculation_and_its_own_approval(world):
    other = make_space(district=world.there, key="Z")
    make_value(world.children, other, 1)
    elsewhere = make_inside_run(
        district=world.there, fund=world.fund, indicators=[world.children], amount=Decimal(1)
    )
    first, second = world.run(), world.run()
    runs.start_run(actor=world.controller, run=first, now=NOW)
    runs.start_run(actor=world.controller, run=elsewhere, now=NOW)
    with pytest.raises(AlreadyRunning):
        runs.start_run(actor=world.controller, run=second, now=NOW)
    for run in (first, elsewhere):
        run.refresh_from_db()
        proposed = proposals.propose(actor=world.controller, run=worked(run), now=NOW)
        proposals.approve(actor=world.second, run=proposed, now=NOW)
    assert AllocationRun.objects.approved().filter(fund=world.fund).count() == 3
    done = proposals.propose(actor=world.controller, run=calculated(second), now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllocationRun.objects.filter(pk=done.pk).update(
            state="approved", approved_by=world.second, approved_at=NOW
        )


def test_the_proposer_does_not_approve(world):
    proposed = proposals.propose(actor=world.controller, run=calculated(world.run()), now=NOW)
    with pytest.raises(NotPossible):
        proposals.approve(actor=world.controller, run=proposed, now=NOW)


def test_a_copy_stays_inside_the_district(world):
    copy = runs.copy_run(actor=world.controller, run=world.run(), name="Variante", now=NOW)
    assert (copy.district, copy.amount) == (world.here, THOUSAND)


def test_another_amount_throws_the_result_away(world):
    run = calculated(world.run())
    changed = runs.update_run(
        actor=world.controller,
        run=run,
        changes={"amount": Decimal(5)},
        version=run.version,
        now=NOW,
    )
    assert (changed.state, changed.allocations.count()) == ("draft", 0)


def test_bounds_against_an_earlier_division_of_the_same_district(world):
    earlier = in_force(world.run())
    later = world.run(
        indicators=[world.children],
        floor_percent=Decimal(0),
        reference_kind="run",
        reference_run=earlier,
    )
    assert amounts_of(calculated(later)) == BY_HAND
    later.reference_run = world.among
    with pytest.raises(ValidationError, match="anderes Geld"):
        later.full_clean()


def test_divisions_of_one_district_are_compared_others_are_not(world):
    one, two = calculated(world.run()), calculated(world.run(indicators=[world.poor]))
    comparison = compare_runs(actor=world.controller, runs=[one, two])
    assert [row.unit for row in comparison.rows] == ["A", "B", "C"]
    with pytest.raises(ValidationError, match="verschiedenes Geld"):
        compare_runs(actor=world.controller, runs=[one, world.among])


def test_no_transition_path_inside_a_district(world):
    path = TransitionPath(
        name="Weg",
        template=world.run(),
        start_share=1,
        target_share=1,
        step=1,
        first_year=2018,
        created_by=world.controller,
        created_at=NOW,
    )
    with pytest.raises(ValidationError, match="Übergang"):
        path.full_clean()


def test_team_leads_see_what_was_decided_for_their_district(world):
    decided, undecided = in_force(world.run()), world.run()
    own = person(Role.TEAM_LEAD, district=world.here)
    foreign = person(Role.TEAM_LEAD, district=world.there)
    planner = person(Role.PLANNER)
    visible = {who: set(AllocationRun.objects.visible_to(who)) for who in (own, foreign, planner)}
    assert visible == {
        own: {world.among, decided},
        foreign: {world.among},
        planner: {world.among, decided},
    }
    assert undecided in AllocationRun.objects.visible_to(world.controller)
    with pytest.raises(PermissionDenied):
        proposals.propose(actor=own, run=calculated(undecided), now=NOW)

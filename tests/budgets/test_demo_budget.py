"""The Berlin budget of 2018, made by the services, gives the golden figures to the cent."""

from decimal import Decimal

import pytest

from budgets.models import (
    AllocationPart,
    AllocationRun,
    BudgetYear,
    Fund,
    Indicator,
    IndicatorValue,
    Outflow,
)
from budgets.services import runs
from budgets.services.checking import recompute_check
from sro.access import Role
from sro.accounts.models import User
from sro.demo import budget
from tests.budgets.berlin import golden, make_berlin
from tests.budgets.factories import NOW, worked
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def essen(controller) -> AllocationRun:
    make_berlin()
    return budget.create(NOW)


def _calculate(run: AllocationRun, actor: User) -> AllocationRun:
    return worked(runs.start_run(actor=actor, run=run, now=NOW))


@pytest.mark.parametrize("share", ["0.60", "0.70", "0.80", "0.90", "1.00"])
def test_golden_figures_to_the_cent(essen, controller, share):
    if share != "0.60":
        essen = runs.copy_run(
            actor=controller,
            run=essen,
            name=f"Anteil {share}",
            changes={"indicator_share": Decimal(share)},
            now=NOW,
        )
    run = _calculate(essen, controller)

    assert run.state == "complete", run.problem_text
    assert {
        (share, each.district.key): str(each.amount)
        for each in run.allocations.select_related("district")
    } == {place: amount for place, amount in golden().items() if place[0] == share}
    for allocation in run.allocations.prefetch_related("parts"):
        assert sum(part.amount for part in allocation.parts.all()) == allocation.amount
    assert sum(each.amount for each in run.allocations.all()) == Decimal("545000000.00")


def test_every_part_names_value_day_and_source(essen, controller):
    run = _calculate(essen, controller)

    parts = AllocationPart.objects.filter(allocation__run=run, allocation__district__key="01")
    facts = {
        part.component: (part.value, part.base_value, str(part.value_date), part.weight)
        for part in parts
    }
    quarter = Decimal("0.15")
    assert facts == {
        "inhabitants_u18": (Decimal(58081), None, "2017-12-31", quarter),
        "transfer_recipients_u65": (Decimal(78391), None, "2017-12-31", quarter),
        "inhabitants_u18_migration_background": (Decimal(42894), None, "2017-12-31", quarter),
        "public_green_m2_per_inhabitant": (
            Decimal("15.9"),
            Decimal(58081),
            "2017-12-31",
            quarter,
        ),
        "previous_outflow": (Decimal("57940000.00"), None, "2016-12-31", Decimal("0.4")),
    }
    sources = set(parts.values_list("source", flat=True))
    assert any("Amt für Statistik Berlin-Brandenburg" in source for source in sources)
    assert any("2016" in source for source in sources)


def test_the_calculated_run_is_recomputed_identically(essen, controller):
    run = _calculate(essen, controller)

    check = recompute_check(actor=controller, run=run, now=NOW)

    assert check.identical
    assert check.changes == []
    assert {row.cells[0].difference for row in check.today} == {0}


def test_funds_are_named_and_invented_amounts_labelled(essen):
    funds = {fund.kind: fund for fund in Fund.objects.all()}
    assert funds["fall"].amount == Decimal("545000000.00")
    assert {"Erfundener Betrag."} == {funds["milieu"].note, funds["struktur"].note}
    assert funds["fall"].cover_group == funds["milieu"].cover_group
    assert funds["struktur"].cover_group is None


def test_a_second_time_nothing_changes(essen):
    def state():
        return [
            list(model.objects.order_by("pk").values_list("pk", "version"))
            for model in (
                BudgetYear,
                Fund,
                Indicator,
                IndicatorValue,
                Outflow,
                AllocationRun,
            )
        ]

    before = state()
    assert budget.create(NOW) == essen
    assert state() == before
    assert Outflow.objects.count() == 72
    assert IndicatorValue.objects.of_districts().count() == 264
    assert IndicatorValue.objects.of_social_spaces().count() == 22 * 138

"""Runs of a fund side by side."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from budgets.exports import comparison_sheet
from budgets.models import AllocationRun
from budgets.services.scenarios import compare_runs
from networks.models import District
from sro.access import Role
from tests.budgets.factories import (
    make_approved_run,
    make_calculated_run,
    make_districts,
    make_indicator,
    make_outflow,
    make_run,
    make_value,
)
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def two_runs() -> list[AllocationRun]:
    """1,000 euro by outflow (500 : 500) and by indicator (1 : 9)."""
    districts = make_districts(2)
    indicator = make_indicator()
    for district, value in zip(districts, (1, 9), strict=True):
        make_value(indicator, district, value)
        make_outflow(district, 500)
    common = {"districts": districts, "indicator": indicator}
    return [
        make_calculated_run(name="Ausgaben", indicator_share=Decimal(0), **common),
        make_calculated_run(name="Kennzahl", indicator_share=Decimal(1), **common),
    ]


def test_differences_in_cents_and_per_cent(controller, two_runs):
    comparison = compare_runs(actor=controller, runs=two_runs)
    assert comparison.baseline == two_runs[0]
    assert comparison.totals == (100_000, 100_000)
    assert [
        (row.unit, [(cell.amount, cell.difference, cell.percent) for cell in row.cells])
        for row in comparison.rows
    ] == [
        ("01", [(50_000, 0, 0), (10_000, -40_000, -80)]),
        ("02", [(50_000, 0, 0), (90_000, 40_000, 80)]),
    ]
    assert [row.unit for row in comparison.winners(1)] == ["02"]
    assert [row.unit for row in comparison.losers(1)] == ["01"]
    assert comparison.winners(0) == ()
    assert set(comparison.units.values()) == set(District.objects.all())


def test_another_baseline(controller, two_runs):
    comparison = compare_runs(actor=controller, runs=two_runs, baseline=two_runs[1])
    assert [cell.difference for cell in comparison.rows[0].cells] == [40_000, 0]


def test_one_run_against_a_baseline_outside(controller, two_runs):
    comparison = compare_runs(actor=controller, runs=[two_runs[1]], baseline=two_runs[0])
    assert comparison.runs == (two_runs[1],)
    assert comparison.rows[0].cells[0].difference == -40_000


def test_the_sheet_puts_the_largest_difference_first(controller, two_runs):
    sheet = comparison_sheet(compare_runs(actor=controller, runs=two_runs))
    names = [district.name for district in District.objects.order_by("key")]
    assert list(sheet.rows) == [
        [
            "01",
            names[0],
            Decimal("500.00"),
            Decimal("100.00"),
            Decimal("-400.00"),
            Decimal("-80.00"),
        ],
        ["02", names[1], Decimal("500.00"), Decimal("900.00"), Decimal("400.00"), Decimal("80.00")],
    ]
    assert len(sheet.headings) == len(sheet.kinds) == 6


@pytest.mark.parametrize("number", [0, 1, 7])
def test_two_to_six_runs(controller, number):
    runs = [make_run() for _ in range(number)]
    with pytest.raises(ValidationError):
        compare_runs(actor=controller, runs=runs)


def test_a_run_without_result_is_named(controller, two_runs):
    draft = make_run(name="Nur Idee")
    with pytest.raises(ValidationError, match="Nur Idee"):
        compare_runs(actor=controller, runs=[two_runs[0], draft])


def test_only_runs_within_reach():
    approved = make_approved_run()
    other = make_calculated_run(fund=approved.fund)
    lead = person(Role.TEAM_LEAD, district=make_district(valid_from=date(2019, 1, 1)))
    with pytest.raises(PermissionDenied):
        compare_runs(actor=lead, runs=[approved, other])


def test_the_number_of_queries_does_not_grow_with_districts(
    controller, two_runs, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):
        compare_runs(actor=controller, runs=two_runs)

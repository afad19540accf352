"""The rows of downloads."""

from decimal import Decimal

import pytest

from budgets.exports import component_names, explanation_sheet, result_sheet
from networks.models import District
from tests.budgets.factories import make_calculated_run, make_fund

pytestmark = pytest.mark.django_db


def test_the_result_adds_up():
    run = make_calculated_run(fund=make_fund(amount=Decimal("1000.01")))
    sheet = result_sheet(run)
    rows = list(sheet.rows)
    assert [row[0] for row in rows] == ["01", "02", "03"]
    assert [row[1] for row in rows] == [each.name for each in District.objects.order_by("key")]
    assert sum(row[2] for row in rows) == Decimal("1000.01")
    assert len(sheet.headings) == len(sheet.kinds) == len(rows[0])


def test_the_explanation_of_each_district_adds_up_to_its_amount():
    run = make_calculated_run(fund=make_fund(amount=Decimal("1000.01")))
    sheet = explanation_sheet(run)
    rows = list(sheet.rows)
    assert len(rows) == 6
    for allocation in run.allocations.select_related("district"):
        own = [row for row in rows if row[0] == allocation.district.key]
        assert sum(row[-1] for row in own) == allocation.amount
    assert len(sheet.headings) == len(sheet.kinds) == len(rows[0])


def test_components_have_names_that_people_know():
    run = make_calculated_run()
    indicator = run.selections.get().indicator
    names = component_names(run)
    assert names[indicator.code] == indicator.name
    assert "2016" in names["previous_outflow"]
    assert {row[2] for row in explanation_sheet(run).rows} == {
        indicator.name,
        names["previous_outflow"],
    }


def test_the_number_of_queries_does_not_grow_with_districts(django_assert_max_num_queries):
    run = make_calculated_run()
    with django_assert_max_num_queries(3):
        list(explanation_sheet(run).rows)

"""Laying out runs and calculating them."""

import pytest

from tests.budgets.factories import make_approved_run, make_calculated_run

pytestmark = pytest.mark.django_db


def test_amounts_add_up():
    run = make_calculated_run()
    assert sum(each.amount for each in run.allocations.all()) == run.fund.amount


def test_approve():
    assert make_approved_run().state == "approved"

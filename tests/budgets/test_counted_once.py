"""A booking settles what it was made for: no euro counts as bound and as spent."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from budgets.models import FundKind, MatchHow, OutflowMatch
from budgets.services.bound import BoundKey, bound_in
from budgets.services.lines import standing
from budgets.services.outflow import reverse
from sro.access import Role
from tests.budgets.factories import make_fund, make_outflow
from tests.budgets.factories_supports import make_priced_support
from tests.budgets.grant_world import GrantWorld
from tests.people import person

pytestmark = pytest.mark.django_db

NOW = datetime(2018, 6, 2, 9, 30, tzinfo=UTC)
BOUND = Decimal("310.00")


@pytest.fixture
def support():
    return make_priced_support()


def paid(support, amount, year=2018):
    """A booking that somebody has assigned to the support."""
    booking = make_outflow(support.case.district, amount, year=year, booked_on=date(year, 4, 15))
    OutflowMatch.objects.filter(outflow=booking).update(
        state="support", support=support, how=MatchHow.HAND, matched_at=NOW
    )
    return booking


def bound(support):
    return bound_in(2018, FundKind.values)[BoundKey("fall", support.case.district_id)].amount


def test_without_a_booking_all_of_it_is_bound(support):
    assert bound(support) == BOUND


def test_a_booking_of_another_support_settles_nothing(support):
    make_outflow(support.case.district, "100.00", year=2018)
    assert bound(support) == BOUND


def test_what_was_paid_is_no_longer_bound(support):
    paid(support, "100.00")
    assert bound(support) == BOUND - 100
    fund = make_fund(amount=Decimal(1_000))
    figures = standing(year=fund.budget_year)[0]
    line = next(each for each in figures.lines if each.district == support.case.district)
    assert (line.spent, line.committed, line.free) == (100, 210, -310)


def test_more_than_was_bound_leaves_nothing_open_and_nothing_below_zero(support):
    paid(support, "400.00")
    assert bound(support) == 0


def test_a_booking_for_another_year_settles_nothing(support):
    paid(support, "100.00", year=2017)
    assert bound(support) == BOUND


def test_a_reversal_binds_again(support):
    booking = paid(support, "100.00")
    reverse(
        actor=person(Role.CONTROLLER),
        outflow=booking,
        reason="Doppelt gebucht.",
        booked_on=date(2018, 5, 1),
        now=NOW,
    )
    assert bound(support) == BOUND


def test_a_small_grant_is_bound_until_it_is_paid_and_then_spent():
    world = GrantWorld()
    grant = world.apply()
    assert world.figures() == (0, 0, 2000)
    world.grant(grant)
    assert world.figures() == (1800, 0, 200)
    world.pay(grant, "1000")
    assert world.figures() == (800, 1000, 200)
    world.pay(grant, "800")
    assert world.figures() == (0, 1800, 200)
    world.prove(grant, "1500")
    world.repay(grant, "300")
    assert world.figures() == (0, 1500, 500)
    world.close(grant)
    assert world.figures() == (0, 1500, 500)

"""The money of small grants: bound until it is paid, spent once, never more than the line has."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.models import BudgetLine, BudgetYear, GrantPayment, Outflow, SmallGrant
from budgets.services.forecasting import outlook
from budgets.services.grant_money import bookings_for, pay, pay_by
from budgets.services.lines import standing
from budgets.services.outflow import reverse
from budgets.services.settling import base_budgets_for, charge
from budgets.services.transfers import Spot
from sro.access import Role
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.factories import close, make_fund, make_outflow
from tests.budgets.grant_world import NOW, TODAY, GrantWorld, fresh
from tests.budgets.test_base_budgets import make_base_budget
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return GrantWorld()


def take_back(world, booking):
    return reverse(
        actor=world.controller, outflow=booking, reason="Falsch", booked_on=TODAY, now=NOW
    )


def test_the_other_district_and_the_whole_fund_know_of_it(world):
    grant = world.granted()
    world.pay(grant, "1000")
    assert world.figures(1) == (0, 0, 2000)
    total = standing(year=world.fund.budget_year, funds=[world.fund])[0].total
    assert (total.committed, total.spent, total.free) == (800, 1000, 3200)


def test_the_forecast_counts_what_is_bound(world):
    world.pay(world.granted(), "1000")
    assert outlook(world.line(), None).forecast.total == 1800_00


def test_withdrawn_or_closed_nothing_stays_bound(world):
    world.withdraw(world.granted())
    assert world.figures() == (0, 0, 2000)
    grant = world.granted()
    world.pay(grant, "500")
    world.prove(grant, "500")
    assert world.figures() == (1300, 500, 200)
    world.close(grant)
    assert world.figures() == (0, 500, 1500)


def test_money_that_was_granted_cannot_be_moved_away(world):
    world.granted()
    here, there = (Spot(world.fund, each) for each in world.districts)
    with pytest.raises(NotPossible, match="200,00"):
        world.move(here, there, "200.01")
    world.move(here, there, "200")
    assert world.line().free == 0


def test_a_reversed_payment_binds_again_and_can_be_paid_again(world):
    grant = world.pay(world.granted(), "1800")
    take_back(world, Outflow.objects.get())
    assert world.figures() == (1800, 0, 200)
    assert fresh(grant).steps.last().action == "reversed"
    world.pay(grant, "1800")
    assert world.figures() == (0, 1800, 200)
    take_back(world, Outflow.objects.filter(reversal_of=None).latest("pk"))
    assert world.figures() == (1800, 0, 200)


def test_a_reversed_repayment_is_owed_again(world):
    grant = world.pay(world.granted(), "1800")
    world.repay(grant, "300")
    take_back(world, Outflow.objects.get(amount=-300))
    assert (fresh(grant).repaid, world.figures()) == (0, (0, 1800, 200))


@pytest.mark.parametrize("amount", ["1800.01", "0", "-5"])
def test_no_more_is_paid_than_granted(world, amount):
    grant = world.granted()
    with pytest.raises(ValidationError):
        world.pay(grant, amount)
    assert not Outflow.objects.exists()
    assert fresh(grant).state == "granted"


def test_no_more_comes_back_than_went_out(world):
    grant = world.granted()
    with pytest.raises(NotPossible):
        world.repay(grant, "1")
    world.pay(grant, "1000")
    world.repay(grant, "600")
    with pytest.raises(ValidationError, match="400,00"):
        world.repay(grant, "400.01")


def test_a_second_payment_on_the_same_page_is_refused(world):
    grant = world.granted()
    seen = fresh(grant).version
    common = {"actor": world.controller, "grant": grant, "booked_on": TODAY, "now": NOW}
    pay(amount=Decimal(900), version=seen, **common)
    paid_once = fresh(grant).version
    with pytest.raises(StaleRecord):
        pay(amount=Decimal(900), version=seen, **common)
    pay(amount=Decimal(400), version=paid_once, **common)
    with pytest.raises(StaleRecord):
        pay(amount=Decimal(400), version=paid_once, **common)
    assert fresh(grant).paid == 1300


def test_the_booking_says_what_it_was_for(world):
    world.pay(world.granted(), "1800", external_id="4711")
    booking = Outflow.objects.get()
    assert (booking.fund_kind, booking.year, booking.district) == (
        "milieu",
        2018,
        world.districts[0],
    )
    assert (booking.external_id, booking.source) == ("4711", "Kleine Zuschüsse")
    assert booking.text == "Frühstück im Hof – Nachbarschaftsverein Musterhof"


def test_a_number_that_is_in_the_ledger_is_not_booked_again(world):
    make_outflow(world.districts[0], "1800", year=2018, fund_kind="milieu", external_id="4711")
    with pytest.raises(ValidationError) as refused:
        world.pay(world.granted("200"), "200", external_id="4711")
    assert "external_id" in refused.value.error_dict


def test_what_the_finance_system_has_booked_is_taken_as_the_payment(world):
    grant = world.granted()
    booking = make_outflow(world.districts[0], "100", year=2018, fund_kind="milieu")
    # Bound and booked: as long as nobody says that they are the same, both count.
    assert world.figures() == (1800, 100, 100)
    done = pay_by(
        actor=world.controller,
        grant=grant,
        booking=booking,
        version=fresh(grant).version,
        now=NOW,
    )
    assert (done.state, done.paid, Outflow.objects.count()) == ("paid", 100, 1)
    assert world.figures() == (1700, 100, 200)
    other = world.granted("200")
    assert list(bookings_for(other)) == []
    with pytest.raises(NotPossible):
        pay_by(
            actor=world.controller,
            grant=other,
            booking=booking,
            version=fresh(other).version,
            now=NOW,
        )


@pytest.mark.parametrize(
    "values",
    [
        {"year": 2017},
        {"fund_kind": "struktur"},
        {"district": 1},
        {"amount": "-10"},
        {"amount": "1800.01"},
        {"reversed": True},
    ],
)
def test_other_bookings_are_no_payment(world, values):
    grant = world.granted()
    given = {"year": 2018, "fund_kind": "milieu", "amount": "10", **values}
    district = world.districts[given.pop("district", 0)]
    is_reversed = given.pop("reversed", False)
    booking = make_outflow(district, given.pop("amount"), **given)
    if is_reversed:
        take_back(world, booking)
    with pytest.raises(ValidationError):
        pay_by(
            actor=world.controller,
            grant=grant,
            booking=booking,
            version=fresh(grant).version,
            now=NOW,
        )
    assert not GrantPayment.objects.exists()


def test_a_booking_pays_a_grant_or_a_base_budget_not_both(world):
    budget = make_base_budget(district=world.districts[0], amount=Decimal(100))
    grant = world.granted("500")
    assert world.figures() == (600, 0, 1400)
    assert world.line().granted == 500
    charged, ours = (
        make_outflow(world.districts[0], amount, year=2018, fund_kind="milieu")
        for amount in ("100", "200")
    )

    def charge_to_it(booking):
        charge(actor=world.controller, booking=booking, base_budget=budget.pk, version=0, now=NOW)

    charge_to_it(charged)
    assert list(bookings_for(grant)) == [ours]
    pay_by(actor=world.controller, grant=grant, booking=ours, version=fresh(grant).version, now=NOW)
    with pytest.raises(NotPossible, match="kleinen Zuschuss"):
        charge_to_it(ours)
    assert base_budgets_for(actor=world.controller, booking=ours) == []
    assert world.figures() == (300, 300, 1400)


def test_after_the_year_nothing_is_paid_and_what_comes_back_counts_in_the_next(world):
    grant = world.pay(world.granted(), "1000")
    close(BudgetYear.objects.get())
    with pytest.raises(NotPossible, match="abgeschlossen"):
        world.pay(grant, "800")
    with pytest.raises(NotPossible, match="offenen Jahr"):
        world.repay(grant, "100")
    make_fund(kind="milieu", name="Milieu", budget_year=BudgetYear.objects.create(year=2019))
    world.repay(grant, "100", booked_on=date(2019, 2, 1))
    assert Outflow.objects.get(amount=-100).year == 2019
    assert world.figures()[1] == 1000
    close(BudgetYear.objects.create(year=2020))
    with pytest.raises(NotPossible, match="2020"):
        world.repay(grant, "100", booked_on=date(2020, 2, 1))


@pytest.mark.parametrize("role", [Role.PLANNER, Role.TEAM_LEAD, Role.ADMINISTRATOR])
def test_only_controllers_pay(world, role):
    grant = world.granted()
    with pytest.raises(PermissionDenied):
        world.pay(grant, "1", actor=person(role, district=world.districts[0]))


# --- social spaces -----------------------------------------------------------------------------


def test_a_project_in_a_social_space_takes_the_districts_money_unless_told_otherwise(world):
    world.granted(social_space=world.space)
    assert world.figures() == (1800, 0, 200)
    assert not BudgetLine.objects.filter(social_space__isnull=False).exists()


def test_money_handed_on_to_a_social_space_is_granted_from_there(world):
    whole = Spot(world.fund, world.districts[0])
    world.move(whole, Spot(world.fund, world.districts[0], world.space), 600)
    grant = world.apply("700", social_space=world.space)
    with pytest.raises(NotPossible, match="600,00"):
        world.grant(grant, from_space=True)
    world.grant(grant, "600", from_space=True)
    assert (world.figures(0, world.space), world.figures()) == ((600, 0, 0), (0, 0, 1400))
    world.pay(grant, "500")
    assert (world.figures(0, world.space), world.figures()) == ((100, 500, 0), (0, 0, 1400))
    world.repay(grant, "200")
    world.prove(grant, "300")
    world.close(grant)
    assert (world.figures(0, world.space), world.figures()) == ((0, 300, 300), (0, 0, 1400))


def test_without_a_social_space_there_is_no_such_line(world):
    with pytest.raises(ValidationError, match="keinen Sozialraum"):
        world.grant(world.apply("1"), from_space=True)


# --- laws --------------------------------------------------------------------------------------


def test_the_figures_ask_the_database_once_for_all_grants(world):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            standing(year=world.fund.budget_year)
        return [each["sql"] for each in queries]

    few = asked()
    for _each in range(3):
        world.pay(world.granted("100", district=world.districts[1]), "50")
    many = asked()
    assert sum("budgets_smallgrant" in sql for sql in many) == 1
    assert len(many) <= len(few) + 1


ACTIONS = ["apply", "grant", "pay", "repay", "prove", "close", "withdraw", "reverse", "move"]
stories = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(0, 2),
        st.integers(1, 150_000).map(lambda cents: Decimal(cents) / 100),
        st.integers(0, 1),
    ),
    min_size=4,
    max_size=14,
)


def tell(world, action, grant, amount, place):
    if action == "move":
        spots = [Spot(world.fund, each) for each in world.districts]
        world.move(spots[place], spots[1 - place], amount)
    elif action == "reverse":
        open_ones = Outflow.objects.open_to_reversal().order_by("pk")
        if booking := open_ones.first():
            take_back(world, booking)
    elif action == "grant":
        world.grant(grant, min(amount, grant.requested))
    elif action == "close":
        world.close(grant, "Bleibt.")
    elif action == "withdraw":
        world.withdraw(grant)
    else:
        getattr(world, action)(grant, amount)


def recount(world):
    """Bound and spent of each district, counted slowly from single rows."""
    bound, spent = defaultdict(Decimal), defaultdict(Decimal)
    for booking in Outflow.objects.filter(fund_kind="milieu", year=2018):
        spent[booking.district_id] += booking.amount
    for grant in SmallGrant.objects.filter(state__in=["granted", "paid", "proven"]):
        out = [each.outflow.amount for each in grant.payments.filter(kind="payment")]
        bound[grant.district_id] += max(grant.granted - sum(out), Decimal(0))
    return bound, spent


@settings(max_examples=8)
@given(stories)
def test_any_story_of_grants_keeps_the_sums(story):
    with transaction.atomic():
        world = GrantWorld()
        grants = []
        for action, which, amount, place in story:
            if action == "apply" or not grants:
                grants.append(world.apply(amount, district=world.districts[place]))
                continue
            try:
                with transaction.atomic():
                    tell(world, action, grants[which % len(grants)], amount, place)
            except ValidationError:
                continue
        bound, spent = recount(world)
        for number, district in enumerate(world.districts):
            line = world.line(number)
            assert (line.committed, line.spent) == (bound[district.pk], spent[district.pk])
            assert line.free >= 0
        for grant in SmallGrant.objects.with_money():
            assert 0 <= grant.repaid <= grant.paid <= (grant.granted or 0)
        transaction.set_rollback(True)

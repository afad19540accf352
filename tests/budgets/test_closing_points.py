"""The check list of a closing: what blocks, what is accepted, what is a hint."""

from datetime import date
from decimal import Decimal

import pytest

from budgets.models import (
    Alert,
    BudgetYear,
    Fund,
    HoursMonth,
    Threshold,
)
from budgets.rules.closing import Weight
from budgets.services import closing, grant_money, grants, transfers
from budgets.services.closing_points import CHECKS, Check, register
from budgets.services.commitments import recalculate
from cases.models import Support
from networks.models import District
from sro.refusals import NotPossible
from tests.budgets.closing_world import NOW, TODAY, World
from tests.budgets.factories import make_fund, make_grant, make_proposed_run
from tests.budgets.test_base_budgets import make_base_budget
from tests.cases.factories import make_case, make_support

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


def points(world, today=TODAY):
    sheet = closing.sheet_of(closing.situation_of(world.year, today))
    return {point.code: point.number for point in sheet.points if point.number}


def test_nothing_open_is_nothing_to_accept(world):
    assert points(world) == {}
    world.propose(accepted=())


def test_the_year_is_not_over(world):
    assert points(world, date(2018, 12, 30)) == {"over": 2}
    with pytest.raises(NotPossible, match="Tage bis zum Jahresende"):
        world.propose(accepted=(), today=date(2018, 12, 30))


def test_bookings_without_a_support_are_accepted_or_settled(world):
    world.spend(0, "5.00", "fall")
    assert points(world) == {"unmatched": 1}
    with pytest.raises(NotPossible, match="Buchungen des Fallbudgets"):
        world.propose(accepted=())
    proposal = world.propose(accepted=("unmatched",))
    [point] = [each for each in proposal.figures.points if each.accepted]
    assert (point.code, point.number, point.weight) == ("unmatched", 1, Weight.CONFIRM)


def test_a_support_without_a_rate_is_a_point_and_stays_as_it_is(world):
    case = make_case(district=world.districts[0])
    support = make_support(
        case, state="running", start=date(2018, 3, 1), planned_end=date(2018, 4, 1)
    )
    recalculate(support_ids=[support.pk], today=date(2018, 3, 2), now=NOW)
    assert points(world) == {"unknown": 1}
    before = Support.objects.filter(pk=support.pk).values().get()
    world.confirm(world.propose())
    assert Support.objects.filter(pk=support.pk).values().get() == before


def test_hours_that_are_not_closed(world):
    HoursMonth.objects.create(team=world.districts[0], month=date(2018, 5, 1))
    HoursMonth.objects.create(team=world.districts[0], month=date(2019, 1, 1))
    assert points(world) == {"hours": 1}


def test_open_warnings_are_a_hint_only(world):
    threshold = Threshold.objects.create(fund=world.milieu, percent=10)
    Alert.objects.create(threshold=threshold, planned=1, forecast=2, raised_at=NOW)
    assert points(world) == {"alerts": 1}
    world.propose(accepted=())


def test_an_undecided_transfer_blocks(world):
    Fund.objects.filter(pk=world.milieu.pk).update(transfer_limit=0)
    world.milieu.refresh_from_db()
    transfer = world.move(world.at(world.milieu), world.at(world.milieu, 1), "1.00")
    assert points(world) == {"transfers": 1}
    with pytest.raises(NotPossible, match="Umschichtungen ohne Entscheidung"):
        world.propose(accepted=("transfers",))
    transfers.withdraw(actor=world.controller, transfer=transfer, now=NOW)
    world.propose()


def test_an_undecided_allocation_blocks(world):
    make_proposed_run(districts=world.districts, fund=world.fall)
    assert points(world)["runs"] == 1


def test_a_fund_without_amount_blocks_and_zero_does_not(world):
    Fund.objects.filter(pk=world.fall.pk).update(amount=None)
    assert points(world) == {"amounts": 1}
    Fund.objects.filter(pk=world.fall.pk).update(amount=0)
    assert points(world) == {}


def test_what_nobody_can_take_over_blocks(world):
    Fund.objects.filter(budget_year=world.following, kind="milieu").delete()
    assert points(world) == {"target": 1}
    Fund.objects.filter(pk=world.milieu.pk).update(carry_over="none")
    assert points(world) == {}
    Fund.objects.filter(pk=world.milieu.pk).update(carry_over="surplus")
    world.following.cover_groups.all().delete()
    Fund.objects.filter(budget_year=world.following).delete()
    world.following.delete()
    assert points(world) == {"target": 1}


def test_a_rest_that_nobody_knows_blocks(world):
    for name in ("Eins", "Zwei"):
        make_fund(kind="other", name=name, carry_over="surplus")
    make_fund(kind="other", name="Eins", budget_year=world.following)
    make_fund(kind="other", name="Zwei", budget_year=world.following)
    assert points(world) == {}
    world.spend(0, "1.00", "other")
    assert points(world) == {"rest": 2}


def test_a_further_point_is_one_more_function(world, monkeypatch):
    monkeypatch.setattr("budgets.services.closing_points.CHECKS", dict(CHECKS))
    monkeypatch.setattr("budgets.services.closing.CHECKS", CHECKS)
    register(
        Check(
            "proofs", Weight.CONFIRM, "Nachweise", "Bitte anfordern.", lambda at: 2, lambda at: "/"
        )
    )
    assert points(world) == {"proofs": 2}


def test_applications_and_proofs_of_small_grants_are_looked_at(world):
    grant = make_grant(fund=world.milieu, district=world.districts[0])
    assert points(world) == {"applications": 1}
    with pytest.raises(NotPossible, match="Anträge auf kleine Zuschüsse"):
        world.propose(accepted=())
    granted = grants.grant_it(
        actor=world.second,
        grant=grant,
        amount=Decimal(50),
        proof_due=date(2018, 12, 1),
        version=grant.version,
        now=NOW,
    )
    assert points(world) == {"bound": 1, "unpaid": 1}
    grant_money.pay(
        actor=world.second,
        grant=granted,
        amount=Decimal(50),
        booked_on=date(2018, 4, 1),
        version=granted.version,
        now=NOW,
    )
    assert points(world) == {"proofs": 1}


def test_an_earlier_year_that_is_open_is_looked_at(world):
    BudgetYear.objects.create(year=2016, state="closed")
    assert points(world) == {}
    BudgetYear.objects.create(year=2017, state="adopted")
    assert points(world) == {"before": 1}


def test_a_base_budget_without_its_fund_is_looked_at(world):
    make_base_budget(fund_kind="struktur", district=world.districts[0])
    assert points(world) == {"base_budgets": 1}


def test_a_district_that_ends_carries_into_nothing(world):
    District.objects.filter(pk=world.districts[0].pk).update(valid_until=date(2019, 1, 1))
    assert points(world) == {"districts": 1}

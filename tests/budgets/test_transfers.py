"""Moving money: what goes at once, what a second person decides, and that nothing gets lost."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.models import BudgetLine, CoverGroup, Fund, Transfer
from budgets.services.lines import standing
from budgets.services.transfers import Spot, approve, move, reject, withdraw
from sro.access import Role
from sro.refusals import NotPossible
from tests.budgets.factories import (
    close,
    make_approved_run,
    make_districts,
    make_fund,
    make_indicator,
    make_outflow,
    make_value,
)
from tests.networks.factories import make_space
from tests.people import person

pytestmark = pytest.mark.django_db

NOW = datetime(2018, 6, 2, 9, 30, tzinfo=UTC)
HUNDRED = Decimal("100.00")


class World:
    """A year with 1,000 € Fall and 600 € Milieu, which cover each other, and 50 € Struktur."""

    def __init__(self) -> None:
        self.districts = make_districts(2)
        indicator = make_indicator()
        for each in self.districts:
            make_value(indicator, each, 5)
        self.fall = self._divided(indicator, "fall", "1000.00")
        self.milieu = self._divided(indicator, "milieu", "600.00")
        self.struktur = make_fund(kind="struktur", name="Struktur", amount=Decimal("50.00"))
        group = CoverGroup.objects.create(budget_year=self.fall.budget_year, name="Hilfen")
        limits = {"transfer_limit": HUNDRED, "cover_group": group}
        Fund.objects.filter(pk__in=[self.fall.pk, self.milieu.pk]).update(**limits)
        for fund in (self.fall, self.milieu):
            fund.refresh_from_db()
        self.controller = person(Role.CONTROLLER)
        self.second = person(Role.CONTROLLER)

    def _divided(self, indicator, kind, amount):
        fund = make_fund(kind=kind, name=kind, amount=Decimal(amount))
        make_approved_run(districts=self.districts, indicator=indicator, fund=fund)
        return fund

    def move(self, source, target, amount=HUNDRED, actor=None):
        return move(
            actor=actor or self.controller,
            source=source,
            target=target,
            amount=Decimal(amount),
            reason="Weil es dort gebraucht wird.",
            now=NOW,
        )

    def lines(self):
        found = {}
        for fund in standing(year=self.fall.budget_year):
            for line in fund.lines:
                place = line.social_space or line.district
                found[fund.fund.kind, place.key if place else ""] = line
        return found


@pytest.fixture
def world():
    return World()


def spot(world, fund, district=0, space=None):
    place = None if district is None else world.districts[district]
    return Spot(fund, place, space)


def test_within_the_limit_money_moves_at_once(world):
    here, there = (each.key for each in world.districts)
    done = world.move(spot(world, world.fall), spot(world, world.fall, 1))
    assert (done.state, done.rule, done.decided_by) == ("executed", "within_limit", None)
    lines = world.lines()
    assert [lines["fall", key].transferred for key in (here, there)] == [-HUNDRED, HUNDRED]
    assert lines["fall", here].planned == lines["fall", here].allocated - HUNDRED


def test_above_the_limit_nothing_moves_before_a_second_person_approves(world):
    here, there = (each.key for each in world.districts)
    proposed = world.move(spot(world, world.fall), spot(world, world.fall, 1), "100.01")
    assert (proposed.state, proposed.rule) == ("proposed", "above_limit")
    assert world.lines()["fall", here].transferred == 0
    with pytest.raises(NotPossible):
        approve(actor=world.controller, transfer=proposed, now=NOW)
    done = approve(actor=world.second, transfer=proposed, now=NOW)
    assert (done.state, done.decided_by) == ("executed", world.second)
    assert world.lines()["fall", there].transferred == Decimal("100.01")


def test_many_small_transfers_of_one_person_are_one_large_one(world):
    here, there = spot(world, world.fall), spot(world, world.fall, 1)
    assert world.move(here, there, "60").state == "executed"
    parts = world.move(here, there, "40.01")
    assert (parts.state, parts.rule) == ("proposed", "limit_used")
    # What nobody has carried out counts for nothing; another line and another person begin anew.
    assert world.move(here, there, "40").state == "executed"
    assert world.move(there, here, "100").state == "executed"
    assert world.move(here, there, "100", actor=world.second).state == "executed"
    assert approve(actor=world.second, transfer=parts, now=NOW).state == "executed"


def test_nobody_proposes_to_move_what_is_not_there(world):
    left = world.lines()["milieu", world.districts[0].key].free
    with pytest.raises(NotPossible, match="noch"):
        world.move(spot(world, world.milieu), spot(world, world.milieu, 1), left + 1)
    assert not Transfer.objects.exists()


def test_approved_twice_moves_once(world):
    proposed = world.move(spot(world, world.fall), spot(world, world.fall, 1), "200")
    approve(actor=world.second, transfer=proposed, now=NOW)
    with pytest.raises(NotPossible):
        approve(actor=world.second, transfer=proposed, now=NOW)
    assert world.lines()["fall", world.districts[1].key].transferred == Decimal(200)


def test_rejected_or_withdrawn_nothing_moves(world):
    first = world.move(spot(world, world.fall), spot(world, world.fall, 1), "200")
    second = world.move(spot(world, world.fall), spot(world, world.fall, 1), "300")
    with pytest.raises(ValidationError):
        reject(actor=world.second, transfer=first, reason=" ", now=NOW)
    assert reject(actor=world.second, transfer=first, reason="Zu viel", now=NOW).state == "rejected"
    with pytest.raises(NotPossible):
        withdraw(actor=world.second, transfer=second, now=NOW)
    assert withdraw(actor=world.controller, transfer=second, now=NOW).state == "withdrawn"
    assert all(line.transferred == 0 for line in world.lines().values())


def test_funds_that_do_not_cover_each_other(world):
    with pytest.raises(NotPossible, match="decken"):
        world.move(spot(world, world.struktur, None), spot(world, world.fall))
    assert not Transfer.objects.exists()
    assert not BudgetLine.objects.exists()


def test_a_line_gives_no_more_than_it_has(world):
    allocated = world.lines()["milieu", world.districts[0].key].allocated
    spent = allocated - Decimal("50.00")
    make_outflow(world.districts[0], spent, fund_kind="milieu", year=2018)
    with pytest.raises(NotPossible, match="50,00"):
        world.move(spot(world, world.milieu), spot(world, world.milieu, 1), "50.01")
    assert world.move(spot(world, world.milieu), spot(world, world.milieu, 1), "50.00")


def test_the_case_budget_may_go_below_zero(world):
    make_outflow(world.districts[0], "5000.00", fund_kind="fall", year=2018)
    world.move(spot(world, world.fall), spot(world, world.milieu))
    line = world.lines()["fall", world.districts[0].key]
    assert line.free == line.allocated - HUNDRED - 5000 < 0


def test_inside_a_district_money_is_handed_on_without_approval(world):
    space = make_space(district=world.districts[0])
    done = world.move(spot(world, world.milieu), spot(world, world.milieu, 0, space), "250.00")
    assert (done.state, done.rule) == ("executed", "inside_district")
    assert world.lines()["milieu", space.key].planned == Decimal("250.00")
    with pytest.raises(NotPossible):
        world.move(spot(world, world.milieu, 0, space), spot(world, world.milieu), "250.01")


def test_a_space_of_another_district_is_refused(world):
    space = make_space(district=world.districts[0])
    with pytest.raises(NotPossible):
        world.move(spot(world, world.milieu), spot(world, world.milieu, 1, space), "1")


def test_the_rest_of_an_unplanned_fund_cannot_be_moved(world):
    Fund.objects.filter(pk=world.milieu.pk).update(amount=None)
    with pytest.raises(NotPossible):
        world.move(spot(world, world.milieu, None), spot(world, world.milieu), "1")


def test_a_closed_year_is_left_alone(world):
    year = world.fall.budget_year
    close(year)
    with pytest.raises(NotPossible, match="abgeschlossen"):
        world.move(spot(world, world.fall), spot(world, world.fall, 1))


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_controllers_move_money(world, role):
    with pytest.raises(PermissionDenied):
        world.move(spot(world, world.fall), spot(world, world.fall, 1), actor=person(role))


@pytest.mark.parametrize("change", [{"amount": 1}, {"reason": "anders"}, {"state": "rejected"}])
def test_what_was_carried_out_stays(world, change):
    done = world.move(spot(world, world.fall), spot(world, world.fall, 1))
    with pytest.raises(Exception, match=r"(?i)cannot|transition"), transaction.atomic():
        Transfer.objects.filter(pk=done.pk).update(**change)


def test_the_database_knows_the_second_person(world):
    proposed = world.move(spot(world, world.fall), spot(world, world.fall, 1), "200")
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.filter(pk=proposed.pk).update(
            state="executed", decided_by=proposed.proposed_by, decided_at=NOW
        )


moves = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 4),
        st.integers(1, 40_000).map(lambda cents: Decimal(cents) / 100),
    ),
    max_size=8,
)


@settings(max_examples=8)
@given(moves)
def test_any_sequence_of_transfers_keeps_the_sums(moves):
    with transaction.atomic():
        world = World()
        places = [
            spot(world, world.fall, None),
            spot(world, world.fall, 0),
            spot(world, world.fall, 1),
            spot(world, world.milieu, 0),
            spot(world, world.milieu, 1),
        ]
        for source, target, amount in moves:
            try:
                with transaction.atomic():
                    done = world.move(places[source], places[target], amount)
                    if done.state == "proposed":
                        approve(actor=world.second, transfer=done, now=NOW)
            except NotPossible:
                continue
        lines = world.lines()
        assert sum(line.planned for line in lines.values()) == Decimal("1650.00")
        assert sum(row.transferred for row in BudgetLine.objects.all()) == 0
        assert all(line.free >= 0 for (kind, _), line in lines.items() if kind != "fall")
        # The balance of each line is what a slow recount of the transfers says.
        for row in BudgetLine.objects.all():
            came = sum(t.amount for t in row.transfers_in.filter(state="executed"))
            went = sum(t.amount for t in row.transfers_out.filter(state="executed"))
            assert row.transferred == came - went
        transaction.set_rollback(True)

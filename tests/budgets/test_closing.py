"""Closing a year: two people, nothing frozen before, nothing changed after."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from budgets.models import (
    Alert,
    BudgetLine,
    BudgetYear,
    CarryOver,
    Fund,
    HoursMonth,
    Threshold,
    Transfer,
    YearClosing,
)
from budgets.services import closing, funds
from budgets.services.alerts import check_thresholds
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.closing_world import NOW, TODAY, World
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return World()


# --- two people -----------------------------------------------------------------------------------


def test_one_proposes_another_one_confirms(world):
    world.spend(0, "150.01")
    proposal = world.propose()
    assert (proposal.state, proposal.proposed_by) == ("proposed", world.controller)
    world.year.refresh_from_db()
    assert world.year.state == "closing"
    done = world.confirm(proposal)
    assert (done.state, done.decided_by, done.decided_at) == ("confirmed", world.second, NOW)
    world.year.refresh_from_db()
    assert (world.year.state, world.year.state_changed_by) == ("closed", world.second)
    rows = {
        (row.target.budget_year.year, row.district): (row.left, row.amount)
        for row in CarryOver.objects.all()
    }
    here, there = world.districts
    assert rows == {
        (2019, None): (Decimal("300.00"), Decimal("150.00")),
        (2019, here): (Decimal("49.99"), Decimal("25.00")),
        (2019, there): (Decimal("100.00"), Decimal("50.00")),
    }
    assert {
        entry.action for entry in Entry.objects.filter(action__startswith="budget_year.cl")
    } == {
        "budget_year.closing_proposed",
        "budget_year.closed",
    }


def test_nobody_decides_about_the_own_proposal(world):
    proposal = world.propose()
    with pytest.raises(NotPossible, match="nicht darüber entscheiden"):
        world.confirm(proposal, world.controller)
    with pytest.raises(NotPossible):
        closing.refuse(actor=world.controller, closing=proposal, reason="nein", now=NOW)
    with pytest.raises(NotPossible, match="zurücknehmen"):
        closing.take_back(actor=world.second, closing=proposal, now=NOW)
    assert YearClosing.objects.get().state == "proposed"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTROLLER])
def test_only_controllers_close(world, role):
    other = person(role, district=world.districts[0], provider=make_provider())
    with pytest.raises(PermissionDenied):
        world.propose(actor=other)
    proposal = world.propose()
    with pytest.raises(PermissionDenied):
        world.confirm(proposal, other)


def test_the_database_knows_the_second_person(world):
    proposal = world.propose()
    decided = {"state": "confirmed", "decided_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        YearClosing.objects.filter(pk=proposal.pk).update(decided_by=world.controller, **decided)
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        BudgetYear.objects.filter(pk=world.year.pk).update(state="closed")


@pytest.mark.parametrize("change", [{"sheet": {}}, {"reason": "anders"}, {"state": "proposed"}])
def test_what_was_closed_stays(world, change):
    done = world.confirm(world.propose())
    attempts = [
        lambda: YearClosing.objects.filter(pk=done.pk).update(**change),
        lambda: YearClosing.objects.filter(pk=done.pk).delete(),
        lambda: BudgetYear.objects.filter(pk=world.year.pk).update(state="adopted"),
        lambda: CarryOver.objects.update(amount=1),
        lambda: CarryOver.objects.all().delete(),
        lambda: Fund.objects.filter(pk=world.milieu.pk).update(amount=1),
        lambda: BudgetLine.objects.filter(fund=world.milieu).update(transferred=1),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_without_a_reason_nothing_is_proposed(world):
    with pytest.raises(ValidationError) as refused:
        world.propose(reason=" ")
    assert "reason" in refused.value.message_dict
    assert not YearClosing.objects.exists()


def test_a_draft_cannot_be_closed(world):
    with pytest.raises(NotPossible, match="beschlossenes"):
        world.propose(year=world.following, version=world.following.version)


def test_a_proposal_from_an_old_page_is_not_taken(world):
    with pytest.raises(StaleRecord):
        world.propose(version=world.year.version - 1)


def test_decided_once(world):
    proposal = world.propose()
    world.confirm(proposal)
    for again in (
        lambda: world.confirm(proposal),
        lambda: closing.refuse(actor=world.second, closing=proposal, reason="doch", now=NOW),
        lambda: closing.take_back(actor=world.controller, closing=proposal, now=NOW),
    ):
        with pytest.raises(NotPossible):
            again()
    assert CarryOver.objects.count() == 3


def everything(world):
    tables = (BudgetYear, Fund, BudgetLine, Transfer, CarryOver, Threshold, Alert)
    rows = [list(table.objects.order_by("pk").values()) for table in tables]
    for row in rows[0]:
        del row["version"]
    return rows, [world.lines(year) for year in (world.year, world.following)]


@pytest.mark.parametrize("way", ["take_back", "refuse"])
def test_until_it_is_confirmed_all_of_it_can_be_undone(world, way):
    world.spend(0, "20.00")
    before = everything(world)
    proposal = world.propose()
    if way == "refuse":
        with pytest.raises(ValidationError):
            closing.refuse(actor=world.second, closing=proposal, reason=" ", now=NOW)
        closing.refuse(actor=world.second, closing=proposal, reason="Noch nicht.", now=NOW)
    else:
        closing.take_back(actor=world.controller, closing=proposal, now=NOW)
    assert everything(world) == before
    # And it can be proposed again.
    world.confirm(world.propose())


# --- the proposal freezes nothing, the confirmation looks again -----------------------------------


def test_money_moves_while_a_closing_is_proposed_and_then_nobody_confirms_old_figures(world):
    proposal = world.propose()
    world.move(world.at(world.milieu, 0), world.at(world.milieu, 1), "1.00")
    with pytest.raises(NotPossible, match="Seit dem Vorschlag hat sich geändert: Milieu"):
        world.confirm(proposal)
    assert not CarryOver.objects.exists()
    assert BudgetYear.objects.get(year=2018).state == "closing"


@pytest.mark.parametrize(
    "change",
    [
        lambda world: world.spend(1, "0.01"),
        lambda world: world.spend(1, "0.01", "fall"),
        lambda world: Fund.objects.filter(pk=world.milieu.pk).update(amount=601),
        lambda world: Fund.objects.filter(pk=world.milieu.pk).update(carry_over_percent=51),
        lambda world: Fund.objects.filter(pk=world.milieu.pk).update(carry_over="none"),
    ],
)
def test_whatever_changes_the_figures_is_noticed(world, change):
    proposal = world.propose()
    change(world)
    with pytest.raises(NotPossible):
        world.confirm(proposal)


def test_something_that_blocks_after_the_proposal_keeps_the_year_open(world):
    proposal = world.propose()
    Fund.objects.filter(pk=world.milieu.pk).update(transfer_limit=0)
    world.milieu.refresh_from_db()
    assert world.move(world.at(world.milieu), world.at(world.milieu, 1), "1.00").state == "proposed"
    with pytest.raises(NotPossible, match="Umschichtungen ohne Entscheidung"):
        world.confirm(proposal)


def test_new_open_points_have_to_be_accepted_first(world):
    proposal = world.propose()
    HoursMonth.objects.create(team=world.districts[0], month=date(2018, 5, 1))
    with pytest.raises(NotPossible, match="dazugekommen"):
        world.confirm(proposal)


def test_thresholds_are_watched_while_a_closing_is_proposed(world):
    Threshold.objects.create(fund=world.milieu, percent=10)
    world.spend(0, "190.00")
    world.propose()
    assert check_thresholds(today=TODAY, now=NOW) == 1


def test_an_amount_still_needs_a_reason_while_a_closing_is_proposed(world):
    world.propose()
    with pytest.raises(ValidationError) as refused:
        funds.update_fund(
            actor=world.controller,
            fund=world.milieu,
            changes={"amount": Decimal(1)},
            version=Fund.objects.get(pk=world.milieu.pk).version,
            now=NOW,
        )
    assert "reason" in refused.value.message_dict

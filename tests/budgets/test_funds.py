"""Funds, their amounts, and which of them cover each other."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from budgets.models import Fund
from budgets.services import funds
from budgets.services.years import adopt_year
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.factories import (
    NOW,
    close,
    make_approved_run,
    make_fund,
    make_proposed_run,
    make_year,
)
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def new(actor, **values):
    given = {"kind": "fall", "name": "Fall", "budget_year": make_year(), "now": NOW, **values}
    return funds.create_fund(actor=actor, **given)


def change(actor, fund, reason="", **changes):
    return funds.update_fund(
        actor=actor, fund=fund, changes=changes, version=fund.version, reason=reason, now=NOW
    )


def test_a_fund_without_amount_is_not_planned_yet(controller):
    fund = new(controller)
    assert fund.amount is None
    assert Entry.objects.get(action="fund.created").details == {"kind": "fall", "amount": ""}


@pytest.mark.parametrize(
    ("kind", "name", "slug"),
    [
        ("fall", "Hilfen zur Erziehung", "fall"),
        ("basic_offer", "Basis", "grundangebot"),
        ("family_group_conference", "Räte", "familienrat"),
        ("other", "Große Übergänge", "grosse-ubergange"),
    ],
)
def test_the_address_follows_from_the_purpose_or_the_name(controller, kind, name, slug):
    assert new(controller, kind=kind, name=name).slug == slug


def test_one_fund_for_each_purpose_and_as_many_others_as_wanted(controller):
    new(controller)
    with pytest.raises(ValidationError):
        new(controller, name="Noch ein Fall")
    new(controller, kind="other", name="Sprachmittlung")
    new(controller, kind="other", name="Ferien")
    new(controller, budget_year=make_year(2019))


@pytest.mark.parametrize("amount", ["-0.01", "1000000000000", "0.001"])
def test_amounts_that_are_none(controller, amount):
    with pytest.raises(ValidationError):
        new(controller, amount=Decimal(amount))


@pytest.mark.parametrize("amount", ["-1", "NaN"])
def test_the_database_refuses_them_too(amount):
    fund = make_fund()
    with pytest.raises(IntegrityError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE budgets_fund SET amount = %s WHERE id = %s", [amount, fund.pk])


def test_the_amount_of_a_draft_changes_freely(controller):
    fund = change(controller, new(controller), amount=Decimal("5.00"))
    assert fund.amount == Decimal("5.00")
    details = Entry.objects.get(action="fund.changed").details
    assert (details["before"], details["after"]) == ("", "5.00")


def test_saving_without_a_difference_leaves_no_line(controller):
    fund = new(controller)
    change(controller, fund, name="Fall")
    assert not Entry.objects.filter(action="fund.changed").exists()


@pytest.mark.parametrize("bound_by", ["adoption", "proposal", "approval"])
def test_an_amount_that_others_rely_on_needs_a_reason(controller, bound_by):
    fund = make_fund()
    if bound_by == "adoption":
        adopt_year(actor=controller, year=fund.budget_year, reason="Beschluss", now=NOW)
    elif bound_by == "proposal":
        make_proposed_run(fund=fund)
    else:
        make_approved_run(fund=fund)
    fund = Fund.objects.get(pk=fund.pk)

    with pytest.raises(ValidationError) as refused:
        change(controller, fund, amount=Decimal(7))
    assert "reason" in refused.value.message_dict

    assert change(controller, fund, name="Fall neu").name == "Fall neu"
    fund.refresh_from_db()
    assert change(controller, fund, reason="Nachtrag", amount=Decimal(7)).amount == 7
    assert Entry.objects.filter(action="fund.changed").latest("pk").details["reason"] == "Nachtrag"


def test_a_limit_in_force_needs_a_reason(controller):
    fund = make_fund(transfer_limit=Decimal(500))
    adopt_year(actor=controller, year=fund.budget_year, reason="Beschluss", now=NOW)
    fund = Fund.objects.get(pk=fund.pk)
    with pytest.raises(ValidationError, match="Grenze"):
        change(controller, fund, transfer_limit=Decimal(9_000))
    change(controller, fund, reason="Beschluss des Rates.", transfer_limit=Decimal(9_000))
    [told] = Entry.objects.filter(action="fund.changed")
    assert told.details["limit_before"] == "500.00"
    assert told.details["limit_after"] == "9000.00"


def test_two_people_do_not_overwrite_each_other(controller):
    fund = new(controller)
    change(controller, fund, amount=Decimal(1))
    with pytest.raises(StaleRecord) as stale:
        change(controller, fund, amount=Decimal(2))
    assert stale.value.current.amount == 1


def test_nothing_changes_in_a_closed_year(controller):
    fund = make_fund()
    adopt_year(actor=controller, year=fund.budget_year, reason="Beschluss", now=NOW)
    close(fund.budget_year)
    with pytest.raises(NotPossible):
        change(controller, fund, reason="zu spät", amount=Decimal(1))
    with pytest.raises(NotPossible):
        new(controller, kind="milieu")
    with pytest.raises(NotPossible):
        funds.delete_fund(actor=controller, fund=fund, version=fund.version, now=NOW)
    with pytest.raises(NotPossible):
        funds.create_cover_group(
            actor=controller, budget_year=fund.budget_year, name="Gruppe", now=NOW
        )


def test_a_fund_with_allocations_stays(controller):
    fund = make_proposed_run().fund
    with pytest.raises(NotPossible):
        funds.delete_fund(actor=controller, fund=fund, version=fund.version, now=NOW)
    assert not Entry.objects.filter(action="fund.deleted").exists()


def test_an_unused_fund_goes_and_leaves_its_history(controller):
    fund = new(controller)
    funds.delete_fund(actor=controller, fund=fund, version=fund.version, now=NOW)
    assert not Fund.objects.exists()
    labels = Fund.pgh_event_model.objects.filter(pgh_obj_id=fund.pk).values_list(
        "pgh_label", flat=True
    )
    assert set(labels) == {"insert", "delete"}


def test_fall_and_milieu_cover_each_other_and_struktur_stands_alone(controller):
    fall, milieu, struktur = (
        new(controller, kind=kind, name=kind) for kind in ("fall", "milieu", "struktur")
    )
    group = funds.create_cover_group(
        actor=controller,
        budget_year=make_year(),
        name="Fall und Milieu",
        funds=[fall, milieu],
        now=NOW,
    )
    assert set(group.funds.all()) == {fall, milieu}
    struktur.refresh_from_db()
    assert struktur.cover_group is None

    after = funds.update_cover_group(
        actor=controller,
        group=group,
        name="Fall und Milieu",
        funds=[milieu, struktur],
        version=group.version,
        now=NOW,
    )
    assert set(after.funds.all()) == {milieu, struktur}
    assert after.version > group.version
    with pytest.raises(StaleRecord):
        funds.update_cover_group(
            actor=controller, group=group, name="x", funds=[], version=group.version, now=NOW
        )

    funds.delete_cover_group(actor=controller, group=after, version=after.version, now=NOW)
    assert Fund.objects.filter(cover_group__isnull=True).count() == 3


def test_funds_of_other_years_are_no_members(controller):
    other = new(controller, budget_year=make_year(2019))
    with pytest.raises(ValidationError):
        funds.create_cover_group(
            actor=controller, budget_year=make_year(2018), name="Quer", funds=[other], now=NOW
        )


def test_planners_look_and_do_not_touch():
    fund = make_fund()
    planner = person(Role.PLANNER)
    assert list(Fund.objects.visible_to(planner)) == [fund]
    with pytest.raises(PermissionDenied):
        change(planner, fund, amount=Decimal(1))
    with pytest.raises(PermissionDenied):
        new(planner, kind="milieu")


def test_fields_that_are_not_for_changing(controller):
    with pytest.raises(TypeError):
        change(controller, new(controller), kind="milieu")

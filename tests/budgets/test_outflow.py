"""The ledger and last year's outflow."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction

from budgets.models import Outflow, PreviousOutflow
from budgets.services import outflow
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.factories import NOW, make_districts, make_fund, make_outflow
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def book(actor, **values):
    given = {
        "fund_kind": "fall",
        "year": 2016,
        "district": values.get("district") or make_district(),
        "amount": Decimal("100.50"),
        "booked_on": date(2016, 5, 1),
        "source": "Kasse",
        "now": NOW,
        **values,
    }
    return outflow.book(actor=actor, **given)


def by_hand(actor, fund, district, amount="5.00", reason="Kasse offen", version=None):
    return outflow.set_previous_outflow(
        actor=actor,
        fund=fund,
        year=2016,
        district=district,
        amount=Decimal(amount),
        reason=reason,
        version=version,
        now=NOW,
    )


def test_a_booking_by_hand_gets_a_number_of_its_own(controller):
    first, second = book(controller), book(controller)
    assert first.external_id.startswith("SRO-")
    assert first.external_id != second.external_id
    assert (first.entered_by, first.entered_at) == (controller, NOW)
    assert Entry.objects.filter(action="outflow.booked").count() == 2


def test_a_number_counts_once(controller):
    book(controller, external_id="4711")
    with pytest.raises(ValidationError):
        book(controller, external_id="4711")


def test_zero_is_a_statement_and_not_a_gap(controller):
    assert book(controller, amount=Decimal(0)).amount == 0


def test_a_reversal_takes_the_booking_back_and_both_stay(controller):
    original = book(controller)
    reversal = outflow.reverse(
        actor=controller,
        outflow=original,
        reason="Falscher Bezirk",
        booked_on=date(2017, 1, 2),
        now=NOW,
    )
    assert (reversal.amount, reversal.reversal_of) == (Decimal("-100.50"), original)
    assert reversal.text == "Falscher Bezirk"
    assert [row["total"] for row in Outflow.objects.of_year("fall", 2016).totals()] == [0]
    assert not Outflow.objects.open_to_reversal().exists()
    for wrong in (original, reversal):
        with pytest.raises(NotPossible):
            outflow.reverse(
                actor=controller, outflow=wrong, reason="nochmal", booked_on=NOW.date(), now=NOW
            )


def test_a_reversal_needs_a_reason(controller):
    with pytest.raises(ValidationError) as refused:
        outflow.reverse(
            actor=controller, outflow=book(controller), reason=" ", booked_on=NOW.date(), now=NOW
        )
    assert "reason" in refused.value.message_dict


def test_bookings_can_be_neither_changed_nor_removed():
    booking = make_outflow(make_district(), 100)
    rows = Outflow.objects.filter(pk=booking.pk)
    for attempt in (lambda: rows.update(amount=1), rows.delete):
        with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
            attempt()
    assert rows.get().amount == 100


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_the_ledger_is_the_controllers(role):
    make_outflow(make_district(), 100)
    other = person(role)
    assert not Outflow.objects.visible_to(other).exists()
    with pytest.raises(PermissionDenied):
        book(other)
    with pytest.raises(PermissionDenied):
        outflow.outflow_figures(actor=other, fund=make_fund(), year=2016)


def test_figures_add_up_by_district_and_a_missing_one_stays_missing(controller):
    first, second, third = make_districts(3)
    make_outflow(first, "100.10", booked_on=date(2016, 3, 1))
    make_outflow(first, "-0.10", booked_on=date(2016, 9, 1))
    make_outflow(first, 999, year=2015)
    make_outflow(first, 999, fund_kind="milieu")
    make_outflow(second, 0)

    figures = outflow.outflow_figures(actor=controller, fund=make_fund(), year=2016)

    assert [(each.district, each.ledger, each.booked_until) for each in figures] == [
        (first, Decimal("100.00"), date(2016, 9, 1)),
        (second, Decimal("0.00"), date(2016, 12, 31)),
        (third, None, None),
    ]
    assert [each.used for each in figures] == [100, 0, None]


def test_a_figure_by_hand_goes_before_the_ledger_and_both_stay_visible(controller):
    (district,) = make_districts(1)
    make_outflow(district, 100)
    fund = make_fund()
    by_hand(controller, fund, district, amount="90.00")

    (figure,) = outflow.outflow_figures(actor=controller, fund=fund, year=2016)

    assert (figure.ledger, figure.used) == (100, 90)
    assert figure.manual.reason == "Kasse offen"
    (other,) = outflow.outflow_figures(actor=controller, fund=fund, year=2015)
    assert other.manual is None


def test_a_figure_by_hand_needs_a_reason(controller):
    with pytest.raises(ValidationError) as refused:
        by_hand(controller, make_fund(), make_district(), reason="\t")
    assert "reason" in refused.value.message_dict
    figure = by_hand(controller, make_fund(kind="milieu", name="Milieu"), make_district())
    with pytest.raises(IntegrityError), transaction.atomic():
        PreviousOutflow.objects.filter(pk=figure.pk).update(reason=" ")


@pytest.mark.parametrize("amount", ["-0.01", "0.005"])
def test_amounts_by_hand_are_whole_cents_and_not_negative(controller, amount):
    with pytest.raises(ValidationError):
        by_hand(controller, make_fund(), make_district(), amount=amount)


def test_correcting_and_removing_a_figure_by_hand(controller):
    fund, district = make_fund(), make_district()
    figure = by_hand(controller, fund, district)
    with pytest.raises(ValidationError):
        by_hand(controller, fund, district)
    colleague = person(Role.CONTROLLER)
    after = by_hand(colleague, fund, district, amount="6.00", version=figure.version)
    assert (after.amount, after.entered_by) == (6, colleague)
    with pytest.raises(StaleRecord):
        by_hand(controller, fund, district, amount="7.00", version=figure.version)
    outflow.delete_previous_outflow(
        actor=controller, previous=after, version=after.version, now=NOW
    )
    assert not PreviousOutflow.objects.exists()
    with pytest.raises(NotPossible):
        by_hand(controller, fund, district, version=1)
    assert Entry.objects.filter(action__startswith="previous_outflow").count() == 3


def test_known_years_come_latest_first(controller):
    district = make_district()
    for year in (2014, 2016, 2015, 2016):
        make_outflow(district, 1, year=year)
    assert outflow.known_years(actor=controller, fund_kind="fall") == [2016, 2015, 2014]
    assert outflow.known_years(actor=controller, fund_kind="milieu") == []
    assert outflow.known_years(actor=person(Role.PLANNER), fund_kind="fall") == []

"""Base budgets bind money of their fund until bookings pay them; each euro counts once."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse as address

from budgets.models import BaseBudget, FundKind, OutflowMatch
from budgets.services.base_budgets import delete_base_budget, payments_of, update_base_budget
from budgets.services.bound import BoundKey, bound_in
from budgets.services.lines import standing
from budgets.services.outflow import reverse
from budgets.services.settling import base_budgets_for, charge, take_back
from sro.access import Role
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.factories import NOW, close, make_fund, make_outflow, make_year
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def make_base_budget(**values):
    """Twelve thousand euro in 2018 from the Milieu fund."""
    given = {
        "year": 2018,
        "fund_kind": "milieu",
        "amount": Decimal("12000.00"),
        "minutes": 60_000,
        "field_percent": 15,
        "entered_at": NOW,
        **values,
    }
    given.setdefault("provider", make_provider())
    given.setdefault("district", make_district())
    given.setdefault("entered_by", person(Role.CONTROLLER))
    return BaseBudget.objects.create(**given)


def booked(budget, amount, **values):
    given = {"year": 2018, "fund_kind": budget.fund_kind, "provider": budget.provider, **values}
    return make_outflow(given.pop("district", budget.district), amount, **given)


def pay(controller, budget, amount):
    booking = booked(budget, amount)
    match = OutflowMatch.objects.filter(outflow=booking).first()
    return charge(
        actor=controller,
        booking=booking,
        base_budget=budget.pk,
        version=match.version if match else 0,
        now=NOW,
    )


@pytest.mark.parametrize("kind", ["fall", "milieu", "struktur"])
def test_what_is_paid_is_no_longer_bound(controller, kind):
    budget = make_base_budget(fund_kind=kind)
    key = BoundKey(kind, budget.district.pk)
    assert bound_in(2018, FundKind.values)[key].amount == 12_000
    pay(controller, budget, "5000.00")
    assert bound_in(2018, FundKind.values)[key].amount == 7_000
    fund = make_fund(kind=kind, name=kind, amount=Decimal(20_000))
    (figures,) = standing(year=fund.budget_year)
    line = next(each for each in figures.lines if each.district == budget.district)
    assert (line.spent, line.committed, line.free) == (5_000, 7_000, -12_000)


def test_nothing_is_bound_in_other_years():
    make_base_budget()
    assert bound_in(2017, FundKind.values) == {}


def test_more_than_agreed_binds_nothing_and_frees_nothing(controller):
    budget = make_base_budget()
    pay(controller, budget, "12000.01")
    assert bound_in(2018, FundKind.values)[BoundKey("milieu", budget.district.pk)].amount == 0
    assert payments_of(budget).bound == 0


def test_a_reversal_binds_again(controller):
    budget = make_base_budget()
    match = pay(controller, budget, "5000.00")
    reverse(
        actor=controller,
        outflow=match.outflow,
        reason="Doppelt gebucht.",
        booked_on=date(2018, 5, 1),
        now=NOW,
    )
    assert payments_of(budget).paid == 0
    assert bound_in(2018, FundKind.values)[BoundKey("milieu", budget.district.pk)].amount == 12_000


@pytest.mark.parametrize("kind", ["fall", "milieu"])
def test_an_assignment_can_be_taken_back(controller, kind):
    budget = make_base_budget(fund_kind=kind)
    match = pay(controller, budget, "5000.00")
    take_back(actor=controller, match=match, version=match.version, now=NOW)
    assert payments_of(budget).paid == 0
    # Of the Fall fund every booking waits to be settled; elsewhere none has to be.
    assert [row.state for row in OutflowMatch.objects.all()] == (["open"] if kind == "fall" else [])


def test_a_stale_page_takes_nothing_back(controller):
    match = pay(controller, make_base_budget(), "5000.00")
    with pytest.raises(StaleRecord):
        take_back(actor=controller, match=match, version=match.version + 1, now=NOW)
    assert OutflowMatch.objects.get().state == "base_budget"


@pytest.mark.parametrize("other", ["district", "year", "fund_kind"])
def test_a_base_budget_elsewhere_is_not_offered_and_not_taken(controller, other):
    budget = make_base_budget()
    values = {"district": make_district(), "year": 2017, "fund_kind": "struktur"}
    booking = booked(budget, "5000.00", **{other: values[other]})
    assert base_budgets_for(actor=controller, booking=booking) == []
    with pytest.raises(ValidationError, match="Bezirk"):
        charge(actor=controller, booking=booking, base_budget=budget.pk, version=0, now=NOW)
    assert not OutflowMatch.objects.exists()


def test_the_payee_s_base_budget_comes_first(controller):
    district = make_district()
    first = make_base_budget(district=district, provider=make_provider(name="Aalhaus"))
    second = make_base_budget(district=district, provider=make_provider(name="Zeltlager"))
    offered = base_budgets_for(actor=controller, booking=booked(second, "1.00"))
    assert offered == [second, first]


def test_a_reversed_booking_pays_nothing(controller):
    budget = make_base_budget()
    booking = booked(budget, "5000.00")
    reverse(actor=controller, outflow=booking, reason="Irrtum", booked_on=date(2018, 5, 1), now=NOW)
    booking.refresh_from_db()
    with pytest.raises(NotPossible):
        charge(actor=controller, booking=booking, base_budget=budget.pk, version=0, now=NOW)


def test_nobody_else_assigns(controller):
    budget = make_base_budget()
    booking = booked(budget, "5000.00")
    with pytest.raises(PermissionDenied):
        charge(
            actor=person(Role.PLANNER), booking=booking, base_budget=budget.pk, version=0, now=NOW
        )


@pytest.mark.parametrize("name", ["provider", "district", "year", "fund_kind"])
def test_what_was_paid_stays_where_it_was_booked(controller, name):
    budget = make_base_budget()
    values = {
        "provider": make_provider,
        "district": make_district,
        "year": lambda: 2019,
        "fund_kind": lambda: "struktur",
    }
    pay(controller, budget, "5000.00")
    with pytest.raises(NotPossible, match="Zahlungen"):
        update_base_budget(
            actor=controller,
            budget=budget,
            changes={name: values[name]()},
            version=budget.version,
            now=NOW,
        )
    with pytest.raises(ValidationError):
        delete_base_budget(actor=controller, budget=budget, version=budget.version, now=NOW)
    after = update_base_budget(
        actor=controller,
        budget=budget,
        changes={"amount": Decimal("13000.00")},
        version=budget.version,
        now=NOW,
    )
    assert payments_of(after).bound == 8_000


def test_a_reversed_booking_is_settled_by_nobody_who_looked_before(controller):
    budget = make_base_budget(fund_kind="fall")
    booking = booked(budget, "5000.00")
    seen = OutflowMatch.objects.get()
    reverse(actor=controller, outflow=booking, reason="Irrtum", booked_on=date(2018, 5, 1), now=NOW)
    assert OutflowMatch.objects.get(pk=seen.pk).version > seen.version
    with pytest.raises(NotPossible):
        charge(
            actor=controller,
            booking=booking,
            base_budget=budget.pk,
            version=seen.version,
            now=NOW,
        )
    assert payments_of(budget).paid == 0


def test_nothing_changes_in_a_closed_year(controller):
    budget = make_base_budget()
    close(make_year(2018))
    with pytest.raises(NotPossible, match="abgeschlossen"):
        update_base_budget(
            actor=controller,
            budget=budget,
            changes={"amount": Decimal("1.00")},
            version=budget.version,
            now=NOW,
        )
    with pytest.raises(NotPossible):
        delete_base_budget(actor=controller, budget=budget, version=budget.version, now=NOW)


# --- pages ----------------------------------------------------------------------------------------


def test_a_booking_of_the_milieu_is_assigned_on_its_page(client, controller):
    budget = make_base_budget(provider=make_provider(name="Kiezhilfe Nord"))
    booking = booked(budget, "5000.00")
    client.force_login(controller)
    page = address("budgets:booking", args=[booking.pk])
    form = address("budgets:booking_charge", args=[booking.pk])
    assert form in client.get(page).text
    assert client.post(form, {}).status_code == 422
    answer = client.post(form, {"support": f"grundbudget-{budget.pk}"}, follow=True)
    assert answer.redirect_chain[-1][0] == page
    assert "Kiezhilfe Nord" in answer.text
    assert form not in answer.text
    match = OutflowMatch.objects.get()
    client.post(address("budgets:match_take_back", args=[booking.pk]), {"version": match.version})
    assert not OutflowMatch.objects.exists()


def test_the_work_list_offers_base_budgets(client, controller):
    budget = make_base_budget(fund_kind="fall", provider=make_provider(name="Kiezhilfe Nord"))
    booking = booked(budget, "5000.00")
    client.force_login(controller)
    form = address("budgets:unmatched_booking", args=[booking.pk])
    assert "Kiezhilfe Nord" in client.get(form).text
    version = OutflowMatch.objects.get().version
    data = {"support": f"grundbudget-{budget.pk}", "_version": version}
    assert client.post(form, data).status_code == 302
    assert OutflowMatch.objects.get().base_budget == budget
    paid = client.get(address("hours:base_budget", args=[budget.pk])).text
    assert "5.000,00" in paid
    assert "7.000,00" in paid


def test_a_provider_lead_sees_what_was_paid_of_the_own_base_budget_only(client):
    budget = make_base_budget()
    client.force_login(person(Role.PROVIDER_LEAD, provider=budget.provider))
    page = client.get(address("hours:base_budget", args=[budget.pk])).text
    assert "12.000,00" in page
    assert "/haushalt/" not in page.split("<main", 1)[1].split("</main>")[0]
    other = make_base_budget()
    assert client.get(address("hours:base_budget", args=[other.pk])).status_code == 404


def test_in_a_closed_year_no_change_is_offered(client, controller):
    budget = make_base_budget()
    address = f"/stunden/grundbudgets/{budget.pk}/"
    client.force_login(controller)
    assert [action.label for action in client.get(address).context["actions"]]
    close(make_year())
    assert client.get(address).context["actions"] == []

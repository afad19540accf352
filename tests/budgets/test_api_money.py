"""The ledger, lines, transfers, commitments and hours for other systems: figures without names."""

from decimal import Decimal

import pytest

from budgets.models import OutflowMatch
from budgets.services.pseudonyms import pseudonym_of
from budgets.services.settling import charge
from budgets.services.transfers import Spot, move
from sro.access import Role
from sro.audit.models import Entry, Kind
from tests.budgets.factories import NOW, make_fund, make_outflow
from tests.budgets.factories_supports import make_priced_support
from tests.budgets.hours.factories import make_base_budget, make_entry, make_scene
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller(client):
    controller = person(Role.CONTROLLER)
    client.force_login(controller)
    return controller


@pytest.fixture
def support():
    return make_priced_support()


def get(client, path):
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def names_of(support):
    people = support.case.people.all() if hasattr(support.case, "people") else []
    return [support.person.family_name, support.person.given_name, support.case.reference, *people]


def test_a_booking_carries_the_sign_of_its_support_and_no_text(client, controller, support):
    booking = make_outflow(
        support.case.district, "100.00", year=2018, text="Familie Beispiel", file_reference="A-1"
    )
    OutflowMatch.objects.filter(outflow=booking).update(
        state="support", support=support, how="hand", matched_at=NOW
    )
    (found,) = get(client, "outflows/?year=2018&fund_kind=fall")["results"]
    assert (found["amount"], found["district"]) == ("100.00", support.case.district.key)
    assert found["match"]["sign"] == pseudonym_of(support.pk)
    raw = client.get("/api/v1/outflows/").content.decode()
    for name in ("Familie Beispiel", "A-1", *names_of(support)):
        assert str(name) not in raw
    assert get(client, "outflows/?year=2017")["results"] == []
    trail = Entry.objects.filter(kind=Kind.EXPORT, action="export.api").first()
    assert trail is not None
    assert trail.actor_id == controller.pk


def test_a_payment_of_a_base_budget_names_it(client, controller):
    scene = make_scene()
    budget = make_base_budget(scene, fund_kind="milieu")
    booking = make_outflow(scene.district, "5.00", year=2025, fund_kind="milieu")
    charge(actor=controller, booking=booking, base_budget=budget.pk, version=0, now=NOW)
    found = get(client, f"outflows/{booking.pk}/")
    assert (found["match"]["state"], found["match"]["base_budget"]) == ("base_budget", budget.pk)
    (listed,) = get(client, "base-budgets/?year=2025")["results"]
    assert (listed["amount"], listed["fund_kind"]) == ("60000.00", "milieu")


def test_commitments_are_found_by_sign(client, controller, support):
    sign = pseudonym_of(support.pk)
    found = get(client, f"commitments/{sign}/")
    assert [(each["month"], each["amount"]) for each in found["months"]] == [
        ("2018-03-01", "310.00")
    ]
    raw = client.get("/api/v1/commitments/").content.decode()
    for name in names_of(support):
        assert str(name) not in raw
    assert client.get(f"/api/v1/commitments/{support.pk}/").status_code == 404


def test_the_lines_are_those_of_the_page(client, controller, support):
    fund = make_fund(amount=Decimal(1_000), transfer_limit=Decimal(1_000))
    move(
        actor=controller,
        source=Spot(fund),
        target=Spot(fund, support.case.district),
        amount=Decimal(400),
        reason="Weil es dort gebraucht wird.",
        now=NOW,
    )
    rest, line = get(client, f"budget-years/{fund.budget_year.pk}/lines/")
    assert (rest["district"], rest["transferred"], rest["free"]) == (None, "-400.00", "600.00")
    assert (line["district"], line["committed"], line["free"]) == (
        support.case.district.key,
        "310.00",
        "90.00",
    )
    (moved,) = get(client, "transfers/")["results"]
    assert moved["source"] == {"fund": "fall", "district": None, "social_space": None}
    assert moved["target"]["district"] == support.case.district.key


def test_unknown_amounts_are_null(client, controller):
    fund = make_fund(amount=None)
    (rest,) = get(client, f"budget-years/{fund.budget_year.pk}/lines/")
    assert (rest["allocated"], rest["free"]) == (None, None)


def test_hours_carry_no_person(client):
    scene = make_scene()
    line = make_entry(scene, state="submitted", note="Gespräch")
    make_entry(scene, user=scene.lead)
    client.force_login(scene.lead)
    found = get(client, "hours/")["results"]
    assert len(found) == 2
    raw = client.get("/api/v1/hours/").content.decode()
    for text in (scene.staff.display_name, scene.staff.email, "Gespräch", '"user"'):
        assert text not in raw
    client.force_login(scene.staff)
    assert [each["id"] for each in get(client, "hours/")["results"]] == [line.pk]
    client.force_login(person(Role.PROVIDER_STAFF, provider=make_scene().provider))
    assert get(client, "hours/")["results"] == []


@pytest.mark.parametrize("path", ["outflows/", "commitments/", "hours/"])
def test_planners_take_none_of_it_out(client, path):
    client.force_login(person(Role.PLANNER))
    assert client.get(f"/api/v1/{path}").status_code == 403


def test_no_list_is_ordered_by_price(client, controller):
    district = make_district()
    for number, amount in enumerate(("5.00", "1.00", "3.00")):
        make_outflow(district, amount, year=2018, external_id=f"B-{number}")
    for order in ("amount", "-amount"):
        found = get(client, f"outflows/?ordering={order}")["results"]
        assert [each["external_id"] for each in found] == ["B-0", "B-1", "B-2"]

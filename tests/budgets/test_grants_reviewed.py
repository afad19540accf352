"""Small grants where several people, years and files meet."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from budgets.imports import OutflowBookings
from budgets.models import BudgetYear, Fund, Outflow, SmallGrant
from budgets.services.grants import change_application
from budgets.services.outflow import reverse
from sro.access import Role
from sro.records import StaleRecord
from sro.refusals import NotPossible
from sro.ui.imports import ImportContext, apply_file
from tests.budgets.factories import close
from tests.budgets.grant_world import DUE, NOW, TODAY, GrantWorld, fresh
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return GrantWorld()


def change(world, grant, actor, partners=(), **values):
    return change_application(
        actor=actor,
        grant=grant,
        values=world.values(grant.requested, **values),
        partners=partners,
        version=fresh(grant).version,
        now=NOW,
    )


def test_whoever_once_raised_an_application_does_not_grant_it_later(world):
    grant = world.apply("500", actor=world.controller)
    grant = change(world, grant, world.second, requested=Decimal(1_900))
    # Somebody else mends a word: the hand of the one before does not go away by it.
    change(world, grant, person(Role.CONTROLLER), title="Frühstück im Hof!")
    for actor in (world.controller, world.second):
        with pytest.raises(NotPossible):
            world.grant(fresh(grant), actor=actor)
        with (
            pytest.raises(IntegrityError, match="second person"),
            transaction.atomic(),
        ):
            SmallGrant.objects.filter(pk=grant.pk).update(
                state="granted",
                granted=1_900,
                rule="no_limit",
                decided_by=actor,
                decided_at=NOW,
                proof_due=DUE,
            )
    assert world.grant(fresh(grant), actor=person(Role.CONTROLLER)).state == "granted"


def test_a_change_of_partners_alone_is_a_change(world):
    grant = world.apply("900")
    seen = fresh(grant).version
    change(world, grant, world.second, partners=["Turnverein"])
    change(world, grant, world.second, partners=["Turnverein", "Chor"])
    assert fresh(grant).version > seen + 1
    with pytest.raises(StaleRecord):
        change_application(
            actor=world.second,
            grant=grant,
            values=world.values("900"),
            partners=["Kirche"],
            version=seen + 1,
            now=NOW,
        )
    assert set(fresh(grant).partners.values_list("name", flat=True)) == {"Turnverein", "Chor"}


def test_a_project_whose_payment_was_taken_back_can_come_to_nothing(world):
    grant = world.pay(world.granted(), "1800")
    reverse(
        actor=world.controller,
        outflow=Outflow.objects.get(),
        reason="Empfänger verwechselt.",
        booked_on=date(2018, 6, 3),
        now=NOW,
    )
    assert fresh(grant).state == "granted"
    assert world.withdraw(fresh(grant)).state == "withdrawn"
    assert world.line().committed == 0


@pytest.mark.parametrize("closed", [False, True])
def test_a_checked_grant_whose_payment_is_taken_back_can_be_paid_anew(world, closed):
    grant = world.granted(1_000)
    world.pay(grant, 1_000)
    world.prove(grant, 1_000)
    if closed:
        world.close(grant)
    reverse(
        actor=world.controller,
        outflow=fresh(grant).payments.get().outflow,
        reason="Falsches Konto.",
        booked_on=TODAY,
        now=NOW,
    )
    assert fresh(grant).state == "granted"
    assert world.figures() == (1_000, 0, 1_000)
    world.pay(grant, 1_000)
    world.prove(grant, 900)
    world.repay(grant, 100)
    assert world.close(grant).state == "closed"
    assert world.figures() == (0, 900, 1_100)


@pytest.mark.parametrize(
    "step",
    [
        lambda world, grant, day: world.grant(world.apply(500), proof_due=day),
        lambda world, grant, day: world.pay(grant, 100, booked_on=day),
        lambda world, grant, day: world.repay(grant, 100, booked_on=day),
        lambda world, grant, day: world.prove(grant, 500, handed_in=day),
    ],
)
def test_nothing_happens_before_the_application(world, step):
    grant = world.granted(1_000)
    world.pay(grant, 500)
    with pytest.raises(ValidationError, match=r"01\.05\.2018"):
        step(world, grant, date(2018, 4, 30))


def test_days_to_come_are_no_days_of_application_or_proof(world):
    with pytest.raises(ValidationError, match="Zukunft"):
        world.apply(500, applied_on=date(2018, 6, 3))
    grant = world.granted(1_000)
    world.pay(grant, 500)
    with pytest.raises(ValidationError, match="Zukunft"):
        world.prove(grant, 500, handed_in=date(2018, 6, 3))


def test_what_was_not_paid_was_not_used(world):
    grant = world.granted(1_000)
    world.pay(grant, 500)
    with pytest.raises(ValidationError, match="500,00"):
        world.prove(grant, "500.01")
    assert fresh(grant).state == "paid"


def test_of_two_payments_one_taken_back_leaves_the_grant_paid(world):
    grant = world.pay(world.granted(), "1000")
    world.pay(grant, "800")
    reverse(
        actor=world.controller,
        outflow=Outflow.objects.get(amount=800),
        reason="Doppelt.",
        booked_on=date(2018, 6, 3),
        now=NOW,
    )
    assert fresh(grant).state == "paid"


def test_money_that_comes_back_needs_a_fund_to_come_to(world):
    grant = world.pay(world.granted(), "1000")
    close(BudgetYear.objects.get())
    later = BudgetYear.objects.create(year=2019)
    with pytest.raises(NotPossible, match="keinen solchen Topf"):
        world.repay(grant, "100", booked_on=date(2019, 2, 1))
    Fund.objects.create(budget_year=later, kind="milieu", name="Milieu", slug="milieu")
    world.repay(grant, "100", booked_on=date(2019, 2, 1))
    assert Outflow.objects.get(amount=-100).year == 2019


@pytest.mark.parametrize(("amount", "refused"), [("1800,00", False), ("1700,00", True)])
def test_the_finance_system_reports_a_payment_made_here(world, amount, refused):
    world.pay(world.granted(), "1800", external_id="SAP-4711")
    key = world.districts[0].key
    content = (
        "Buchungsnummer;Topf;Haushaltsjahr;Bezirk;Betrag;Buchungstag;Text;Quelle\n"
        f"SAP-4711;Milieu;2018;{key};{amount};05.06.2018;Auszahlung 0815;SAP\n"
        f"SAP-4712;Milieu;2018;{key};5,00;05.06.2018;Porto;SAP\n"
    ).encode()
    context = ImportContext(actor=world.controller, now=timezone.now())
    if refused:
        with pytest.raises(Exception, match=r"."):
            apply_file(OutflowBookings(), content, context)
        assert Outflow.objects.count() == 1
        return
    report = apply_file(OutflowBookings(), content, context)
    assert (report.new, report.unchanged) == (1, 1)
    assert Outflow.objects.get(external_id="SAP-4711").text != "Auszahlung 0815"
    # And once more: nothing new.
    assert apply_file(OutflowBookings(), content, context).new == 0


def test_a_payment_is_not_taken_back_while_some_of_it_has_come_back(world):
    grant = world.pay(world.granted(), "1000")
    world.repay(grant, "100")
    with pytest.raises(NotPossible, match="Rückzahlung"):
        reverse(
            actor=world.controller,
            outflow=Outflow.objects.get(amount=1000),
            reason="Irrtum",
            booked_on=date(2018, 6, 3),
            now=NOW,
        )
    assert Outflow.objects.count() == 2


@pytest.mark.parametrize(
    "address", ["/haushalt/obligo/H-%00/", "/haushalt/2018/milieu/zuweisung/neu/bezirk/%00/"]
)
def test_an_address_with_a_nul_is_not_found(client, world, address):
    client.force_login(world.controller)
    assert client.get(address).status_code == 404


def test_in_a_closed_year_no_step_is_offered_that_would_be_refused(client, world):
    applied, granted = world.apply("100"), world.granted("100")
    close(BudgetYear.objects.get())
    client.force_login(world.controller)
    for grant, steps in ((applied, ("bewilligen", "bearbeiten")), (granted, ("auszahlen",))):
        page = client.get(f"/haushalt/2018/zuschuesse/{grant.pk}/").text
        assert not any(f"/{step}/" in page for step in steps)
    assert applied.title not in client.get("/").text

"""A small grant from the application to the checked proof: who may do what, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction

from budgets.models import BudgetYear, Fund, GrantStep, SmallGrant
from budgets.services.grant_proofs import extend, prove, return_proof
from budgets.services.grants import apply_for, change_application, grant_it, withdraw
from budgets.services.transfers import Spot
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.factories import close
from tests.budgets.grant_world import DUE, NOW, TODAY, GrantWorld, fresh
from tests.networks.factories import make_district, make_institution, make_space
from tests.networks.factories_providers import make_provider
from tests.networks.projects.factories import make_project
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return GrantWorld()


def test_from_the_application_to_the_checked_proof(world):
    grant = world.apply()
    assert (grant.state, grant.recorded_by) == ("applied", world.second)
    world.grant(grant, "1500")
    world.pay(grant, "1500")
    world.prove(grant, "1200")
    world.repay(grant, "300")
    world.close(grant)
    after = fresh(grant)
    assert (after.state, after.granted, after.paid, after.repaid) == ("closed", 1500, 1500, 300)
    assert after.checked_by == world.controller
    steps = ["applied", "granted", "paid", "proven", "repaid", "closed"]
    assert list(grant.steps.values_list("action", flat=True)) == steps
    logged = Entry.objects.filter(action__startswith="smallgrant.").order_by("pk")
    assert [each.action for each in logged] == [f"smallgrant.{step}" for step in steps]


def test_partners_and_applicants_of_the_registry_are_linked_by_their_whole_name(world):
    cafe = make_institution(name="Café Linde")
    make_institution(name="Familienzentrum")
    make_institution(name="Familienzentrum")
    grant = apply_for(
        actor=world.second,
        values=world.values(applicant="café linde"),
        partners=["Familienzentrum", " Familienzentrum ", "", "Schachclub  Turm"],
        now=NOW,
    )
    assert grant.institution == cafe
    found = grant.partners.values_list("name", "institution")
    assert list(found) == [("Familienzentrum", None), ("Schachclub Turm", None)]


def test_the_case_budget_gives_no_grants(world):
    with pytest.raises(ValidationError, match="Fallbudget"):
        world.apply(fund=world.fall)


def test_a_space_of_another_district_is_refused(world):
    with pytest.raises(ValidationError, match="anderen Bezirk"):
        world.apply(social_space=make_space(district=world.districts[1]))


def test_a_project_of_another_district_is_refused(world):
    with pytest.raises(ValidationError, match="anderen Bezirk"):
        world.apply(project=make_project(district=world.districts[1], state="running"))
    grant = world.apply(project=make_project(district=world.districts[0], state="running"))
    assert grant.project.district == grant.district


@pytest.mark.parametrize("amount", ["0", "-1"])
def test_nothing_cannot_be_applied_for(world, amount):
    with pytest.raises(ValidationError):
        world.apply(amount)


def test_a_closed_year_takes_no_application_and_a_draft_no_decision(world):
    grant = world.apply()
    BudgetYear.objects.create(year=2019)
    draft = Fund.objects.create(
        budget_year=BudgetYear.objects.get(year=2019), kind="milieu", name="M", amount=9_000
    )
    early = world.apply(fund=draft)
    with pytest.raises(NotPossible, match="noch nicht beschlossen"):
        world.grant(early)
    assert fresh(early).state == "applied"
    close(BudgetYear.objects.get(year=2018))
    with pytest.raises(NotPossible, match="abgeschlossen"):
        world.apply()
    with pytest.raises(NotPossible, match="abgeschlossen"):
        world.grant(grant)


# --- two people ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "limit", "possible"),
    [("1000", "1000", True), ("1000.01", "1000", False), ("1", None, False)],
)
def test_above_the_limit_whoever_recorded_it_does_not_decide(world, amount, limit, possible):
    Fund.objects.filter(pk=world.fund.pk).update(transfer_limit=limit)
    grant = fresh(world.apply(amount))
    if possible:
        assert world.grant(grant, actor=world.second).rule == "within_limit"
    else:
        with pytest.raises(NotPossible, match="zweite Person"):
            world.grant(grant, actor=world.second)
        assert world.grant(grant).decided_by == world.controller


def test_whoever_changed_it_does_not_decide_either(world):
    grant = world.apply("1100")
    change_application(
        actor=world.controller,
        grant=grant,
        values=world.values("1900"),
        version=grant.version,
        now=NOW,
    )
    with pytest.raises(NotPossible, match="zweite Person"):
        world.grant(fresh(grant))
    assert world.grant(fresh(grant), actor=person(Role.CONTROLLER)).state == "granted"


def test_the_database_knows_the_second_person(world):
    grant = world.apply()
    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        SmallGrant.objects.filter(pk=grant.pk).update(
            state="granted",
            granted=1,
            rule="above_limit",
            decided_by=world.second,
            decided_at=NOW,
            proof_due=DUE,
        )


# --- rights ----------------------------------------------------------------------------------


def test_a_team_lead_records_for_the_own_district_only(world):
    lead = person(Role.TEAM_LEAD, district=world.districts[0])
    grant = world.apply(actor=lead)
    with pytest.raises(PermissionDenied):
        world.apply(actor=lead, district=world.districts[1])
    elsewhere = world.apply(district=world.districts[1])
    assert list(SmallGrant.objects.visible_to(lead)) == [grant]
    with pytest.raises(PermissionDenied):
        withdraw(actor=lead, grant=elsewhere, reason="x", version=1, now=NOW)


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.PLANNER])
def test_who_recorded_it_corrects_and_withdraws_until_it_is_decided(world, role):
    recorder = person(role, district=world.districts[0])
    grant = world.apply(actor=recorder)
    changed = change_application(
        actor=recorder,
        grant=grant,
        values=world.values("900"),
        partners=["Schachclub"],
        version=grant.version,
        now=NOW,
    )
    assert (changed.requested, changed.partners.count()) == (900, 1)
    with pytest.raises(PermissionDenied):
        world.grant(changed, actor=recorder)
    mine = withdraw(actor=recorder, grant=grant, reason="Ja", version=changed.version, now=NOW)
    assert mine.state == "withdrawn"
    decided = world.grant(world.apply("900", actor=recorder))
    with pytest.raises(PermissionDenied):
        withdraw(actor=recorder, grant=decided, reason="x", version=decided.version, now=NOW)


def test_a_colleagues_application_is_left_alone(world):
    grant = world.apply()
    with pytest.raises(PermissionDenied):
        change_application(
            actor=person(Role.PLANNER),
            grant=grant,
            values=world.values("1"),
            version=grant.version,
            now=NOW,
        )


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.CASEWORKER, Role.PROVIDER_LEAD]
)
def test_others_record_nothing(world, role):
    somebody = person(role, district=world.districts[0], provider=make_provider())
    with pytest.raises(PermissionDenied):
        world.apply(actor=somebody)


# --- the decision ----------------------------------------------------------------------------


def test_no_more_is_granted_than_was_applied_for(world):
    with pytest.raises(ValidationError, match="nicht höher als beantragt"):
        world.grant(world.apply("100"), "100.01")


def test_no_more_is_granted_than_is_free_and_the_refusal_says_what_to_do(world):
    world.granted("1500")
    grant = world.apply("600")
    with pytest.raises(NotPossible, match=r"500,00.* sind frei.*Umschichtungen"):
        world.grant(grant)
    assert fresh(grant).state == "applied"
    assert world.grant(grant, "500").granted == 500
    assert world.line().free == 0


def test_after_a_transfer_there_is_room(world):
    grant = world.apply("2500")
    with pytest.raises(NotPossible):
        world.grant(grant)
    world.move(Spot(world.fund), Spot(world.fund, world.districts[0]), 500)
    assert world.grant(grant).state == "granted"


def test_a_fund_for_other_purposes_gives_nothing(world):
    year = world.fund.budget_year
    fund = Fund.objects.create(budget_year=year, kind="other", slug="a", name="a", amount=500)
    with pytest.raises(ValidationError, match="andere Zwecke"):
        world.apply("10", fund=fund)


def test_a_decision_on_something_else_than_was_seen_is_refused(world):
    grant = world.apply("900")
    seen = grant.version
    change_application(
        actor=world.second, grant=grant, values=world.values("1200"), version=seen, now=NOW
    )
    with pytest.raises(StaleRecord):
        grant_it(
            actor=world.controller,
            grant=grant,
            amount=Decimal(900),
            proof_due=DUE,
            version=seen,
            now=NOW,
        )


def test_what_was_decided_is_decided_once(world):
    grant = world.granted()
    for again in (world.grant, world.reject):
        with pytest.raises(NotPossible):
            again(grant)
    with pytest.raises(NotPossible):
        change_application(
            actor=world.controller,
            grant=grant,
            values=world.values("1"),
            version=fresh(grant).version,
            now=NOW,
        )


def test_a_rejection_needs_a_reason(world):
    grant = world.apply()
    with pytest.raises(ValidationError):
        world.reject(grant, " ")
    done = world.reject(grant)
    assert (done.state, done.decision_reason) == ("rejected", "Passt nicht zum Topf.")
    assert world.line().committed == 0


@pytest.mark.parametrize(
    "change",
    [
        {"title": "anders"},
        {"requested": 1},
        {"granted": 1},
        {"decision_reason": "anders"},
        {"state": "applied"},
        {"state": "closed"},
    ],
)
def test_what_was_decided_stays(world, change):
    grant = world.granted()
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        SmallGrant.objects.filter(pk=grant.pk).update(**change)


def test_neither_grants_nor_their_steps_are_deleted(world):
    grant = world.granted()
    for rows in (SmallGrant.objects.filter(pk=grant.pk), GrantStep.objects.all()):
        with pytest.raises(InternalError), transaction.atomic():
            rows._raw_delete(rows.db)


# --- the proof -------------------------------------------------------------------------------


@pytest.fixture
def paid(world):
    return world.pay(world.granted(), "1800")


def proof(world, grant, **values):
    given = {"used": Decimal(1800), "outcome": "Alles gut.", "handed_in": TODAY, **values}
    return prove(
        actor=world.controller, grant=grant, version=fresh(grant).version, now=NOW, **given
    )


def test_a_proof_that_is_returned_is_gone_on_with(world, paid):
    proof(world, paid, used=Decimal(1700))
    back = return_proof(
        actor=world.controller,
        grant=paid,
        reason="Bitte die Belege der Miete.",
        version=fresh(paid).version,
        now=NOW,
    )
    assert (back.state, back.used) == ("paid", 1700)
    assert back.steps.last().note == "Bitte die Belege der Miete."
    assert proof(world, paid).state == "proven"


@pytest.mark.parametrize("values", [{"outcome": " "}, {"used": Decimal("1800.01")}])
def test_a_proof_says_what_came_of_it_and_no_more_than_was_granted(world, paid, values):
    with pytest.raises(ValidationError):
        proof(world, paid, **values)
    assert fresh(paid).state == "paid"


def test_without_payment_there_is_nothing_to_prove(world):
    with pytest.raises(NotPossible):
        proof(world, world.granted())


def test_money_that_stays_needs_a_word_at_the_end(world, paid):
    world.prove(paid, "1500")
    with pytest.raises(ValidationError, match="300,00"):
        world.close(paid)
    done = world.close(paid, "Bleibt für den Herbst, mit dem Ausschuss besprochen.")
    assert done.state == "closed"


def test_proofs_that_are_late_are_found_and_get_more_time(world, paid):
    late = date(2019, 4, 1)
    assert list(SmallGrant.objects.overdue(DUE)) == []
    assert list(SmallGrant.objects.overdue(late)) == [paid]
    extend(
        actor=world.controller,
        grant=paid,
        proof_due=date(2019, 6, 30),
        reason="Das Fest ist im Mai.",
        version=fresh(paid).version,
        now=NOW,
    )
    assert list(SmallGrant.objects.overdue(late)) == []
    proof(world, paid)
    with pytest.raises(NotPossible):
        extend(
            actor=world.controller,
            grant=paid,
            proof_due=DUE,
            reason="x",
            version=fresh(paid).version,
            now=NOW,
        )


def test_the_proof_goes_on_after_the_year_is_closed(world, paid):
    close(BudgetYear.objects.get())
    world.prove(paid, "1800")
    assert world.close(paid).state == "closed"


def test_a_district_elsewhere_stays_out_of_reach(world):
    grant = world.apply()
    lead = person(Role.TEAM_LEAD, district=make_district())
    assert not SmallGrant.objects.visible_to(lead).filter(pk=grant.pk).exists()

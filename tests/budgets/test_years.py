"""Opening, adopting and closing a budget year."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction

from budgets.models import BudgetYear, CoverGroup, Fund, Threshold
from budgets.services.years import adopt_year, create_year
from sro.access import DISTRICT_ROLES, PROVIDER_ROLES, Role
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.budgets.factories import NOW, make_fund, make_year
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def test_a_year_set_up_like_another_has_its_funds_without_amounts(controller):
    fund = make_fund(transfer_limit=Decimal(500), carry_over="surplus", carry_over_percent=40)
    group = CoverGroup.objects.create(budget_year=fund.budget_year, name="Hilfen")
    Fund.objects.update(cover_group=group)
    Threshold.objects.create(fund=fund, percent=95)
    year = create_year(actor=controller, year=2019, like=fund.budget_year, now=NOW)
    taken = year.funds.get()
    assert (taken.kind, taken.name, taken.slug) == (fund.kind, fund.name, fund.slug)
    assert (taken.amount, taken.transfer_limit) == (None, Decimal(500))
    assert (taken.cover_group.name, taken.cover_group.budget_year) == ("Hilfen", year)
    assert taken.thresholds.get().percent == 95
    assert (taken.carry_over, taken.carry_over_percent) == ("surplus", 40)


def test_amounts_are_taken_over_when_they_are_wanted(controller):
    fund = make_fund(amount=Decimal("12.34"))
    year = create_year(
        actor=controller, year=2019, like=fund.budget_year, with_amounts=True, now=NOW
    )
    assert (year.state, year.funds.get().amount) == ("draft", Decimal("12.34"))


def test_amounts_without_a_year_to_take_them_from_are_a_slip(controller, client):
    client.force_login(controller)
    answer = client.post("/haushalt/neu/", {"year": "2019", "with_amounts": "on"})
    assert answer.status_code == 422
    assert "like" in answer.context["form"].errors
    assert not BudgetYear.objects.exists()


def test_the_page_sets_a_year_up_like_another(controller, client):
    fund = make_fund()
    client.force_login(controller)
    answer = client.post(
        "/haushalt/neu/", {"year": "2019", "like": fund.budget_year.pk}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/haushalt/2019/"
    assert Fund.objects.filter(budget_year__year=2019).count() == 1


def test_a_new_year_is_a_draft(controller):
    year = create_year(actor=controller, year=2018, now=NOW)
    assert (year.year, year.state, year.version) == (2018, "draft", 1)
    assert Entry.objects.get(action="budget_year.created").details == {"year": 2018}


def test_a_year_exists_once(controller):
    make_year(2018)
    with pytest.raises(ValidationError):
        create_year(actor=controller, year=2018, now=NOW)


@pytest.mark.parametrize("year", [1989, 2101])
def test_a_year_lies_within_reason(controller, year):
    with pytest.raises(ValidationError):
        create_year(actor=controller, year=year, now=NOW)


def test_adopting_names_reason_person_and_time(controller):
    year = create_year(actor=controller, year=2018, now=NOW)
    adopted = adopt_year(actor=controller, year=year, reason=" Ratsbeschluss 12 ", now=NOW)
    assert adopted.state == "adopted"
    assert adopted.state_reason == "Ratsbeschluss 12"
    assert (adopted.state_changed_by, adopted.state_changed_at) == (controller, NOW)
    entry = Entry.objects.get(action="budget_year.adopted")
    assert (entry.actor_id, entry.details["before"]) == (controller.pk, "draft")
    assert entry.details["reason"] == "Ratsbeschluss 12"
    assert list(
        BudgetYear.pgh_event_model.objects.order_by("pgh_id").values_list("state", flat=True)
    ) == ["draft", "adopted"]


def test_without_a_reason_nothing_happens(controller):
    year = make_year()
    with pytest.raises(ValidationError) as refused:
        adopt_year(actor=controller, year=year, reason="  ", now=NOW)
    assert "reason" in refused.value.message_dict
    year.refresh_from_db()
    assert year.state == "draft"


def test_the_stored_state_counts_and_not_the_one_in_hand(controller):
    year = make_year()
    in_hand = BudgetYear.objects.get(pk=year.pk)
    adopt_year(actor=controller, year=year, reason="Beschluss", now=NOW)
    with pytest.raises(NotPossible):
        adopt_year(actor=controller, year=in_hand, reason="Beschluss", now=NOW)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CONTROLLER])
def test_only_controllers_adopt(role):
    district = make_district() if role in DISTRICT_ROLES else None
    provider = make_provider() if role in PROVIDER_ROLES else None
    other = person(role, district=district, provider=provider)
    with pytest.raises(PermissionDenied):
        adopt_year(actor=other, year=make_year(), reason="Beschluss", now=NOW)


@pytest.mark.parametrize(
    "states",
    [["closed"], ["adopted", "draft"], ["unknown"], ["adopted", "closed"], ["closing"]],
)
def test_the_database_knows_the_same_steps(states):
    year = make_year()
    for state in states[:-1]:
        BudgetYear.objects.filter(pk=year.pk).update(state=state)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        BudgetYear.objects.filter(pk=year.pk).update(state=states[-1])

"""Funds and cover groups: amounts as people write them, reasons, two people at once."""

from decimal import Decimal

import pytest

from budgets.models import CoverGroup, Fund
from budgets.services.years import adopt_year
from sro.access import Role
from sro.ui.models import Draft
from tests.budgets.factories import NOW, make_calculated_run, make_fund, make_year
from tests.budgets.views_catalogue.pages import words
from tests.people import person

pytestmark = pytest.mark.django_db

ADD = "/haushalt/2018/toepfe/neu/"
EDIT = "/haushalt/2018/fall/bearbeiten/"


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def desk(client, controller):
    """The client of a controller who is logged in."""
    client.force_login(controller)
    return client


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("545.000.000,00", "545000000.00"),
        ("545000000.00", "545000000.00"),
        ("545 000 000 €", "545000000.00"),
        ("0", "0.00"),
        ("", None),
    ],
)
def test_a_fund_is_added_with_its_amount(desk, typed, amount):
    make_year()
    response = desk.post(ADD, {"kind": "fall", "name": "Fall", "amount": typed}, follow=True)
    assert response.redirect_chain == [("/haushalt/2018/", 302)]
    assert Fund.objects.get().amount == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("abc", "zum Beispiel 1.234,56"),
        ("-5", "nicht negativ"),
        ("1.675,555", "höchstens zwei Nachkommastellen"),
        ("9" * 13, "zu groß"),
        ("9" * 500, "zum Beispiel 1.234,56"),
        ("=1+1", "zum Beispiel 1.234,56"),
    ],
)
def test_a_bad_amount_is_refused_at_its_field_and_stays_as_typed(desk, typed, message):
    make_year()
    response = desk.post(ADD, {"kind": "fall", "name": "Fall", "amount": typed})
    assert response.status_code == 422
    (sentence,) = response.context["form"].errors["amount"]
    assert message in sentence
    assert f'value="{typed}"' in response.content.decode()
    assert not Fund.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"kind": "fall", "name": "Noch einer"}, "schon einen Topf für diesen Zweck"),
        ({"kind": "other", "name": "Deckung"}, "anderen Namen"),
        ({"kind": "other", "name": "Abschließen"}, "anderen Namen"),
        ({"kind": "other", "name": "Abschluss"}, "anderen Namen"),
        ({"kind": "other", "name": "???"}, "anderen Namen"),
        ({"kind": "other", "name": "x" * 200}, "120"),
        ({"kind": "erfunden", "name": "x"}, "gültige Auswahl"),
    ],
)
def test_a_fund_that_cannot_be_is_refused(desk, data, message):
    make_fund()
    response = desk.post(ADD, {"amount": "1", **data})
    assert response.status_code == 422
    assert message in words(response)
    assert Fund.objects.count() == 1


def test_the_form_shows_the_amount_in_german_form(desk):
    make_fund(amount=Decimal("1234567.80"))
    assert 'value="1.234.567,80"' in desk.get(EDIT).content.decode()


def test_a_binding_amount_is_changed_with_a_reason_only(desk, controller):
    fund = make_fund()
    adopt_year(actor=controller, year=fund.budget_year, reason="Beschluss", now=NOW)
    data = {"name": "Fall", "amount": "2.000,00", "_version": "1"}
    response = desk.post(EDIT, data)
    assert response.status_code == 422
    assert "begründen" in response.context["form"].errors["reason"][0]
    assert 'value="2.000,00"' in response.content.decode()
    response = desk.post(EDIT, {**data, "reason": "Nachtrag 2018"})
    assert response.status_code == 302
    fund.refresh_from_db()
    assert fund.amount == 2000


def test_two_people_at_once_lose_nothing(desk):
    fund = make_fund(amount=Decimal("1000.00"))
    Fund.objects.filter(pk=fund.pk).update(amount=Decimal("3000.00"))
    rule = {"carry_over": "none", "carry_over_percent": "100"}
    typed = {"name": "Fall", "amount": "2000", "note": "", **rule}
    response = desk.post(EDIT, {**typed, "_version": "1"})
    assert response.status_code == 409
    assert response.context["differences"] == [
        {"label": "Betrag in Euro", "mine": "2000", "theirs": "3.000,00"}
    ]
    fund.refresh_from_db()
    assert fund.amount == 3000
    assert Draft.objects.get().data["amount"] == ["2000"]
    version = str(response.context["version"])
    response = desk.post(EDIT, {"name": "Fall", "amount": "2000", "_version": version})
    assert response.status_code == 302
    fund.refresh_from_db()
    assert fund.amount == 2000
    assert not Draft.objects.exists()


def test_what_was_typed_is_offered_again(desk):
    make_fund()
    token = desk.get(EDIT).context["draft_token"]
    kept = desk.post(
        "/werkzeug/entwuerfe/sichern/", {"_draft": token, "name": "Fall", "amount": "77,"}
    )
    assert kept.status_code == 200
    assert desk.get(EDIT).context["draft"] is not None
    assert 'value="77,"' in desk.get(f"{EDIT}?entwurf=1").content.decode()


def test_a_fund_is_removed_as_long_as_nothing_was_calculated(desk):
    make_fund()
    page = desk.get(EDIT).content.decode()
    assert "/haushalt/2018/fall/loeschen/" in page
    desk.post("/haushalt/2018/fall/loeschen/", {"_version": "1"})
    assert not Fund.objects.exists()


def test_a_fund_with_allocations_stays(desk):
    fund = make_calculated_run().fund
    response = desk.post("/haushalt/2018/fall/loeschen/", {"_version": str(fund.version)})
    assert response.status_code == 422
    assert "Zuweisungen" in words(response)
    assert Fund.objects.exists()


# --- cover groups ---------------------------------------------------------------------------------


@pytest.fixture
def funds():
    return [make_fund(), make_fund(kind="milieu", name="Milieu")]


def test_fall_and_milieu_cover_each_other(desk, funds):
    data = {"name": "Fall und Milieu", "funds": [fund.pk for fund in funds]}
    response = desk.post("/haushalt/2018/deckung/neu/", data, follow=True)
    assert "Fall und Milieu : Fall, Milieu" in words(response)
    assert {fund.cover_group.name for fund in Fund.objects.all()} == {"Fall und Milieu"}


def test_a_fund_of_another_year_cannot_join(desk, funds):
    stranger = make_fund(budget_year=make_year(2019))
    response = desk.post("/haushalt/2018/deckung/neu/", {"name": "x", "funds": [stranger.pk]})
    assert response.status_code == 422
    assert not CoverGroup.objects.exists()


def test_a_group_changes_its_members_and_is_dissolved(desk, funds):
    group = CoverGroup.objects.create(budget_year=funds[0].budget_year, name="Zusammen")
    Fund.objects.update(cover_group=group)
    address = f"/haushalt/2018/deckung/{group.pk}/"
    html = desk.get(address).content.decode()
    assert html.count("checked") == 2
    desk.post(address, {"name": "Nur Fall", "funds": [funds[0].pk], "_version": "1"})
    assert list(Fund.objects.filter(cover_group=group)) == [funds[0]]
    group.refresh_from_db()
    stale = desk.post(address, {"name": "Zu spät", "funds": [funds[1].pk], "_version": "1"})
    assert stale.status_code == 409
    desk.post(f"{address}aufloesen/", {"_version": str(group.version)})
    assert not CoverGroup.objects.exists()
    assert Fund.objects.count() == 2


def test_a_group_is_found_in_its_own_year_only(desk, funds):
    group = CoverGroup.objects.create(budget_year=make_year(2019), name="Anderes Jahr")
    assert desk.get(f"/haushalt/2018/deckung/{group.pk}/").status_code == 404

"""Small grants as pages: found, filled in, decided, paid, proven, taken along."""

from datetime import date

import pytest
from django.urls import reverse

from budgets.models import Outflow, SmallGrant
from sro.access import Role
from tests.budgets.grant_world import TODAY, GrantWorld, fresh
from tests.budgets.test_base_budgets import make_base_budget
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.people import person

pytestmark = pytest.mark.django_db

LIST = "/haushalt/2018/zuschuesse/"


@pytest.fixture
def world():
    return GrantWorld()


@pytest.fixture
def login(client, world):
    client.force_login(world.controller)
    return client


def page(grant, step=""):
    return reverse(f"budgets:grant{step}", args=[2018, grant.pk])


def send(client, grant, step, **data):
    """Send a step's form as the page shows it."""
    return client.post(page(grant, step), {"_version": fresh(grant).version, **data}, follow=True)


def application(world, **values):
    return {
        "title": "Frühstück im Hof",
        "purpose": "Geschirr",
        "district": world.districts[0].pk,
        "applicant": "Verein Musterhof",
        "partners": "Schachclub Turm\nBäckerei am Eck",
        "volunteers": "7",
        "fund": world.fund.pk,
        "requested": "1.800,00",
        "applied_on": "2018-05-01",
        **values,
    }


def test_the_whole_way_by_the_pages(login, world):
    answer = login.post(f"{LIST}neu/", application(world), follow=True)
    assert "Der Antrag über 1.800,00 € ist erfasst." in words(answer)
    grant = SmallGrant.objects.get()
    assert list(grant.partners.values_list("name", flat=True)) == [
        "Schachclub Turm",
        "Bäckerei am Eck",
    ]
    login.force_login(world.second)
    assert "2.000,00 € frei" in words(login.get(page(grant, "_grant")))
    answer = send(login, grant, "_grant", amount="1.800", proof_due="2019-03-31", reason="Gut.")
    assert "1.800,00 € sind bewilligt und gebunden." in words(answer)
    answer = send(login, grant, "_pay", amount="1.800", booked_on="2018-06-02", external_id="")
    assert "insgesamt sind 1.800,00 € ausgezahlt" in words(answer)
    answer = send(
        login, grant, "_prove", used="1.500", outcome="Zwölf Mal.", handed_in="2018-09-01"
    )
    assert "Weder verwendet noch zurückgezahlt 300,00 €" in words(answer)
    answer = send(login, grant, "_close", remark="")
    assert answer.status_code == 422
    assert "300,00 €" in words(answer)
    answer = send(login, grant, "_repay", amount="300", booked_on="2018-09-02", external_id="R1")
    assert "Die Rückzahlung ist gebucht." in words(answer)
    answer = send(login, grant, "_close", remark="")
    text = words(answer)
    assert "Der Zuschuss ist abgeschlossen." in text
    order = ["Antrag erfasst", "bewilligt", "ausgezahlt", "snachweis eingegangen", "zurückgezahlt"]
    story = text[text.index("Schritt für Schritt") :]
    assert sorted(order, key=story.index) == order


def test_what_is_bound_leads_to_its_grants_and_back(login, world):
    grant = world.granted()
    world.granted("200", title="Anderswo", district=world.districts[1])
    world.apply(title="Noch offen")
    standing = html(login.get("/haushalt/2018/stand/"))
    address = f"{LIST}?bezirk={world.districts[0].pk}&amp;topf={world.fund.pk}&amp;bindet=bezirk"
    assert address in standing
    rows = login.get(address.replace("&amp;", "&")).context["table_rows"]
    assert [row.object for row in rows] == [grant]
    assert LIST in html(login.get("/haushalt/2018/"))


def test_beside_a_base_budget_the_part_of_the_grants_leads_to_them(login, world):
    make_base_budget(district=world.districts[0], amount=100)
    world.granted("500")
    answer = login.get("/haushalt/2018/stand/")
    assert "600,00 € davon 500,00 € kleine Zuschüsse" in words(answer)
    assert f"{LIST}?bezirk={world.districts[0].pk}" in html(answer)


def test_a_booking_leads_to_its_grant(login, world):
    grant = world.pay(world.granted("500"), "500")
    assert page(grant) in html(login.get(f"/haushalt/ausgaben/{Outflow.objects.get().pk}/"))


def test_overdue_proofs_stand_on_the_start_page_and_in_the_list(login, world):
    late = world.pay(world.granted("500", title="Spätes Fest"), "500")
    SmallGrant.objects.filter(pk=late.pk).update(proof_due=date(2018, 6, 1))
    start = words(login.get("/"))
    assert "Verwendungsnachweise überfällig" in start
    assert "Spätes Fest" in start
    listed = login.get(LIST, {"nachweis": "ueberfaellig"})
    assert [row.object.pk for row in listed.context["table_rows"]] == [late.pk]
    assert "Nachweis überfällig" in words(listed)
    assert "wurde bis 01.06.2018 erwartet" in words(login.get(page(late)))


def test_applications_wait_on_the_start_page_of_who_decides(client, world):
    world.apply(title="Bitte entscheiden")
    client.force_login(world.controller)
    assert "Bitte entscheiden" in words(client.get("/"))
    client.force_login(person(Role.PLANNER))
    assert "Bitte entscheiden" not in words(client.get("/"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "garten verein"}, ["Gartenverein"]),
        ({"zustand": "granted"}, ["Frühstück im Hof"]),
        ({"bezirk": 1}, ["Gartenverein"]),
        ({"topf": "milieu"}, ["Frühstück im Hof", "Gartenverein"]),
        ({"nachweis": "ueberfaellig"}, []),
        ({"bindet": "bezirk"}, ["Frühstück im Hof"]),
        ({"bindet": "sozialraum"}, []),
        ({"sozialraum": "space"}, ["Frühstück im Hof"]),
    ],
)
def test_the_list_is_filtered(login, world, query, found):
    world.granted("100", social_space=world.space)
    world.apply(title="Gartenverein", applicant="Ein Verein", district=world.districts[1])
    names = {1: world.districts[1].pk, "milieu": world.fund.pk, "space": world.space.pk}
    asked = {key: names.get(value, value) for key, value in query.items()}
    rows = login.get(LIST, asked).context["table_rows"]
    assert sorted(row.object.title for row in rows) == found


def test_the_list_is_taken_along_with_its_sums(login, world):
    world.pay(world.granted(), "1000")
    answer = login.get(LIST)
    sums = {column.name: value for column, value in answer.context["totals"]}
    assert (sums["bewilligt"], sums["ausgezahlt"], sums["gebunden"]) == (1800, 1000, 800)
    sheet = b"".join(login.get(LIST, {"format": "csv"})).decode()
    assert "Frühstück im Hof" in sheet
    assert "800,00" in sheet


def test_more_grants_do_not_ask_more(login, world):
    world.granted("100")
    few = queries(login, LIST)
    for _each in range(3):
        world.pay(world.granted("100", social_space=world.space), "50")
    assert queries(login, LIST) == few


def test_a_refused_decision_keeps_what_was_typed(login, world):
    grant = world.apply("2500")
    answer = send(login, grant, "_grant", amount="2.500", proof_due="2019-03-31", reason="Wichtig.")
    assert answer.status_code == 422
    assert "2.000,00 € sind frei" in words(answer)
    assert "Wichtig." in words(answer)
    assert fresh(grant).state == "applied"


def test_two_people_change_one_application(login, world):
    grant = world.apply()
    seen = fresh(grant).version
    first = application(world, title="Zuerst", _version=seen)
    assert login.post(page(grant, "_change"), first).status_code == 302
    second = application(world, title="Danach", _version=seen)
    answer = login.post(page(grant, "_change"), second)
    assert answer.status_code == 409
    assert "Zuerst" in words(answer)
    assert fresh(grant).title == "Zuerst"


def test_the_form_asks_for_no_names_and_offers_the_own_district_only(client, world):
    client.force_login(person(Role.TEAM_LEAD, district=world.districts[0]))
    answer = client.get(f"{LIST}neu/")
    form = answer.context["form"]
    assert list(form.fields["district"].queryset) == [world.districts[0]]
    assert [fund.kind for fund in form.fields["fund"].queryset] == ["milieu"]
    assert "keine Namen von Privatpersonen" in words(answer)
    answer = client.post(f"{LIST}neu/", application(world, district=world.districts[1].pk))
    assert answer.status_code == 422
    assert not SmallGrant.objects.exists()


def test_who_recorded_it_finds_the_steps_that_are_open_to_them(client, world):
    lead = person(Role.TEAM_LEAD, district=world.districts[0])
    grant = world.apply(actor=lead)
    client.force_login(lead)
    labels = [str(action.label) for action in client.get(page(grant)).context["actions"]]
    assert labels == ["Antrag ändern", "Als zurückgezogen vermerken"]
    assert client.get(page(grant, "_change")).status_code == 200
    assert client.get(page(grant, "_grant")).status_code == 403


def test_without_a_limit_who_recorded_it_reads_that_a_second_person_decides(client, world):
    type(world.fund).objects.update(transfer_limit=None)
    grant = world.apply()
    client.force_login(world.second)
    answer = client.get(page(grant))
    assert "Eine zweite Person entscheidet" in words(answer)
    assert page(grant, "_grant") not in html(answer)


def test_a_booking_of_the_finance_system_is_chosen_as_the_payment(login, world):
    from tests.budgets.factories import make_outflow

    grant = world.granted()
    booking = make_outflow(
        world.districts[0], "1800", year=2018, fund_kind="milieu", text="Überweisung 12"
    )
    assert "Überweisung 12" in words(login.get(page(grant, "_pay")))
    send(login, grant, "_pay", booking=booking.pk, amount="", booked_on="", external_id="")
    assert (fresh(grant).state, Outflow.objects.count()) == ("paid", 1)
    assert reverse("budgets:booking", args=[booking.pk]) in html(login.get(page(grant)))


def test_the_auditor_reads_the_log_and_no_content(client, world):
    grant = world.granted()
    client.force_login(person(Role.AUDITOR))
    assert client.get(page(grant)).status_code == 404
    assert client.get(reverse("budgets:grants", args=[2018])).status_code == 404


def test_a_team_lead_is_led_to_grants_of_the_own_district_only(client, world):
    here, there = world.districts
    world.granted(500)
    world.granted(700, district=there)
    lead = person(Role.TEAM_LEAD, district=here)
    client.force_login(lead)
    text = html(client.get("/haushalt/2018/stand/"))
    assert f"zuschuesse/?bezirk={here.pk}&amp;" in text
    assert f"zuschuesse/?bezirk={there.pk}&amp;" not in text


def test_a_name_that_is_too_long_is_named(login, world):
    long = "Verein " + "x" * 300
    answer = login.post(
        reverse("budgets:grant_add", args=[2018]),
        application(world, partners=f"Schachclub Turm\n{long}"),
    )
    [message] = answer.context["form"].errors["partners"]
    assert "Verein xxx" in message
    assert not SmallGrant.objects.exists()


def test_from_which_line_is_asked_where_there_are_two(login, world):
    from budgets.services.transfers import Spot

    here = Spot(world.fund, world.districts[0])
    world.move(here, Spot(world.fund, world.districts[0], world.space), 600)
    grant = world.apply("500", social_space=world.space)
    text = words(login.get(page(grant, "_grant")))
    assert f"{world.space.name}: 600,00 € frei" in text
    send(login, grant, "_grant", amount="500", proof_due="2019-03-31", from_space="True")
    assert fresh(grant).from_space
    assert TODAY.year == 2018
    standing = html(login.get("/haushalt/2018/stand/"))
    assert f"sozialraum={world.space.pk}&amp;bindet=sozialraum" in standing

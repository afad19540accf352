"""Closing a year as pages: check list, proposal, decision, sheet."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from budgets.models import BudgetYear, CarryOver, Fund, HoursMonth, YearClosing
from budgets.services import closing
from sro.access import Role
from sro.audit.models import Entry
from tests.budgets.closing_world import NOW, World
from tests.budgets.views_catalogue.pages import words
from tests.people import person

pytestmark = pytest.mark.django_db

PAGE = "/haushalt/2018/abschluss/"


@pytest.fixture
def world():
    return World()


@pytest.fixture
def ada(client, world):
    """The client of the controller who proposes."""
    client.force_login(world.controller)
    return client


def ben(client, world):
    client.force_login(world.second)
    return client


def send(client, step, **data):
    """Open a page and send its form, as a browser would."""
    address = f"{PAGE}{step}/"
    shown = client.get(address)
    assert shown.status_code == 200
    return client.post(address, {"_version": shown.context["version"], **data}, follow=True)


def proposed(client, **data):
    return send(client, "vorschlagen", reason="Die Rechnung ist geprüft.", **data)


def test_the_way_through_a_closing(ada, world):
    world.spend(0, "150.01")
    assert PAGE in ada.get("/haushalt/2018/").content.decode()
    text = words(ada.get(PAGE))
    assert "Voraussichtlicher Übertrag nach 2019" in text
    assert "225,00 €" in text
    assert "in Ordnung" in text
    text = words(proposed(ada))
    assert "Der Abschluss ist vorgeschlagen" in text
    assert "Entscheiden muss eine andere Person" in text
    assert "Abschluss bestätigen" not in text
    assert "Jahresabschluss wartet" not in words(ada.get("/"))

    other = ben(ada, world)
    assert "Jahresabschluss wartet auf Bestätigung" in words(other.get("/"))
    text = words(send(other, "bestaetigen"))
    assert "Das Haushaltsjahr 2018 ist abgeschlossen" in text
    assert "Ada Beispiel" in text
    assert "Ben Muster" in text
    assert "Die Rechnung ist geprüft." in text
    assert "Jahresabschluss wartet" not in words(other.get("/"))
    assert f'href="{PAGE}"' in other.get("/haushalt/2019/stand/").content.decode()
    standing = words(other.get("/haushalt/2019/stand/"))
    assert "Übertrag" in standing
    assert "25,00 €" in standing
    assert "Übertrag: +225,00 €" in words(other.get("/haushalt/2019/"))
    assert "Übertrag" not in words(other.get("/haushalt/2018/stand/"))


def test_open_points_are_ticked_one_by_one(ada, world):
    HoursMonth.objects.create(team=world.districts[0], month=NOW.date().replace(year=2018, day=1))
    assert "Stundenmonate, die nicht abgeschlossen sind" in words(ada.get(PAGE))
    answer = proposed(ada)
    assert answer.status_code == 422
    assert "accept_hours" in answer.context["form"].errors
    assert "Die Rechnung ist geprüft." in words(answer)
    text = words(proposed(ada, accept_hours="on"))
    assert "bekannt und in Kauf genommen" in text


def test_something_to_be_settled_first_leads_to_where_it_is_settled(ada, world):
    Fund.objects.filter(pk=world.fall.pk).update(amount=None)
    page = ada.get(PAGE)
    assert "zuerst zu erledigen" in words(page)
    assert "vorschlagen/" not in page.content.decode()
    answer = proposed(ada)
    assert answer.status_code == 422
    assert "Töpfe ohne Betrag" in words(answer)


def test_a_missing_next_year_is_offered_with_both_years_filled_in(ada, world):
    world.following.cover_groups.all().delete()
    Fund.objects.filter(budget_year=world.following).delete()
    world.following.delete()
    page = ada.get(PAGE)
    address = "/haushalt/neu/?jahr=2019&wie=2018"
    assert address.replace("&", "&amp;") in page.content.decode()
    form = ada.get(address).context["form"]
    assert str(form["year"].value()) == "2019"
    assert form["like"].value() in (world.year, world.year.pk)


def test_refusing_needs_a_reason_which_the_proposer_reads(ada, world):
    proposed(ada)
    other = ben(ada, world)
    assert send(other, "ablehnen", reason=" ").status_code == 422
    assert "abgelehnt" in words(send(other, "ablehnen", reason="Eine Rechnung fehlt."))
    ada.force_login(world.controller)
    assert "Eine Rechnung fehlt." in words(ada.get(PAGE))
    assert BudgetYear.objects.get(year=2018).state == "adopted"
    assert "Beschluss 18/1" in words(ada.get("/haushalt/2018/"))


def test_taking_back(ada, world):
    proposed(ada)
    assert "zurückgenommen" in words(send(ada, "zuruecknehmen"))
    assert YearClosing.objects.get().state == "withdrawn"


def test_the_page_keeps_the_own_proposal_from_oneself(ada, world):
    proposed(ada)
    answer = send(ada, "bestaetigen")
    assert answer.status_code == 422
    assert "kann nicht darüber entscheiden" in words(answer)


def test_a_second_click_does_it_once(ada, world):
    data = {"_version": str(world.year.version), "reason": "Geprüft."}
    for _click in range(2):
        answer = ada.post(f"{PAGE}vorschlagen/", data, follow=True)
        assert answer.redirect_chain == [(PAGE, 302)]
    other = ben(ada, world)
    version = str(BudgetYear.objects.get(year=2018).version)
    for _click in range(2):
        answer = other.post(f"{PAGE}bestaetigen/", {"_version": version}, follow=True)
        assert answer.redirect_chain == [(PAGE, 302)]
    assert YearClosing.objects.count() == 1
    assert CarryOver.objects.count() == 3


def test_an_old_tab_does_not_confirm_another_proposal(ada, world):
    proposed(ada)
    old = str(BudgetYear.objects.get(year=2018).version)
    closing.take_back(actor=world.controller, closing=YearClosing.objects.get(), now=NOW)
    other = ben(ada, world)
    assert other.post(f"{PAGE}bestaetigen/", {"_version": old}).status_code == 409
    Fund.objects.filter(pk=world.milieu.pk).update(carry_over_percent=10)
    world.propose()
    answer = other.post(f"{PAGE}bestaetigen/", {"_version": old})
    assert answer.status_code == 409
    assert not CarryOver.objects.exists()


def test_figures_that_changed_are_said_before_anybody_clicks(ada, world):
    proposed(ada)
    world.spend(1, "3.00")
    other = ben(ada, world)
    assert "Die Zahlen haben sich seit dem Vorschlag geändert" in words(other.get(PAGE))
    answer = send(other, "bestaetigen")
    assert answer.status_code == 422
    assert "Seit dem Vorschlag hat sich geändert: Milieu" in words(answer)


def test_bookings_after_the_closing_are_told_beside_the_sheet(ada, world):
    world.confirm(world.propose())
    world.spend(1, "3.00")
    text = words(ada.get(PAGE))
    assert "Seit dem Abschluss haben sich Zahlen geändert" in text
    assert "100,00 €" in text


def test_the_sheet_is_taken_along_and_that_is_logged(ada, world):
    world.confirm(world.propose())
    answer = ada.get(reverse("budgets:closing_download", args=[2018, "xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(2, values_only=True))
    assert [row[-1] for row in rows if row[0] == "Milieu"] == [150, 100, 50]
    sheet = ada.get(reverse("budgets:closing_download", args=[2018, "csv"]))
    assert "150,00" in b"".join(sheet).decode()
    assert Entry.objects.filter(action="budget_year.closing").count() == 2
    assert ada.get(reverse("budgets:closing_download", args=[2018, "docx"])).status_code == 404
    assert ada.get(reverse("budgets:closing_download", args=[2019, "xlsx"])).status_code == 404


def test_planners_see_the_sheet_of_a_closed_year_only(client, world):
    client.force_login(person(Role.PLANNER))
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/haushalt/2018/").content.decode()
    world.confirm(world.propose())
    assert client.get(PAGE).status_code == 200
    assert PAGE in client.get("/haushalt/2018/").content.decode()
    html = client.get(PAGE).content.decode()
    assert not re.search(r'href="[^"]*(bestaetigen|vorschlagen|ablehnen)', html)


def test_the_rule_is_part_of_the_funds_form(ada, world):
    address = "/haushalt/2019/milieu/bearbeiten/"
    fund = world.following.funds.get(kind="milieu")
    same = {"name": "Milieu", "amount": "600,00", "transfer_limit": "10000"}
    data = {**same, "carry_over": "surplus_and_deficit", "carry_over_percent": "75"}
    ada.post(address, {**data, "_version": fund.version})
    fund.refresh_from_db()
    assert (fund.carry_over, fund.carry_over_percent) == ("surplus_and_deficit", 75)
    # A page from before the rule existed says nothing about it.
    ada.post(address, {**same, "note": "Neu", "_version": fund.version})
    fund.refresh_from_db()
    assert (fund.note, fund.carry_over, fund.carry_over_percent) == (
        "Neu",
        "surplus_and_deficit",
        75,
    )
    answer = ada.post(address, {**data, "carry_over_percent": "101", "_version": fund.version})
    assert answer.status_code == 422
    assert "was übrig ist, und was fehlt, 75" in words(ada.get("/haushalt/2019/milieu/"))

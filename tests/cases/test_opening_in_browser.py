"""From the telephone call to three offers on paper: mouse, keys alone, desk and telephone."""

from __future__ import annotations

import re
import time
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from cases.models import Case, Consultation, IssuedDocument, OfferHandover
from tests.browser.conftest import enter
from tests.browser.keys import tab_to
from tests.browser.looks import NARROW, faults
from tests.cases.factories import make_case, make_caseworker, make_person
from tests.networks.factories import make_district, make_institution, make_offer, make_space

MOST_SECONDS = 60
NAME, CONCERN = "Musterhaus", "Die Mutter bittet um Rat, am Abend gibt es Streit."


@pytest.fixture
def place(live_server):
    """A quarter with three offers, one more elsewhere."""
    district = make_district(name="Nord")
    home = make_space(name="Heide", district=district)
    treff = make_institution(name="Nachbarschaftshaus", social_space=home, street="Heideweg 1")
    for name in ("Elterncafé", "Offener Treff", "Hausaufgabenhilfe"):
        make_offer(name=name, institution=treff, direct_access=True)
    make_offer(name="Anderswo")
    return home


@pytest.fixture
def caseworker(page, live_server, place):
    user = make_caseworker(place.district)
    enter(page.context, live_server, user)
    return user


@pytest.fixture
def desk(page, caseworker) -> Page:
    return page


def sound(page: Page) -> None:
    found = faults(page)
    assert not found, "\n".join(found)


def required_fields(page: Page) -> list[str]:
    """Return what has to be filled in: every visible field that is not marked optional."""
    return page.evaluate(
        """() => [...document.querySelectorAll("form.sro-form label, form.sro-form legend")]
          .filter((each) => each.checkVisibility() && !each.querySelector(".kern-label__optional")
            && (each.control || each.tagName === "LEGEND"))
          .filter((each) => !each.control || each.control.type !== "checkbox")
          .filter((each) => !each.closest("details"))
          .map((each) => each.innerText.trim()).filter((text) => text)"""
    )


def test_search_open_advise_three_offers_print(desk, caseworker, place):
    page = desk
    page.goto("/")
    # Search first; nobody is found.
    page.locator("#suche").fill(NAME)
    page.locator("#suche").press("Enter")
    expect(page.get_by_text(f"Zu „{NAME}“ wurde nichts gefunden.")).to_be_visible()
    assert NAME not in page.evaluate("document.querySelector('main form[method=post]').action")
    sound(page)
    page.get_by_role("button", name="Neuen Fall anlegen").click()
    # What was typed is there already, and not in the address.
    expect(page.get_by_label("Familienname", exact=True)).to_have_value(NAME)
    assert NAME not in page.url
    assert 1 <= len(required_fields(page)) <= 6
    page.get_by_label("Anliegen").fill(CONCERN)
    page.get_by_text("Wo die Familie lebt", exact=True).click()
    page.get_by_label(re.compile("^Sozialraum")).select_option(str(place.pk))
    sound(page)
    page.get_by_role("button", name="Fall anlegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    sound(page)
    # Consultation: the concern is not asked again.
    page.get_by_role("link", name="Beratung notieren").click()
    expect(page.get_by_label("worum es ging")).to_have_value(CONCERN)
    page.get_by_label("was geraten wurde").fill("Treffpunkte im Quartier.")
    page.get_by_label(re.compile("^Ergebnis")).select_option("offers")
    sound(page)
    page.get_by_role("button", name="Speichern").click()
    # Three offers near the family at once; the filter does not forget the choice.
    expect(page.get_by_role("heading", level=1)).to_have_text("Angebote für die Familie auswählen")
    page.get_by_label("Elterncafé").check()
    page.locator(".case-offers").get_by_label(re.compile("^Suche")).fill("haus")
    expect(page.get_by_label("Anderswo")).to_have_count(0)
    expect(page.get_by_label("Elterncafé")).to_be_checked()
    page.locator(".case-offers").get_by_label(re.compile("^Suche")).fill("")
    expect(page.get_by_label("Anderswo")).to_have_count(1)
    page.get_by_label("Offener Treff").check()
    page.get_by_label("Hausaufgabenhilfe").check()
    sound(page)
    page.get_by_role("button", name="Weiter mit den ausgewählten Angeboten").click()
    page.get_by_label(re.compile("Hinweis zu „Elterncafé“")).fill("Fragen Sie nach Ida.")
    sound(page)
    page.get_by_role("button", name="Auf die Liste der Familie setzen").click()
    expect(page.get_by_text("Fragen Sie nach Ida.")).to_be_visible()
    sound(page)
    case = Case.objects.get()
    assert case.responsible == caseworker
    assert OfferHandover.objects.filter(consultation=Consultation.objects.get()).count() == 3
    # Printed: the paper is issued and handed out as a PDF.
    action = page.locator("form[action$='/drucken/']").get_attribute("action")
    token = page.locator("form[action$='/drucken/'] input").get_attribute("value")
    answer = page.request.post(
        action, form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url}
    )
    assert answer.headers["content-type"] == "application/pdf"
    assert IssuedDocument.objects.get().case == case


def test_with_the_keyboard_alone(desk, caseworker, place):
    page = desk
    page.goto("/")
    began = time.monotonic()
    page.keyboard.press("/")
    page.keyboard.type(NAME)
    page.keyboard.press("Enter")
    page.wait_for_url("**/suche/**")
    tab_to(page, page.get_by_role("button", name="Neuen Fall anlegen"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/faelle/neu/")
    tab_to(page, page.get_by_label("Anliegen"))
    page.keyboard.type(CONCERN)
    tab_to(page, page.get_by_text("Beratung gleich notieren"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("was geraten wurde"))
    page.keyboard.type("Treffpunkte im Quartier.")
    page.keyboard.press("Tab")
    # The keys of a list choose by the first letters: offers of the social space.
    page.keyboard.type("Ange")
    tab_to(page, page.get_by_role("button", name="Fall anlegen"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/angebote/waehlen/")
    # From the search to the case with its first consultation.
    assert time.monotonic() - began < MOST_SECONDS
    assert Case.objects.get().consultations.count() == 1
    for name in ("Elterncafé", "Hausaufgabenhilfe", "Offener Treff"):
        page.evaluate("document.activeElement?.blur()")
        tab_to(page, page.get_by_label(name))
        page.keyboard.press("Space")
        expect(page.get_by_label(name)).to_be_checked()
        page.wait_for_load_state("networkidle")
    tab_to(page, page.get_by_role("button", name="Weiter mit den ausgewählten Angeboten"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/angebote/uebergeben/**")
    tab_to(page, page.get_by_role("button", name="Auf die Liste der Familie setzen"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 Angebote stehen auf der Liste für die Familie.")).to_be_visible()
    tab_to(page, page.get_by_role("button", name=re.compile("Liste drucken")))
    assert OfferHandover.objects.count() == 3


def test_a_known_family_is_named_before_it_is_entered_twice(desk, caseworker):
    known = make_case(caseworker, name="Familie Mustehaus")
    make_person(known, given_name="Lena", family_name="Mustehaus")
    page = desk
    page.set_viewport_size(NARROW)
    page.goto("/faelle/neu/")
    page.get_by_label("Familienname", exact=True).fill(NAME)
    page.get_by_label("Anliegen").fill(CONCERN)
    page.get_by_role("button", name="Fall anlegen").click()
    expect(page.get_by_role("heading", name="Ist es eine dieser Familien?")).to_be_visible()
    expect(page.locator("#aehnlich")).to_contain_text("Familie Mustehaus")
    expect(page.get_by_label("Anliegen")).to_have_value(CONCERN)
    sound(page)
    page.set_viewport_size(NARROW)
    # Looking at the other family loses nothing.
    page.locator("#aehnlich").get_by_role("link", name="Familie Mustehaus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Familie Mustehaus")
    page.goto("/faelle/neu/?entwurf=1")
    expect(page.get_by_label("Anliegen")).to_have_value(CONCERN)
    page.get_by_role("button", name="Fall anlegen").click()
    page.get_by_role("button", name="Trotzdem neu anlegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Meier", "Mayr"),
        ("Mueller", "Müller"),
        ("Yilmaz", "Yılmaz"),
        ("04.03.1990", "Mayr"),
        ("nachbarschaftshaus", "Nachbarschaftshaus"),
    ],
)
def test_the_search_of_every_page_knows_sound_birthday_and_place(desk, caseworker, typed, name):
    for family in ("Mayr", "Müller", "Yılmaz"):
        known = make_case(caseworker, name=f"Familie {family}")
        born = date(1990, 3, 4) if family == "Mayr" else None
        make_person(known, given_name="Lena", family_name=family, birth_date=born)
    desk.goto("/faelle/kalender/")
    desk.keyboard.press("/")
    desk.keyboard.type(typed)
    desk.keyboard.press("Enter")
    expect(desk.locator("main").get_by_role("link").filter(has_text=name).first).to_be_visible()


def test_the_list_of_cases_on_a_telephone(desk, caseworker):
    case = make_case(caseworker, name="Familie Musterhaus")
    make_person(case, given_name="Lena", family_name="Meier")
    page = desk
    page.set_viewport_size(NARROW)
    page.goto("/faelle/")
    sound(page)
    page.set_viewport_size(NARROW)
    page.locator(".sro-filter input[name=q]").fill("lena")
    page.get_by_role("heading", level=1).get_by_text("(1)").wait_for()
    page.get_by_role("link", name="Familie Musterhaus").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Familie Musterhaus")

"""A family entered in the browser: by keyboard alone, with hints while typing, on small screens."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from cases.models import (
    Address,
    Case,
    Contact,
    Custody,
    CustodyKind,
    Household,
    HouseholdMember,
    MemberRole,
    RelationKind,
)
from tests.browser.conftest import enter
from tests.browser.looks import faults
from tests.cases.factories_family import make_case, make_child, make_person, tie

FOCUSED = """() => {
  const now = document.activeElement;
  const label = now.labels && now.labels.length ? now.labels[0] : now;
  return (label.innerText || now.value || "").trim();
}"""


def tab_to(page: Page, words: str, presses: int = 120) -> None:
    """Press Tab until the element with these words (its own or its label's) has the focus."""
    seen = []
    for _ in range(presses):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
        if seen[-1].startswith(words):
            return
    raise AssertionError(f"the Tab key never reached “{words}”: {seen[-presses:]}")


@pytest.fixture
def case(live_server) -> Case:
    return make_case(name="Familie Musterhaus")


@pytest.fixture
def worker(page, live_server, case) -> Page:
    enter(page.context, live_server, case.responsible)
    return page


def full_family(case: Case) -> None:
    """Three generations, two households, one child with a secret address."""
    mother = make_person(case, "Mara", birth_date=date(1988, 4, 1), interpreter="yes")
    father = make_person(case, "Felix", birth_year=1985)
    partner = make_person(case, "Nuri", family_name="Yılmaz")
    granny = make_person(case, "Gerda", MemberRole.RELATIVE, family_name="Beispiel-Langenname")
    ada = make_child(case, "Ada", birth_date=date(2013, 5, 6))
    ben = make_child(case, "Ben", birth_date=date(2016, 7, 8))
    cara = make_child(case, "Cara", family_name="Yılmaz", birth_year=2021)
    for child in (ada, ben):
        tie(case, mother, RelationKind.PARENT, child)
        tie(case, father, RelationKind.PARENT, child)
        for holder in (mother, father):
            Custody.objects.create(case=case, child=child, holder=holder, kind=CustodyKind.JOINT)
        tie(case, partner, RelationKind.STEP_PARENT, child)
    tie(case, mother, RelationKind.PARENT, cara)
    tie(case, partner, RelationKind.PARENT, cara)
    tie(case, mother, RelationKind.PARTNER, partner)
    tie(case, mother, RelationKind.FORMER_PARTNER, father)
    tie(case, granny, RelationKind.PARENT, mother)
    home = Household.objects.create(case=case, name="bei der Mutter")
    other = Household.objects.create(case=case, name="beim Vater")
    for person in (mother, partner, ada, ben, cara):
        HouseholdMember.objects.create(household=home, person=person)
    for person in (father, ada):
        HouseholdMember.objects.create(household=other, person=person, valid_from=date(2024, 1, 1))
    Contact.objects.create(person=mother, value="0151 1234567", note="nur abends")
    Address.objects.create(person=mother, city="Musterstadt", street="Geheimweg 7", blocked=True)
    Address.objects.create(person=mother, city="Altstadt", valid_until=date(2020, 1, 1))


def test_three_children_and_custody_with_the_keyboard_alone(worker, case):
    mother, father = make_person(case, "Mara"), make_person(case, "Felix")
    worker.goto(f"/faelle/{case.pk}/familie/")
    tab_to(worker, "Mehrere Kinder hinzufügen")
    worker.keyboard.press("Enter")
    worker.wait_for_url("**/kinder-neu/")
    # Day and month are the same: browsers ask for them in different order.
    for given, born in (("Ada", "05052013"), ("Ben", "07072016"), ("Cem", "")):
        tab_to(worker, "Vorname")
        worker.keyboard.type(given)
        tab_to(worker, "Geburtsdatum")
        worker.keyboard.type(born)
    for parent in (mother, father):
        tab_to(worker, parent.name)
        worker.keyboard.press("Space")
    tab_to(worker, "Kinder hinzufügen")
    worker.keyboard.press("Enter")
    expect(worker.locator("main")).to_contain_text("3 Kinder sind eingetragen.")
    children = [m.person for m in case.members.filter(role=MemberRole.YOUNG_PERSON)]
    assert {child.birth_date for child in children} == {
        date(2013, 5, 5),
        date(2016, 7, 7),
        None,
    }
    assert case.relations.filter(kind=RelationKind.PARENT).count() == 6

    tab_to(worker, "Sorgerecht eintragen")
    worker.keyboard.press("Enter")
    worker.wait_for_url("**/sorgerecht/neu/")
    # All three are chosen already; joint custody is the first kind.
    tab_to(worker, "Mara Musterhaus")
    worker.keyboard.press("Space")
    tab_to(worker, "Felix Musterhaus")
    worker.keyboard.press("Space")
    worker.keyboard.press("Enter")
    expect(worker.locator("#sorgerecht")).to_contain_text("gemeinsames Sorgerecht")
    assert Custody.objects.filter(case=case, kind=CustodyKind.JOINT).count() == 6


def test_who_is_known_appears_while_typing_and_is_taken_over(worker, case):
    other = make_case(case.responsible, name="Familie Meyer")
    known = make_person(other, "Jana", family_name="Mayr", birth_date=date(1990, 3, 4))
    worker.goto(f"/faelle/{case.pk}/familie/person-neu/")
    worker.get_by_label("Vorname").fill("Jana")
    worker.get_by_label("Familienname").fill("Meier")
    hint = worker.locator("#aehnliche")
    expect(hint).to_contain_text("Jana Mayr")
    expect(hint).to_contain_text("Familie Meyer")
    hint.get_by_role("link", name="Diese Person übernehmen").click()
    worker.get_by_role("button", name="Übernehmen").click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("Jana Mayr")
    assert case.members.get().person == known


def test_what_was_typed_survives_the_hint_and_goes_on_as_a_new_person(worker, case):
    other = make_case(case.responsible)
    make_person(other, "Jana", family_name="Mayr")
    worker.goto(f"/faelle/{case.pk}/familie/person-neu/")
    worker.get_by_label("Vorname").fill("Jana")
    worker.get_by_label("Familienname").fill("Meier")
    worker.get_by_label("Niemand davon").check()
    worker.get_by_label("Geburtsjahr").fill("1991")
    worker.get_by_role("button", name="Hinzufügen", exact=True).click()
    expect(worker.get_by_role("heading", level=1)).to_have_text("Jana Meier")


@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_can_be_used_by_everybody(worker, case, width):
    full_family(case)
    other = make_case(case.responsible)
    make_person(other, "Jana", family_name="Mayr")
    mother = case.members.get(person__given_name="Mara").person
    secret = mother.addresses.get(blocked=True)
    worker.set_viewport_size({"width": width, "height": 900})
    base = f"/faelle/{case.pk}/familie/"
    for path in ("", f"{mother.pk}/", f"{mother.pk}/anschrift/{secret.pk}/", "sorgerecht/neu/"):
        worker.goto(base + path)
        assert faults(worker) == [], path
    worker.goto(f"{base}person-neu/")
    worker.get_by_label("Vorname").fill("Jana")
    worker.get_by_label("Familienname").fill("Meier")
    expect(worker.locator("#aehnliche")).to_contain_text("Jana Mayr")
    for fold in worker.locator("details.fam-fold").all():
        fold.evaluate("each => { each.open = true; }")
    assert faults(worker) == []
    worker.goto(f"{base}kinder-neu/")
    worker.locator("details.fam-fold").evaluate("each => { each.open = true; }")
    assert faults(worker) == []
    worker.get_by_role("button", name="Kinder hinzufügen").click()
    expect(worker.locator(".sro-summary")).to_be_visible()
    assert faults(worker) == []


def test_nothing_of_a_secret_address_is_printed(worker, case):
    full_family(case)
    mother = case.members.get(person__given_name="Mara").person
    secret = mother.addresses.get(blocked=True)
    worker.goto(f"/faelle/{case.pk}/familie/{mother.pk}/anschrift/{secret.pk}/")
    shown = worker.get_by_text("Geheimweg 7")
    expect(shown).to_be_visible()
    worker.emulate_media(media="print")
    expect(shown).to_be_hidden()

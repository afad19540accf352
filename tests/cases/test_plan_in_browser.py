"""The plan editor by keyboard alone and by mouse; drafts, conversation view, two people."""

import re

import pytest
from django.test import Client

from cases.models import GoalConsent, SupportPlan
from cases.services import plans as service
from sro.ui.models import Draft
from tests.browser.keys import fill, tab_to, walk
from tests.browser.looks import open_by, sound
from tests.cases.factories import (
    make_case,
    make_caseworker,
    make_goal,
    make_map,
    make_person,
    make_plan,
    make_resource,
    make_statement,
    make_step,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def worker(page, browser_context, live_server):
    user = make_caseworker()
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    browser_context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return user


@pytest.fixture
def plan(worker):
    case = make_case(worker)
    plan = make_plan(case, make_person(case, given_name="Mika"))
    make_statement(case, plan.young_person)
    make_resource(make_map(case, plan.young_person))
    return plan


def address(plan, part="bearbeiten/"):
    return f"/faelle/{plan.case_id}/hilfeplaene/{plan.pk}/{part}"


def outline(plan):
    return [(line.depth, line.text) for line in service.lines_of(plan)]


def test_a_plan_is_written_with_the_keyboard_alone(page, plan):
    keys = page.keyboard
    page.goto(address(plan))
    fill(page, "Bedarf (freiwillig)", "Mika braucht Ruhe am Morgen.")
    tab_to(page, page.locator("[data-plan-text]").first)
    keys.type("Mika geht gern zur Schule.")
    keys.press("Enter")
    keys.type("Mika steht um 6:30 Uhr auf.")
    keys.press("Alt+ArrowRight")
    keys.press("Enter")
    keys.type("Mika kauft einen Wecker.")
    keys.press("Alt+ArrowRight")
    keys.press("Enter")
    keys.type("Mika legt abends die Kleider hin.")
    keys.press("Alt+ArrowUp")
    keys.press("Enter")
    keys.type("Ein Versehen")
    keys.press("Alt+ArrowLeft")
    keys.press("Alt+ArrowLeft")
    legends = page.locator("[data-plan-legend]")
    assert legends.all_text_contents() == [
        "Richtungsziel 1",
        "Handlungsziel 1.1",
        "Handlungsschritt 1.1.1",
        "Richtungsziel 2",
        "Handlungsziel 2.1",
    ]
    # The slip goes by its button; what hung beneath it was taken along and is brought back.
    row = page.locator("[data-plan-row]").nth(3)
    tab_to(page, row.get_by_role("button", name="Entfernen"))
    keys.press("Enter")
    assert page.locator(".plan-row--removed").count() == 2
    last = page.locator("[data-plan-row]").nth(4)
    tab_to(page, last.get_by_role("button", name="Zurückholen"))
    keys.press("Enter")
    assert page.locator(".plan-row--removed").count() == 0
    tab_to_text(page, 3)
    keys.press("Alt+ArrowRight")
    keys.press("Alt+ArrowRight")
    assert legends.nth(3).text_content() == "Handlungsziel 1.2"
    tab_to(page, row.get_by_role("button", name="Entfernen"))
    keys.press("Enter")
    tab_to(page, page.get_by_role("button", name="Plan speichern"))
    keys.press("Enter")
    page.get_by_text("Der Plan ist gespeichert").wait_for()
    plan.refresh_from_db()
    assert plan.need == "Mika braucht Ruhe am Morgen."
    assert [text for _depth, text in outline(plan)][:3] == [
        "Mika geht gern zur Schule.",
        "Mika steht um 6:30 Uhr auf.",
        "Mika legt abends die Kleider hin.",
    ]


def tab_to_text(page, number):
    page.locator("[data-plan-text]").nth(number).focus()


def test_a_plan_is_written_with_the_mouse_and_advised(page, plan):
    page.goto(address(plan))
    first = page.locator("[data-plan-row]").first
    first.locator("[data-plan-text]").fill("Alles wird besser.")
    first.get_by_text("„besser“").wait_for()
    first.locator("[data-plan-text]").fill("Mika geht jeden Morgen gern zur Schule.")
    first.get_by_text("„besser“").wait_for(state="detached")
    first.get_by_label("Wessen Ziel").fill("Mika Beispiel")
    first.get_by_text("Woran wir es merken, eigener Wille").click()
    first.get_by_label("Welcher eigene Wille").select_option(index=1)
    first.get_by_label("Oma Hilde").check()
    first.get_by_role("button", name="Neue Zeile darunter").click()
    second = page.locator("[data-plan-row]").nth(1)
    second.locator("[data-plan-text]").fill("Zweites")
    second.get_by_role("button", name="Nach oben").click()
    assert page.locator("[data-plan-text]").first.input_value() == "Zweites"
    second = page.locator("[data-plan-row]").first
    second.get_by_role("button", name="Nach unten").click()
    page.locator("[data-plan-row]").nth(1).get_by_role("button", name="Einrücken").click()
    page.get_by_role("button", name="Plan speichern").click()
    page.get_by_text("Der Plan ist gespeichert").wait_for()
    assert outline(plan) == [(0, "Mika geht jeden Morgen gern zur Schule."), (1, "Zweites")]
    goal = plan.goal_set.get(level="direction")
    assert (goal.owner, goal.resources.count()) == (plan.young_person, 1)
    assert goal.will is not None


def test_every_control_is_reached_by_tab(page, plan):
    make_goal(plan)
    page.goto(address(plan))
    _reached, faults = walk(page)
    assert faults == []


def test_moved_rows_are_in_the_draft_of_both_views(page, plan):
    page.goto(address(plan))
    page.locator("[data-plan-text]").first.fill("Erstes")
    page.keyboard.press("Enter")
    page.keyboard.type("Zweites")
    page.keyboard.press("Alt+ArrowRight")
    page.get_by_text(re.compile(r"Entwurf gesichert \d")).wait_for()
    page.get_by_role("link", name="Gesprächsansicht").click()
    page.wait_for_url("**/gespraech/**")
    assert page.locator("[data-plan-text]").nth(1).input_value() == "Zweites"
    assert page.locator("nav").count() == 0
    assert page.locator(".plan-said").count() == 0
    page.keyboard.press("Tab")
    page.locator("[data-plan-text]").nth(1).fill("Im Gespräch gesagt")
    page.get_by_text(re.compile(r"Entwurf gesichert \d")).wait_for()
    assert Draft.objects.count() == 1
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{address(plan)}")
    open_by(page.get_by_role("link", name="Mit dem Entwurf weiterarbeiten"))
    assert page.locator("[data-plan-text]").nth(1).input_value() == "Im Gespräch gesagt"
    assert page.locator("[data-plan-row]").nth(1).get_attribute("data-depth") == "1"


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(
    "part",
    [
        "",
        "bearbeiten/",
        "zustimmung/",
        "sozialraum/",
        "vereinbaren/",
        "../../gespraech/hilfeplan/{}/",
    ],
)
def test_pages_are_accessible(page, plan, part, width):
    goal = make_goal(plan, text="Alles wird besser.")
    make_step(make_goal(plan, goal, owner=None))
    GoalConsent.objects.create(
        plan=plan, goal=goal, person=plan.young_person, answer="dissent", note="Zu schnell"
    )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address(plan, part.format(plan.pk)))
    sound(page)


def test_without_a_connection_nothing_is_lost(page, plan, page_watch):
    page_watch.allow("ERR_INTERNET_DISCONNECTED")
    page.goto(address(plan))
    page.context.set_offline(True)
    page.locator("[data-plan-text]").first.fill("ohne Netz geschrieben")
    page.get_by_text("keine Verbindung").wait_for()
    page.context.set_offline(False)
    page.get_by_text(re.compile(r"Entwurf gesichert \d")).wait_for()
    page.get_by_role("button", name="Plan speichern").click()
    page.get_by_text("Der Plan ist gespeichert").wait_for()
    assert outline(plan) == [(0, "ohne Netz geschrieben")]


def test_two_people_lose_nothing(page, plan):
    page.goto(address(plan))
    page.locator("[data-plan-text]").first.fill("von mir")
    SupportPlan.objects.filter(pk=plan.pk).update(need="von anderen")
    page.get_by_role("button", name="Plan speichern").click()
    page.locator("#zwei-fassungen").wait_for()
    assert page.locator("[data-plan-text]").first.input_value() == "von mir"
    sound(page)

"""Drawing a resource map together: with the pointer, with keys alone, on a telephone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from cases.models import Resource
from networks.models import ResourceProposal
from sro.access import Role
from sro.ui.models import Draft
from tests.browser import keys, looks


@pytest.fixture
def editor(page, world, login):
    """The caseworker's browser at the map, ready to draw."""
    login(page, world.people[Role.CASEWORKER])
    return open_map(page, world, "bearbeiten/")


def open_map(page: Page, world, step: str = "") -> Page:
    card = world.resource_map
    page.goto(f"/faelle/{card.case_id}/ressourcenkarten/{card.pk}/{step}")
    return page


def thing(page: Page, name: str):
    """The resource in the drawing that is shown."""
    return page.locator(f".map-thing[aria-label^='{name} (']:visible")


def drop(page: Page, name: str, x: float, y: float) -> None:
    """Drag a resource to a place, given in parts of the drawing's width and height."""
    source = thing(page, name).bounding_box()
    sheet = page.locator("[data-size] svg:visible").bounding_box()
    page.mouse.move(source["x"] + source["width"] / 2, source["y"] + source["height"] / 2)
    page.mouse.down()
    page.mouse.move(sheet["x"] + sheet["width"] * x, sheet["y"] + sheet["height"] * y, steps=5)
    with page.expect_response("**/zeichnung/"):
        page.mouse.up()


def save(page: Page) -> None:
    page.get_by_role("button", name="Speichern").click()
    page.wait_for_url("**/ressourcenkarten/*/")


def stored(world, name: str) -> Resource:
    return world.resource_map.resources.get(name=name)


def test_a_resource_is_dragged_to_where_it_belongs(editor, world):
    before = Resource.objects.get(pk=world.resource.pk)
    drop(editor, "Oma Hilde", 0.15, 0.62)
    expect(thing(editor, "Oma Hilde")).to_be_focused()
    expect(thing(editor, "Oma Hilde")).to_have_attribute("aria-label", re.compile("weiter weg"))
    expect(editor.locator("[data-draft-state]")).to_contain_text("Entwurf gesichert")
    assert Draft.objects.get(key=f"cases:map:{world.resource_map.pk}").data["r0-field"] == [
        "material"
    ]
    save(editor)
    after = stored(world, "Oma Hilde")
    assert (after.field, after.closeness) == ("material", 3)
    assert 240 < after.angle < 270
    assert before.pk == after.pk


def test_what_is_dragged_lies_where_it_was_dropped(editor):
    sheet = editor.locator("[data-size] svg:visible").bounding_box()
    drop(editor, "Oma Hilde", 0.3, 0.25)
    # The drawing is there again once what was dropped has the focus.
    expect(thing(editor, "Oma Hilde")).to_be_focused()
    box = thing(editor, "Oma Hilde").bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wished = (sheet["x"] + sheet["width"] * 0.3, sheet["y"] + sheet["height"] * 0.25)
    assert abs(middle[0] - wished[0]) < 70
    assert abs(middle[1] - wished[1]) < 70


def test_a_map_is_drawn_with_keys_alone(editor, world):
    fresh = editor.get_by_label("Wer oder was gehört auf die Karte?")
    keys.tab_to(editor, fresh)
    editor.keyboard.type("Nachbarin Sommer")
    with editor.expect_response("**/zeichnung/"):
        editor.keyboard.press("Enter")
    expect(fresh).to_be_focused()
    expect(fresh).to_have_value("")
    oma = thing(editor, "Oma Hilde")
    keys.tab_to(editor, oma)
    for key in ("w", "w", "f", "ArrowDown", "v"):
        with editor.expect_response("**/zeichnung/"):
            editor.keyboard.press(key)
        expect(oma).to_be_focused()
    expect(editor.locator("[data-map-said]")).to_contain_text("Oma Hilde")
    editor.keyboard.press("Enter")
    expect(editor.locator("#id_r0-name")).to_be_focused()
    keys.tab_to(editor, editor.get_by_role("button", name="Speichern"))
    editor.keyboard.press("Enter")
    editor.wait_for_url("**/ressourcenkarten/*/")
    after = stored(world, "Oma Hilde")
    assert (after.field, after.closeness, after.tie) == ("infrastructure", 3, "weak")
    assert stored(world, "Nachbarin Sommer").field == "social"


def test_a_resource_is_taken_off_with_a_key_and_can_be_kept_after_all(editor, world):
    keys.tab_to(editor, thing(editor, "Oma Hilde"))
    with editor.expect_response("**/zeichnung/"):
        editor.keyboard.press("Delete")
    expect(thing(editor, "Oma Hilde")).to_have_count(0)
    editor.locator("summary", has_text="Oma Hilde").click()
    with editor.expect_response("**/zeichnung/"):
        editor.locator("#id_r0-remove").uncheck()
    expect(thing(editor, "Oma Hilde")).to_be_visible()
    with editor.expect_response("**/zeichnung/"):
        editor.locator("#id_r0-remove").check()
    save(editor)
    assert not world.resource_map.resources.filter(name="Oma Hilde").exists()


def test_an_offer_of_the_registry_is_picked_with_the_arrow_keys(editor, world):
    field = editor.get_by_label("Wer oder was gehört auf die Karte?")
    field.click()
    field.press_sequentially(world.offer.name[:8])
    pick = editor.locator("[data-map-pick=offer]", has_text=world.offer.name)
    expect(pick).to_be_visible()
    assert looks.violations(editor) == []
    editor.keyboard.press("ArrowDown")
    with editor.expect_response("**/zeichnung/"):
        editor.keyboard.press("Enter")
    expect(thing(editor, world.offer.name)).to_be_visible()
    save(editor)
    assert stored(world, world.offer.name).offer == world.offer


def test_fields_and_drawing_say_the_same(editor):
    editor.locator("summary", has_text="Oma Hilde").click()
    with editor.expect_response("**/zeichnung/"):
        editor.locator("#id_r0-name").fill("Oma Erna")
    expect(thing(editor, "Oma Erna")).to_be_visible()
    with editor.expect_response("**/zeichnung/"):
        editor.locator("#id_r0-field").select_option("personal")
    expect(editor.locator("summary", has_text="Oma Erna")).to_contain_text("Was ich kann")


def test_without_a_connection_nothing_is_lost_and_the_page_says_so(editor, page_watch, world):
    page_watch.allow("Failed to load resource")
    editor.route("**/zeichnung/", lambda route: route.abort())
    editor.locator("summary", has_text="Oma Hilde").click()
    editor.locator("#id_r0-name").fill("Oma Erna")
    expect(editor.locator("[data-map-trouble]")).to_be_visible()
    editor.unroute("**/zeichnung/")
    save(editor)
    assert stored(world, "Oma Erna")


def test_the_conversation_view_goes_on_with_the_same_draft_and_one_key_leaves(editor, world):
    drop(editor, "Oma Hilde", 0.3, 0.25)
    expect(editor.locator("[data-draft-state]")).to_contain_text("Entwurf gesichert")
    card = world.resource_map
    editor.goto(f"/faelle/{card.case_id}/gespraech/ressourcenkarte/{card.pk}/")
    editor.get_by_role("link", name="Mit dem Entwurf weiterarbeiten").click()
    expect(editor.locator("#id_r0-field")).to_have_value("personal")
    expect(editor.locator("nav")).to_have_count(0)
    assert looks.violations(editor) == []
    editor.keyboard.press("Escape")
    editor.wait_for_url(f"**/ressourcenkarten/{card.pk}/")


def test_on_a_telephone_the_map_stands_upright_and_can_be_drawn(world, another_browser):
    page = another_browser(
        world.people[Role.CASEWORKER], viewport={"width": 375, "height": 740}, has_touch=True
    )
    for step in ("", "bearbeiten/"):
        open_map(page, world, step)
        expect(page.locator("[data-size=schmal]")).to_be_visible()
        expect(page.locator("[data-size=breit]")).to_be_hidden()
        assert looks.overflow(page) == []
        assert looks.violations(page) == []
    drop(page, "Oma Hilde", 0.75, 0.68)
    save(page)
    assert stored(world, "Oma Hilde").field == "infrastructure"


def test_from_the_first_circle_to_the_page_that_goes_home(world, page, login):
    login(page, world.people[Role.CASEWORKER])
    page.goto(f"/faelle/{world.case.pk}/")
    page.get_by_role("link", name="Ressourcenkarte zeichnen").click()
    page.get_by_label("Wessen Karte").select_option(str(world.mother.pk))
    page.get_by_role("button", name="Karte beginnen").click()
    page.wait_for_url("**/bearbeiten/")
    assert looks.violations(page) == []
    # The laptop is turned to the family: what is laid there waits in the same draft.
    address = page.url
    page.goto(address.replace("/ressourcenkarten/", "/gespraech/ressourcenkarte/")[:-11])
    page.get_by_label("Wer oder was gehört auf die Karte?").fill("Chor am Dienstag")
    with page.expect_response("**/zeichnung/"):
        page.get_by_role("button", name="Auf die Karte legen").click()
    expect(thing(page, "Chor am Dienstag")).to_be_visible()
    expect(page.locator("[data-draft-state]")).to_contain_text("Entwurf gesichert")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"/ressourcenkarten/\d+/$"))
    page.goto(address)
    page.get_by_role("link", name="Mit dem Entwurf weiterarbeiten").click()
    page.locator("summary", has_text="Chor am Dienstag").click()
    page.get_by_label("in diesem Fall entdeckt").check()
    save(page)
    expect(page.get_by_role("rowheader", name="Chor am Dienstag")).to_be_visible()
    paper = page.get_by_role("link", name="PDF zum Mitnehmen").get_attribute("href")
    assert page.request.get(paper).body()[:5] == b"%PDF-"
    # What was found here helps others, without a word about the family.
    page.get_by_role("link", name="„Chor am Dienstag“").click()
    page.locator("#id_name").fill("Nachbarschaftschor")
    page.locator("main").get_by_role("button", name=re.compile("[Vv]orschlagen")).click()
    expect(page.locator("#meldungen")).to_contain_text("Nachbarschaftschor")
    proposal = ResourceProposal.objects.latest("pk")
    assert proposal.name == "Nachbarschaftschor"
    assert "Dienstag" not in str(vars(proposal))

"""A social-space conference, prepared and minuted with the keyboard alone.

How long people need is estimated with the keystroke-level model (Card, Moran, Newell 1980): it
counts what has to be done, so the answer is the same on every machine.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from networks.models import MeetingInvitation, NetworkMeeting, NetworkTask
from sro.access import Role
from tests.browser.casework import told
from tests.browser.looks import NARROW, sound
from tests.networks.factories_bodies import (
    make_held,
    make_member,
    make_need,
    make_network,
    make_task,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

#: Seconds of a slow typist's key, of a thought before each step, and of a page to come.
KEY, THOUGHT, PAGE = 0.5, 1.35, 2.0
FIVE_MINUTES = 300


class Hands:
    """Does everything with keys and counts what a person would need for it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.thoughts = self.pages = 0

    @property
    def seconds(self) -> float:
        """The estimate so far."""
        return self.keys * KEY + self.thoughts * THOUGHT + self.pages * PAGE

    def reach(self, target: Locator) -> None:
        """Go to it with the Tab key: as many stops as lie between here and there."""
        target.first.wait_for()
        stops = target.first.evaluate(
            """(aim) => {
              const all = [...document.querySelectorAll(
                "a[href], button, input:not([type=hidden]), select, textarea, summary")]
                .filter((each) => each.checkVisibility());
              const here = all.indexOf(document.activeElement);
              return Math.abs(all.indexOf(aim) - Math.max(here, 0));
            }"""
        )
        target.first.focus()
        self.keys += stops
        self.thoughts += 1

    def press(self, role: str, name: str) -> None:
        """Reach a link or button of the page's content and press Enter; a page comes."""
        self.reach(self.page.locator("main").get_by_role(role, name=name, exact=True))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.keys += 1
        self.pages += 1

    def write(self, field: Locator, text: str) -> None:
        """Reach a field and type."""
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        self.keys += len(text) + 1


@pytest.fixture
def network(live_server):
    found = make_network(name="Sozialraumkonferenz Heide")
    lead = person(Role.TEAM_LEAD, district=found.district)
    found.coordinator = lead
    found.save()
    make_member(found, provider=make_provider("Ähre", email="post@aehre.example"))
    make_member(found, name="Renate Ausgedacht", email="renate@beispiel.example")
    make_task(make_held(found, days=90), title="Förderantrag stellen")
    make_need(found.social_space, title="Beleuchtung im Park")
    return found


def test_a_conference_is_prepared_in_five_minutes_and_minuted(another_browser, network):
    page = another_browser(network.coordinator)
    hands = Hands(page)
    page.goto("/")
    hands.press("link", "Sozialraumkonferenz Heide: Treffen planen")
    sound(page)
    hands.press("link", "Treffen planen")
    sound(page)
    day = timezone.localdate() + timedelta(days=14)
    hands.reach(page.get_by_label("Tag", exact=True))
    page.get_by_label("Tag", exact=True).fill(day.isoformat())
    hands.keys += 10
    hands.write(page.get_by_label("Ort"), "Nachbarschaftstreff Heide")
    hands.press("button", "Speichern")
    told(page, "Das Treffen ist geplant.")
    hands.press("button", "Tagesordnung vorschlagen")
    told(page, "Die Tagesordnung hat jetzt 3 Punkte.")
    sound(page)
    hands.press("link", "Einladen")
    expect(page.locator("main")).to_contain_text("Bedarf: Beleuchtung im Park")
    sound(page)
    hands.press("button", "Einladungen senden")
    told(page, "Die Einladungen sind unterwegs.")
    assert hands.seconds < FIVE_MINUTES, f"{hands.seconds:.0f} s, {hands.keys} keys"
    assert MeetingInvitation.objects.filter(wanted_edition=1).count() == 2

    # Two weeks later, at the table, on a telephone.
    begun = timezone.now() - timedelta(hours=1)
    NetworkMeeting.objects.filter(state="invited").update(
        starts_at=begun, ends_at=begun + timedelta(hours=2)
    )
    page.set_viewport_size(NARROW)
    page.reload()
    hands.press("link", "Protokoll schreiben")
    sound(page)
    page.get_by_label("Renate Ausgedacht").check()
    point = page.get_by_role("group", name="3. Bedarf: Beleuchtung im Park")
    hands.write(point.get_by_label("Was gesagt wird"), "Zwei Laternen sind dunkel.")
    hands.write(point.get_by_label("Beschlüsse, je Zeile einer"), "Wir schreiben dem Amt.")
    task = page.get_by_role("group", name="Aufgabe 1")
    hands.write(task.get_by_label("Was zu tun ist"), "Brief schreiben")
    task.get_by_label("wer").select_option(label="Ähre")
    hands.press("button", "Protokoll speichern")
    told(page, "Das Protokoll ist als Entwurf gespeichert.")
    sound(page)
    main = page.locator("main")
    expect(main).to_contain_text("Wir schreiben dem Amt.")
    hands.press("link", "Was wurde daraus? Förderantrag stellen")
    hands.write(page.get_by_label("In einem Satz"), "Bewilligt.")
    hands.press("button", "Speichern")
    told(page, "Das nächste Treffen sieht es ganz oben.")
    assert set(NetworkTask.objects.values_list("title", "state")) == {
        ("Förderantrag stellen", "done"),
        ("Brief schreiben", "open"),
    }

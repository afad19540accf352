"""Long texts of help planning outlive the server, the session and a second pen.

Five forms: plan editor, note, minutes of a conference, will, development report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import WillStatement
from sro.access import Role
from sro.ui.models import Draft
from tests.browser.casework import KEPT, NOT_KEPT, OFFER, family
from tests.browser.conftest import enter
from tests.browser.looks import sound
from tests.cases.factories import make_conference, make_note, make_plan, make_report, make_support
from tests.harness.website import Website
from tests.networks.factories_providers import make_provider
from tests.people import PASSWORD, person

TEXT = "Mika erzählt vom Fußball und vom Abend bei der Großmutter. " * 6
MORE = "Dann fällt der Strom aus, und es geht weiter."


@dataclass(frozen=True)
class Long:
    """A form: where it is, which field holds the long text, what was saved of it."""

    address: str
    field: str
    saved: Callable[[], str]
    save: str = "Speichern"
    provider: bool = False


@pytest.fixture
def home(live_server) -> SimpleNamespace:
    """A family with a draft, a note, a conference held today and a report that is asked for."""
    home = family()
    home.plan = make_plan(home.case, home.child)
    home.note = make_note(home.case)
    home.meeting = make_conference(
        home.case,
        young_person=home.child,
        scheduled_at=timezone.now() - timedelta(hours=2),
    )
    provider = make_provider()
    home.support = make_support(home.case, home.child, state="running", provider=provider)
    home.report = make_report(home.support)
    home.lead = person(Role.PROVIDER_LEAD, provider=provider, display_name="Lea Leitung")
    return home


def forms(home: SimpleNamespace) -> dict[str, Long]:
    base = f"/faelle/{home.case.pk}"

    def field_of(row: Any, name: str) -> Callable[[], str]:
        return lambda: type(row).objects.values_list(name, flat=True).get(pk=row.pk)

    return {
        "plan": Long(
            f"{base}/hilfeplaene/{home.plan.pk}/bearbeiten/",
            "#id_need",
            field_of(home.plan, "need"),
            "Plan speichern",
        ),
        "note": Long(
            f"{base}/notizen/{home.note.pk}/bearbeiten/", "#id_text", field_of(home.note, "text")
        ),
        "minutes": Long(
            f"{base}/hilfeplangespraeche/{home.meeting.pk}/festhalten/",
            "#id_minutes",
            field_of(home.meeting, "minutes"),
        ),
        "will": Long(
            f"{base}/wille/{home.child.pk}/aussagen/{home.will.pk}/neu/",
            "#id_text",
            lambda: WillStatement.objects.latest("pk").text,
        ),
        "report": Long(
            f"/hilfen/{home.support.pk}/berichte/{home.report.pk}/bearbeiten/",
            "#id_development",
            field_of(home.report, "development"),
            provider=True,
        ),
    }


KINDS = ("plan", "note", "minutes", "will", "report")


def save(page: Page, form: Long) -> None:
    page.get_by_role("button", name=form.save, exact=True).click()


def state_of(page: Page):
    return page.locator("[data-draft-state]")


@pytest.fixture
def website(servers, live_server, tmp_path):
    """A web server of its own that the test may kill."""
    site = Website(servers, connection.settings_dict["NAME"], tmp_path / "web.log")
    try:
        site.start()
        yield site
    finally:
        site.stop()


def test_the_server_is_killed_while_five_people_type(website, home, another_browser):
    open_forms = []
    for form in forms(home).values():
        page = another_browser()
        enter(page.context, website, home.lead if form.provider else home.worker)
        page.goto(website.url + form.address)
        page.locator(form.field).fill(TEXT)
        open_forms.append((page, form))
    for page, _form in open_forms:
        expect(state_of(page)).to_have_text(KEPT)
    website.kill()
    for page, form in open_forms:
        page.locator(form.field).fill(TEXT + MORE)
    for page, form in open_forms:
        expect(state_of(page)).to_contain_text(NOT_KEPT)
        # Pressing the button keeps the page instead of the browser's own error page.
        save(page, form)
    for page, form in open_forms:
        expect(page.locator(form.field)).to_have_value(TEXT + MORE)
    assert TEXT.strip() not in {form.saved().strip() for _page, form in open_forms}
    website.start()
    for page, _form in open_forms:
        expect(state_of(page)).to_have_text(KEPT, timeout=20_000)
    for page, form in open_forms:
        page.reload()
        page.get_by_role("link", name=OFFER).click()
        expect(page.locator(form.field)).to_have_value(TEXT + MORE)
        save(page, form)
        expect(page.locator("#meldungen")).not_to_be_empty()
        assert form.saved().strip() == TEXT + MORE
    assert not Draft.objects.exists()


@pytest.mark.parametrize("kind", KINDS)
def test_the_session_ends_while_somebody_types(home, another_browser, kind):
    form = forms(home)[kind]
    user = home.lead if form.provider else home.worker
    page = another_browser(user)
    page.goto(form.address)
    page.locator(form.field).fill(TEXT)
    Session.objects.all().delete()
    save(page, form)
    page.wait_for_url("**/konto/anmelden/**")
    page.get_by_label("E-Mail-Adresse").fill(user.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(f"**{form.address}")
    page.get_by_role("link", name=OFFER).click()
    expect(page.locator(form.field)).to_have_value(re.compile(re.escape(TEXT.strip())))
    save(page, form)
    expect(page.locator("#meldungen")).not_to_be_empty()
    assert form.saved().strip() == TEXT.strip()


@pytest.mark.parametrize("kind", KINDS)
def test_two_pens_write_the_same(home, another_browser, kind):
    form = forms(home)[kind]
    user = home.lead if form.provider else home.worker
    mine, other = another_browser(user), another_browser(user)
    for page in (mine, other):
        page.goto(form.address)
    other.locator(form.field).fill("Fassung der Kollegin")
    mine.locator(form.field).fill("Meine Fassung")
    save(other, form)
    expect(other.locator("#meldungen")).not_to_be_empty()
    with mine.expect_response(lambda answer: answer.status == 409):
        save(mine, form)
    both = mine.locator("#zwei-fassungen")
    expect(both).to_be_focused()
    expect(both).to_contain_text("Meine Fassung")
    expect(both).to_contain_text("Fassung der Kollegin")
    expect(mine.locator(form.field)).to_have_value("Meine Fassung")
    assert form.saved() == "Fassung der Kollegin"
    sound(mine)
    mine.locator(form.field).fill("Beide Fassungen")
    save(mine, form)
    expect(mine.locator("#meldungen")).not_to_be_empty()
    assert form.saved() == "Beide Fassungen"

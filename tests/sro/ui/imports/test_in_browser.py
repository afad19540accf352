"""The way of a file as a person walks it, and whether everybody can."""

from pathlib import Path

import pytest
from django.test import Client

from networks.models import SupportType
from sro.access import Role
from tests.browser.looks import open_by, sound
from tests.people import person
from tests.sro.ui.imports.conftest import CHANGED, NEW, file_of

BAD = (
    "Kürzel;Name;Grundlage;Form;Platz;Extra\n31;Eins;§ 31;ambulant;1,000;x\n32;=1;;teils;2.000;y\n"
)


def choose(page, path: Path) -> None:
    page.goto("/werkzeug/einlesen/support-types/neu/")
    page.set_input_files("input[type=file]", str(path))
    open_by(page.get_by_role("button", name="Datei prüfen"), key="Enter")


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.django_db(transaction=True)
def test_from_the_file_to_the_report(page, browser_context, live_server, width, tmp_path):
    SupportType.objects.create(
        code="34", name="Heim", legal_basis="§ 34", setting="residential", position=7
    )
    client = Client()
    client.force_login(person(Role.PLANNER))
    session = client.cookies["sessionid"].value
    browser_context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.set_viewport_size({"width": width, "height": 900})

    page.goto("/werkzeug/einlesen/support-types/neu/")
    sound(page)
    bad, good = tmp_path / "falsch.csv", tmp_path / "hilfen.csv"
    bad.write_bytes(BAD.encode("cp1252"))
    good.write_bytes(file_of(NEW, CHANGED))

    choose(page, bad)
    assert page.get_by_text("5 Stellen müssen zuerst berichtigt werden").is_visible()
    sound(page)
    page.get_by_label("1,675.50 oder 1675.50").check()
    open_by(page.get_by_role("button", name="Noch einmal prüfen", exact=True))
    assert page.get_by_text("4 Stellen müssen zuerst berichtigt werden").is_visible()

    choose(page, good)
    assert page.get_by_text("bisher: Heim").is_visible()
    sound(page)
    page.get_by_role("button", name="Jetzt einlesen").press("Enter")
    page.get_by_text("Die Datei ist vollständig eingelesen.").wait_for()
    sound(page)

    page.goto("/werkzeug/einlesen/")
    assert page.get_by_role("link", name="hilfen.csv").is_visible()
    sound(page)

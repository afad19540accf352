"""The needs report on screen, on paper and as a spreadsheet."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cases.models import SpaceAnswer
from sro.access import Role
from sro.audit.models import Entry
from tests.cases import factories as make
from tests.networks.factories import make_category, make_space
from tests.people import person

pytestmark = pytest.mark.django_db
PAGE = reverse("reporting:needs")
TEXT = "Ein Nachttreff für Wanda Storchenbein."


def family(space, kind):
    case = make.make_case(district=space.district, social_space=space)
    plan = make.make_plan(case, no_missing_offers=False)
    SpaceAnswer.objects.create(plan=plan, question="missing", category=kind, text=TEXT)
    make.agree(plan)
    return case


@pytest.fixture
def space():
    return make_space()


@pytest.fixture
def kind(space):
    """Four families miss something of this kind, one something else."""
    kind = make_category(name="Jugendtreff")
    for _each in range(4):
        family(space, kind)
    family(space, make_category(name="Nähstube"))
    return kind


def test_planners_see_numbers_and_no_words_of_families(client, space, kind):
    client.force_login(person(Role.PLANNER))
    page = client.get(PAGE, {"zeitraum": "2025"})
    rows = {row[0]: row[1] for row in page.context["kinds"].rows}
    # Five families and four of them the youth club's: the fifth would be known.
    assert rows == {"Jugendtreff": "–", "Nähstube": "–"}
    assert page.context["areas"].totals[1] == "5"
    assert "Storchenbein" not in page.content.decode()


def test_the_team_lead_reads_the_words_of_the_own_district_only(client, space, kind):
    client.force_login(make.make_team_lead(space.district))
    assert TEXT in client.get(PAGE, {"zeitraum": "2025"}).content.decode()
    client.force_login(make.make_team_lead(make_space().district))
    page = client.get(PAGE, {"zeitraum": "2025", "bezirk": space.district.key}).content.decode()
    assert TEXT not in page
    assert "Jugendtreff" not in page.split("</form>")[-1]


def test_paper_and_spreadsheets_show_what_the_page_shows(client, space, kind):
    client.force_login(person(Role.CONTROLLER))
    asked = {"zeitraum": "2025", "bezirk": space.district.key}
    shown = {row[:2] for row in client.get(PAGE, asked).context["kinds"].rows}
    taken = {}
    for form in ("pdf", "xlsx", "csv", "csv-plain"):
        answer = client.get(reverse("reporting:needs_download", args=[form]), asked)
        assert answer.status_code == 200
        taken[form] = b"".join(answer) if answer.streaming else answer.content
    assert taken["pdf"].startswith(b"%PDF")
    lines = list(load_workbook(io.BytesIO(taken["xlsx"])).active.values)
    # A spreadsheet knows one kind of number: 3 is read as 3.0.
    numbers = {
        (line[1], f"{line[2]:g}" if isinstance(line[2], float) else line[2]) for line in lines
    }
    assert shown <= numbers
    for form in ("csv", "csv-plain"):
        text = taken[form].decode("utf-8-sig")
        assert "Nähstube" in text
        assert "Storchenbein" not in text
    logged = Entry.objects.filter(action="export.bedarf").values_list("details__format", flat=True)
    assert set(logged) == set(taken)


def test_an_empty_span_says_so(client, space, kind):
    client.force_login(person(Role.PLANNER))
    page = client.get(PAGE, {"zeitraum": "2025-1"})
    assert page.status_code == 200
    assert "sro-empty" in page.content.decode()


@pytest.mark.parametrize("query", [{"zeitraum": "x"}, {"bezirk": "?"}, {"art": "'"}])
def test_a_strange_address_is_no_error(client, space, kind, query):
    client.force_login(person(Role.PLANNER))
    assert client.get(PAGE, query).status_code == 200


def test_more_families_ask_the_database_no_more_often(client, space, kind):
    client.force_login(make.make_team_lead(space.district))
    asked = {"zeitraum": "2025"}
    client.get(PAGE, asked)
    few = queries(client, asked)
    for _each in range(3):
        family(make_space(district=space.district), make_category())
    assert queries(client, asked) == few <= 25


def queries(client, asked: dict) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(PAGE, asked).status_code == 200
    return len(captured)

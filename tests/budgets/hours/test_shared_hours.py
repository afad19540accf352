"""Hours for projects and networks: entered in the week, read from files, summed without people."""

import pytest
from django.urls import reverse

from budgets.imports import HoursLines
from budgets.models import HoursEntry
from budgets.services.hours_shared import hours_for
from budgets.services.hours_sheet import Key, read_sheet
from budgets.services.hours_weeks import CellsRefused, save_week
from networks.models import NetworkMember
from sro.access import Role
from sro.ui.imports import ImportContext, ImportRefused, apply_file
from tests.budgets.hours.factories import (
    MONDAY,
    NOW,
    case_key,
    field_key,
    line,
    make_entry,
    make_scene,
)
from tests.networks.factories import LONG_AGO
from tests.networks.projects.factories import make_network, make_project
from tests.people import person

pytestmark = pytest.mark.django_db
HEAD = "Zeilennummer;Tag;Stunden;Art;Tätigkeit;Sozialraum;Netzwerk;Projekt\n"


@pytest.fixture
def scene():
    found = make_scene()
    found.project = make_project(
        title="Nachmittage", district=found.district, provider=found.provider, state="running"
    )
    found.network = make_network(name="Frühe Hilfen")
    NetworkMember.objects.create(
        network=found.network, kind="provider", provider=found.provider, valid_from=LONG_AGO
    )
    return found


def save(scene, *lines):
    return save_week(
        actor=scene.staff,
        employer=scene.employer,
        monday=MONDAY,
        lines=lines,
        version=0,
        now=NOW,
    )


def test_a_week_names_projects_and_networks_within_reach(scene):
    make_project(state="running")
    make_project(provider=scene.provider, state="dropped")
    make_network()
    sheet = read_sheet(actor=scene.staff, employer=scene.employer, monday=MONDAY)
    assert [str(each) for each in sheet.projects.values()] == ["Nachmittage"]
    assert [str(each) for each in sheet.networks.values()] == ["Frühe Hilfen"]
    team = read_sheet(actor=scene.worker, employer=scene.team, monday=MONDAY)
    assert list(team.projects) == [scene.project.pk]
    # Networks of the whole municipality are everybody's in the office.
    assert len(team.networks) == 2


def test_hours_are_saved_with_their_project(scene):
    save(
        scene,
        line(field_key(scene, project=scene.project.pk), (MONDAY, 60)),
        line(field_key(scene, network=scene.network.pk), (MONDAY, 30), name="r1"),
    )
    found = HoursEntry.objects.order_by("-minutes")
    assert [(each.project, each.network) for each in found] == [
        (scene.project, None),
        (None, scene.network),
    ]
    sheet = read_sheet(actor=scene.staff, employer=scene.employer, monday=MONDAY)
    words = [sheet.place_words(row.key) for row in sheet.rows]
    assert words == ["Nordkiez, Nachmittage", "Nordkiez, Frühe Hilfen"]


@pytest.mark.parametrize("case", [True, False])
def test_case_hours_and_foreign_projects_are_refused(scene, case):
    foreign = make_project(state="running")
    key = (
        case_key(scene, project=scene.project.pk) if case else field_key(scene, project=foreign.pk)
    )
    with pytest.raises(CellsRefused):
        save(scene, line(key, (MONDAY, 60)))
    assert not HoursEntry.objects.exists()


def test_the_form_tells_offers_networks_and_projects_apart(client, scene):
    client.force_login(scene.staff)
    page = reverse("hours:week", args=[MONDAY])
    values = {
        "r0-neu": "1",
        "r0-taetigkeit": f"cross_case:{scene.activity.pk}",
        "r0-ort": f"r{scene.space.pk}",
        "r0-angebot": f"p{scene.project.pk}",
        "r0-d0": "1,5",
        "_version": "0",
    }
    assert client.post(page, values).status_code == 302
    assert HoursEntry.objects.get().project == scene.project
    assert "Nordkiez, Nachmittage" in client.get(page).content.decode()


def rows(scene, network="", project="", kind="fallunspezifisch"):
    cells = ["1", "02.06.2025", "1,5", kind, scene.activity.name, scene.space.key]
    return f"{HEAD}{';'.join([*cells, network, project])}\n".encode()


def bring(scene, content):
    return apply_file(HoursLines(), content, ImportContext(actor=scene.staff, now=NOW))


def test_a_file_names_them_by_name_or_number(scene):
    bring(scene, rows(scene, network="frühe hilfen", project=str(scene.project.pk)))
    entry = HoursEntry.objects.get()
    assert (entry.network, entry.project) == (scene.network, scene.project)


@pytest.mark.parametrize(
    ("network", "project"), [("Unbekannt", ""), ("", "Unbekannt"), ("", "999999")]
)
def test_a_file_with_unknown_names_changes_nothing(scene, network, project):
    with pytest.raises(ImportRefused):
        bring(scene, rows(scene, network=network, project=project))
    assert not HoursEntry.objects.exists()


def test_two_projects_of_one_name_are_told_apart_by_number_alone(scene):
    make_project(title="Nachmittage", provider=scene.provider, state="running")
    with pytest.raises(ImportRefused):
        bring(scene, rows(scene, project="Nachmittage"))
    bring(scene, rows(scene, project=str(scene.project.pk)))
    assert HoursEntry.objects.get().project == scene.project


def test_sums_are_of_providers_and_of_teams_with_enough_people(scene):
    planner = person(Role.PLANNER)
    make_entry(scene, project=scene.project, state="approved")
    make_entry(scene, project=scene.project)
    for _each in range(2):
        worker = person(Role.CASEWORKER, district=scene.district)
        make_entry(scene, user=worker, team=scene.district, project=scene.project)
    team, provider = hours_for(actor=planner, thing=scene.project)
    # Only what was submitted counts; two people are too few.
    assert (team.minutes, provider.minutes) == (None, 90)
    make_entry(scene, user=scene.worker, team=scene.district, project=scene.project)
    team, _provider = hours_for(actor=planner, thing=scene.project)
    assert team.minutes == 270
    assert hours_for(actor=planner, thing=scene.network) == []


def test_a_hidden_team_is_not_told_by_the_total(client, scene):
    client.force_login(person(Role.PLANNER))
    make_entry(scene, project=scene.project, state="approved")
    worker = person(Role.CASEWORKER, district=scene.district)
    make_entry(scene, user=worker, team=scene.district, project=scene.project)
    page = client.get(reverse("hours:project_hours", args=[scene.project.pk]))
    assert page.context["total"] is None
    assert "zu wenige" in page.content.decode()


def test_a_key_without_a_project_is_the_old_key():
    assert Key("cross_case", 1, None, 2, 3, "x") == Key(
        kind="cross_case", activity=1, space=2, offer=3, note="x"
    )

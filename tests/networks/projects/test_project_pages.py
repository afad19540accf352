"""Pages of projects: list, record, many sessions at once, the printed report, the interface."""

import pytest
from django.urls import reverse

from networks.models import AvoidedSupport, Project, ProjectSession
from networks.services import small_counts
from networks.start_projects import project_items
from sro.access import Role
from tests.networks.factories import make_district, make_institution, make_space
from tests.networks.factories_providers import make_provider, make_support_type
from tests.networks.pages import url
from tests.networks.projects import factories as make
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(planner):
    space = make_space()
    return make.make_project(
        title="Nachmittage",
        district=space.district,
        social_space=space,
        provider=make_provider(),
        state="running",
        volunteers=2,
    )


def titles(client, **params):
    answer = client.get(url("project_list"), params)
    return [row.object.title for row in answer.context["table_rows"]]


def login(client, *roles, **place):
    user = person(*roles, **place)
    client.force_login(user)
    return user


def test_the_list_is_filtered_by_all_that_is_asked_for(client, planner, project):
    kind = make_support_type()
    other = make.make_project(title="Musik", state="ended")
    partner = make_provider()
    other.partners.create(name=str(partner), provider=partner)
    assert titles(client) == ["Musik", "Nachmittage"]
    for params, wanted in (
        ({"stand": "laufend"}, ["Nachmittage"]),
        ({"bezirk": other.district_id}, ["Musik"]),
        ({"sozialraum": project.social_space_id}, ["Nachmittage"]),
        ({"traeger": project.provider_id}, ["Nachmittage"]),
        ({"traeger": partner.pk}, ["Musik"]),
        ({"ergebnis": "fehlt"}, ["Musik"]),
        ({"q": "nachmittage kinder"}, ["Nachmittage"]),
    ):
        assert titles(client, **params) == wanted, params
    make.make_outcome(other, planner)
    make.make_judgement(other, planner, support_type=kind)
    assert titles(client, ergebnis="fehlt") == []


def test_the_list_asks_the_database_no_more_for_many(
    client, planner, django_assert_max_num_queries
):
    for _each in range(3):
        make.make_session(make.make_project(state="running", provider=make_provider()))
    client.get(url("project_list"))
    with django_assert_max_num_queries(14):
        client.get(url("project_list"))


def test_numbers_of_few_people_are_shown_to_those_alone_who_wrote_them(client, planner, project):
    make.make_session(project, children=2, parents=0, others=7)
    here = url("project_detail", project.pk)
    assert client.get(here).context["counts"].attendance[0] == ("children", 2)
    login(client, Role.CONTROLLER)
    answer = client.get(here)
    assert answer.context["counts"].attendance == [
        ("children", "–"),
        ("parents", 0),
        ("others", 7),
    ]
    assert answer.context["counts"].volunteers_shown == "–"
    assert list(answer.context["sessions"]) == []
    taken = client.get(url("project_list"), {"format": "csv-plain"})
    cells = b"".join(taken.streaming_content).decode().splitlines()[1].split(",")
    assert cells[-5:] == ["1", "–", "0", "7", "–"]
    [row] = client.get(reverse("api:project-list")).json()["results"]
    assert (row["children"], row["parents"], row["others"]) == (None, 0, 7)
    assert (row["volunteers"], row["sessions"]) == (None, 1)


def test_the_limit_is_the_offices(monkeypatch, client, planner, project):
    monkeypatch.setattr(small_counts, "_told", [lambda: 5])
    make.make_session(project, children=5)
    login(client, Role.CONTROLLER)
    counts = client.get(url("project_detail", project.pk)).context["counts"]
    assert counts.shown("children") == "–"


def test_people_of_providers_see_their_projects_alone(client, project):
    login(client, Role.PROVIDER_STAFF, provider=project.provider)
    make.make_project(state="running")
    assert titles(client) == ["Nachmittage"]
    page = client.get(url("project_detail", project.pk)).content.decode()
    assert "Termine eintragen" in page
    assert "Einschätzen" not in page
    assert "Bearbeiten" not in page


def test_a_project_is_entered_from_an_institution(client, planner):
    place = make_institution(name="Grundschule am See")
    answer = client.get(url("project_new"), {"einrichtung": place.pk})
    assert answer.context["form"].initial["institution"] == "Grundschule am See"
    values = {
        "title": "Nachmittage",
        "aim": "Ein Ort.",
        "district": place.social_space.district_id,
        "social_space": place.social_space_id,
        "institution": "grundschule am see",
        "partners": "Schachclub Turm\nElternverein",
        "_version": "0",
    }
    client.post(url("project_new"), values)
    project = Project.objects.get()
    assert project.institution == place
    assert project.partners.count() == 2
    refused = client.post(url("project_new"), {**values, "institution": "Gibt es nicht"})
    assert refused.status_code == 422
    assert "institution" in refused.context["form"].errors


def test_district_people_enter_projects_of_their_district(client):
    district = make_district()
    login(client, Role.CASEWORKER, district=district)
    make_district()
    form = client.get(url("project_new")).context["form"]
    assert list(form.fields["district"].queryset) == [district]


def test_many_sessions_in_one_step(client, planner, project):
    page = url("project_sessions", project.pk)
    rows = {
        "tag-0": "2025-02-03",
        "minuten-0": "90",
        "kinder-0": "11",
        "tag-3": "2025-02-10",
        "minuten-3": "90",
    }
    assert client.post(page, rows).status_code == 302
    assert [(each.children, each.parents) for each in project.sessions.order_by("day")] == [
        (11, None),
        (None, None),
    ]
    again = client.post(page, rows)
    assert again.status_code == 422
    assert set(again.context["form"].errors) == {"tag-0", "tag-3"}
    lacking = client.post(page, {"kinder-1": "3"})
    assert set(lacking.context["form"].errors) == {"tag-1", "minuten-1"}
    assert client.post(page, {}).status_code == 422
    assert ProjectSession.objects.count() == 2


def test_the_judgement_asks_for_a_kind_a_number_and_a_basis(client, planner, project):
    page, kind = url("judgement_new", project.pk), make_support_type()
    wanted = {"kind": kind.pk, "number": "2", "basis": "Fachteam.", "judged_on": "2025-06-01"}
    for lacking in ("kind", "number", "basis"):
        refused = client.post(page, {**wanted, lacking: ""})
        assert set(refused.context["form"].errors) == {lacking}
    assert client.post(page, wanted).status_code == 302
    judgement = AvoidedSupport.objects.get()
    assert (judgement.number, judgement.support_type) == (2, kind)
    shown = client.get(url("project_detail", project.pk)).content.decode()
    assert "Fachliche Einschätzung, keine Messung" in shown
    changed = {"number": "1", "basis": "Noch einmal beraten.", "judged_on": "2025-06-01"}
    client.post(url("judgement_edit", judgement.pk), {**changed, "_version": "1"})
    judgement.refresh_from_db()
    assert (judgement.number, judgement.basis) == (1, "Noch einmal beraten.")


def test_the_report_is_printed_once_it_has_begun(client, planner, project):
    make.make_session(project)
    make.make_judgement(project, planner, support_type=make_support_type())
    make.make_outcome(project, planner)
    make.make_need(project=project)
    paper = client.get(url("project_report", project.pk))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert client.get(url("project_report", make.make_project().pk)).status_code == 404


def test_needs_stand_on_the_page_of_their_project(client, planner, project):
    need = make.make_need(project=project, title="Ort am Nachmittag")
    [shown] = client.get(url("project_detail", project.pk)).context["needs"]
    assert shown == need


def test_the_start_page_asks_planners_and_team_leads_for_outcomes(planner):
    project = make.make_project(state="ended")
    lead = person(Role.TEAM_LEAD, district=project.district)
    for user in (planner, lead):
        [item] = project_items(user)
        assert item.url.endswith("?ergebnis=fehlt")
    for user in (
        person(Role.TEAM_LEAD, district=make_district()),
        person(Role.CASEWORKER, district=project.district),
        person(Role.CONTROLLER),
    ):
        assert project_items(user) == []

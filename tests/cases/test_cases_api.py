"""Help planning over the API: the same rows as on the pages, nothing more in them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Address, GoalShare, SupportStaff
from sro.access import Role
from sro.audit.models import Entry, Kind
from tests.cases.factories import (
    TODAY,
    agree,
    make_case,
    make_caseworker,
    make_goal,
    make_note,
    make_person,
    make_plan,
    make_report,
    make_support,
    make_team_lead,
)
from tests.cases.factories_councils import make_council
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db
OFFICE = [
    *("cases", "persons", "supports", "support-plans", "goals", "notes"),
    "family-group-conferences",
]
SHARED = ["shared-supports", "shared-goals"]


@pytest.fixture
def case():
    return make_case(concern="Was die Mutter sagt")


def results(client, route, **query):
    answer = client.get(f"/api/v1/{route}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_colleagues_find_a_case_but_not_its_concern(client, case):
    client.force_login(case.responsible)
    assert results(client, "cases")[0]["concern"] == "Was die Mutter sagt"
    client.force_login(make_caseworker(case.district))
    (found,) = results(client, "cases")
    assert (found["reference"], found["concern"]) == (case.reference, None)
    client.force_login(make_caseworker())
    assert results(client, "cases") == []


def test_persons_only_for_those_who_work_and_without_any_address(client, case):
    young = make_person(case)
    for blocked in (True, False):
        Address.objects.create(person=young, street="Geheimweg 1", city="Nirgends", blocked=blocked)
    client.force_login(case.responsible)
    assert [row["id"] for row in results(client, "persons")] == [young.pk]
    assert "Geheimweg" not in client.get(f"/api/v1/persons/{young.pk}/").text
    client.force_login(make_caseworker(case.district))
    assert results(client, "persons") == []
    assert client.get(f"/api/v1/persons/{young.pk}/").status_code == 404


def test_an_entrusted_note_comes_to_its_author_alone(client, case):
    note = make_note(case, text="Nur mir gesagt", entrusted=True)
    client.force_login(case.responsible)
    assert [row["text"] for row in results(client, "notes")] == ["Nur mir gesagt"]
    client.force_login(make_team_lead(case.district))
    assert client.get("/api/v1/notes/").json()["count"] == 0
    assert client.get(f"/api/v1/notes/{note.pk}/").status_code == 404


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_no_other_role_gets_anything(client, case, role):
    client.force_login(person(role))
    for route in [*OFFICE, *SHARED, "development-reports"]:
        assert client.get(f"/api/v1/{route}/").status_code == 403, route


@pytest.fixture
def shared(case):
    """A support with one of two goals shared, its provider's lead and staff."""
    provider = make_provider()
    plan = make_plan(case, make_person(case, given_name="Mika"))
    goals = [make_goal(plan, text="Geteilt"), make_goal(plan, text="Ungeteilt")]
    agree(plan, in_force=True)
    support = make_support(case, plan.young_person, provider=provider, state="running")
    GoalShare.objects.create(goal=goals[0], support=support, author=case.responsible)
    staff = person(Role.PROVIDER_STAFF, provider=provider)
    SupportStaff.objects.create(support=support, user=staff, valid_from=TODAY)
    return support, staff, person(Role.PROVIDER_LEAD, provider=provider)


def test_a_provider_gets_its_supports_and_shared_goals(client, case, shared):
    support, staff, lead = shared
    make_support(case, state="running")
    for user in (staff, lead):
        client.force_login(user)
        (row,) = results(client, "shared-supports")
        assert row["person_name"].startswith("Mika")
        assert not {"case", "person", "plan", "decision"} & set(row)
        assert [goal["text"] for goal in results(client, "shared-goals")] == ["Geteilt"]
        for route in OFFICE:
            assert client.get(f"/api/v1/{route}/").status_code == 403, route
    client.force_login(person(Role.PROVIDER_STAFF, provider=support.provider))
    assert results(client, "shared-supports") == []
    assert results(client, "shared-goals") == []


def test_the_office_gets_reports_once_submitted(client, case, shared):
    support, staff, _lead = shared
    draft = make_report(support, development="Noch im Entwurf")
    client.force_login(staff)
    assert results(client, "development-reports")[0]["development"] == "Noch im Entwurf"
    client.force_login(case.responsible)
    assert results(client, "development-reports") == []
    assert client.get(f"/api/v1/development-reports/{draft.pk}/").status_code == 404
    draft.state = "submitted"
    draft.save()
    assert [row["id"] for row in results(client, "development-reports")] == [draft.pk]


def test_whoever_coordinates_has_pages_and_no_api(client, case):
    coordinator = make_caseworker(case.district)
    council = make_council(case, coordinator=coordinator, referral_note="GEHEIM")
    other = make_council(make_case(coordinator))
    client.force_login(case.responsible)
    (found,) = results(client, "family-group-conferences", case=case.pk)
    assert (found["id"], found["state"], "referral_note" in found) == (
        council.pk,
        "referred",
        False,
    )
    client.force_login(coordinator)
    assert [row["id"] for row in results(client, "family-group-conferences")] == [other.pk]
    answer = client.get(f"/api/v1/family-group-conferences/{council.pk}/")
    assert answer.status_code == 404


def test_every_look_leaves_a_line(client, case):
    note = make_note(case)
    client.force_login(case.responsible)
    client.get(f"/api/v1/notes/{note.pk}/")
    line = Entry.objects.get(kind=Kind.READ)
    assert (line.object_type, line.object_id) == ("cases.Case", str(case.pk))
    results(client, "notes", case=case.pk)
    line = Entry.objects.get(kind=Kind.EXPORT)
    assert line.details == {"model": "cases.CaseNote", "rows": 1, "filters": ["case"]}


def test_nothing_is_written_over_the_api(client, case):
    client.force_login(case.responsible)
    for method in (client.post, client.put, client.patch, client.delete):
        answer = method(f"/api/v1/cases/{case.pk}/", {}, content_type="application/json")
        assert answer.status_code == 405


@pytest.mark.parametrize("route", OFFICE)
def test_the_number_of_queries_does_not_grow(client, case, route):
    client.force_login(case.responsible)

    def more():
        young = make_person(case)
        make_goal(make_plan(case, young))
        make_support(case, young)
        make_note(case)
        make_council(case, state="ended")
        make_case(case.responsible)

    results(client, route)  # what is kept for later requests
    counts = []
    for _ in range(2):
        more()
        with CaptureQueriesContext(connection) as captured:
            results(client, route)
        counts.append(len(captured))
    assert counts[0] == counts[1]

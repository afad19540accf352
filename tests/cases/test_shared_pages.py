"""Pages between office and provider, and attempts to see more than was given."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, DevelopmentReport, GoalShare, SupportStaff
from sro.access import Role
from sro.audit.models import Entry, Kind
from tests.cases.factories import (
    TODAY,
    agree,
    make_case,
    make_goal,
    make_note,
    make_person,
    make_plan,
    make_report,
    make_support,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return make_provider()


@pytest.fixture
def lead(provider):
    return person(Role.PROVIDER_LEAD, provider=provider)


@pytest.fixture
def staff(provider):
    return person(Role.PROVIDER_STAFF, provider=provider)


@pytest.fixture
def case():
    return make_case(name="Familie Verborgen", concern="Nur fürs Amt")


@pytest.fixture
def goals(case):
    plan = make_plan(case, make_person(case, given_name="Mika"), need="Geheimer Bedarf")
    found = [
        make_goal(plan, text="Geteiltes Ziel", indicator="Man hört Lachen"),
        make_goal(plan, text="Nicht geteiltes Ziel"),
    ]
    agree(plan, in_force=True)
    return found


@pytest.fixture
def support(case, provider, goals, staff):
    row = make_support(case, goals[0].owner, provider=provider, state="running", minutes=90)
    GoalShare.objects.create(goal=goals[0], support=row, author=case.responsible)
    SupportStaff.objects.create(support=row, user=staff, valid_from=TODAY)
    return row


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


def test_the_provider_reads_exactly_what_was_given(client, support, staff, case):
    make_note(case, text="Vertrauliche Notiz")
    client.force_login(staff)
    page = client.get(url("shared_support", support.pk)).text
    for shown in ("Mika", "Geteiltes Ziel", "Man hört Lachen", case.responsible.email, "1,5"):
        assert shown in page
    for hidden in (
        "Nicht geteiltes Ziel",
        "Familie Verborgen",
        "Nur fürs Amt",
        "Geheimer Bedarf",
        "Vertrauliche Notiz",
        case.reference,
    ):
        assert hidden not in page
    listed = client.get(url("shared_supports")).text
    assert url("shared_support", support.pk) in listed
    line = Entry.objects.get(kind=Kind.READ)
    assert (line.object_type, line.object_id) == ("cases.Support", str(support.pk))


def test_nobody_else_opens_it(client, support, case):
    strangers = [
        person(Role.PROVIDER_LEAD, provider=make_provider()),
        person(Role.PROVIDER_STAFF, provider=support.provider),
        case.responsible,
        person(Role.CONTROLLER),
    ]
    for user in strangers:
        client.force_login(user)
        assert client.get(url("shared_support", support.pk)).status_code == 404


def test_the_end_of_assignment_and_membership_closes_the_page(client, support, staff):
    client.force_login(staff)
    address = url("shared_support", support.pk)
    assert client.get(address).status_code == 200
    SupportStaff.objects.update(valid_until=TODAY)
    assert client.get(address).status_code == 404
    SupportStaff.objects.update(valid_until=None)
    assert client.get(address).status_code == 200
    staff.memberships.update(valid_until=TODAY)
    assert client.get(address).status_code == 404


def test_a_provider_finds_nothing_of_the_case_by_guessing(client, support, lead, case, goals):
    client.force_login(lead)
    for name, *args in (
        ("case", case.pk),
        ("will", case.pk),
        ("diagnosis", case.pk),
        ("support_share", case.pk, support.pk),
        ("report", case.pk, make_report(support).pk),
    ):
        assert client.get(url(name, *args)).status_code == 404, name
    assert client.get(url("list")).status_code == 403
    found = client.get(reverse("networks:search"), {"q": "Verborgen"}).text
    assert case.reference not in found


def test_the_lead_assigns_and_ends(client, support, lead, provider):
    client.force_login(lead)
    new = person(Role.PROVIDER_STAFF, provider=provider)
    foreign = person(Role.PROVIDER_STAFF, provider=make_provider())
    address = url("staff_new", support.pk)
    page = client.get(address).text
    assert f'value="{new.pk}"' in page
    assert f'value="{foreign.pk}"' not in page
    today = timezone.localdate().isoformat()
    assert client.post(address, {"user": foreign.pk, "valid_from": today}).status_code == 422
    client.post(address, {"user": new.pk, "valid_from": today})
    row = SupportStaff.objects.get(user=new)
    end = url("staff_end", support.pk, row.pk)
    assert client.get(end).status_code == 200
    client.post(end, {"valid_until": today, "_version": row.version})
    row.refresh_from_db()
    assert row.valid_until == timezone.localdate()


def test_staff_assigns_nobody(client, support, staff):
    client.force_login(staff)
    assert client.get(url("staff_new", support.pk)).status_code == 403
    row = SupportStaff.objects.get()
    assert client.get(url("staff_end", support.pk, row.pk)).status_code == 403


def test_the_office_chooses_what_is_shared(client, support, case, goals):
    client.force_login(case.responsible)
    address = url("support_share", case.pk, support.pk)
    assert "Nicht geteiltes Ziel" in client.get(address).text
    client.post(address, {"goals": [goals[1].pk]})
    assert [share.goal for share in GoalShare.objects.all()] == [goals[1]]


def test_from_the_request_to_the_accepted_report(client, support, case, staff, goals):
    client.force_login(case.responsible)
    due = (timezone.localdate() + timedelta(days=14)).isoformat()
    client.post(url("report_request", case.pk, support.pk), {"due_on": due})
    report = DevelopmentReport.objects.get()
    office = url("report", case.pk, report.pk)

    client.force_login(staff)
    assert url("shared_report", support.pk, report.pk) in client.get("/").text
    edit = url("shared_report_edit", support.pk, report.pk)
    page = client.get(edit).text
    assert "Geteiltes Ziel" in page
    assert "Nicht geteiltes Ziel" not in page
    client.post(
        edit,
        {
            f"goal_{goals[0].pk}_text": "Mika lacht oft.",
            f"goal_{goals[0].pk}_attainment": "1",
            "development": "Es geht voran.",
            "_version": report.version,
        },
    )
    client.force_login(case.responsible)
    for address in (office, url("case", case.pk)):
        assert "Mika lacht oft." not in client.get(address).text
    assert "Es geht voran." not in client.get(office).text

    client.force_login(staff)
    report.refresh_from_db()
    client.post(url("shared_report_submit", support.pk, report.pk), {"_version": report.version})
    client.force_login(case.responsible)
    assert office in client.get("/").text
    page = client.get(office).text
    assert "Mika lacht oft." in page
    report.refresh_from_db()
    client.post(
        url("report_return", case.pk, report.pk),
        {"reason": "Bitte die Schule ergänzen.", "_version": report.version},
    )
    assert "Es geht voran." not in client.get(office).text

    client.force_login(staff)
    page = client.get(url("shared_report", support.pk, report.pk)).text
    assert "Bitte die Schule ergänzen." in page
    report.refresh_from_db()
    client.post(url("shared_report_submit", support.pk, report.pk), {"_version": report.version})
    client.force_login(case.responsible)
    report.refresh_from_db()
    client.post(url("report_accept", case.pk, report.pk), {"_version": report.version})
    report.refresh_from_db()
    assert report.state == "accepted"


def test_a_stale_report_shows_both_texts(client, support, staff, goals):
    report = make_report(support)
    DevelopmentReport.objects.update(development="Fassung der Kollegin")
    client.force_login(staff)
    answer = client.post(
        url("shared_report_edit", support.pk, report.pk),
        {"development": "Meine Fassung", "_version": "1"},
    )
    assert answer.status_code == 409
    assert "Fassung der Kollegin" in answer.text
    assert "Meine Fassung" in answer.text


def test_the_section_needs_two_queries_for_any_number(rf, case, support):
    section = import_module("cases.sections.shared").section
    request = rf.get("/")
    request.user = case.responsible
    case.responsible.grants_on(timezone.localdate())
    for _ in range(2):
        make_report(make_support(case, support.person, provider=support.provider, state="running"))
        page = Case.objects.select_related("district").get(pk=case.pk)
        with CaptureQueriesContext(connection) as captured:
            found = section(request, page)
            render_to_string(found.template, {"section": found.context})
        assert len(captured) == 2


def test_the_list_does_not_grow_in_queries(client, lead, case, support):
    client.force_login(lead)
    client.get(url("shared_supports"))
    counts = []
    for _ in range(2):
        make_support(case, make_person(case), provider=support.provider, state="running")
        with CaptureQueriesContext(connection) as captured:
            client.get(url("shared_supports"))
        counts.append(len(captured))
    assert counts[0] == counts[1]

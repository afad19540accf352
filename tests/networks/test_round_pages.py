"""Pages of verification rounds: choosing whom to ask, starting, ending, the start page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networks import start_entries
from networks.models import Institution, VerificationRound
from networks.rules.verification import due_since
from networks.services import rounds
from sro.access import Role
from tests.networks.factories import make_district, make_institution, make_space
from tests.networks.factories_entries import make_request, make_round, make_suggestion
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor():
    return person(Role.PLANNER)


@pytest.fixture
def planner(client, actor):
    client.force_login(actor)
    return actor


def test_a_planner_sees_who_is_asked_and_starts(client, planner):
    make_institution(name="Mit Adresse", email="a@example.org")
    make_institution(name="Ohne Adresse")
    page = client.get(reverse("networks:round_new"), {"frist": "10"})
    assert (page.context["mail_count"], page.context["call_count"]) == (1, 1)
    answer = client.post(page.context["start_url"])
    made = VerificationRound.objects.get()
    assert answer.url == reverse("networks:round_detail", args=[made.pk])
    assert made.expires_on == timezone.localdate() + timedelta(days=10)
    shown = client.get(answer.url, {"stand": "anrufen"})
    assert [row.object.institution.name for row in shown.context["table_rows"]] == ["Ohne Adresse"]


@pytest.mark.parametrize("address", ["a@example.org", ""])
def test_letters_are_promised_only_where_some_go_out(client, planner, address):
    make_institution(email=address)
    make_institution()
    page = client.get(reverse("networks:round_new"))
    shown = client.post(page.context["start_url"], follow=True)
    [said] = [str(each) for each in shown.context["messages"]]
    assert ("im Hintergrund" in said) == bool(address)
    assert VerificationRound.objects.count() == 1


def test_without_a_choice_a_round_asks_just_who_is_due(client, planner):
    today = timezone.localdate()
    border = due_since(today)
    for days in (-1, 0, 1):
        day = border + timedelta(days=days)
        make_institution(name=f"{days}", email="a@example.org", last_verified=day)
    due = Institution.objects.due_for_verification(today)
    page = client.get(reverse("networks:round_new"))
    assert {each.name for each in page.context["mailed"]} == {"-1", "0"}
    assert page.context["mail_count"] == due.count()


def test_a_space_of_another_district_is_refused(client, planner):
    space, other = make_space(), make_district()
    page = client.get(reverse("networks:round_new"), {"bezirk": other.pk, "sozialraum": space.pk})
    assert page.status_code == 422
    assert VerificationRound.objects.count() == 0


def test_ending_a_round_kills_its_links(client, planner):
    request = make_request(actor=planner)
    made = request.verification_round
    client.post(reverse("networks:round_close", args=[made.pk]), {"_version": made.version})
    client.logout()
    address = reverse("public:entry", args=[rounds.link_of(request)])
    assert client.get(address).status_code == 410


def test_lists_do_not_ask_more_for_more_rows(client, planner, django_assert_max_num_queries):
    many = [make_institution(email=f"h{n}@example.org") for n in range(12)]
    made = make_round(*many, actor=planner)
    for each in many:
        make_suggestion(make_request(each, actor=planner))
    for address, limit in (
        (reverse("networks:round_detail", args=[made.pk]), 14),
        (reverse("networks:round_list"), 11),
        (reverse("networks:suggestion_list"), 12),
    ):
        client.get(address)
        with django_assert_max_num_queries(limit):
            assert client.get(address).status_code == 200


# --- start page -----------------------------------------------------------------------------------


def test_the_start_page_names_corrections_and_rounds_that_end(actor):
    today = timezone.localdate()
    make_suggestion(make_request(actor=actor, expires_on=today + timedelta(days=7)))
    make_request(actor=actor, expires_on=today + timedelta(days=8))
    items = start_entries.due(actor, today)
    assert len(items) == 2
    assert start_entries.due(person(Role.CASEWORKER, district=make_district()), today) == []

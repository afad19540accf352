"""Deciding in pages: two people, second clicks, pages that have grown old."""

import pytest

from sro.access import Role
from sro.audit.models import Entry
from tests.budgets.factories import (
    make_approved_run,
    make_calculated_run,
    make_proposed_run,
    make_run,
)
from tests.budgets.views.pages import url
from tests.people import person

pytestmark = pytest.mark.django_db


def entries(action: str) -> int:
    return Entry.objects.filter(action=f"allocation_run.{action}").count()


def test_a_second_click_proposes_once(client, controller):
    run = make_calculated_run()
    for _click in range(2):
        answer = client.post(url("run_propose", run), {"_version": run.version})
        assert answer.status_code == 302
    run.refresh_from_db()
    assert (run.state, run.proposed_by) == ("proposed", controller)
    assert entries("proposed") == 1


def test_a_second_click_approves_once(client, controller):
    run = make_proposed_run()
    for _click in range(2):
        answer = client.post(url("run_approve", run), {"_version": run.version})
        assert answer.status_code == 302
    run.refresh_from_db()
    assert (run.state, run.approved_by) == ("approved", controller)
    assert entries("approved") == 1


def test_a_third_person_learns_that_somebody_was_quicker(client, controller):
    run = make_proposed_run()
    version = run.version
    client.post(url("run_approve", run), {"_version": version})
    client.force_login(person(Role.CONTROLLER))
    answer = client.post(
        url("run_reject", run), {"_version": version, "reason": "Zu großer Sprung"}
    )
    assert answer.status_code == 409
    run.refresh_from_db()
    assert run.state == "approved"


def test_the_proposer_cannot_approve_and_is_told_so(client, controller):
    run = make_proposed_run(proposer=controller)
    page = client.get(url("run", run)).text
    assert "Entscheiden muss eine andere Person" in page
    assert url("run_approve", run) not in page
    answer = client.post(url("run_approve", run), {"_version": run.version})
    assert answer.status_code == 422
    assert "kann sie nicht selbst freigeben" in answer.text
    run.refresh_from_db()
    assert run.state == "proposed"


def test_rejecting_needs_a_reason_and_shows_it_to_everybody(client, controller):
    run = make_proposed_run()
    answer = client.post(url("run_reject", run), {"_version": run.version, "reason": " "})
    assert answer.status_code == 422
    client.post(url("run_reject", run), {"_version": run.version, "reason": "Sprung zu groß"})
    page = client.get(url("run", run)).text
    assert "Abgelehnt von Ada Beispiel" in page
    assert "Sprung zu groß" in page
    assert url("run_copy", run) in page
    assert url("run_edit", run) not in page


def test_a_proposal_is_taken_back_by_its_proposer_alone(client, controller):
    mine, other = make_proposed_run(proposer=controller), make_proposed_run()
    assert url("run_withdraw", other) not in client.get(url("run", other)).text
    answer = client.post(url("run_withdraw", other), {"_version": other.version})
    assert answer.status_code == 422
    client.post(url("run_withdraw", mine), {"_version": mine.version})
    mine.refresh_from_db()
    assert (mine.state, mine.proposed_by) == ("complete", None)


def test_a_page_that_has_grown_old_decides_nothing(client, controller):
    run = make_calculated_run()
    answer = client.post(url("run_propose", run), {"_version": run.version - 1})
    assert answer.status_code == 409
    run.refresh_from_db()
    assert run.state == "complete"


def test_what_is_not_calculated_cannot_be_proposed(client, controller):
    run = make_run()
    answer = client.post(url("run_propose", run), {"_version": run.version})
    assert answer.status_code == 422
    run.refresh_from_db()
    assert run.state == "draft"


def test_planners_read_what_is_approved_and_nothing_else(client):
    run, draft = make_approved_run(), make_calculated_run()
    client.force_login(person(Role.PLANNER))
    page = client.get(url("run", run)).text
    for step in ("run_edit", "run_start", "run_propose", "run_copy", "run_delete"):
        assert url(step, run) not in page
        assert client.post(url(step, run)).status_code == 403
    assert client.get(url("run", draft)).status_code == 404
    assert client.post(url("run_check", run)).status_code == 200


def test_the_one_before_is_superseded_and_leads_to_the_new_one(client, controller):
    first = make_approved_run()
    second = make_approved_run(fund=first.fund)
    page = client.get(url("run", first)).text
    assert "Eine spätere Zuweisung" in page
    assert url("run", second) in page

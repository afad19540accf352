"""Pages of will, wishes and diagnosis."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import DiagnosisEntry, Hypothesis, WillStatement
from sro.audit.models import Entry, Kind
from sro.ui.models import Draft
from tests.cases.factories import (
    make_case,
    make_caseworker,
    make_diagnosis,
    make_goal,
    make_hypothesis,
    make_person,
    make_plan,
    make_statement,
    make_team_lead,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    case = make_case()
    client.force_login(case.responsible)
    return case


@pytest.fixture
def mika(case):
    return make_person(case, given_name="Mika")


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


def today():
    return timezone.localdate().isoformat()


def test_five_questions_in_one_go(client, case, mika):
    address = url("statements_new", case.pk, mika.pk)
    page = client.get(address).text
    assert page.count("data-question") == 6
    answer = client.post(
        address,
        {
            "said_on": today(),
            "imagine_text": "Ruhe am Abend",
            "change_text": "Ich gehe hin",
            "change_readiness": "Ich stelle den Wecker",
            "problems_text": "",
        },
    )
    assert answer.url == url("statements", case.pk, mika.pk)
    said = {row.question: row.kind for row in WillStatement.objects.all()}
    assert said == {"imagine": "wish", "change": "will"}
    page = client.get(answer.url).text
    assert "Ruhe am Abend" in page
    assert "Ich stelle den Wecker" in page


def test_what_does_not_fit_is_said_at_its_field_and_kept(client, case, mika):
    answer = client.post(
        url("statements_new", case.pk, mika.pk),
        {
            "said_on": today(),
            "imagine_text": "Besuch",
            "imagine_kind": "wish",
            "imagine_readiness": "Ich rufe an",
            "work_readiness": "Ich helfe mit",
        },
    )
    assert answer.status_code == 422
    assert "id_imagine_readiness_error" in answer.text
    assert "id_work_text_error" in answer.text
    assert "Ich helfe mit" in answer.text
    assert not WillStatement.objects.exists()


def test_a_new_answer_may_replace_an_older_one(client, case, mika):
    old = make_statement(case, mika)
    address = url("statements_new", case.pk, mika.pk)
    assert f'value="{old.pk}"' in client.get(address).text
    client.post(
        address,
        {"said_on": today(), "change_text": "An drei Tagen", "change_follows": str(old.pk)},
    )
    assert WillStatement.objects.get(text="An drei Tagen").follows == old


def test_older_versions_stand_beneath_with_what_changed(client, case, mika):
    old = make_statement(case, mika, text="Ich will zur Schule")
    client.post(
        url("statement_revise", case.pk, mika.pk, old.pk),
        {"text": "Ich will gern zur Schule", "kind": "will", "said_on": today()},
    )
    page = client.get(url("statements", case.pk, mika.pk)).text
    assert "<ins>" in page
    assert "Ich will zur Schule" in page
    assert WillStatement.objects.count() == 2


def test_no_longer_so(client, case, mika):
    old = make_statement(case, mika)
    client.post(
        url("statement_withdraw", case.pk, mika.pk, old.pk), {"words": "", "said_on": today()}
    )
    assert WillStatement.objects.get(follows=old).withdrawn
    assert 'id="nicht-mehr"' in client.get(url("statements", case.pk, mika.pk)).text


def test_a_will_without_a_goal_is_shown_as_such(client, case, mika):
    row = make_statement(case, mika)
    address = url("statements", case.pk, mika.pk)
    assert "will-waits" in client.get(address).text
    make_goal(make_plan(case, mika), will=row, text="Mika geht hin")
    page = client.get(address).text
    assert "will-waits" not in page
    assert "Mika geht hin" in page


def test_entrusting_asks_first_and_hides_from_others(client, case, mika):
    row = make_statement(case, mika, text="Nur für dich")
    address = url("statement_entrust", case.pk, mika.pk, row.pk)
    assert client.get(address).status_code == 200
    client.post(address, {"_version": row.version})
    client.force_login(make_team_lead(case.district))
    for page in (
        url("statements", case.pk, mika.pk),
        url("will", case.pk),
        url("statements_new", case.pk, mika.pk),
        url("talk_will", case.pk, mika.pk),
    ):
        assert "Nur für dich" not in client.get(page).text
    assert client.get(address).status_code == 404


def test_the_conversation_view_shares_the_draft_and_hides_what_was_entrusted(client, case, mika):
    form = client.get(url("statements_new", case.pk, mika.pk))
    talk = client.get(url("talk_will", case.pk, mika.pk))
    make_statement(case, mika, text="Im Vertrauen", entrusted=True)
    client.post(
        reverse("ui:draft_keep"),
        {
            "_draft": form.context["draft_token"],
            "said_on": today(),
            "imagine_text": "Für alle",
            "work_text": "Geheim",
            "work_entrusted": "on",
        },
    )
    assert Draft.objects.count() == 1
    talk = client.get(url("talk_will", case.pk, mika.pk) + "?entwurf=1")
    assert "Für alle</textarea>" in talk.text
    assert 'type="hidden" name="work_text" value="Geheim"' in talk.text
    assert "Im Vertrauen" not in talk.text
    assert "sro-nav" not in talk.text
    assert 'role="search"' not in talk.text


def test_reading_leaves_a_line(client, case, mika):
    client.get(url("statements", case.pk, mika.pk))
    line = Entry.objects.get(kind=Kind.READ)
    assert (line.object_id, line.details["page"]) == (str(case.pk), "cases:statements")


def test_people_of_other_cases_are_not_found(client, case):
    stranger = make_person(make_case())
    assert client.get(url("statements", case.pk, stranger.pk)).status_code == 404
    row = make_statement(make_case())
    assert client.get(url("statement_revise", case.pk, row.person_id, row.pk)).status_code == 404


def test_three_steps_and_assumptions(client, case):
    client.post(
        url("diagnosis_new", case.pk),
        {"step": "perceive", "text": "Mika lacht", "written_on": today()},
    )
    client.post(
        url("hypothesis_new", case.pk),
        {"text": "Der Abend ist schwer", "written_on": today(), "check_on": today()},
    )
    page = client.get(url("diagnosis", case.pk)).text
    assert "Mika lacht" in page
    assert "Der Abend ist schwer" in page
    row = Hypothesis.objects.get()
    answer = client.post(
        url("hypothesis_check", case.pk, row.pk),
        {
            "state": "changed",
            "result": "Es ist der Morgen",
            "checked_on": today(),
            "new_text": "Der Morgen ist schwer",
            "_version": row.version,
        },
    )
    assert answer.status_code == 302
    assert Hypothesis.objects.get(state="open").text == "Der Morgen ist schwer"
    assert "Es ist der Morgen" in client.get(url("diagnosis", case.pk)).text


def test_a_stale_save_shows_both_texts(client, case):
    entry = make_diagnosis(case)
    DiagnosisEntry.objects.filter(pk=entry.pk).update(text="Fassung der Kollegin")
    answer = client.post(
        url("diagnosis_edit", case.pk, entry.pk),
        {"step": "perceive", "text": "Meine", "written_on": "2025-06-02", "_version": "1"},
    )
    assert answer.status_code == 409
    assert "Fassung der Kollegin" in answer.text


def test_deleting_asks_first(client, case):
    entry, row = make_diagnosis(case), make_hypothesis(case)
    for name, each in (("diagnosis_delete", entry), ("hypothesis_delete", row)):
        address = url(name, case.pk, each.pk)
        assert client.get(address).status_code == 200
        client.post(address, {"_version": each.version})
    assert not DiagnosisEntry.objects.exists()
    assert not Hypothesis.objects.exists()


@pytest.mark.parametrize("name", ["statements", "diagnosis"])
def test_sections_need_two_queries_for_any_number(rf, case, name):
    section = import_module(f"cases.sections.{name}").section
    request = rf.get("/")
    request.user = case.responsible
    case.responsible.grants_on(timezone.localdate())
    for _ in range(2):
        for _ in range(4):
            make_statement(case, make_person(case))
            make_hypothesis(case)
            make_diagnosis(case)
        with CaptureQueriesContext(connection) as captured:
            found = section(request, case)
            render_to_string(found.template, {"section": found.context})
        assert len(captured) == 2


def test_colleagues_without_the_case_read_nothing(client, case, mika):
    client.force_login(make_caseworker(case.district))
    assert client.get(url("statements", case.pk, mika.pk)).status_code == 403
    assert client.get(url("diagnosis", case.pk)).status_code == 403

"""Pages of the support plan: one flow, drafts, two people, no scripts, what is shown."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.forms.plan_rows import operate
from cases.models import SupportPlan
from cases.services import plans as service
from sro.ui.models import Draft
from tests.cases.factories import (
    make_case,
    make_goal,
    make_map,
    make_person,
    make_resource,
    make_statement,
)
from tests.cases.plan_editor import address, data, rows
from tests.networks.factories_providers import make_support_type

pytestmark = pytest.mark.django_db


# --- the editor ---


def test_the_plan_is_begun_and_written_in_one_flow(client, case):
    mika = make_person(case)
    answer = client.post(
        reverse("cases:plan_new", args=[case.pk]),
        {"young_person": mika.pk, "period_from": "2025-06-02", "period_until": "2025-12-01"},
    )
    plan = SupportPlan.objects.get()
    assert answer.url == address("plan_edit", plan)
    will = make_statement(case, mika)
    oma = make_resource(make_map(case, mika))
    kind = make_support_type()
    sent = rows((0, "Mika geht gern zur Schule."), (1, "Mika steht um 6 Uhr auf."))
    sent[0][2].update({"owner": f"  {mika.name.upper()} ", "will": will.pk})
    sent[1][2].update({"owner": "Tante Ida", "due_on": "2025-09-01", "resources": [oma.pk]})
    answer = client.post(
        address("plan_edit", plan), data(plan, sent, need="Ruhe", support_types=[kind.pk])
    )
    assert answer.status_code == 302, answer.text
    plan.refresh_from_db()
    first, second = service.lines_of(plan)
    assert (plan.need, first.owner_id, first.will_id) == ("Ruhe", mika.pk, will.pk)
    assert (second.owner_name, second.due_on) == ("Tante Ida", date(2025, 9, 1))
    assert second.resource_ids == {oma.pk}
    page = client.get(address("plan", plan)).text
    for text in ("Ruhe", "Mika steht um 6 Uhr auf.", "Tante Ida", "Oma Hilde", will.text):
        assert text in page


def test_wrong_entries_lead_to_their_row_and_nothing_is_lost(client, plan):
    sent = rows((0, "Ein Ziel"), (2, "zu tief"))
    sent[0][2]["due_on"] = "demnächst"
    answer = client.post(address("plan_edit", plan), data(plan, sent))
    assert answer.status_code == 422
    assert f'href="#id_z-{sent[0][0]}-due_on"' in answer.text
    assert "zu tief" in answer.text
    sent[0][2]["due_on"] = ""
    answer = client.post(address("plan_edit", plan), data(plan, sent))
    assert answer.status_code == 422
    assert "braucht ein Ziel darüber" in answer.text
    assert not plan.goal_set.exists()


def test_years_nobody_means_are_asked_about_in_head_and_rows(client, plan):
    sent = rows((0, "Ein Ziel"))
    answer = client.post(address("plan_edit", plan), data(plan, sent, period_until="9999-12-31"))
    assert answer.status_code == 422
    assert "period_until" in answer.context["form"].errors
    sent[0][2]["due_on"] = "0205-11-01"
    answer = client.post(address("plan_edit", plan), data(plan, sent))
    assert answer.status_code == 422
    assert f'href="#id_z-{sent[0][0]}-due_on"' in answer.text


def test_what_stands_at_a_step_but_belongs_to_a_goal_is_not_dropped_silently(client, plan):
    sent = rows((0, "A"), (1, "B"), (2, "C"))
    sent[2][2]["indicator"] = "Ein Zeichen"
    answer = client.post(address("plan_edit", plan), data(plan, sent))
    assert answer.status_code == 422
    assert "Ein Zeichen" in answer.text


def test_more_goals_than_a_plan_has_room_for_are_refused_and_none_is_dropped(client, plan):
    sent = rows(*((0, f"Ziel Nummer {n}") for n in range(201)))
    for _key, _depth, values in sent:
        values |= {"owner": "", "indicator": "", "own_contribution": "", "due_on": "", "will": ""}
    answer = client.post(address("plan_edit", plan), data(plan, sent))
    assert answer.status_code == 422
    assert "In einen Plan passen 200 Ziele" in answer.text
    assert "Ziel Nummer 200" in answer.text
    assert client.post(address("plan_edit", plan), data(plan, sent[:200])).status_code == 302
    assert plan.goal_set.count() == 200


def test_removed_rows_go_with_the_next_save(client, plan):
    sent = rows((0, "bleibt"), (0, "geht"))
    sent[1][2]["removed"] = "1"
    client.post(address("plan_edit", plan), data(plan, sent))
    assert [goal.text for goal in plan.goal_set.all()] == ["bleibt"]


def test_a_form_without_rows_leaves_the_goals_alone(client, plan):
    make_goal(plan, text="bleibt")
    sent = data(plan, [], need="anders")
    del sent["zeile"]
    assert client.post(address("plan_edit", plan), sent).status_code == 302
    assert plan.goal_set.get().text == "bleibt"


def test_two_people_see_both_texts(client, plan):
    goal = make_goal(plan, text="vorher")
    key = str(goal.origin)
    stale = data(plan, [(key, 0, {"text": "von mir"})], need="mein Bedarf")
    service.save_plan(
        actor=plan.created_by,
        plan=plan,
        changes={"need": "anderer Bedarf"},
        lines=[replace(service.lines_of(plan)[0], text="von anderen")],
        version=plan.version,
        now=timezone.now(),
    )
    answer = client.post(address("plan_edit", plan), stale)
    assert answer.status_code == 409
    for text in ("von mir", "von anderen", "mein Bedarf", "anderer Bedarf"):
        assert text in answer.text
    assert plan.goal_set.get().text == "von anderen"
    plan.refresh_from_db()
    again = data(plan, [(key, 0, {"text": "von mir"})], need="mein Bedarf")
    assert client.post(address("plan_edit", plan), again).status_code == 302
    assert plan.goal_set.get().text == "von mir"


@pytest.mark.parametrize("part", ["plan_space", "plan_consents", "plan_sections"])
def test_parts_notice_two_people_too(client, plan, part):
    plan.support_types.set([make_support_type()])
    make_goal(plan)
    sent = {"_version": plan.version, "no_missing_offers": "on"}
    SupportPlan.objects.filter(pk=plan.pk).update(need="inzwischen")
    answer = client.post(address(part, plan), sent)
    assert answer.status_code == 409
    assert 'id="zwei-fassungen"' in answer.text


# --- without scripts, drafts, conversation ---


def test_buttons_work_without_scripts_and_lose_nothing(client, plan):
    sent = rows((0, "A"), (0, "B"))
    form = data(plan, sent, need="getippt, nicht gespeichert", op=f"indent:{sent[1][0]}")
    answer = client.post(address("plan_edit", plan), form, follow=True)
    page = answer.text
    assert answer.redirect_chain[0][0].endswith(f"?entwurf=1#zeile-{sent[1][0]}")
    assert "getippt, nicht gespeichert" in page
    assert 'data-depth="1"' in page
    assert not plan.goal_set.exists()


def test_a_draft_keeps_the_version_it_was_written_on(client, plan):
    """Otherwise going on with a draft would overwrite what somebody saved in between."""
    sent = rows((0, "von mir"))
    old = plan.version
    client.post(address("plan_edit", plan), data(plan, sent, op=f"add:{sent[0][0]}"))
    SupportPlan.objects.filter(pk=plan.pk).update(need="inzwischen")
    page = client.get(address("plan_edit", plan) + "?entwurf=1")
    assert page.context["version"] == old
    assert f'name="_version" value="{old}"' in page.text
    answer = client.post(address("plan_edit", plan), data(plan, sent))
    assert answer.status_code == 409
    for text in ("von mir", "inzwischen"):
        assert text in answer.text


def test_the_conversation_view_has_the_same_draft_and_nothing_internal(client, case, plan):
    make_goal(plan, text="Alles wird besser.")
    other = make_case(plan.created_by, name="Familie Anders")
    sent = rows((0, "im Gespräch gesagt"))
    client.post(address("talk_plan", plan), data(plan, sent, op=f"add:{sent[0][0]}"))
    draft = Draft.objects.get()
    assert draft.key == f"cases:plan_edit:{plan.pk}"
    page = client.get(address("plan_edit", plan) + "?entwurf=1").text
    assert "im Gespräch gesagt" in page
    talk = client.get(address("talk_plan", plan)).text
    assert "Alles wird besser." in talk
    assert "<nav" not in talk
    assert "plan-said" not in talk
    assert other.name not in talk


@pytest.mark.parametrize(
    ("operation", "depths", "expected"),
    [
        ("indent:b", [0, 0], ["a0", "b1"]),
        ("outdent:b", [0, 1], ["a0", "b0"]),
        ("up:b", [0, 0], ["b0", "a0"]),
        ("down:a", [0, 0], ["b0", "a0"]),
        ("nonsense:b", [0, 0], ["a0", "b0"]),
        ("indent:unknown", [0, 0], ["a0", "b0"]),
    ],
)
def test_operations_on_what_was_sent(rf, operation, depths, expected):
    keys = {"a": str(uuid4()), "b": str(uuid4())}
    names = {key: name for name, key in keys.items()}
    sent = {"zeile": [*keys.values(), "kein Schlüssel"]}
    sent |= {f"z-{key}-depth": d for key, d in zip(keys.values(), depths, strict=True)}
    name, _colon, row = operation.partition(":")
    post = rf.post("/", sent).POST
    changed, _key = operate(post, f"{name}:{keys.get(row, row)}")
    found = [key for key in changed.getlist("zeile") if key in names]
    assert [names[key] + changed[f"z-{key}-depth"] for key in found] == expected


def test_removing_takes_what_hangs_below_and_restoring_what_is_above(rf):
    a, b = str(uuid4()), str(uuid4())
    post = rf.post("/", {"zeile": [a, b], f"z-{a}-depth": 0, f"z-{b}-depth": 1}).POST
    gone, _key = operate(post, f"remove:{a}")
    assert f"z-{a}-removed" in gone
    assert f"z-{b}-removed" in gone
    back, _key = operate(gone, f"restore:{b}")
    assert f"z-{a}-removed" not in back
    assert f"z-{b}-removed" not in back

"""Pages of the support plan: one flow, drafts, two people, no scripts, what is shown."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.forms.plan_rows import operate
from cases.models import GoalConsent, GoalReview, StepDone, SupportPlan
from cases.services import plans as service
from sro.ui.models import Draft
from tests.cases.factories import (
    TODAY,
    agree,
    make_case,
    make_caseworker,
    make_conference,
    make_goal,
    make_map,
    make_person,
    make_plan,
    make_resource,
    make_statement,
    make_step,
)
from tests.networks.factories import make_institution, make_offer, make_space
from tests.networks.factories_providers import make_support_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client):
    user = make_caseworker()
    client.force_login(user)
    return user


@pytest.fixture
def case(worker):
    return make_case(worker)


@pytest.fixture
def plan(case):
    return make_plan(case)


def address(view, plan, *more):
    return reverse(f"cases:{view}", args=[plan.case_id, plan.pk, *more])


def data(plan, rows, **changes):
    """What the editor sends: `rows` are (key, depth, values)."""
    sent = {
        "_version": plan.version,
        "based_on": plan.version,
        "need": plan.need,
        "period_from": "2025-06-02",
        "period_until": "2025-12-01",
        "zeile": [key for key, _depth, _values in rows],
        **changes,
    }
    for key, depth, values in rows:
        sent[f"z-{key}-depth"] = depth
        for name, value in values.items():
            sent[f"z-{key}-{name}"] = value
    return sent


def rows(*parts):
    return [(str(uuid4()), depth, {"text": text}) for depth, text in parts]


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


def test_what_stands_at_a_step_but_belongs_to_a_goal_is_not_dropped_silently(client, plan):
    sent = rows((0, "A"), (1, "B"), (2, "C"))
    sent[2][2]["indicator"] = "Ein Zeichen"
    answer = client.post(address("plan_edit", plan), data(plan, sent))
    assert answer.status_code == 422
    assert "Ein Zeichen" in answer.text


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


# --- advice, parts, agreeing ---


def test_advice_is_given_while_typing_and_keeps_nothing(client, plan):
    sent = rows((0, "Alles wird besser."))
    answer = client.post(address("plan_advice", plan), data(plan, sent))
    assert f'data-for="{sent[0][0]}"' in answer.text
    assert "„besser“" in answer.text
    assert not plan.goal_set.exists()
    assert not Draft.objects.exists()


def test_social_space_answers_find_the_offer_by_its_name(client, case, plan):
    space = make_space(district=case.district)
    offer = make_offer(name="Lesecafé", institution=make_institution(social_space=space))
    label = f"Lesecafé ({offer.institution.name})"
    sent = {"_version": plan.version, "used-0": label, "missing-0": "Schwimmkurs"}
    assert label in client.get(address("plan_space", plan)).text
    assert client.post(address("plan_space", plan), sent).status_code == 302
    found = set(plan.spaceanswer_set.values_list("question", "offer_id", "text"))
    assert found == {("used", offer.pk, ""), ("missing", None, "Schwimmkurs")}
    page = client.get(address("plan", plan)).text
    assert "Lesecafé" in page
    assert "Schwimmkurs" in page


def test_none_and_an_offer_contradict_each_other_at_the_field(client, plan):
    sent = {"_version": plan.version, "used-0": "Jugendtreff", "no_ordinary_offers": "on"}
    answer = client.post(address("plan_space", plan), sent)
    assert answer.status_code == 422
    assert "Jugendtreff" in answer.text


def test_dissent_stays_visible(client, case, plan):
    goal, ada = make_goal(plan), make_person(case, role="parent", given_name="Ada")
    name = f"ziel-{goal.pk}-{ada.pk}"
    sent = {
        "_version": plan.version,
        f"alle-{plan.young_person_id}": "consent",
        name: "dissent",
        f"{name}-note": "Zu schnell",
    }
    assert client.post(address("plan_consents", plan), sent).status_code == 302
    assert set(GoalConsent.objects.values_list("answer", flat=True)) == {"consent", "dissent"}
    agree(plan)
    page = client.get(address("plan", plan)).text
    assert "Ada Beispiel stimmt nicht zu" in page
    assert "Zu schnell" in page


def test_agreeing_shows_what_is_open_and_asks_why(client, plan):
    SupportPlan.objects.filter(pk=plan.pk).update(no_missing_offers=False)
    plan.refresh_from_db()
    make_goal(plan, text="Alles wird besser.")
    page = client.get(address("plan_agree", plan)).text
    assert "Alles wird besser." in page
    assert "Welche Angebote würden helfen und fehlen?" in page
    sent = {"_version": plan.version, "reason": "Wir fangen klein an."}
    assert client.post(address("plan_agree", plan), sent).status_code == 422
    SupportPlan.objects.filter(pk=plan.pk).update(no_missing_offers=True)
    plan.refresh_from_db()
    sent["_version"] = plan.version
    assert client.post(address("plan_agree", plan), {**sent, "reason": ""}).status_code == 422
    assert client.post(address("plan_agree", plan), sent).status_code == 302
    plan.refresh_from_db()
    assert plan.state == "agreed"
    assert "Wir fangen klein an." in client.get(address("plan", plan)).text
    assert (
        client.post(address("plan_in_force", plan), {"_version": plan.version}).status_code == 302
    )
    plan.refresh_from_db()
    assert plan.state == "in_force"


# --- review, next version, comparison ---


def test_review_next_version_and_comparison(client, case, plan):
    goal, gone = make_goal(plan, text="Mika geht um 7 Uhr."), make_goal(plan, text="Entfällt")
    step = make_step(make_goal(plan, goal, text="Üben"))
    agree(plan, in_force=True)
    conference = make_conference(case, young_person=plan.young_person)
    sent = {
        "reviewed_on": "2025-06-02",
        f"ziel-{goal.pk}-attainment": "1",
        f"ziel-{goal.pk}-evidence": "Vier Kreuze",
        f"ziel-{goal.pk}-consequence": "change",
        f"ziel-{gone.pk}-attainment": "-2",
        f"ziel-{gone.pk}-consequence": "drop",
    }
    url = address("plan_review", plan) + f"?gespraech={conference.pk}"
    assert client.post(url, sent).status_code == 302
    assert set(GoalReview.objects.values_list("attainment", "conference")) == {
        (1, conference.pk),
        (-2, conference.pk),
    }
    assert client.post(url, sent).status_code == 409
    assert client.post(address("plan_step_done", plan, step.pk)).status_code == 302
    assert StepDone.objects.get().done_on == timezone.localdate()
    page = client.get(address("plan", plan)).text
    assert "Vier Kreuze" in page
    assert '<svg class="plan-chart"' in page

    period = {"period_from": "2025-12-01", "period_until": "2026-06-01"}
    assert client.post(address("plan_next", plan), period).status_code == 302
    grown = SupportPlan.objects.get(number=2)
    first = service.lines_of(grown)[0]
    service.save_plan(
        actor=plan.created_by,
        plan=grown,
        changes={},
        lines=[replace(first, text="Mika geht um 6 Uhr.")],
        version=grown.version,
        now=timezone.now(),
    )
    page = client.get(address("plan_compare", grown)).text
    assert "<del>7</del>" in page
    assert "<ins>6</ins>" in page
    assert "nicht mehr dabei" in page
    assert client.get(address("plan_compare", plan) + "?mit=2").status_code == 200
    assert client.get(address("plan_compare", plan) + "?mit=nichts").status_code == 200


def test_a_conference_of_somebody_else_is_not_found(client, case, plan):
    agree(plan, in_force=True)
    url = address("plan_review", plan) + f"?gespraech={make_conference(case).pk}"
    assert client.get(url).status_code == 404


def test_an_entrusted_will_is_shown_to_its_author_alone(client, case, plan):
    other = make_caseworker(case.district)
    will = make_statement(case, plan.young_person, text="ein Geheimnis")
    make_goal(plan, will=will)
    assert "ein Geheimnis" in client.get(address("plan", plan)).text
    type(will).objects.filter(pk=will.pk).update(entrusted=True)
    case.deputy = other
    case.save()
    client.force_login(other)
    for view in ("plan", "plan_edit", "talk_plan"):
        assert "ein Geheimnis" not in client.get(address(view, plan)).text


def test_the_page_of_a_plan_needs_as_many_queries_for_many_goals(client, case, plan):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as context:
            assert client.get(address("plan", plan)).status_code == 200
        return len(context)

    def grow(count):
        for _number in range(count):
            top = make_goal(plan, will=make_statement(case, plan.young_person))
            make_step(make_goal(plan, top), owner=plan.young_person)
            GoalConsent.objects.create(
                plan=plan, goal=top, person=plan.young_person, answer="consent"
            )

    grow(2)
    queries()
    few = queries()
    grow(8)
    assert queries() <= few


def test_the_section_of_the_case_lists_the_versions(client, case, plan):
    agree(plan, in_force=True)
    page = client.get(reverse("cases:case", args=[case.pk])).text
    assert address("plan", plan) in page
    assert TODAY.strftime("%d.%m.%Y") in page

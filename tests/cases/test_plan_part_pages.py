"""Pages beside the plan editor: advice, social space, consent, agreeing, review, comparison."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import GoalConsent, GoalReview, StepDone, SupportPlan
from cases.services import plans as service
from sro.ui.models import Draft
from tests.cases.factories import (
    TODAY,
    agree,
    make_caseworker,
    make_conference,
    make_goal,
    make_person,
    make_statement,
    make_step,
)
from tests.cases.plan_editor import address, data, rows
from tests.networks.factories import make_institution, make_offer, make_space

pytestmark = pytest.mark.django_db


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

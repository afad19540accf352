"""Social-space answers, consents and sections of a plan, as they are written down."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cases.models import (
    Custody,
    GoalConsent,
    SpaceAnswer,
)
from cases.services import plan_agreeing as agreeing
from cases.services import plan_answers as answers
from cases.services.plan_answers import ConsentLine, SectionLine, SpaceLine
from sro.records import StaleRecord
from tests.cases.factories import (
    NOW,
    TODAY,
    make_goal,
    make_person,
    make_plan,
    make_support,
)
from tests.networks.factories import make_offer
from tests.networks.factories_providers import make_support_type

pytestmark = pytest.mark.django_db


def support_type(legal_basis, setting):
    kind = make_support_type()
    kind.legal_basis, kind.setting = legal_basis, setting
    kind.save()
    return kind


def save_space(plan, worker, lines, used=False, missing=False, version=None):
    return answers.save_space_answers(
        actor=worker,
        plan=plan,
        answers=lines,
        no_ordinary_offers=used,
        no_missing_offers=missing,
        version=version or plan.version,
        now=NOW,
    )


def test_social_space_answers_are_written_as_they_stand(worker, plan):
    offer = make_offer()
    first = [SpaceLine("used", offer.pk), SpaceLine("missing", text="Schwimmkurs am Nachmittag")]
    plan = save_space(plan, worker, first)
    kept = SpaceAnswer.objects.get(offer=offer).pk
    plan = save_space(plan, worker, [first[0], SpaceLine("used", text="Nachbarin")], missing=True)
    assert SpaceAnswer.objects.get(offer=offer).pk == kept
    assert set(SpaceAnswer.objects.values_list("question", "text")) == {
        ("used", ""),
        ("used", "Nachbarin"),
    }
    assert plan.no_missing_offers
    assert agreeing.unanswered(plan) == []


def test_an_offer_and_none_contradict_each_other(worker, plan):
    with pytest.raises(ValidationError):
        save_space(plan, worker, [SpaceLine("used", text="Jugendtreff")], used=True)


def test_social_space_answers_notice_two_people(worker, plan):
    save_space(plan, worker, [], used=True)
    with pytest.raises(StaleRecord):
        save_space(plan, worker, [], used=True)


def test_consent_and_dissent_of_each_person_to_each_goal(worker, case, plan):
    goal, ada = make_goal(plan), make_person(case, role="parent")
    lines = [
        ConsentLine(goal.pk, plan.young_person_id, "consent"),
        ConsentLine(goal.pk, ada.pk, "dissent", "Das geht mir zu schnell."),
    ]
    plan = answers.save_consents(
        actor=worker, plan=plan, answers=lines, version=plan.version, now=NOW
    )
    assert {(c.person_id, c.answer) for c in goal.consents.all()} == {
        (plan.young_person_id, "consent"),
        (ada.pk, "dissent"),
    }
    changed = [ConsentLine(goal.pk, ada.pk, "open"), ConsentLine(goal.pk, plan.young_person_id)]
    answers.save_consents(actor=worker, plan=plan, answers=changed, version=plan.version, now=NOW)
    assert goal.consents.get().answer == "open"


def test_consents_of_strangers_or_to_strange_goals_are_refused(worker, plan):
    goal = make_goal(plan)
    for line in [
        ConsentLine(goal.pk, make_person().pk, "consent"),
        ConsentLine(make_goal(make_plan(plan.case)).pk, plan.young_person_id, "consent"),
        ConsentLine(goal.pk, plan.young_person_id, "", "Notiz ohne Antwort"),
    ]:
        with pytest.raises(ValidationError):
            answers.save_consents(
                actor=worker, plan=plan, answers=[line], version=plan.version, now=NOW
            )


def test_those_asked_are_the_young_people_and_who_holds_custody(case, plan):
    ada, ben = make_person(case, role="parent"), make_person(case, role="parent")
    sibling = make_person(case)
    plan.also_for.set([sibling])
    assert set(agreeing.participants(plan, TODAY)) == {plan.young_person, sibling, ada, ben}
    Custody.objects.create(case=case, child=plan.young_person, holder=ada, kind="sole")
    assert set(agreeing.participants(plan, TODAY)) == {plan.young_person, sibling, ada}
    goal = make_goal(plan)
    GoalConsent.objects.create(plan=plan, goal=goal, person=ben, answer="dissent")
    assert ben in agreeing.participants(plan, TODAY)


def test_sections_are_written_and_emptied(worker, plan):
    def save(plan, *lines):
        return answers.save_sections(
            actor=worker, plan=plan, sections=lines, version=plan.version, now=NOW
        )

    plan = save(plan, SectionLine("37c", "Rückkehr im Sommer", "Mutter", date(2025, 9, 1)))
    assert plan.plansection_set.get().with_whom == "Mutter"
    plan = save(plan, SectionLine("37c", "Bleibt in der Pflegefamilie"))
    assert plan.plansection_set.get().text == "Bleibt in der Pflegefamilie"
    with pytest.raises(ValidationError):
        save(plan, SectionLine("37c", "", "Mutter"))
    plan = save(plan, SectionLine("37c"))
    assert not plan.plansection_set.exists()


def test_sections_follow_the_supports_too(worker, case, plan):
    kind = support_type("§ 41 SGB VIII", "ambulatory")
    make_support(case, plan.young_person, plan=plan, support_type=kind)
    assert agreeing.called_sections(plan, TODAY) == ("36b", "41a")

"""Agreeing a plan, what belongs to it, reviews; what the database itself refuses."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from cases.models import (
    Custody,
    DevelopmentReport,
    Goal,
    GoalConsent,
    GoalReview,
    GoalShare,
    PlanSection,
    SpaceAnswer,
    StepDone,
    SupportPlan,
)
from cases.services import plan_agreeing as agreeing
from cases.services import plan_answers as answers
from cases.services import plans, reviews
from cases.services.plan_answers import ConsentLine, SectionLine, SpaceLine
from cases.services.reviews import Judged
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    agree,
    make_case,
    make_caseworker,
    make_conference,
    make_goal,
    make_person,
    make_plan,
    make_report,
    make_statement,
    make_step,
    make_support,
    make_team_lead,
)
from tests.networks.factories import make_offer
from tests.networks.factories_providers import make_support_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return make_caseworker()


@pytest.fixture
def case(worker):
    return make_case(worker)


@pytest.fixture
def plan(case):
    return make_plan(case)


def support_type(legal_basis, setting):
    kind = make_support_type()
    kind.legal_basis, kind.setting = legal_basis, setting
    kind.save()
    return kind


def agree_it(plan, worker, reason="", **changes):
    values = {"version": plan.version, "now": NOW, "today": TODAY, **changes}
    return agreeing.agree_plan(actor=worker, plan=plan, reason=reason, **values)


def sound(plan):
    """A goal the check has nothing to say to, with everybody's consent."""
    will = make_statement(plan.case, plan.young_person)
    goal = make_goal(
        plan,
        text="Mika geht jeden Morgen gern zur Schule.",
        will=will,
        indicator="Mika erzählt abends eine Sache aus der Schule",
        own_contribution="Stellt sich den Wecker",
    )
    GoalConsent.objects.create(plan=plan, goal=goal, person=plan.young_person, answer="consent")
    return goal


# --- agreeing -----------------------------------------------------------------------------------


def test_a_plan_without_open_points_is_agreed_without_a_reason(worker, plan):
    sound(plan)
    assert agreeing.points_of(plan, TODAY) == []
    agreed = agree_it(plan, worker)
    assert (agreed.state, agreed.agreed_by, agreed.agreed_at) == ("agreed", worker, NOW)
    assert agreed.open_points_reason == ""


def test_open_points_need_a_reason_and_are_no_obstacle_with_one(worker, plan):
    make_goal(plan, text="Alles wird besser.", owner=None)
    with pytest.raises(ValidationError) as refused:
        agree_it(plan, worker, "  ")
    assert "reason" in refused.value.error_dict
    agreed = agree_it(plan, worker, "Die Mutter will zuerst anfangen.")
    assert agreed.open_points_reason == "Die Mutter will zuerst anfangen."


def test_each_kind_of_open_point_is_named(worker, case, plan):
    assert [p.code for p in agreeing.points_of(plan, TODAY)] == ["no_goals"]
    ada = make_person(case, role="parent", given_name="Ada")
    make_goal(plan, text="Mika schlägt niemanden.")
    plan.support_types.set([support_type("§ 34 SGB VIII", "residential")])
    found = agreeing.points_of(plan, TODAY)
    assert [p.code for p in found] == ["advice", "not_asked", "section"]
    assert found[0].text == "Mika schlägt niemanden."
    assert {a.code for a in found[0].advice} == {"negative", "will_missing"}
    assert ada.name in found[1].text
    assert plan.young_person.name in found[1].text
    assert found[2].text == "37c"


def test_without_social_space_answers_nothing_is_agreed(worker, plan):
    sound(plan)
    for field in ("no_ordinary_offers", "no_missing_offers"):
        SupportPlan.objects.filter(pk=plan.pk).update(
            no_ordinary_offers=True, no_missing_offers=True
        )
        SupportPlan.objects.filter(pk=plan.pk).update(**{field: False})
        plan.refresh_from_db()
        with pytest.raises(NotPossible):
            agree_it(plan, worker, "Eilt.")
        # The database says the same to whoever goes past the service.
        with pytest.raises(IntegrityError, match="social-space"), transaction.atomic():
            SupportPlan.objects.filter(pk=plan.pk).update(state="agreed", agreed_at=NOW)
    assert agreeing.unanswered(plan) == ["missing"]


def test_a_stale_agreement_is_refused(worker, plan):
    sound(plan)
    with pytest.raises(StaleRecord):
        agree_it(plan, worker, version=plan.version - 1)


def test_strangers_agree_nothing(worker, case, plan):
    with pytest.raises(PermissionDenied):
        agree_it(plan, make_caseworker(case.district))


def test_the_team_lead_may_stand_in(case, plan):
    sound(plan)
    assert agree_it(plan, make_team_lead(case.district)).state == "agreed"


def test_the_new_version_replaces_the_last_one_and_keeps_what_is_shared(worker, case, plan):
    goal = make_goal(plan)
    agree(plan, in_force=True)
    support = make_support(case, plan.young_person, state="running")
    ended = make_support(case, plan.young_person, state="proposed")
    for each in (support, ended):
        GoalShare.objects.create(goal=goal, support=each, author=worker)
    grown = plans.grow_plan(
        actor=worker,
        plan=plan,
        period_from=date(2025, 12, 1),
        period_until=date(2026, 6, 1),
        now=NOW,
    )
    with pytest.raises(NotPossible):
        agreeing.put_in_force(actor=worker, plan=grown, version=grown.version, now=NOW)
    grown = agree_it(grown, worker, "Weiter wie bisher.")
    grown = agreeing.put_in_force(actor=worker, plan=grown, version=grown.version, now=NOW)
    plan.refresh_from_db()
    assert (grown.state, plan.state, plan.superseded_at) == ("in_force", "superseded", NOW)
    shared = GoalShare.objects.filter(support=support)
    assert [share.goal.plan for share in shared] == [grown]
    assert GoalShare.objects.get(support=ended).goal == goal


def test_goals_somebody_is_reporting_on_stay_shared_until_the_report_is_handed_in(
    worker, case, plan
):
    goal = make_goal(plan)
    agree(plan, in_force=True)
    support = make_support(case, plan.young_person, state="running")
    GoalShare.objects.create(goal=goal, support=support, author=worker)
    report = make_report(support)

    def grow(plan, month):
        grown = plans.grow_plan(
            actor=worker,
            plan=plan,
            period_from=date(2025, month, 1),
            period_until=date(2026, month, 1),
            now=NOW,
        )
        grown = agree_it(grown, worker, "Weiter wie bisher.")
        return agreeing.put_in_force(actor=worker, plan=grown, version=grown.version, now=NOW)

    def seen():
        return set(GoalShare.objects.filter(support=support).values_list("goal__plan", flat=True))

    second = grow(plan, 7)
    assert seen() == {plan.pk, second.pk}
    DevelopmentReport.objects.filter(pk=report.pk).update(
        state="submitted", submitted_at=NOW, submitted_by=worker
    )
    third = grow(second, 9)
    assert seen() == {third.pk}


# --- what the database keeps --------------------------------------------------------------------


@pytest.mark.parametrize("in_force", [False, True])
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE cases_supportplan SET need = 'anders' WHERE id = %(plan)s",
        "UPDATE cases_supportplan SET state = 'draft' WHERE id = %(plan)s",
        "DELETE FROM cases_supportplan WHERE id = %(plan)s",
        "UPDATE cases_goal SET text = 'anders' WHERE plan_id = %(plan)s",
        "DELETE FROM cases_goalconsent WHERE plan_id = %(plan)s",
        "UPDATE cases_goalconsent SET answer = 'consent' WHERE plan_id = %(plan)s",
        "UPDATE cases_actionstep SET text = 'anders' WHERE plan_id = %(plan)s",
        "UPDATE cases_spaceanswer SET text = 'anders' WHERE plan_id = %(plan)s",
        "UPDATE cases_plansection SET text = 'anders' WHERE plan_id = %(plan)s",
    ],
)
def test_no_sql_alters_an_agreed_version(plan, sql, in_force):
    goal = make_goal(plan)
    make_step(make_goal(plan, goal))
    GoalConsent.objects.create(plan=plan, goal=goal, person=plan.young_person, answer="dissent")
    SpaceAnswer.objects.create(plan=plan, question="used", text="Jugendtreff")
    PlanSection.objects.create(plan=plan, section="37c", text="Rückkehr")
    agree(plan, in_force=in_force)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, {"plan": plan.pk})


def test_no_goal_is_added_to_an_agreed_version(plan):
    agree(plan)
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
        make_goal(plan)


# --- social space, consent, sections --------------------------------------------------------------


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


# --- reviews --------------------------------------------------------------------------------------


def review(plan, worker, *judged, **values):
    return reviews.save_reviews(
        actor=worker,
        plan=plan,
        reviewed_on=TODAY,
        judgements=judged,
        now=NOW,
        **values,
    )


def test_goals_are_reviewed_at_a_conference_and_changed_there(worker, case, plan):
    goal, other = make_goal(plan), make_goal(plan)
    agree(plan, in_force=True)
    conference = make_conference(case, young_person=plan.young_person)
    [row] = review(
        plan,
        worker,
        Judged(goal.pk, 1, "Vier Kreuze in der Woche"),
        Judged(other.pk, None),
        conference=conference,
    )
    assert (row.attainment, row.conference, row.author) == (1, conference, worker)
    review(plan, worker, Judged(goal.pk, 2, "Fünf", "done", row.version), conference=conference)
    row.refresh_from_db()
    assert (row.attainment, row.consequence) == (2, "done")
    with pytest.raises(StaleRecord):
        review(plan, worker, Judged(goal.pk, -1, version=1), conference=conference)


def test_what_cannot_be_reviewed(worker, case, plan):
    goal = make_goal(plan)
    with pytest.raises(NotPossible):
        review(plan, worker, Judged(goal.pk, 0))
    agree(plan, in_force=True)
    with pytest.raises(ValidationError):
        review(plan, worker, Judged(goal.pk, 3))
    with pytest.raises(ValidationError):
        review(plan, worker, Judged(goal.pk, None, "Gesehen, aber nicht eingeschätzt"))
    with pytest.raises(ValidationError):
        review(plan, worker, Judged(goal.pk + 1000, 0))
    with pytest.raises(ValidationError):
        review(plan, worker, Judged(goal.pk, 0), conference=make_conference(case))
    with pytest.raises(PermissionDenied):
        review(plan, make_caseworker(case.district), Judged(goal.pk, 0))
    assert not GoalReview.objects.exists()


def test_a_step_is_done_once_and_can_be_taken_back(worker, plan):
    step = make_step(make_goal(plan, make_goal(plan)))
    agree(plan, in_force=True)
    values = {"actor": worker, "step": step, "now": NOW}
    first = reviews.note_step_done(done_on=TODAY, today=TODAY, **values)
    assert reviews.note_step_done(done_on=TODAY, today=TODAY, **values) == first
    with pytest.raises(ValidationError):
        reviews.note_step_done(done_on=date(2025, 6, 3), today=TODAY, **values)
    reviews.take_back_step(**values)
    reviews.take_back_step(**values)
    assert not StepDone.objects.exists()


def test_origins_are_unique_within_a_version(plan):
    origin = uuid4()
    make_goal(plan, origin=origin)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_goal(plan, origin=origin)
    assert Goal.objects.count() == 1

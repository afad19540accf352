"""Agreeing a plan and putting it in force; what the database itself refuses."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from cases.models import (
    DevelopmentReport,
    GoalConsent,
    GoalShare,
    PlanSection,
    SpaceAnswer,
    SupportPlan,
)
from cases.services import plan_agreeing as agreeing
from cases.services import plans
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    agree,
    make_caseworker,
    make_goal,
    make_person,
    make_report,
    make_statement,
    make_step,
    make_support,
    make_team_lead,
)
from tests.networks.factories_providers import make_support_type

pytestmark = pytest.mark.django_db


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

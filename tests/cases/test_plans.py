"""Support plans: writing a draft in one go, growing the next version, who may."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import ActionStep, Goal, GoalReview, StepDone, SupportPlan
from cases.rules.plan_lines import PlanLine
from cases.services import plans as service
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    agree,
    make_case,
    make_caseworker,
    make_goal,
    make_map,
    make_person,
    make_plan,
    make_resource,
    make_statement,
    make_step,
)
from tests.networks.factories_providers import make_support_type

pytestmark = pytest.mark.django_db

UNTIL = date(2025, 12, 1)
NEXT = {"period_from": date(2025, 12, 1), "period_until": date(2026, 6, 1)}


@pytest.fixture
def worker():
    return make_caseworker()


@pytest.fixture
def case(worker):
    return make_case(worker)


@pytest.fixture
def plan(case):
    return make_plan(case)


def line(depth, text, **values):
    return PlanLine(str(uuid4()), depth, text, **values)


def save(plan, worker, lines, changes=None, version=None):
    return service.save_plan(
        actor=worker,
        plan=plan,
        changes=changes or {},
        lines=lines,
        version=plan.version if version is None else version,
        now=NOW,
    )


# --- beginning ----------------------------------------------------------------------------------


def test_the_first_draft_is_begun_for_a_young_person_of_the_case(worker, case):
    mika, lena = make_person(case), make_person(case)
    plan = service.start_plan(
        actor=worker,
        case=case,
        young_person=mika,
        also_for=[lena],
        period_from=TODAY,
        period_until=UNTIL,
        now=NOW,
    )
    assert (plan.number, plan.state, plan.created_by) == (1, "draft", worker)
    assert list(plan.also_for.all()) == [lena]
    assert Entry.objects.get(action="supportplan.created").object_id == str(plan.pk)


def test_a_plan_is_not_made_for_strangers_nor_twice(worker, case, plan):
    values = {"period_from": TODAY, "period_until": UNTIL, "now": NOW}
    with pytest.raises(ValidationError):
        service.start_plan(actor=worker, case=case, young_person=make_person(), **values)
    with pytest.raises(NotPossible):
        service.start_plan(actor=worker, case=case, young_person=plan.young_person, **values)


def test_colleagues_who_do_not_work_on_the_case_write_nothing(worker, case, plan):
    colleague = make_caseworker(case.district)
    with pytest.raises(PermissionDenied):
        service.start_plan(
            actor=colleague,
            case=case,
            young_person=make_person(case),
            period_from=TODAY,
            period_until=UNTIL,
            now=NOW,
        )
    with pytest.raises(PermissionDenied):
        save(plan, colleague, [])


# --- writing ------------------------------------------------------------------------------------


def test_head_and_outline_are_written_in_one_go(worker, case, plan):
    will = make_statement(case, plan.young_person)
    oma = make_resource(make_map(case, plan.young_person))
    kind = make_support_type()
    lines = [
        line(0, "Mika geht gern zur Schule.", owner_id=plan.young_person_id, will_id=will.pk),
        line(
            1,
            "Mika steht um 6:30 Uhr auf.",
            owner_name="Mika",
            indicator="Fünf Kreuze in der Woche",
            own_contribution="Stellt den Wecker",
            due_on=date(2025, 9, 1),
            resource_ids=frozenset({oma.pk}),
        ),
        line(2, "Mika kauft einen Wecker.", due_on=date(2025, 6, 10)),
        line(0, "Wir essen abends zusammen.", owner_name="Familie"),
    ]
    saved = save(plan, worker, lines, {"need": "Ruhe am Morgen.", "support_types": [kind]})
    assert saved.need == "Ruhe am Morgen."
    assert list(saved.support_types.all()) == [kind]
    assert service.lines_of(saved) == lines
    step = ActionStep.objects.get()
    assert step.goal.text == "Mika steht um 6:30 Uhr auf."
    assert step.goal.parent.text == "Mika geht gern zur Schule."
    assert saved.version > plan.version
    entry = Entry.objects.get(action="supportplan.updated")
    assert entry.details == {"fields": ["need", "support_types"], "rows": 4}


def test_goals_move_change_levels_and_go(worker, plan):
    a, b, c, d = line(0, "A"), line(1, "B"), line(2, "C"), line(0, "D")
    plan = save(plan, worker, [a, b, c, d])
    # D becomes an action goal before B, B becomes a step of it, C goes.
    moved = [a, replace(d, depth=1), replace(b, depth=2)]
    plan = save(plan, worker, moved)
    assert service.lines_of(plan) == moved
    assert Goal.objects.count() == 2
    back = [a, replace(b, depth=1)]
    assert service.lines_of(save(plan, worker, back)) == back
    assert ActionStep.objects.count() == 0


def test_blank_lines_are_left_out(worker, plan):
    plan = save(plan, worker, [line(0, "A"), line(1, "")])
    assert [each.text for each in service.lines_of(plan)] == ["A"]


@pytest.mark.parametrize("depths", [[1], [0, 2], [2], [0, 1, 2, 0, 2]])
def test_an_outline_that_does_not_hold_together_is_refused(worker, plan, depths):
    with pytest.raises(ValidationError):
        save(plan, worker, [line(depth, f"Zeile {n}") for n, depth in enumerate(depths)])
    assert not Goal.objects.exists()


def test_a_line_with_facts_but_no_words_is_refused(worker, plan):
    with pytest.raises(ValidationError):
        save(plan, worker, [line(0, "", owner_name="Mika")])


def test_nothing_of_another_family_is_linked(worker, plan):
    other = make_case(worker)
    will = make_statement(other)
    resource = make_resource(make_map(other))
    for values in [
        {"owner_id": make_person(other).pk},
        {"will_id": will.pk},
        {"resource_ids": frozenset({resource.pk})},
    ]:
        with pytest.raises(ValidationError):
            save(plan, worker, [line(0, "Mika geht gern zur Schule.", **values)])
    with pytest.raises(ValidationError):
        save(plan, worker, [], {"also_for": [make_person(other)]})


def test_an_entrusted_will_is_not_linked(worker, case, plan):
    will = make_statement(case, entrusted=True)
    with pytest.raises(ValidationError):
        save(plan, worker, [line(0, "Mika geht gern zur Schule.", will_id=will.pk)])


def test_a_stale_save_writes_nothing(worker, plan):
    fresh = save(plan, worker, [line(0, "Von der einen Fachkraft")])
    with pytest.raises(StaleRecord) as stale:
        save(plan, worker, [line(0, "Von der anderen")], version=plan.version)
    assert stale.value.current.version == fresh.version
    assert [each.text for each in service.lines_of(fresh)] == ["Von der einen Fachkraft"]


def test_changing_only_goals_raises_the_version_too(worker, plan):
    first = save(plan, worker, [line(0, "A")])
    second = save(first, worker, [line(0, "B")])
    assert plan.version < first.version < second.version


def test_an_agreed_plan_is_not_written_any_more(worker, plan):
    agree(plan)
    with pytest.raises(NotPossible):
        save(plan, worker, [line(0, "A")])


def test_in_a_closed_case_nothing_is_written(worker, case, plan):
    case.state, case.closed_on = "closed", TODAY
    case.save()
    with pytest.raises(NotPossible):
        save(plan, worker, [line(0, "A")])


def test_a_draft_can_be_discarded_an_agreed_version_cannot(worker, case, plan):
    make_step(make_goal(plan, make_goal(plan)))
    service.discard_draft(actor=worker, plan=plan, version=plan.version, now=NOW)
    assert not SupportPlan.objects.exists()
    kept = agree(make_plan(case))
    with pytest.raises(NotPossible):
        service.discard_draft(actor=worker, plan=kept, version=kept.version, now=NOW)


# --- the next version -----------------------------------------------------------------------------


def review(goal, consequence, day=TODAY):
    return GoalReview.objects.create(
        goal=goal,
        reviewed_on=day,
        attainment=0,
        consequence=consequence,
        author=goal.plan.created_by,
    )


def test_the_next_version_grows_from_the_review(worker, case, plan):
    kind = make_support_type()
    plan.support_types.set([kind])
    stays = make_goal(plan, text="bleibt", indicator="Kreuze", due_on=date(2026, 1, 10))
    below = make_goal(plan, stays, text="bleibt auch", position=1, due_on=date(2025, 9, 1))
    done = make_step(below, text="erledigt", position=2)
    make_step(below, text="offen", position=3)
    reached = make_goal(plan, text="erreicht", position=4)
    make_goal(plan, reached, text="darunter", position=5)
    dropped = make_goal(plan, text="fallen gelassen", position=6)
    plan.spaceanswer_set.create(question="used", text="Jugendtreff")
    plan.plansection_set.create(section="37c", text="Rückkehr im Sommer")
    stays.consents.create(plan=plan, person=plan.young_person, answer="consent")
    agree(plan, in_force=True)
    StepDone.objects.create(step=done, done_on=TODAY, author=worker)
    review(stays, "drop", date(2025, 5, 1))
    review(stays, "change")
    review(reached, "done")
    review(dropped, "drop")

    grown = service.grow_plan(actor=worker, plan=plan, now=NOW, **NEXT)
    assert (grown.number, grown.previous, grown.state) == (2, plan, "draft")
    assert grown.need == plan.need
    assert list(grown.support_types.all()) == [kind]
    lines = service.lines_of(grown)
    assert [(each.depth, each.text) for each in lines] == [
        (0, "bleibt"),
        (1, "bleibt auch"),
        (2, "offen"),
    ]
    assert lines[0].key == str(stays.origin)
    assert lines[0].indicator == "Kreuze"
    # Only a day of the new period is taken over.
    assert [each.due_on for each in lines] == [date(2026, 1, 10), None, None]
    assert grown.spaceanswer_set.get().text == "Jugendtreff"
    assert grown.plansection_set.get().text == "Rückkehr im Sommer"
    # What people say is asked anew.
    assert not grown.goalconsent_set.exists()


def test_there_is_one_next_version_and_none_of_a_draft(worker, plan):
    with pytest.raises(NotPossible):
        service.grow_plan(actor=worker, plan=plan, now=NOW, **NEXT)
    agree(plan, in_force=True)
    service.grow_plan(actor=worker, plan=plan, now=NOW, **NEXT)
    with pytest.raises(NotPossible):
        service.grow_plan(actor=worker, plan=plan, now=NOW, **NEXT)


def test_growing_alters_nothing_of_the_older_version(worker, plan):
    goal = make_goal(plan)
    agree(plan, in_force=True)
    before = (SupportPlan.objects.values().get(pk=plan.pk), Goal.objects.values().get(pk=goal.pk))
    grown = service.grow_plan(actor=worker, plan=plan, now=NOW, **NEXT)
    save(grown, worker, [replace(service.lines_of(grown)[0], text="neu gesagt")])
    after = (SupportPlan.objects.values().get(pk=plan.pk), Goal.objects.values().get(pk=goal.pk))
    assert before == after

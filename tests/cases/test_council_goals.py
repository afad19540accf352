"""The family's plan becomes goals: in its words, once, and to be undone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from cases.models import (
    Goal,
    SupportPlan,
)
from cases.rules.plan_lines import PlanLine
from cases.services import council_goals, council_plans
from cases.services.plans import lines_of, save_plan
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_person,
    make_plan,
)
from tests.cases.factories_councils import Life

pytestmark = pytest.mark.django_db


@pytest.fixture
def life():
    return Life()


def taken(life, **more):
    values = {"actor": life.worker, "council": life.council, "young_person": life.child, "now": NOW}
    return council_goals.take_over(**{**values, **more})


def test_the_family_s_plan_becomes_goals_with_the_family_as_owner(life):
    life.accepted()
    plan = taken(life)
    told = [
        (line.depth, line.text, line.owner_id, line.owner_name, line.due_on)
        for line in lines_of(plan)
    ]
    family = _("the whole family")
    assert told == [
        (0, "Mika lebt gut zu Hause.", None, family, None),
        (1, "Mika kommt gut heim", None, family, None),
        (2, "Oma holt Mika ab", None, "Oma", TODAY + timedelta(days=9)),
        (1, "Mika ruft an", life.child.pk, "", None),
    ]
    assert list(council_goals.councils_behind(life.worker, plan)) == [life.council]


def test_taking_over_twice_does_it_once(life):
    life.accepted()
    plan = taken(life)
    assert taken(life) == plan
    assert Goal.objects.count() == 3


def test_what_stands_in_the_draft_stays_and_taking_out_brings_it_back(life):
    life.accepted()
    draft = make_plan(life.case, life.child)
    own = Goal.objects.create(plan=draft, level="direction", text="Schon da", origin=uuid4())
    plan = taken(life)
    assert plan == draft
    back = council_goals.take_back(
        actor=life.worker, council=life.council, plan=plan, version=plan.version, now=NOW
    )
    assert [line.text for line in lines_of(back)] == ["Schon da"]
    assert list(Goal.objects.values_list("pk", flat=True)) == [own.pk]
    assert taken(life).goal_set.count() == 4


def test_goals_of_others_below_the_family_s_are_not_lost(life):
    life.accepted()
    plan = taken(life)
    lines = lines_of(plan)
    extra = PlanLine(str(uuid4()), 1, text="Vom Jugendamt ergänzt", owner_name="Amt")
    plan = save_plan(
        actor=life.worker,
        plan=plan,
        changes={},
        lines=[*lines, extra],
        version=plan.version,
        now=NOW,
    )
    with pytest.raises(NotPossible):
        council_goals.take_back(
            actor=life.worker, council=life.council, plan=plan, version=plan.version, now=NOW
        )
    assert plan.goal_set.count() == 4


def test_only_an_accepted_plan_and_only_the_office_takes_it_over(life):
    life.planned()
    with pytest.raises(NotPossible):
        taken(life)
    council_plans.answer_plan(accepted=True, **life.by())
    with pytest.raises(PermissionDenied):
        taken(life, actor=life.coordinator)
    with pytest.raises(ValidationError):
        taken(life, young_person=make_person(make_case()))
    assert not SupportPlan.objects.exists()


def test_a_stale_tab_takes_nothing_out(life):
    life.accepted()
    plan = taken(life)
    with pytest.raises(StaleRecord):
        council_goals.take_back(
            actor=life.worker, council=life.council, plan=plan, version=plan.version - 1, now=NOW
        )

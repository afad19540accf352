"""Goals looked at together at a conference, and steps that are done."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cases.models import (
    Goal,
    GoalReview,
    StepDone,
)
from cases.services import reviews
from cases.services.reviews import Judged
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    agree,
    make_caseworker,
    make_conference,
    make_goal,
    make_step,
)

pytestmark = pytest.mark.django_db


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

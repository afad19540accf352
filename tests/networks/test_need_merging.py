"""Merging needs and taking it back: nothing is lost, whatever the order."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.models import Need, NeedAnswer, NeedReport
from networks.services import need_merging as service
from networks.services import needs
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.networks.factories import NOW, make_space
from tests.networks.factories_needs import make_need, take
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return person(Role.PLANNER)


@pytest.fixture
def space():
    return make_space()


def merge(planner, target, *others):
    return service.merge(
        actor=planner,
        target=target,
        target_version=Need.objects.get(pk=target.pk).version,
        others=[(need, Need.objects.get(pk=need.pk).version) for need in others],
        now=NOW,
    )


def split(planner, need):
    now = Need.objects.get(pk=need.pk)
    return service.split(actor=planner, need=now, version=now.version, now=NOW)


def picture() -> dict[str, Any]:
    """Everything that is kept of needs and reports, besides versions."""
    leave = ("version",)
    return {
        model.__name__: [
            {name: value for name, value in row.items() if name not in leave}
            for row in model.objects.order_by("pk").values()
        ]
        for model in (Need, NeedReport)
    }


def test_a_merged_need_keeps_all_it_has_and_leads_to_the_other(planner, space):
    target, other = (make_need(social_space=space) for _twice in range(2))
    take(other, "assess", planner)
    head = merge(planner, target, other)
    other.refresh_from_db()
    assert (other.state, other.merged_into, other.state_before) == ("merged", head, "assessed")
    assert other.priority == "soon"
    assert other.reports.count() == 1
    assert Need.objects.voices_of([target.pk]) == {target.pk: 2}
    assert [*Need.objects.standing()] == [head]
    assert Entry.objects.filter(action="need.merged", object_id=str(other.pk)).count() == 1


def test_whoever_reported_a_merged_need_gets_the_answers_of_the_other(planner, space):
    target, middle, last = (make_need(social_space=space) for _each in range(3))
    merge(planner, middle, last)
    merge(planner, target, middle)
    take(target, "assess", planner)
    take(target, "plan", planner)
    told = NeedAnswer.objects.values_list("report__need", "state")
    assert set(told) == {(need.pk, "planned") for need in (target, middle, last)}


def test_merging_into_a_planned_need_answers_at_once(planner, space):
    target, other = (make_need(social_space=space) for _twice in range(2))
    take(target, "assess", planner)
    take(target, "plan", planner)
    merge(planner, target, other)
    assert NeedAnswer.objects.get(report__need=other).state == "planned"
    # What they were told no longer holds; they hear of that too.
    split(planner, other)
    latest = NeedAnswer.objects.filter(report__need=other).first()
    assert (latest.state, NeedAnswer.objects.filter(report__need=other).count()) == ("reported", 2)


@pytest.mark.parametrize("assessed", [False, True])
def test_a_plan_that_gives_way_to_a_mere_report_is_told(planner, space, assessed):
    target, deep, other, third = (make_need(social_space=space) for _each in range(4))
    merge(planner, other, deep)
    take(other, "assess", planner)
    take(other, "plan", planner)
    if assessed:
        take(target, "assess", planner)
    merge(planner, target, other, third)

    def last(need):
        answer = NeedAnswer.objects.filter(report__need=need).order_by("-pk").first()
        return answer and answer.state

    now = "assessed" if assessed else "reported"
    # They were told that it is planned; of the third one nobody was told anything wrong.
    assert [last(each) for each in (other, deep, third, target)] == [now, now, None, None]
    split(planner, other)
    assert [last(each) for each in (other, deep, third)] == ["planned", "planned", None]


@pytest.mark.parametrize("state", ["reported", "assessed", "planned"])
def test_taking_it_back_restores_just_what_was_there(planner, space, state):
    target, other = make_need(social_space=space), make_need(social_space=space, state=state)
    before = picture()
    merge(planner, target, other)
    assert picture() != before
    split(planner, other)
    assert picture() == before
    with pytest.raises(NotPossible):
        split(planner, other)


def test_what_is_refused_changes_nothing(planner, space):
    target, other, closed = (make_need(social_space=space) for _each in range(3))
    elsewhere = make_need()
    take(closed, "decline", planner)
    before = picture()
    for others, refusal in (
        ([], ValidationError),
        ([target], ValidationError),
        ([other, closed], NotPossible),
        ([other, elsewhere], NotPossible),
    ):
        with pytest.raises(refusal):
            merge(planner, target, *others)
    with pytest.raises(StaleRecord):
        service.merge(actor=planner, target=target, target_version=9, others=[(other, 1)], now=NOW)
    with pytest.raises(StaleRecord):
        service.merge(actor=planner, target=target, target_version=1, others=[(other, 9)], now=NOW)
    with pytest.raises(PermissionDenied):
        merge(person(Role.TEAM_LEAD, district=space.district), target, other)
    assert picture() == before


def test_a_page_from_before_a_merge_decides_nothing(planner, space):
    target, other = (make_need(social_space=space) for _twice in range(2))
    merge(planner, target, other)
    with pytest.raises(StaleRecord):
        needs.take_step(actor=planner, need=target, step="assess", version=1, now=NOW)


def test_a_need_with_others_in_it_stays_in_its_district(planner, space):
    target, other = (make_need(social_space=space) for _twice in range(2))
    merge(planner, target, other)
    away = make_space()
    target.refresh_from_db()
    with pytest.raises(NotPossible):
        needs.change_need(
            actor=planner,
            need=target,
            changes={"social_space": away, "district": away.district},
            version=target.version,
            now=NOW,
        )


NEEDS = 5
#: Merges (target, others) in any order; those that cannot be are left out as they come.
MERGES = st.lists(
    st.tuples(
        st.integers(0, NEEDS - 1), st.lists(st.integers(0, NEEDS - 1), min_size=1, unique=True)
    ),
    min_size=1,
    max_size=4,
)
STATES = st.lists(
    st.sampled_from(["reported", "assessed", "planned"]), min_size=NEEDS, max_size=NEEDS
)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(merges=MERGES, states=STATES, order=st.randoms(use_true_random=False))
def test_merging_and_undoing_lose_nothing(planner, space, merges, states, order):
    with transaction.atomic():
        made = [
            make_need(social_space=space, state=state, budget_line=f"Zeile {number}", by=planner)
            for number, state in enumerate(states)
        ]
        before, voices = picture(), NeedReport.objects.count()
        for target, others in merges:
            open_now = set(Need.objects.open().values_list("pk", flat=True))
            chosen = [made[n] for n in others if n != target and made[n].pk in open_now]
            if made[target].pk in open_now and chosen:
                merge(planner, made[target], *chosen)
            heads = Need.objects.standing().values_list("pk", flat=True)
            # Every voice counts once, wherever its need went.
            assert sum(Need.objects.voices_of(heads).values()) == voices
        merged = list(Need.objects.filter(state="merged"))
        order.shuffle(merged)
        for need in merged:
            split(planner, need)
        assert picture() == before
        for need in made:
            events = Need.pgh_event_model.objects.filter(pgh_obj_id=need.pk).order_by("pgh_id")
            told = Entry.objects.filter(
                action__in=["need.merged", "need.split"], object_id=str(need.pk)
            )
            seen = [event.state for event in events]
            changes = sum(one != two for one, two in pairwise(seen))
            assert changes == told.count()
        transaction.set_rollback(True)

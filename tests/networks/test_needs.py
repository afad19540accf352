"""Needs: who reports, what becomes of them, who is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from networks.models import Need, NeedAnswer, NeedOrigin, NeedReport, Network
from networks.rules.states import NEED_TRANSITIONS
from networks.services import needs as service
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.networks.factories import NOW, TODAY, make_district, make_space
from tests.networks.factories_bodies import make_network
from tests.networks.factories_needs import make_need, take
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return person(Role.PLANNER)


@pytest.fixture
def space():
    return make_space()


@pytest.fixture
def worker(space):
    return person(Role.CASEWORKER, district=space.district)


def report(actor, space, **values):
    return service.report_need(
        actor=actor,
        now=NOW,
        **{"title": "Nachttreff", "social_space": space, "words": "Abends ist alles zu.", **values},
    )


def answers_of(user):
    rows = NeedAnswer.objects.filter(report__reporter=user).order_by("pk")
    return list(rows.values_list("state", "text"))


@pytest.mark.parametrize(
    "role",
    [Role.CASEWORKER, Role.TEAM_LEAD, Role.PLANNER, Role.PROVIDER_STAFF, Role.PROVIDER_LEAD],
)
def test_who_meets_families_reports(role, space):
    actor = person(role, district=space.district, provider=make_provider())
    need = report(actor, space)
    assert (need.state, need.origin, need.district) == ("reported", "direct", space.district)
    voice = need.reports.get()
    assert (voice.reporter, voice.words, voice.reported_on) == (
        actor,
        "Abends ist alles zu.",
        TODAY,
    )
    assert set(Entry.objects.values_list("action", flat=True)) == {
        "need.created",
        "needreport.created",
    }


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_others_report_nothing(role, space):
    with pytest.raises(PermissionDenied):
        report(person(role), space)
    assert not Need.objects.exists()


def test_a_need_has_a_place(worker, space):
    with pytest.raises(ValidationError) as refused:
        report(worker, None)
    assert "district" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        report(worker, space, district=make_district())
    assert "social_space" in refused.value.message_dict
    assert report(worker, None, district=space.district).social_space is None


def test_a_meeting_reports_with_its_network(planner, space):
    network = Network.objects.create(name="Runde", kind="topic", valid_from=TODAY)
    need = report(planner, space, origin=NeedOrigin.MEETING, network=network)
    assert need.origin == "meeting"
    assert (need.reports.get().source, need.reports.get().network) == ("meeting", network)


def test_nobody_pretends_that_plans_name_it(planner, space):
    with pytest.raises(TypeError):
        report(planner, space, origin=NeedOrigin.PLANS)


def test_providers_see_their_own_only(space):
    lead = person(Role.PROVIDER_LEAD, provider=make_provider())
    own, foreign = report(lead, space), make_need(social_space=space)
    assert [*Need.objects.visible_to(lead)] == [own]
    assert [*NeedReport.objects.visible_to(lead)] == [own.reports.get()]
    with pytest.raises(PermissionDenied):
        service.join_need(actor=lead, need=foreign, now=NOW)


def test_joining_is_a_voice_of_its_own(worker, space):
    need = make_need(social_space=space)
    joined = service.join_need(actor=worker, need=need, words="Bei uns auch.", now=NOW)
    assert need.reports.count() == 2
    assert Need.objects.voices_of([need.pk]) == {need.pk: 2}
    assert joined.reporter == worker


def test_one_voice_is_one_voice(worker, planner, space):
    need = report(worker, space)
    with pytest.raises(NotPossible, match="schon gemeldet"):
        service.join_need(actor=worker, need=need, now=NOW)
    service.join_need(actor=planner, need=need, now=NOW)
    with pytest.raises(NotPossible, match="schon gemeldet"):
        service.join_need(actor=planner, need=need, now=NOW)
    assert need.reports.count() == 2


def test_a_network_is_one_voice_whoever_speaks_for_it(worker, planner, space):
    need, network = report(worker, space), make_network()
    for_it = {"need": need, "network": network, "source": "meeting", "now": NOW}
    service.join_need(actor=planner, **for_it)
    for actor in (planner, worker):
        with pytest.raises(NotPossible):
            service.join_need(actor=actor, **for_it)
    assert need.reports.count() == 2
    # Another network, and one's own name beside it, are other voices.
    service.join_need(actor=planner, **{**for_it, "network": make_network()})
    service.join_need(actor=planner, need=need, now=NOW)
    assert need.reports.count() == 4
    named = report(planner, space, origin=NeedOrigin.MEETING, network=network)
    with pytest.raises(NotPossible):
        service.join_need(actor=worker, **{**for_it, "need": named})


def test_a_closed_need_is_not_joined(planner, worker):
    need = make_need()
    take(need, "decline", planner)
    with pytest.raises(NotPossible):
        service.join_need(actor=worker, need=need, now=NOW)


def test_from_the_report_to_the_end_whoever_reported_is_told(planner, worker, space):
    need = report(worker, space)
    take(need, "assess", planner)
    assert answers_of(worker) == []
    planned = take(need, "plan", planner, answer="Im Herbst beginnt der Treff.")
    assert (planned.state, planned.budget_line, planned.decided_on) == ("planned", "Milieu", TODAY)
    done = take(need, "realise", planner)
    assert (done.state, done.priority) == ("realised", "soon")
    assert answers_of(worker) == [("planned", "Im Herbst beginnt der Treff."), ("realised", "")]


def test_a_reason_is_the_answer(planner, worker, space):
    need = report(worker, space)
    with pytest.raises(ValidationError) as refused:
        take(need, "decline", planner, reason=" ")
    assert "reason" in refused.value.message_dict
    take(need, "decline", planner, reason="Zwei Straßen weiter gibt es ihn.")
    again = take(need, "reopen", planner, reason="Der andere schließt.")
    assert (again.state, again.reason) == ("assessed", "Der andere schließt.")
    assert answers_of(worker) == [
        ("declined", "Zwei Straßen weiter gibt es ihn."),
        ("assessed", "Der andere schließt."),
    ]


def test_planning_is_not_told_what_it_did_itself_and_nobody_twice(planner, worker, space):
    need = report(planner, space)
    service.join_need(actor=worker, need=need, now=NOW)
    # What a network says is another voice of the same person.
    service.join_need(actor=worker, need=need, network=make_network(), source="meeting", now=NOW)
    take(need, "decline", planner)
    assert answers_of(planner) == []
    assert len(answers_of(worker)) == 1


def test_an_answer_is_read_by_whom_it_is_for(planner, worker, space):
    need = report(worker, space)
    take(need, "decline", planner)
    other = person(Role.CASEWORKER, district=space.district)
    assert service.mark_read(actor=other, need=need, now=NOW) == 0
    assert not NeedAnswer.objects.visible_to(other).exists()
    assert service.mark_read(actor=worker, need=need, now=NOW) == 1
    assert NeedAnswer.objects.get().seen_at == NOW
    assert service.mark_read(actor=worker, need=need, now=NOW + timedelta(days=1)) == 0


@pytest.mark.parametrize("step", service.STEPS)
@pytest.mark.parametrize("state", ["reported", "assessed", "planned", "realised", "declined"])
def test_steps_start_where_the_table_says(planner, state, step):
    need = make_need(state=state, reason="Grund" if state == "declined" else "")
    line = NEED_TRANSITIONS[step]
    if state in line.sources:
        assert take(need, step, planner).state == line.target
        return
    with pytest.raises(NotPossible):
        take(need, step, planner)
    need.refresh_from_db()
    assert (need.state, need.version) == (state, 1)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
@pytest.mark.parametrize("step", ["assess", "decline"])
def test_planning_alone_decides(role, step, space):
    actor = person(role, district=space.district, provider=make_provider())
    with pytest.raises(PermissionDenied):
        take(make_need(social_space=space), step, actor)


def test_an_old_page_decides_nothing(planner):
    need = make_need()
    take(need, "assess", planner)
    with pytest.raises(StaleRecord):
        service.take_step(
            actor=planner, need=need, step="decline", version=1, reason="Alt", now=NOW
        )


def test_several_are_decided_on_together_or_not_at_all(planner):
    first, second = make_need(), make_need()
    chosen = [(first, first.version), (second, second.version)]
    asked = {"actor": planner, "needs": chosen, "step": "decline", "now": NOW, "reason": "Doppelt"}
    take(second, "assess", planner)
    with pytest.raises(StaleRecord):
        service.take_steps(**asked)
    first.refresh_from_db()
    assert (first.state, NeedAnswer.objects.count()) == ("reported", 0)
    second.refresh_from_db()
    done = service.take_steps(**{**asked, "needs": [(first, 1), (second, second.version)]})
    assert {need.state for need in done} == {"declined"}
    assert Entry.objects.filter(action="need.declined").count() == 2
    assert {
        event.pgh_obj_id for event in Need.pgh_event_model.objects.filter(state="declined")
    } == {
        first.pk,
        second.pk,
    }


def test_a_correction_keeps_place_and_district_together(planner, space):
    need = make_need(social_space=space)
    other = make_space()
    changes = {"title": "Nachtcafé", "social_space": other, "district": other.district}
    changed = service.change_need(actor=planner, need=need, changes=changes, version=1, now=NOW)
    assert (changed.title, changed.social_space, changed.district) == (
        "Nachtcafé",
        other,
        other.district,
    )
    with pytest.raises(ValidationError):
        service.change_need(
            actor=planner, need=need, changes={"social_space": space}, version=2, now=NOW
        )

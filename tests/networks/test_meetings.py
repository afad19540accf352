"""Meetings: planning, agenda, minutes, approving, tasks."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from networks.models import AgendaItem, MeetingInvitation, NetworkDecision, NetworkTask
from networks.services import agendas, meetings, minutes
from networks.services.agendas import Point
from networks.services.minutes import Agreed, Further, Minutes
from sro.access import Role
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.networks.factories import NOW, TODAY, make_district, make_space
from tests.networks.factories_bodies import (
    make_held,
    make_item,
    make_meeting,
    make_member,
    make_need,
    make_network,
    make_task,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(db):
    return person(Role.PLANNER)


def begun(network=None, **values):
    """A meeting that began an hour ago."""
    return make_meeting(network, starts_at=NOW - timedelta(hours=1), **values)


# --- dates --------------------------------------------------------------------------------------


def test_a_series_tells_the_days_on_which_the_network_meets_already(planner):
    network = make_network()
    make_meeting(network, starts_at=NOW + timedelta(weeks=4))
    found = meetings.plan_series(
        actor=planner,
        network=network,
        first=TODAY,
        number=3,
        weeks=4,
        begins=time(17),
        ends=time(19),
        now=NOW,
    )
    assert [each.day for each in found.made] == [TODAY, TODAY + timedelta(weeks=8)]
    assert found.taken == (TODAY + timedelta(weeks=4),)


def test_no_meeting_before_the_network_began(planner):
    network = make_network(valid_from=TODAY)
    times = {"starts_at": NOW - timedelta(days=1), "ends_at": NOW, "now": NOW}
    with pytest.raises(NotPossible, match="noch nicht"):
        meetings.plan_meeting(actor=planner, network=network, **times)
    meeting = make_meeting(network, starts_at=NOW + timedelta(days=3))
    with pytest.raises(NotPossible, match="noch nicht"):
        meetings.move_meeting(
            actor=planner,
            meeting=meeting,
            changes={"starts_at": NOW - timedelta(days=36500)},
            version=meeting.version,
            now=NOW,
        )


def test_a_moved_meeting_gets_a_new_edition_a_saved_one_does_not(planner):
    meeting = make_meeting()
    same = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at, "place": meeting.place}
    kept = meetings.move_meeting(
        actor=planner, meeting=meeting, changes=same, version=meeting.version, now=NOW
    )
    assert (kept.edition, kept.version) == (1, meeting.version)
    moved = meetings.move_meeting(
        actor=planner,
        meeting=meeting,
        changes={**same, "place": "Bücherei"},
        version=kept.version,
        now=NOW,
    )
    assert moved.edition == 2


# --- agenda -------------------------------------------------------------------------------------


def test_one_click_puts_what_is_open_on_the_agenda(planner):
    space = make_space()
    network = make_network(social_space=space)
    last = make_held(network)
    task = make_task(last, title="Förderantrag stellen")
    make_task(last, state="done", ended_on=TODAY)
    need = make_need(space, title="Beleuchtung im Park")
    make_need(space, state="realised")
    make_need(make_space(district=space.district))
    meeting = make_meeting(network)
    saved = agendas.propose_agenda(actor=planner, meeting=meeting, version=meeting.version, now=NOW)
    items = list(saved.agenda.all())
    assert [item.title for item in items] == [
        "Genehmigung des Protokolls vom 03.05.2025",
        "Aufgabe: Förderantrag stellen",
        "Bedarf: Beleuchtung im Park",
    ]
    assert (items[1].task, items[2].need) == (task, need)
    with pytest.raises(NotPossible):
        agendas.propose_agenda(actor=planner, meeting=saved, version=saved.version, now=NOW)


def test_needs_of_several_places_are_told_apart(planner):
    network = make_network(district=make_district(name="Nord"))
    spaces = [make_space(district=network.district, name=name) for name in ("Heide", "Au")]
    for space in spaces:
        make_need(space, title="Krabbelgruppe " + "im Winter " * 18)
    meeting = make_meeting(network)
    saved = agendas.propose_agenda(actor=planner, meeting=meeting, version=meeting.version, now=NOW)
    titles = list(saved.agenda.values_list("title", flat=True))
    assert [title.rpartition(" · ")[2] for title in titles] == ["Heide (Nord)", "Au (Nord)"]
    assert all(len(title) <= 200 for title in titles)


def test_the_agenda_is_written_in_the_order_wished_for(planner):
    meeting = make_meeting()
    first, second = make_item(meeting, title="Eins"), make_item(meeting, title="Zwei")
    points = [Point("Zwei neu", second), Point("Drei"), Point("", first)]
    saved = agendas.write_agenda(
        actor=planner, meeting=meeting, points=points, version=meeting.version, now=NOW
    )
    assert list(saved.agenda.values_list("position", "title")) == [(1, "Zwei neu"), (2, "Drei")]
    with pytest.raises(StaleRecord):
        agendas.write_agenda(
            actor=planner, meeting=meeting, points=[], version=meeting.version, now=NOW
        )


def test_a_point_about_which_something_was_said_stays(planner):
    meeting = begun()
    item = make_item(meeting, text="Alle waren dafür.")
    with pytest.raises(NotPossible):
        agendas.write_agenda(
            actor=planner,
            meeting=meeting,
            points=[Point("", item)],
            version=meeting.version,
            now=NOW,
        )
    assert AgendaItem.objects.filter(pk=item.pk).exists()


# --- minutes ------------------------------------------------------------------------------------


def write(planner, meeting, **values):
    meeting.refresh_from_db()
    return minutes.write_minutes(
        actor=planner,
        meeting=meeting,
        minutes=Minutes(**values),
        version=meeting.version,
        now=NOW,
    )


def test_minutes_are_written_in_one_go_and_again(planner):
    meeting = begun()
    item = make_item(meeting)
    here, missing = make_member(meeting.network), make_member(meeting.network)
    MeetingInvitation.objects.create(meeting=meeting, member=missing, wanted_edition=1)
    saved = write(
        planner,
        meeting,
        present=[here],
        texts={item.pk: "Es wurde lange gesprochen."},
        decisions={item.pk: ["Wir bauen.", " ", "Im Mai."]},
        tasks=[Agreed("Plan zeichnen", here, TODAY), Agreed("")],
        further=Further("Verschiedenes", "Nichts.", ["Schluss."]),
    )
    assert (saved.state, saved.minutes_by) == ("held", planner)
    attended = dict(saved.invitations.values_list("member_id", "attended"))
    assert attended == {here.pk: True, missing.pk: False}
    assert list(NetworkDecision.objects.values_list("item__title", "text")) == [
        (item.title, "Wir bauen."),
        (item.title, "Im Mai."),
        ("Verschiedenes", "Schluss."),
    ]
    task = NetworkTask.objects.get()
    write(planner, meeting, decisions={item.pk: ["Im Juni."]}, tasks=[Agreed("", task=task)])
    assert list(item.decisions.values_list("text", flat=True)) == ["Im Juni."]
    item.refresh_from_db()
    assert item.text == "Es wurde lange gesprochen."
    assert not NetworkTask.objects.exists()


def test_two_who_write_at_once_do_not_overwrite_each_other(planner):
    meeting = begun()
    item = make_item(meeting)
    old = meeting.version
    write(planner, meeting, texts={item.pk: "Erste Fassung"})
    with pytest.raises(StaleRecord):
        minutes.write_minutes(
            actor=planner,
            meeting=meeting,
            minutes=Minutes(texts={item.pk: "Zweite Fassung"}),
            version=old,
            now=NOW,
        )
    item.refresh_from_db()
    assert item.text == "Erste Fassung"


def test_no_minutes_of_a_meeting_that_lies_ahead(planner):
    with pytest.raises(NotPossible):
        write(planner, make_meeting())


def test_guests_take_no_minutes():
    provider = make_provider()
    meeting = begun()
    make_member(meeting.network, provider=provider)
    with pytest.raises(PermissionDenied):
        write(person(Role.PROVIDER_LEAD, provider=provider), meeting)


@pytest.fixture
def approved(planner):
    network = make_network()
    meeting = make_held(network)
    item = make_item(meeting, text="So war es.")
    task = make_task(meeting)
    later = begun(network)
    meeting.refresh_from_db()
    saved = meetings.approve_minutes(
        actor=planner, meeting=meeting, approved_in=later, version=meeting.version, now=NOW
    )
    return saved, item, task


def test_approved_minutes_stay_as_they_are(planner, approved):
    meeting, item, task = approved
    assert meeting.state == "approved"
    with pytest.raises(NotPossible):
        write(planner, meeting, texts={item.pk: "Anders."})
    for row, changes in (
        (item, {"text": "Anders."}),
        (meeting, {"place": "Anderswo"}),
        (task, {"title": "Anders"}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**changes)
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_item(meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_task(meeting)


def test_after_approval_tasks_are_followed_up_and_minutes_shared(planner, approved):
    meeting, _item, task = approved
    done = minutes.follow_up(
        actor=planner, task=task, state="done", note="Ist gebaut.", version=task.version, now=NOW
    )
    assert (done.state, done.note, done.ended_on) == ("done", "Ist gebaut.", TODAY)
    shared = meetings.share_minutes(
        actor=planner, meeting=meeting, shared=True, version=meeting.version, now=NOW
    )
    assert shared.minutes_shared


@pytest.mark.parametrize("days", [-40, 3])
def test_only_a_later_meeting_that_has_begun_approves(planner, days):
    meeting = make_held()
    other = make_meeting(meeting.network, starts_at=NOW + timedelta(days=days))
    with pytest.raises(NotPossible):
        meetings.approve_minutes(
            actor=planner, meeting=meeting, approved_in=other, version=meeting.version, now=NOW
        )


# --- tasks --------------------------------------------------------------------------------------


def test_a_task_is_dropped_with_a_reason(planner):
    task = make_task(make_held())
    with pytest.raises(ValidationError):
        minutes.follow_up(
            actor=planner, task=task, state="dropped", note=" ", version=task.version, now=NOW
        )


def test_whoever_took_it_on_says_what_became_of_it():
    provider = make_provider()
    meeting = make_held()
    mine = make_task(meeting, owner=make_member(meeting.network, provider=provider))
    other = make_task(meeting, owner=make_member(meeting.network))
    user = person(Role.PROVIDER_STAFF, provider=provider)
    assert list(NetworkTask.objects.visible_to(user)) == [mine]
    done = minutes.follow_up(
        actor=user, task=mine, state="done", note="", version=mine.version, now=NOW
    )
    assert done.state == "done"
    with pytest.raises(PermissionDenied):
        minutes.follow_up(
            actor=user, task=other, state="done", note="", version=other.version, now=NOW
        )


def test_no_day_is_lost_around_the_change_of_clocks(planner):
    found = meetings.plan_series(
        actor=planner,
        network=make_network(),
        first=date(2025, 10, 1),
        number=3,
        weeks=4,
        begins=time(17),
        ends=time(19),
        now=NOW,
    )
    assert [each.day for each in found.made] == [
        date(2025, 10, 1),
        date(2025, 10, 29),
        date(2025, 11, 26),
    ]

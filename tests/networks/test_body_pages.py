"""Pages of networks and meetings: list, record, agenda, minutes, tasks, start page."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from networks.forms.meetings import AgendaForm
from networks.models import NetworkMeeting, NetworkMember
from sro.access import Role
from tests.networks.factories import TODAY, make_institution
from tests.networks.factories_bodies import (
    make_document,
    make_invitation,
    make_item,
    make_meeting,
    make_member,
    make_need,
    make_network,
    make_task,
)
from tests.networks.factories_providers import make_provider
from tests.networks.pages import listed, url
from tests.people import person

pytestmark = pytest.mark.django_db


def at(days):
    return timezone.now() + timedelta(days=days)


def page(client, name, *args, **params):
    answer = client.get(url(name, *args), params)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_filtered_by_kind_place_and_rhythm(client, planner):
    late = make_network(name="Spät")
    fresh = make_network(name="Frisch", kind="topic")
    make_meeting(fresh, starts_at=at(-3), state="held")
    make_network(name="Vorbei", valid_until=timezone.localdate())
    assert listed(client, "network_list") == ["Frisch", "Spät"]
    assert listed(client, "network_list", art="topic") == ["Frisch"]
    assert listed(client, "network_list", stand="ueberfaellig") == ["Spät"]
    assert listed(client, "network_list", stand="beendet") == ["Vorbei"]
    assert listed(client, "network_list", sozialraum=late.social_space_id) == ["Spät"]
    assert listed(client, "network_list", bezirk=fresh.district_id) == ["Frisch"]
    text = page(client, "network_list")
    assert "Treffen überfällig seit" in text
    assert "im Rhythmus" in text


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_no_page_asks_more_because_there_is_more(client, planner):
    network = make_network()
    meeting = make_meeting(network, starts_at=at(-2), state="held")
    client.get("/")
    asked = []
    for _step in range(2):
        for _more in range(2):
            make_meeting(make_network())
            member = make_member(network)
            make_invitation(meeting, member)
            item = make_item(meeting)
            item.decisions.create(meeting=meeting, position=1, text="Ja.")
            make_task(meeting, owner=member)
            make_meeting(network, starts_at=at(9))
            make_document(network)
            make_document(network, meeting=meeting)
        asked.append(
            [
                queries_of(client, address)
                for address in (
                    url("network_list"),
                    url("network_detail", network.pk),
                    url("meeting_detail", meeting.pk),
                    url("minutes_edit", meeting.pk),
                    url("meeting_invite", network.meetings.first().pk),
                )
            ]
        )
    assert asked[0] == asked[1]
    assert max(asked[1]) < 40


def test_a_network_is_entered_and_a_member_taken_in(client, planner):
    institution = make_institution(name="Bücherei Heide")
    answer = client.post(
        url("network_new"),
        {
            "name": "Runde Heide",
            "kind": "local_group",
            "social_space": institution.social_space_id,
            "rhythm_weeks": "6",
            "valid_from": "2025-01-01",
            "_version": "0",
        },
        follow=True,
    )
    network = answer.context["network"]
    assert network.district_id == institution.social_space.district_id
    answer = client.post(
        url("member_new", network.pk),
        {
            "kind": "institution",
            "institution": institution.pk,
            "role": "member",
            "valid_from": "2025-01-01",
            "_version": "0",
        },
        follow=True,
    )
    assert "Bücherei Heide" in answer.content.decode()
    assert NetworkMember.objects.get().institution == institution


def test_a_resident_without_consent_is_refused_in_words(client, planner):
    network = make_network()
    answer = client.post(
        url("member_new", network.pk),
        {
            "kind": "resident",
            "name": "Ada",
            "role": "member",
            "valid_from": "2025-01-01",
            "_version": "0",
        },
    )
    assert answer.status_code == 422
    assert "Einwilligung" in answer.content.decode()
    assert not NetworkMember.objects.exists()


def test_a_conference_is_prepared_with_four_steps(client, planner, monkeypatch, eager_jobs):
    monkeypatch.setattr(transaction, "on_commit", lambda work, robust=False: work())
    network = make_network()
    member = make_member(network, provider=make_provider(email="post@traeger.example"))
    make_need(network.social_space, title="Beleuchtung im Park")
    day = timezone.localdate() + timedelta(days=20)
    form = {"day": day, "begins": "17:00", "ends": "19:00", "place": "Treff", "_version": "0"}
    answer = client.post(url("meeting_new", network.pk), form, follow=True)
    meeting = answer.context["meeting"]
    client.post(url("agenda_propose", meeting.pk))
    assert "Bedarf: Beleuchtung im Park" in page(client, "meeting_detail", meeting.pk)
    meeting.refresh_from_db()
    sent = {"members": [member.pk], "_version": meeting.version}
    client.post(url("meeting_invite", meeting.pk), sent)
    assert len(mail.outbox) == 1
    assert "E-Mail gesendet am" in page(client, "meeting_detail", meeting.pk)


def test_a_series_says_which_days_were_left_out(client, planner):
    network = make_network()
    first = timezone.localdate() + timedelta(days=7)
    make_meeting(network, starts_at=at(7))
    answer = client.post(
        url("meeting_series", network.pk),
        {
            "first": first,
            "weeks": "4",
            "number": "3",
            "begins": "17:00",
            "ends": "19:00",
            "place": "",
            "_version": "0",
        },
        follow=True,
    )
    text = answer.content.decode()
    assert "2 Treffen sind geplant." in text
    assert f"gab es schon ein Treffen: {first:%d.%m.%Y}" in text


def minutes(meeting, **values):
    return {
        "present": [],
        "further_title": "",
        "further_text": "",
        "further_decisions": "",
        "_version": meeting.version,
        **values,
    }


def test_two_tabs_with_minutes_lose_nothing(client, planner):
    meeting = make_meeting(starts_at=at(-0.2))
    item = make_item(meeting, title="Spielplatz")
    member = make_member(meeting.network)
    address = url("minutes_edit", meeting.pk)
    first = minutes(
        meeting,
        present=[member.pk],
        **{
            f"p{item.pk}_text": "Erster Text",
            f"p{item.pk}_decisions": "Wir bauen.",
            "n1_title": "Plan zeichnen",
            "n1_owner": member.pk,
            "n1_due": "2030-01-01",
        },
    )
    assert client.post(address, first).status_code == 302
    second = minutes(meeting, **{f"p{item.pk}_text": "Zweiter Text"})
    answer = client.post(address, second)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Erster Text" in text
    assert "Zweiter Text" in text
    shown = page(client, "meeting_detail", meeting.pk)
    assert "Wir bauen." in shown
    assert "Plan zeichnen" in shown


def as_shown(answer):
    """What a browser sends when the form is sent as it is shown."""
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value not in (None, False)}
    return {**sent, "_version": answer.context["version"]}


def test_going_on_from_a_stale_tab_keeps_what_the_other_wrote(client, planner):
    meeting = make_meeting(starts_at=at(-0.2))
    item = make_item(meeting, title="Spielplatz")
    member = make_member(meeting.network)
    make_invitation(meeting, member)
    address = url("minutes_edit", meeting.pk)
    stale = as_shown(client.get(address))
    task = {"n1_title": "Plan zeichnen", "n1_owner": member.pk, "n1_due": "2030-01-01"}
    point = {"further_title": "Laternen", "further_text": "Zwei sind dunkel."}
    written = {f"p{item.pk}_decisions": "Wir bauen.", "present": [member.pk]}
    client.post(address, minutes(meeting, **task, **point, **written))
    again = client.post(address, {**stale, f"p{item.pk}_text": "Mein Satz"})
    assert again.status_code == 409
    labels = [each["label"] for each in again.context["differences"]]
    assert {"Wer ist da?", "Aufgabe", "Spielplatz: Beschlüsse, je Zeile einer"} <= set(labels)
    assert client.post(address, as_shown(again)).status_code == 302
    shown = page(client, "meeting_detail", meeting.pk)
    for text in ("Mein Satz", "Plan zeichnen", "Laternen", "Zwei sind dunkel."):
        assert text in shown, text


def test_going_on_from_a_stale_agenda_keeps_the_points_of_the_other(client, planner):
    meeting = make_meeting()
    make_item(meeting, title="Spielplatz")
    address = url("agenda_edit", meeting.pk)
    stale = as_shown(client.get(address))
    client.post(address, {**stale, "n1_title": "Laternen", "n1_position": 2})
    again = client.post(address, {**stale, "n1_title": "Fahrräder", "n1_position": 9})
    assert again.status_code == 409
    assert "Laternen" in again.context["differences"][0]["theirs"]
    assert client.post(address, as_shown(again)).status_code == 302
    assert list(meeting.agenda.values_list("title", flat=True)) == [
        "Spielplatz",
        "Laternen",
        "Fahrräder",
    ]


def test_of_many_needs_the_newest_are_offered_and_what_was_sent_stays(client, planner, monkeypatch):
    meeting = make_meeting()
    space = meeting.network.social_space
    old = make_need(space, title="Alt", reported_on=TODAY - timedelta(days=90))
    make_need(space, title="Neu", reported_on=TODAY)
    monkeypatch.setattr(AgendaForm, "MOST_NEEDS", 1)
    address = url("agenda_edit", meeting.pk)
    labels = [label for _key, label in client.get(address).context["form"]["n1_need"].field.choices]
    assert labels[1:] == ["Neu"]
    sent = {**as_shown(client.get(address)), "n1_need": str(old.pk)}
    assert client.post(address, sent).status_code == 302
    assert list(meeting.agenda.values_list("title", "need")) == [("Alt", old.pk)]


def test_what_became_of_last_time_stands_on_top(client, planner):
    network = make_network()
    last = make_meeting(network, starts_at=at(-30), state="held")
    task = make_task(last, title="Förderantrag stellen")
    meeting = make_meeting(network, starts_at=at(-0.2))
    text = page(client, "meeting_detail", meeting.pk)
    assert text.index("Was aus dem letzten Mal wurde") < text.index('id="tagesordnung"')
    assert "Förderantrag stellen" in text
    done = {"state": "done", "note": "Bewilligt!", "_version": task.version}
    client.post(url("task_follow_up", task.pk), done)
    assert "Bewilligt!" in page(client, "meeting_detail", meeting.pk)
    address = f"{url('minutes_approve', last.pk)}?in={meeting.pk}"
    assert client.post(address, {"_version": last.version}).status_code == 302
    last.refresh_from_db()
    assert (last.state, last.approved_in) == ("approved", meeting)


def test_guests_see_no_texts_and_no_names_of_residents(client):
    provider = make_provider()
    client.force_login(person(Role.PROVIDER_LEAD, provider=provider))
    meeting = make_meeting(starts_at=at(-5), state="held")
    item = make_item(meeting, title="Spielplatz", text="Das blieb im Raum.")
    resident = make_member(meeting.network, name="Renate Ausgedacht")
    make_invitation(meeting, make_member(meeting.network, provider=provider))
    make_task(meeting, owner=resident, title="Bänke zählen")
    text = page(client, "meeting_detail", meeting.pk)
    assert item.title in text
    assert "Das blieb im Raum." not in text
    assert "Bänke zählen" not in text
    NetworkMeeting.objects.update(minutes_shared=True)
    text = page(client, "meeting_detail", meeting.pk)
    assert "Das blieb im Raum." in text
    assert "Bänke zählen" in text
    for where in (text, page(client, "network_detail", meeting.network_id)):
        assert "Renate" not in where


def test_the_minutes_are_a_document(client, planner):
    meeting = make_meeting(starts_at=at(-5), state="held")
    item = make_item(meeting, text="Erster Absatz.\n\nZweiter.")
    item.decisions.create(meeting=meeting, position=1, text="Wir bauen.")
    make_task(meeting, owner=make_member(meeting.network))
    make_invitation(meeting, make_member(meeting.network), attended=True)
    answer = client.get(url("minutes_pdf", meeting.pk))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_start_page_says_what_is_due(client):
    network = make_network(name="Runde Heide")
    user = person(Role.TEAM_LEAD, district=network.district)
    client.force_login(user)
    network.coordinator = user
    network.save()
    assert "Runde Heide: Treffen planen" in client.get("/").content.decode()
    meeting = make_meeting(network, starts_at=at(2))
    owner = make_member(network, user=user)
    due = timezone.localdate() + timedelta(days=3)
    make_task(meeting, owner=owner, title="Schlüssel holen", due_on=due)
    text = client.get("/").content.decode()
    assert "Treffen planen" not in text
    assert reverse("networks:meeting_detail", args=[meeting.pk]) in text
    assert "Schlüssel holen" in text


def test_the_first_page_of_the_registry_leads_there(client, planner):
    text = page(client, "home")
    assert url("network_list") in text
    assert url("dialogue_list") in text

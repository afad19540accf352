"""Invitations: what the mails carry, that each goes out once, and to whom."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import transaction

from networks import tasks_bodies
from networks.models import MeetingInvitation, NetworkMember
from networks.services import invitations, meetings
from networks.tasks_bodies import MailNotSent, send_invitation
from sro.access import Role
from sro.refusals import NotPossible
from tests.networks.factories import NOW, TODAY
from tests.networks.factories_bodies import (
    make_item,
    make_meeting,
    make_member,
    make_network,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(db):
    return person(Role.PLANNER)


@pytest.fixture
def sending(monkeypatch, eager_jobs):
    monkeypatch.setattr(transaction, "on_commit", lambda work, robust=False: work())
    monkeypatch.setattr(tasks_bodies, "timezone", SimpleNamespace(now=lambda: NOW))


def invite(planner, meeting, *members):
    meeting.refresh_from_db()
    return invitations.invite(
        actor=planner, meeting=meeting, members=members, version=meeting.version, now=NOW
    )


def move(planner, meeting, **changes):
    return meetings.move_meeting(
        actor=planner, meeting=meeting, changes=changes, version=meeting.version, now=NOW
    )


def later(days):
    begins = NOW + timedelta(days=days)
    return {"starts_at": begins, "ends_at": begins + timedelta(hours=2)}


def subjects():
    return [each.subject.split(":")[0] for each in mail.outbox]


def test_an_invitation_carries_agenda_and_date(planner, sending):
    meeting = make_meeting()
    make_item(meeting, title="Spielplatz; Bänke")
    member = make_member(meeting.network, name="Ada Beispiel", email="ada@beispiel.example")
    assert invite(planner, meeting, member).state == "invited"
    [sent] = mail.outbox
    assert sent.to == ["Ada Beispiel <ada@beispiel.example>"]
    assert meeting.network.name in sent.subject
    assert "Spielplatz; Bänke" in sent.body
    assert "5. Juni 2025" in sent.body
    [calendar] = sent.attachments
    text = calendar.get_payload(decode=True).decode()
    assert "METHOD:PUBLISH" in text
    assert "DTSTART:20250605T093000Z" in text
    assert "LOCATION:Nachbarschaftstreff" in text
    assert "Ada" not in text


def test_each_date_is_told_once(planner, sending):
    meeting = make_meeting()
    member = make_member(meeting.network, provider=make_provider(email="post@traeger.example"))
    invite(planner, meeting, member)
    invite(planner, meeting, member)
    row = MeetingInvitation.objects.get()
    assert invitations.send(invitation_pk=row.pk, now=NOW) is False
    assert len(mail.outbox) == 1
    meeting.refresh_from_db()
    elsewhere = move(planner, meeting, place="Bücherei")
    moved = move(planner, elsewhere, **later(days=4))
    meetings.cancel_meeting(
        actor=planner, meeting=moved, reason="Zu wenige", version=moved.version, now=NOW
    )
    assert subjects() == [
        "Einladung",
        "Änderung",
        "Neuer Termin",
        "Abgesagt",
    ]
    last = mail.outbox[-1].attachments[0].get_payload(decode=True).decode()
    assert "METHOD:CANCEL" in last
    assert "SEQUENCE:3" in last
    assert "STATUS:CANCELLED" in last


def test_who_has_no_address_is_noted(planner, sending):
    meeting = make_meeting()
    invite(planner, meeting, make_member(meeting.network, name="Ada Beispiel"))
    row = MeetingInvitation.objects.get()
    assert (row.sent_edition, row.sent_at, mail.outbox) == (1, None, [])


def test_a_silent_mail_server_is_asked_again_and_no_address_gets_out(planner, sending, monkeypatch):
    meeting = make_meeting()
    member = make_member(meeting.network, name="Ada", email="ada@beispiel.example")
    row = MeetingInvitation.objects.create(meeting=meeting, member=member, wanted_edition=1)

    def silent(*args, **kwargs):
        raise SMTPServerDisconnected("ada@beispiel.example")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", silent)
    with pytest.raises(MailNotSent) as raised:
        send_invitation.apply(args=[row.pk], retries=8, throw=True)
    assert "ada@" not in f"{raised.value} {raised.value.__cause__}"
    row.refresh_from_db()
    assert row.sent_edition == 0


def test_only_members_of_that_day_are_invited(planner):
    meeting = make_meeting()
    foreign = make_member(make_network())
    gone = make_member(meeting.network, valid_until=TODAY)
    coming = make_member(meeting.network, valid_from=TODAY + timedelta(days=9))
    for member in (foreign, gone, coming):
        with pytest.raises(NotPossible):
            invite(planner, meeting, member)


def test_nobody_is_invited_to_what_is_over(planner):
    meeting = make_meeting(starts_at=NOW - timedelta(days=1))
    with pytest.raises(NotPossible):
        invite(planner, meeting, make_member(meeting.network))


def test_the_first_a_member_hears_is_an_invitation(planner, sending):
    meeting = make_meeting()
    moved = move(planner, meeting, place="Bücherei", **later(days=5))
    invite(planner, moved, make_member(meeting.network, email="ada@beispiel.example"))
    assert subjects() == ["Einladung"]


def test_who_has_left_hears_no_more_of_it(planner, sending):
    meeting = make_meeting()
    member = make_member(meeting.network, provider=make_provider(email="post@traeger.example"))
    colleague = person(Role.PLANNER)
    office = make_member(meeting.network, kind="office", user=colleague)
    stays = make_member(meeting.network, email="ada@beispiel.example")
    invite(planner, meeting, member, office, stays)
    assert len(mail.outbox) == 3
    NetworkMember.objects.filter(pk=member.pk).update(valid_until=TODAY)
    get_user_model().objects.filter(pk=colleague.pk).update(is_active=False)
    mail.outbox.clear()
    meeting.refresh_from_db()
    moved = move(planner, meeting, **later(days=6))
    meetings.cancel_meeting(
        actor=planner, meeting=moved, reason="Zu wenige", version=moved.version, now=NOW
    )
    assert all("ada@beispiel.example" in each.to[0] for each in mail.outbox)
    assert subjects() == ["Neuer Termin", "Abgesagt"]


def test_a_job_that_comes_late_writes_to_nobody_who_has_left(planner):
    meeting = make_meeting()
    member = make_member(meeting.network, email="ada@beispiel.example", valid_until=TODAY)
    row = MeetingInvitation.objects.create(meeting=meeting, member=member, wanted_edition=1)
    assert invitations.send(invitation_pk=row.pk, now=NOW) is False
    assert mail.outbox == []


def test_a_date_that_is_past_is_no_news(planner, sending):
    meeting = make_meeting()
    invite(planner, meeting, make_member(meeting.network, email="ada@beispiel.example"))
    meeting.refresh_from_db()
    move(planner, meeting, **later(days=-3))
    assert subjects() == ["Einladung"]
    # Not either when a job comes after the meeting.
    row = MeetingInvitation.objects.get()
    MeetingInvitation.objects.update(wanted_edition=9)
    assert invitations.send(invitation_pk=row.pk, now=NOW + timedelta(days=30)) is False


def test_inviting_again_reaches_whom_no_mail_has_reached(planner, monkeypatch, eager_jobs):
    meeting = make_meeting()
    lost = make_member(meeting.network, email="ada@beispiel.example")
    without = make_member(meeting.network, name="Bo Beispiel")
    # No job runs: the queue was away when the invitation was stored.
    invite(planner, meeting, lost)
    monkeypatch.setattr(transaction, "on_commit", lambda work, robust=False: work())
    monkeypatch.setattr(tasks_bodies, "timezone", SimpleNamespace(now=lambda: NOW))
    invite(planner, meeting, without)
    assert mail.outbox == []
    NetworkMember.objects.filter(pk=without.pk).update(email="bo@beispiel.example")
    for _again in range(2):
        invite(planner, meeting, lost, NetworkMember.objects.get(pk=without.pk))
    assert subjects() == ["Einladung", "Einladung"]
    assert not MeetingInvitation.objects.filter(sent_at=None).exists()

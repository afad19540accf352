"""Invitations: what the mails carry, that each goes out once, and to whom."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import transaction

from networks.models import MeetingInvitation
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


def invite(planner, meeting, *members):
    meeting.refresh_from_db()
    return invitations.invite(
        actor=planner, meeting=meeting, members=members, version=meeting.version, now=NOW
    )


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
    moved = meetings.move_meeting(
        actor=planner,
        meeting=meeting,
        changes={"place": "Bücherei"},
        version=meeting.version,
        now=NOW,
    )
    meetings.cancel_meeting(
        actor=planner, meeting=moved, reason="Zu wenige", version=moved.version, now=NOW
    )
    assert [each.subject.split(":")[0] for each in mail.outbox] == [
        "Einladung",
        "Neuer Termin",
        "Abgesagt",
    ]
    last = mail.outbox[-1].attachments[0].get_payload(decode=True).decode()
    assert "METHOD:CANCEL" in last
    assert "SEQUENCE:2" in last
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
    for member in (foreign, gone):
        with pytest.raises(NotPossible):
            invite(planner, meeting, member)


def test_nobody_is_invited_to_what_is_over(planner):
    meeting = make_meeting(starts_at=NOW - timedelta(days=1))
    with pytest.raises(NotPossible):
        invite(planner, meeting, make_member(meeting.network))

"""Invitations to meetings: who is asked, and the mails about them.

A mail is sent by a job that is given the number of the invitation and nothing else. Each edition
of a date goes to each member once, however often the job runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from email.mime.text import MIMEText
from email.utils import formataddr
from enum import Enum
from functools import partial
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from networks.models import AgendaItem, MeetingInvitation, NetworkMeeting, NetworkMember
from networks.rules.meetings import OPEN_MEETINGS
from networks.rules.states import MeetingState
from networks.services.meeting_guards import open_meeting, step, touch
from sro.audit import trail
from sro.icalendar import Event, calendar
from sro.records import acting, create_records
from sro.refusals import NotPossible

LANGUAGE = "de"
PRODUCT = "-//SRO//Sozialraum//DE"


def invite(
    *,
    actor: Any,
    meeting: NetworkMeeting,
    members: Iterable[NetworkMember],
    version: int,
    now: datetime,
) -> NetworkMeeting:
    """Invite members by mail, with the date for their calendars.

    Whoever was told this date already is not written to again; whoever a mail did not reach, or
    had no address then, is. Raises NotPossible for members of another network, for a meeting that
    is over and when nobody is chosen.
    """
    chosen = list(members)
    with acting(actor), transaction.atomic():
        current = open_meeting(actor, meeting, version)
        if current.state not in OPEN_MEETINGS or current.ends_at <= now:
            raise NotPossible(_("This meeting is over; nobody can be invited to it any more."))
        if not chosen:
            raise NotPossible(_("Please choose at least one member."))
        day = timezone.localdate(current.starts_at)
        for member in chosen:
            if member.network_id != current.network_id or not _belongs(member, day):
                raise NotPossible(_("Only members of the network on that day can be invited."))
        rows = rows_for(actor, current, chosen)
        fresh = touch(actor, current, version, state=step(current, "invite"))
        trail.record(actor, "networkmeeting.invited", fresh, now=now, rows=len(rows))
        _want([row for row in rows if not _knows(row, fresh.edition)], fresh.edition)
    return fresh


def _belongs(member: NetworkMember, day: date) -> bool:
    begun = member.valid_from is None or member.valid_from <= day
    return begun and (member.valid_until is None or day < member.valid_until)


def _knows(row: MeetingInvitation, edition: int) -> bool:
    return row.sent_edition >= edition and row.sent_at is not None


def rows_for(
    actor: Any, meeting: NetworkMeeting, members: Iterable[NetworkMember]
) -> list[MeetingInvitation]:
    """Return the rows of these members in a meeting; what is missing is added."""
    wanted = {member.pk: member for member in members}
    known = list(meeting.invitations.select_for_update(of=("self",)).filter(member__in=wanted))
    there = {row.member_id for row in known}
    fresh = [
        MeetingInvitation(meeting=meeting, member=member)
        for pk, member in wanted.items()
        if pk not in there
    ]
    return [*known, *create_records(actor, fresh)]


def tell_again(meeting: NetworkMeeting, now: datetime) -> None:
    """Let members who were invited know that the date was moved or called off.

    Not those who have left the network since: the mail has the agenda in it. And nobody once the
    meeting's time is over: a date that is past, put right afterwards, is no news.
    """
    if meeting.ends_at <= now:
        return
    rows = meeting.invitations.select_for_update(of=("self",)).filter(
        wanted_edition__gt=0, wanted_edition__lt=meeting.edition
    )
    left = Q(member__valid_until__lte=timezone.localdate(now))
    _want(rows.exclude(left).order_by("pk"), meeting.edition)


def _want(rows: Iterable[MeetingInvitation], edition: int) -> None:
    from networks.tasks_bodies import send_invitation

    for row in rows:
        row.wanted_edition = edition
        # Who had no address when this edition was sent is written to now.
        row.sent_edition = min(row.sent_edition, edition - 1)
        row.save(update_fields=["wanted_edition", "sent_edition"])
        transaction.on_commit(partial(send_invitation.delay, row.pk), robust=True)


def send(*, invitation_pk: int, now: datetime) -> bool:
    """Send the mail of an invitation unless this edition was sent; returns whether it was.

    Errors of the mail server are the caller's to repeat.
    """
    with transaction.atomic():
        rows = MeetingInvitation.objects.select_for_update(of=("self",)).filter(pk=invitation_pk)
        row = rows.select_related("meeting__network").first()
        if row is None or row.sent_edition >= row.wanted_edition:
            return False
        member = NetworkMember.objects.with_names().get(pk=row.member_id)
        # The job may come late: neither to a meeting that is over nor to who has left by then.
        gone = member.valid_until is not None and member.valid_until <= timezone.localdate(now)
        if gone or row.meeting.ends_at <= now:
            return False
        if member.address:
            _mail(row, member, now).send()
            row.sent_start = row.meeting.starts_at
        # Whoever has no address is told in another way; the page says so.
        row.sent_at = now if member.address else None
        row.sent_edition = row.wanted_edition
        row.save(update_fields=["sent_edition", "sent_at", "sent_start"])
        return bool(member.address)


class News(Enum):
    """What a mail tells its reader, who may have heard of the meeting before or not."""

    INVITED = gettext_noop("Invitation: %(network)s on %(day)s")
    MOVED = gettext_noop("New date: %(network)s on %(day)s")
    CHANGED = gettext_noop("Changed: %(network)s on %(day)s")
    OFF = gettext_noop("Called off: %(network)s on %(day)s")


def _news(row: MeetingInvitation) -> News:
    if row.meeting.state == MeetingState.CANCELLED:
        return News.OFF
    if row.sent_at is None:
        return News.INVITED
    return News.CHANGED if row.sent_start == row.meeting.starts_at else News.MOVED


def _mail(row: MeetingInvitation, member: NetworkMember, now: datetime) -> EmailMessage:
    meeting, news = row.meeting, _news(row)
    with translation.override(LANGUAGE):
        start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        # Breaks of line, as some programs send them, must not stand in the head of a mail.
        named, person = " ".join(meeting.network.name.split()), " ".join(member.name.split())
        facts = {
            "meeting": meeting,
            "network": named,
            "day": date_format(start, "l, j. F Y"),
            "begins": date_format(start, "H:i"),
            "ends": date_format(end, "H:i"),
            "agenda": list(AgendaItem.objects.filter(meeting=meeting)),
            "off": news is News.OFF,
            "moved": news is News.MOVED,
            "changed": news is News.CHANGED,
        }
        subject = _(news.value) % {
            "network": named,
            "day": date_format(start, "SHORT_DATE_FORMAT"),
        }
        text = render_to_string("networks/mail/invitation.txt", facts)
        mail = EmailMessage(subject, text, None, [formataddr((person, member.address))])
        mail.attach(_calendar(meeting, now, off=news is News.OFF))
    return mail


def _calendar(meeting: NetworkMeeting, now: datetime, *, off: bool) -> MIMEText:
    length = meeting.ends_at - meeting.starts_at
    event = Event(
        uid=f"network-meeting-{meeting.pk}@sro",
        summary=meeting.network.name,
        start=meeting.starts_at,
        minutes=int(length.total_seconds() // 60),
        location=meeting.place,
        sequence=meeting.edition - 1,
        cancelled=off,
    )
    method = "CANCEL" if off else "PUBLISH"
    text = calendar([event], name=meeting.network.name, product=PRODUCT, stamp=now, method=method)
    part = MIMEText(text, "calendar", "utf-8")
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="termin.ics")
    return part

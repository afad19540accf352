"""Background work of networks: mails to invited members, erasing names whose time is over."""

from __future__ import annotations

from smtplib import SMTPException

from celery import Task, shared_task
from django.utils import timezone

from networks.services import bodies, invitations

#: Waiting between tries grows from a minute to an hour.
RETRIES = 8


@shared_task(bind=True, max_retries=RETRIES, name="networks.send_invitation")
def send_invitation(self: Task, invitation_pk: int) -> bool:
    """Send one invitation. Delivered a second time it finds nothing to do."""
    try:
        return invitations.send(invitation_pk=invitation_pk, now=timezone.now())
    except (OSError, SMTPException):
        # The server's answer may name an address: it goes no further than here.
        pass
    wait = min(60 * 2**self.request.retries, 3_600)
    raise self.retry(exc=MailNotSent(invitation_pk), countdown=wait)


class MailNotSent(Exception):
    """A mail could not be handed over; says which invitation, not to whom."""


@shared_task(name="networks.erase_former_members")
def erase_former_members() -> int:
    """Erase names of residents and volunteers whose time in a network is over."""
    now = timezone.now()
    return bodies.erase_former(today=timezone.localdate(now), now=now)

"""Letters to institutions; ids only."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from networks.services import rounds
from sro.ui.services.jobs import work_of

#: Waiting between tries grows from a minute to an hour; what still fails stands on the page of
#: the round.
RETRIES = 6


@shared_task(name="networks.send_round_letters")
def send_round_letters(job_id: int) -> None:
    """Send the letters of a job's round. Delivered a second time it finds nothing to do."""
    failed: list[int] = []
    with work_of(job_id) as handle:
        if handle is not None:
            failed = rounds.perform_sending(handle=handle, clock=timezone.now)
    for pk in failed:
        send_letter.apply_async([pk], countdown=60)


@shared_task(name="networks.send_entry_letter", bind=True, max_retries=RETRIES)
def send_letter(self: Task, pk: int) -> bool:
    """Send one letter that could not be sent before; sent already, it is left alone."""
    try:
        return rounds.send_letter(pk=pk, now=timezone.now())
    except (OSError, SMTPException):
        wait: dict[str, Any] = {"countdown": min(60 * 2**self.request.retries, 3_600)}
        # Without the error: it quotes the address, and Celery writes it into the log.
        raise self.retry(exc=OSError("letter could not be sent"), **wait) from None

"""Housekeeping in the background."""

import time

from celery import shared_task
from celery.signals import worker_ready
from django.core.cache import cache
from django.utils import timezone

from sro.ui.services.jobs import reap_jobs as reap

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_SECONDS = 90


@shared_task
def reap_jobs() -> int:
    """Mark jobs whose worker has died; send lost ones again."""
    return reap(now=timezone.now())


@shared_task
def heartbeat() -> None:
    """Say that a worker is alive; the readiness page reads it."""
    cache.set(HEARTBEAT_KEY, time.time(), HEARTBEAT_SECONDS)


@worker_ready.connect
def first_heartbeat(**_kwargs: object) -> None:
    """Count as alive from the start, not only from the timetable's first round."""
    heartbeat()

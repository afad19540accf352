"""What a load balancer or an operator asks: does the process live, can it work?

Neither answer needs a login, and neither tells more than "ok" or "failed" per part.
"""

import logging
import time

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from sro.ui.tasks import HEARTBEAT_KEY, HEARTBEAT_SECONDS

logger = logging.getLogger(__name__)

OK, FAILED = "ok", "failed"


@login_not_required
@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Answer as long as the process serves requests; asks no other part."""
    return JsonResponse({"status": OK})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, Redis and a worker can be used, otherwise 503."""
    parts = {"database": _database(), "redis": _redis(), "worker": FAILED}
    if parts["redis"] == OK:
        parts["worker"] = _worker(now=time.time())
    healthy = all(state == OK for state in parts.values())
    return JsonResponse(
        {"status": OK if healthy else FAILED, "parts": parts}, status=200 if healthy else 503
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (Error, ImproperlyConfigured):
        logger.exception("The database does not answer.")
        return FAILED
    return OK


def _redis() -> str:
    if not settings.REDIS_URL:
        return FAILED
    try:
        cache.get(HEARTBEAT_KEY)
    except (RedisError, OSError):
        logger.exception("Redis does not answer.")
        return FAILED
    return OK


def _worker(*, now: float) -> str:
    """Look for the sign of life that a worker leaves (sro.ui.tasks.heartbeat)."""
    last = cache.get(HEARTBEAT_KEY)
    return OK if last is not None and now - last <= HEARTBEAT_SECONDS else FAILED

"""`python -m sro.probe web|worker|beat`: a container asks itself whether its process works.

Exit code 0 means yes. Needs no Django, so that it costs little when asked every half minute.
"""

import os
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

BEAT_SCHEDULE = Path("/tmp/beat-schedule")  # noqa: S108 - the container's own
# Beat writes its timetable down every three minutes.
BEAT_SECONDS = 10 * 60


def web() -> bool:
    """Ask the web server of this container; the host name must be one it accepts."""
    host = os.environ["ALLOWED_HOSTS"].replace(",", " ").split()[0].lstrip(".")
    request = urllib.request.Request(
        f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/health/live", headers={"Host": host}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def worker() -> bool:
    """Ask the worker of this container through the queue."""
    from sro.celery import app

    name = f"celery@{os.uname().nodename}"
    return bool(app.control.inspect([name], timeout=5).ping())


def beat() -> bool:
    """Look whether the timetable was written down lately."""
    # Some systems add an ending to the file's name.
    files = BEAT_SCHEDULE.parent.glob(f"{BEAT_SCHEDULE.name}*")
    return any(time.time() - path.stat().st_mtime < BEAT_SECONDS for path in files)


PROBES: dict[str, Callable[[], bool]] = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    sys.exit(0 if PROBES[sys.argv[1]]() else 1)

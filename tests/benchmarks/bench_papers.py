"""The papers of a family: the plan in full, the family's page, and a plan with forty goals.

Measured where it is slowest: in a process that has never set a document before, from the facts to
the PDF, as many times as there are rounds. Nothing is read from the database.
"""

import statistics
import subprocess
import sys
from itertools import starmap

from tests.harness.servers import ROOT

LIMIT_MS = 300
ROUNDS = 5
PAPERS = {
    "support plan": "support_plan(given.PLAN, sender=given.SENDER, now=given.NOW)",
    "page for the family": "family_plan(given.FAMILY, sender=given.SENDER, now=given.NOW)",
    "support plan, 40 goals": "support_plan(given.FORTY_GOALS, sender=given.SENDER, now=given.NOW)",
}
PROGRAM = """
import time, django
django.setup()
from cases.papers import family_plan, support_plan
from tests.cases.papers import specimens as given
begin = time.perf_counter()
{paper}
print((time.perf_counter() - begin) * 1000)
"""


def run() -> list[dict[str, object]]:
    """One row for each paper: milliseconds of a cold start against the limit."""
    return list(starmap(_measure, PAPERS.items()))


def _measure(name: str, paper: str) -> dict[str, object]:
    command = [sys.executable, "-c", PROGRAM.format(paper=paper)]
    times = [
        float(subprocess.run(command, check=True, capture_output=True, cwd=ROOT, text=True).stdout)
        for _ in range(ROUNDS)
    ]
    return {
        "name": f"PDF: {name} (cold)",
        "measured": round(statistics.median(times), 1),
        "limit": LIMIT_MS,
        "unit": "ms",
    }

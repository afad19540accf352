"""The background work of the reports."""

from __future__ import annotations

from sro.periods import Quarter
from sro.ui.jobs import Kind, register

PREPARATION = "reporting.preparation"
RECOUNT = "reporting.recount"


def scope_of(quarter: Quarter) -> str:
    """What may only be counted once at a time: a quarter, since all areas are counted together."""
    return f"reporting.quarter.{quarter.year}.{quarter.number}"


# Nothing to tidy up: what was counted is written all at once or not at all.
register(Kind(name=PREPARATION, task="reporting.prepare_reports_of_job"))
register(Kind(name=RECOUNT, task="reporting.recount_report"))

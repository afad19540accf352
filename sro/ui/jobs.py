"""Kinds of background work and what has to happen when one of them ends badly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sro.ui.models import Job

Hook = Callable[["Job"], None]


def _nothing(job: Job) -> None:
    """Leave the object as it is."""


@dataclass(frozen=True)
class Kind:
    """A kind of job: the Celery task that does it and the hooks that tidy up after it.

    The hooks run in the transaction that marks the job, so that job and object never disagree.
    """

    name: str
    task: str
    on_failed: Hook = _nothing
    on_cancelled: Hook = _nothing


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind of job known; called from an app's `jobs.py`."""
    KINDS[kind.name] = kind

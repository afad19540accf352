"""What somebody wants, through time: versions that follow one another. Standard library only.

A statement is never overwritten; a newer one names the one it follows. So statements form threads,
and the newest of a thread is what holds today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Followed(Protocol):
    """A statement as far as its place in time goes."""

    pk: int
    follows_id: int | None
    withdrawn: bool


S = TypeVar("S", bound=Followed)


@dataclass(frozen=True)
class Thread(Generic[S]):
    """One thing somebody said, newest version first."""

    versions: tuple[S, ...]

    @property
    def newest(self) -> S:
        """The version that holds today."""
        return self.versions[0]

    @property
    def older(self) -> tuple[S, ...]:
        """What was said before, newest first."""
        return self.versions[1:]

    @property
    def holds(self) -> bool:
        """Whether the person still says so."""
        return not self.newest.withdrawn


def threads(statements: Iterable[S]) -> list[Thread[S]]:
    """Return the threads in the order of their newest versions in `statements`.

    A version whose predecessor is not among the statements begins its thread: whoever may not see
    everything gets what may be seen.
    """
    rows = list(statements)
    known = {row.pk: row for row in rows}
    followed = {row.follows_id for row in rows}
    return [Thread(_back_from(row, known)) for row in rows if row.pk not in followed]


def _back_from(newest: S, known: dict[int, S]) -> tuple[S, ...]:
    versions = [newest]
    while (before := versions[-1].follows_id) in known and before is not None:
        versions.append(known[before])
    return tuple(versions)


def kind_of(kind: str, readiness: str) -> str:
    """Return `will` or `wish`; where nobody said which, readiness to act makes it a will."""
    if kind:
        return kind
    return "will" if readiness.strip() else "wish"

"""What a project counts, as readers may see it: numbers of so few people are a dash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from networks.models import Project
from networks.rules.projects import is_small

DASH = "–"


@dataclass(frozen=True)
class Counts:
    """The numbers of a project; `limit` is the largest count of people that is not shown."""

    sessions: int
    minutes: int
    children: int | None
    parents: int | None
    others: int | None
    volunteers: int | None
    limit: int

    @classmethod
    def plain(cls, project: Project) -> Counts:
        """Return the numbers for those who have written them down themselves."""
        return counts_of(project, 0)

    def is_hidden(self, name: str) -> bool:
        """Whether a count is not shown."""
        return is_small(getattr(self, name), self.limit)

    def number(self, name: str) -> int | None:
        """Return a count for programs: None where it is not shown, or nobody has counted."""
        return None if self.is_hidden(name) else getattr(self, name)

    def shown(self, name: str) -> Any:
        """Return a count for readers: a dash where it is not shown."""
        return DASH if self.is_hidden(name) else getattr(self, name)

    @property
    def attendance(self) -> list[tuple[str, Any]]:
        """The counts of sessions, each with the name of its field."""
        return [(name, self.shown(name)) for name in ("children", "parents", "others")]

    @property
    def volunteers_shown(self) -> Any:
        """The volunteers for readers."""
        return self.shown("volunteers")


def counts_of(project: Any, limit: int) -> Counts:
    """Return the numbers of a project read `with_numbers()`."""
    return Counts(
        sessions=project.session_count or 0,
        minutes=project.minutes_sum or 0,
        children=project.children_sum,
        parents=project.parents_sum,
        others=project.others_sum,
        volunteers=project.volunteers,
        limit=limit,
    )

"""What is wrong with a file, said so that the person can find and mend it.

A problem keeps its English message and its parameters apart, so that a stored report can be read
in either language later. Reading and checking never raise for a bad cell: they collect. Only what
makes the whole file unreadable is raised, as `FileRefused`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext

#: So many problems are kept with their place; the rest is only counted.
KEPT = 200
#: A cell is quoted up to this length, so that a pasted letter does not fill the page.
SHOWN = 40


class Severity(StrEnum):
    """An error forbids the import; a warning asks the person to look."""

    ERROR = "error"
    WARNING = "warning"


def shortened(value: str) -> str:
    """A cell as it is quoted in a message: one line, at most `SHOWN` characters."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


@dataclass(frozen=True, slots=True)
class Problem:
    """One error or warning: the message (an English msgid) and the place it belongs to.

    `line` counts from 1 as an editor does, the header included; `column` is the header shown to
    the person; both are None when the problem concerns the whole file or column.
    """

    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    line: int | None = None
    column: str | None = None
    value: str | None = None

    @property
    def text(self) -> str:
        """The message in the language of the reader."""
        return gettext(self.message) % self.params if self.params else gettext(self.message)

    def as_json(self) -> dict[str, Any]:
        """The problem for a stored report; `from_json` reads it back."""
        return {
            "message": self.message,
            "params": {name: _plain(value) for name, value in self.params.items()},
            "severity": self.severity.value,
            "line": self.line,
            "column": self.column,
            "value": self.value,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Problem":
        """A problem of a stored report."""
        return cls(**{**data, "severity": Severity(data["severity"])})


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)


class Problems:
    """Errors and warnings in the order found: the first `KEPT` of each, and how many in all."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.error_count = 0
        self.warning_count = 0

    def __bool__(self) -> bool:
        return bool(self.error_count or self.warning_count)

    def __iter__(self) -> Iterator[Problem]:
        yield from self.errors
        yield from self.warnings

    def add(self, problem: Problem) -> None:
        """Keep the problem, or only count it once enough of its severity are kept."""
        if problem.severity is Severity.ERROR:
            self.error_count += 1
            kept = self.errors
        else:
            self.warning_count += 1
            kept = self.warnings
        if len(kept) < KEPT:
            kept.append(problem)

    def in_order(self) -> "Problems":
        """The same problems, those of the whole file first, then by line."""
        for kept in (self.errors, self.warnings):
            kept.sort(key=lambda problem: problem.line or 0)
        return self


class FileRefused(ValueError):
    """The file as a whole cannot be imported; nothing of it was used."""

    def __init__(self, message: str, *, line: int | None = None, **params: Any) -> None:
        if line is not None:
            params["line"] = line
        self.problem = Problem(message, params, line=line)
        super().__init__(message % params if params else message)

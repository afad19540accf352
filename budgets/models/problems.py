"""What keeps a run from being calculated, stored apart from its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Gap:
    """One thing that is missing or wrong: an English sentence and where it belongs.

    `indicator` and `unit` are keys, `indicator_name` and `unit_name` what people call them; empty
    where the gap belongs to none. `params` are texts.
    """

    code: str
    template: str
    params: Mapping[str, str] = field(default_factory=dict)
    indicator: str = ""
    indicator_name: str = ""
    unit: str = ""
    unit_name: str = ""

    @property
    def sentence(self) -> str:
        """The sentence in the language of the reader, without the place."""
        return _(self.template) % self.params if self.params else _(self.template)

    @property
    def text(self) -> str:
        """The sentence with the place in front."""
        place = ", ".join(name for name in (self.indicator_name, self.unit_name) if name)
        return f"{place}: {self.sentence}" if place else self.sentence

    def as_json(self) -> dict[str, Any]:
        """The gap as it is stored with a failed run; `Gap(**stored)` reads it back."""
        return asdict(self)


def summary(gaps: Sequence[Gap]) -> str:
    """The first gap, and how many more there are."""
    first, *others = gaps
    if not others:
        return first.text
    return _("%(first)s (and %(count)s more)") % {
        "first": first.text,
        "count": len(others),
    }


def problem_text(problem: Mapping[str, Any]) -> str:
    """The reason stored with a failed run, in the language of the reader."""
    gaps = [Gap(**stored) for stored in problem.get("gaps", ())]
    return summary(gaps) if gaps else problem.get("text", "")

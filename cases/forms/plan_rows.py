"""The outline of a plan as rows of a form, and what the buttons of a row do without JavaScript."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules import outline
from cases.rules.outline import DEEPEST, Line
from cases.rules.plan_lines import PlanLine
from sro.ui.forms import DateInput, days_make_sense

ROWS = "zeile"
#: A plan with more is refused in words; nothing that was sent is left out.
MOST_ROWS = 200
GOAL_ONLY = ("indicator", "will", "own_contribution", "resources")
OPERATIONS = ("indent", "outdent", "up", "down", "add", "remove", "restore")


@dataclass(frozen=True)
class RowOptions:
    """What can be chosen in a row: people by their label, wills and resources by number."""

    owners: dict[str, int] = field(default_factory=dict)
    wills: tuple[tuple[str, str], ...] = ()
    resources: tuple[tuple[str, str], ...] = ()

    def owner_label(self, line: PlanLine) -> str:
        """Return how the owner of a line is shown."""
        known = {pk: label for label, pk in self.owners.items()}
        return known.get(line.owner_id or 0, line.owner_name)

    def owner(self, text: str) -> tuple[int | None, str]:
        """Return the person a text names, or the text as another's name.

        The beginning of a name is enough where only one person's begins so: "Mika".
        """
        clean = " ".join(text.split())
        folded = {label.casefold(): pk for label, pk in self.owners.items()}
        pk = folded.get(clean.casefold())
        if pk is None and clean:
            alike = [
                each for label, each in folded.items() if label.startswith(f"{clean} ".casefold())
            ]
            pk = alike[0] if len(alike) == 1 else None
        return (pk, "") if pk is not None else (None, clean)


class RowForm(forms.Form):
    """One goal or step. A step shows what belongs to goals only if something stands there."""

    depth = forms.IntegerField(min_value=0, max_value=DEEPEST, widget=forms.HiddenInput)
    removed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What exactly?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 1, "data-plan-text": ""}),
    )
    owner = forms.CharField(
        label=gettext_lazy("Whose goal, or who does it?"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"list": "plan-personen", "autocomplete": "off"}),
    )
    due_on = forms.DateField(label=gettext_lazy("By when?"), required=False, widget=DateInput)
    indicator = forms.CharField(
        label=gettext_lazy("How do we notice that it is reached?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 1}),
    )
    own_contribution = forms.CharField(
        label=gettext_lazy("What do they do for it themselves?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 1}),
    )
    will = forms.ChoiceField(label=gettext_lazy("Which own will is behind it?"), required=False)
    resources = forms.MultipleChoiceField(
        label=gettext_lazy("Which resources help?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, key: str, options: RowOptions, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"z-{key}", **kwargs)
        self.key = key
        self.options = options
        self.fields["will"].choices = [("", _("none linked yet")), *options.wills]
        self.fields["resources"].choices = options.resources
        if not options.resources:
            del self.fields["resources"]
        self.number = ""
        self.advice: list[Any] = []

    @property
    def level(self) -> str:
        """Return direction, action or step."""
        return outline.LEVELS[self.deep]

    @property
    def deep(self) -> int:
        """Return how deep the row stands, as far as it can be read."""
        return _depth(self["depth"].value())

    @property
    def is_removed(self) -> bool:
        """Return whether the row goes with the next save."""
        return self["removed"].value() in (True, "True", "true", "on", "1")

    @property
    def says_more(self) -> bool:
        """Return whether something stands in what belongs to goals only."""
        return any(self[name].value() for name in GOAL_ONLY if name in self.fields)

    def leave_unjudged(self) -> None:
        """Show what stands in the row without saying what is wrong with it."""
        self._errors = ErrorDict()

    def clean(self) -> dict[str, Any]:
        """A step has no indicator and no will; what stands there is not dropped silently."""
        cleaned = super().clean() or {}
        days_make_sense(self)
        if cleaned.get("depth") != DEEPEST:
            return cleaned
        for name in GOAL_ONLY:
            if cleaned.get(name):
                self.add_error(
                    name, _("An action step has nothing here. Please move it to the goal above.")
                )
        return cleaned

    def line(self) -> PlanLine:
        """Return the row as a line of the plan, leaving out what cannot be read yet."""
        owner_id, owner_name = self.options.owner(str(self._read("owner") or ""))
        return PlanLine(
            key=self.key,
            depth=self.deep,
            text=str(self._read("text") or ""),
            owner_id=owner_id,
            owner_name=owner_name,
            indicator=str(self._read("indicator") or ""),
            will_id=int(self._read("will") or 0) or None,
            own_contribution=str(self._read("own_contribution") or ""),
            due_on=self._read("due_on"),
            resource_ids=frozenset(int(pk) for pk in self._read("resources") or ()),
        )

    def _read(self, name: str) -> Any:
        if name not in self.fields:
            return None
        try:
            return self.fields[name].clean(self[name].value())
        except ValidationError:
            return None


def initial_of(line: PlanLine, options: RowOptions) -> dict[str, Any]:
    """Return what a row shows of a saved line."""
    return {
        "depth": line.depth,
        "removed": False,
        "text": line.text,
        "owner": options.owner_label(line),
        "due_on": line.due_on,
        "indicator": line.indicator,
        "own_contribution": line.own_contribution,
        "will": str(line.will_id or ""),
        "resources": [str(pk) for pk in sorted(line.resource_ids)],
    }


def bound_rows(data: QueryDict, options: RowOptions) -> list[RowForm]:
    """Return the rows that were sent, in their order."""
    return [RowForm(data, key=key, options=options) for key in keys_of(data)]


def saved_rows(lines: Sequence[PlanLine], options: RowOptions) -> list[RowForm]:
    """Return rows for what is saved, and a first one where there is nothing."""
    shown = lines or [PlanLine(new_key(), 0)]
    return [
        RowForm(key=each.key, options=options, initial=initial_of(each, options)) for each in shown
    ]


def numbered(rows: Sequence[RowForm]) -> list[RowForm]:
    """Give each row its number in the outline: 1, 1.2, 1.2.3."""
    counts = [0] * (DEEPEST + 1)
    for row in rows:
        counts[row.deep] += 1
        counts[row.deep + 1 :] = [0] * (DEEPEST - row.deep)
        row.number = ".".join(str(count) for count in counts[: row.deep + 1])
    return list(rows)


def new_key() -> str:
    """Return a key for a new row; it becomes the goal's origin."""
    return str(uuid.uuid4())


def keys_of(data: QueryDict) -> list[str]:
    """Return the keys of the rows that were sent, each once, without what is none."""
    found: dict[str, None] = {}
    for text in data.getlist(ROWS):
        try:
            found[str(uuid.UUID(text))] = None
        except ValueError:
            continue
    return list(found)


# --- buttons without JavaScript -------------------------------------------------------------------


def operate(data: QueryDict, operation: str) -> tuple[QueryDict, str]:
    """Return what was sent after one step of the outline, and the key of the row to look at.

    `operation` is "indent:<key>" and so on; anything else changes nothing.
    """
    name, _colon, key = operation.partition(":")
    keys = keys_of(data)
    changed = data.copy()
    if name not in OPERATIONS or key not in keys:
        return changed, ""
    lines = outline.normalise([Line(k, _depth(data.get(f"z-{k}-depth"))) for k in keys])
    place = keys.index(key)
    if name in ("remove", "restore"):
        _mark(changed, lines, place, name)
    elif name == "add":
        key = new_key()
        lines = outline.insert_below(lines, place, key)
    else:
        steps = {
            "indent": outline.indent,
            "outdent": outline.outdent,
            "up": outline.move_up,
            "down": outline.move_down,
        }
        lines = steps[name](lines, place)
    changed.setlist(ROWS, [line.key for line in lines])
    for line in lines:
        changed[f"z-{line.key}-depth"] = str(line.depth)
    return changed, key


def _mark(data: QueryDict, lines: Sequence[Line], place: int, name: str) -> None:
    """Mark a line with all below it as going; bring it back with all above it."""
    if name == "remove":
        for line in lines[place : outline.block_end(lines, place)]:
            data[f"z-{line.key}-removed"] = "1"
        return
    above = outline.parents(lines)
    for line in lines[place : outline.block_end(lines, place)]:
        data.pop(f"z-{line.key}-removed", None)
    parent = above[lines[place].key]
    while parent is not None:
        data.pop(f"z-{parent}-removed", None)
        parent = above[parent]


def _depth(value: Any) -> int:
    try:
        return max(0, min(int(value), DEEPEST))
    except (TypeError, ValueError):
        return 0

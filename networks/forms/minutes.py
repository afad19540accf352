"""The form in which minutes are taken while people speak."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.forms.widgets import PlainSelect
from networks.models import AgendaItem, NetworkMeeting, NetworkMember, NetworkTask
from networks.services.minutes import Agreed, Further, Minutes
from sro.ui.editing import display_value
from sro.ui.forms import DateInput, RowsOfOthers

NEW_TASKS = 3
_TASK = ("title", "owner", "due")


class MinutesForm(RowsOfOthers, forms.Form):
    """Who is there, what is said and decided about each point, who does what until when."""

    use_required_attribute = False

    present = forms.MultipleChoiceField(
        label=_("Who is there?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        meeting: NetworkMeeting,
        items: Sequence[AgendaItem],
        tasks: Sequence[NetworkTask],
        members: Sequence[NetworkMember],
        present: Sequence[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.meeting, self.items, self.tasks = meeting, list(items), list(tasks)
        self.members = {member.pk: member for member in members}
        self.fields["present"].choices = [(pk, str(row)) for pk, row in self.members.items()]
        self.fields["present"].initial = list(present)
        for item in self.items:
            self._point(f"p{item.pk}", item.text, [row.text for row in item.decisions.all()])
        self.fields["further_title"] = forms.CharField(
            label=_("Further point"), max_length=200, required=False
        )
        self._point("further", "", [])
        for task in self.tasks:
            self._task(f"t{task.pk}", task)
        for step in range(1, NEW_TASKS + 1):
            self._task(f"n{step}", None)
        points = {
            f"p{each.pk}": (f"p{each.pk}_text", f"p{each.pk}_decisions") for each in self.items
        }
        agreed = {f"t{each.pk}": [f"t{each.pk}_{part}" for part in _TASK] for each in self.tasks}
        self.keep_unseen({**points, **agreed})

    def _point(self, key: str, text: str, decisions: Sequence[str]) -> None:
        self.fields[f"{key}_text"] = forms.CharField(
            label=_("What is said"),
            max_length=10000,
            required=False,
            initial=text,
            widget=forms.Textarea({"rows": 4}),
        )
        self.fields[f"{key}_decisions"] = forms.CharField(
            label=_("Decisions, one a line"),
            max_length=10000,
            required=False,
            initial="\n".join(decisions),
            widget=forms.Textarea({"rows": 2}),
        )

    def _task(self, key: str, task: NetworkTask | None) -> None:
        owners = [("", _("nobody yet")), *((pk, str(row)) for pk, row in self.members.items())]
        self.fields[f"{key}_title"] = forms.CharField(
            label=_("What is to be done"),
            max_length=300,
            required=False,
            initial=task.title if task else "",
        )
        self.fields[f"{key}_owner"] = forms.TypedChoiceField(
            label=_("who"),
            choices=owners,
            coerce=int,
            empty_value=None,
            required=False,
            initial=task.owner_id if task else None,
            widget=PlainSelect,
        )
        self.fields[f"{key}_due"] = forms.DateField(
            label=_("until"),
            required=False,
            initial=task.due_on if task else None,
            widget=DateInput,
        )

    @property
    def points(self) -> list[dict[str, Any]]:
        """The points of the agenda with their fields."""
        return [
            {
                "item": item,
                "fields": [self[f"p{item.pk}_text"], self[f"p{item.pk}_decisions"]],
            }
            for item in self.items
        ]

    @property
    def further(self) -> list[forms.BoundField]:
        """The fields of a point that stood on no agenda."""
        return [self["further_title"], self["further_text"], self["further_decisions"]]

    @property
    def task_rows(self) -> list[dict[str, Any]]:
        """The tasks with their fields, the empty ones last."""
        keys = [*(f"t{task.pk}" for task in self.tasks), *self._new]
        return [
            {"number": number, "fields": [self[f"{key}_{part}"] for part in _TASK]}
            for number, key in enumerate(keys, 1)
        ]

    @property
    def _new(self) -> list[str]:
        return [f"n{step}" for step in range(1, NEW_TASKS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = any(data.get(f"further_{part}", "").strip() for part in ("text", "decisions"))
        if said and not data.get("further_title", "").strip():
            self.add_error("further_title", _("Please give the point a title, too."))
        for key in self._new:
            begun = data.get(f"{key}_owner") or data.get(f"{key}_due")
            if begun and not data.get(f"{key}_title", "").strip():
                self.add_error(f"{key}_title", _("Please write down what is to be done."))
        return data

    def minutes(self) -> Minutes:
        """Return what was written down."""
        data = self.cleaned_data
        known = [(f"t{task.pk}", task) for task in self.tasks]
        return Minutes(
            present=[self.members[int(pk)] for pk in data["present"]],
            texts={item.pk: data[f"p{item.pk}_text"] for item in self.items},
            decisions={item.pk: data[f"p{item.pk}_decisions"].splitlines() for item in self.items},
            tasks=[
                Agreed(
                    data[f"{key}_title"],
                    self.members.get(data[f"{key}_owner"] or 0),
                    data[f"{key}_due"],
                    task,
                )
                for key, task in [*known, *((key, None) for key in self._new)]
            ],
            further=Further(
                data["further_title"].strip(),
                data["further_text"],
                data["further_decisions"].splitlines(),
            ),
        )

    def differences_from(self, current: NetworkMeeting) -> list[dict[str, str]]:
        """Return point by point what the form says beside what stands now."""
        found = self._present_differs(current)
        for item in current.agenda.prefetch_related("decisions"):
            saved = {
                f"p{item.pk}_text": item.text,
                f"p{item.pk}_decisions": "\n".join(row.text for row in item.decisions.all()),
            }
            for name, theirs in saved.items():
                mine = self.data.get(name, "").replace("\r\n", "\n")
                if mine.strip() != theirs.strip():
                    label = self.fields[name].label if name in self.fields else ""
                    found.append(
                        {
                            "label": f"{item.title}: {label}",
                            "mine": mine or "–",
                            "theirs": theirs or "–",
                        }
                    )
        return found + self._tasks_differ(current)

    def _present_differs(self, current: NetworkMeeting) -> list[dict[str, str]]:
        field = self["present"]
        there = current.invitations.filter(attended=True).values_list("member_id", flat=True)
        mine, theirs = (
            display_value(field, sorted(str(each) for each in values))
            for values in (field.data or [], there)
        )
        if mine == theirs:
            return []
        return [{"label": str(field.label), "mine": mine, "theirs": theirs}]

    def _tasks_differ(self, current: NetworkMeeting) -> list[dict[str, str]]:
        found = []
        for task in current.tasks.order_by("pk"):
            key = f"t{task.pk}"
            mine = "" if key in self.unseen else str(self.data.get(f"{key}_title", "")).strip()
            if mine != task.title.strip():
                found.append({"label": str(_("Task")), "mine": mine or "–", "theirs": task.title})
        return found

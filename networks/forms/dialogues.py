"""Forms for quality dialogues with providers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.models import DialoguePoint, QualityDialogue
from networks.services.dialogues import Agreement
from sro.ui.editing import differing
from sro.ui.forms import DateInput, RowsOfOthers

NEW_POINTS = 4
_POINT = ("text", "due", "office")


class RhythmForm(forms.Form):
    """How often; nothing entered ends the rhythm."""

    months = forms.IntegerField(
        label=_("at least every … months"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Empty: no rhythm, and nobody is reminded."),
    )
    since = forms.DateField(label=_("since"), widget=DateInput)

    def differences_from(self, current: Any) -> list[dict[str, str]]:
        """Return what differs from the rhythm as it stands now."""
        return differing(self, {"months": current.months, "since": current.since})


class DialogueForm(forms.ModelForm):
    """When, and about what."""

    class Meta:
        model = QualityDialogue
        fields = ["planned_on", "topics"]
        widgets = {"planned_on": DateInput, "topics": forms.Textarea({"rows": 5})}

    def _post_clean(self) -> None:
        """Leave the judgement to the service: the instance is only read here."""


class RecordForm(RowsOfOthers, forms.ModelForm):
    """What came of it, and what was agreed."""

    class Meta:
        model = QualityDialogue
        fields = ["planned_on", "topics", "participants", "results"]
        widgets = {
            "planned_on": DateInput,
            "topics": forms.Textarea({"rows": 4}),
            "participants": forms.Textarea({"rows": 2}),
            "results": forms.Textarea({"rows": 10}),
        }

    def __init__(self, *args: Any, points: Sequence[DialoguePoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["results"].required = True
        self.known = list(points)
        for point in self.known:
            self._row(f"p{point.pk}", point)
        for key in self._new:
            self._row(key, None)
        self.keep_unseen(
            {f"p{each.pk}": [f"p{each.pk}_{part}" for part in _POINT] for each in self.known}
        )

    def _row(self, key: str, point: DialoguePoint | None) -> None:
        self.fields[f"{key}_text"] = forms.CharField(
            label=_("What was agreed"),
            max_length=500,
            required=False,
            initial=point.text if point else "",
        )
        self.fields[f"{key}_due"] = forms.DateField(
            label=_("until"),
            required=False,
            initial=point.due_on if point else None,
            widget=DateInput,
        )
        self.fields[f"{key}_office"] = forms.BooleanField(
            label=_("the office does it"),
            required=False,
            initial=point.by_office if point else False,
        )

    @property
    def _new(self) -> list[str]:
        return [f"n{step}" for step in range(1, NEW_POINTS + 1)]

    @property
    def _keys(self) -> list[tuple[str, DialoguePoint | None]]:
        return [*((f"p{row.pk}", row) for row in self.known), *((key, None) for key in self._new)]

    @property
    def plain(self) -> list[forms.BoundField]:
        """The fields of the dialogue itself."""
        return [self[name] for name in self.Meta.fields]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The points with their fields, the empty ones last."""
        return [
            {"number": number, "fields": [self[f"{key}_{part}"] for part in _POINT]}
            for number, (key, _row) in enumerate(self._keys, 1)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for key in self._new:
            if not data.get(f"{key}_text", "").strip() and data.get(f"{key}_due"):
                self.add_error(f"{key}_text", _("Please write down what was agreed."))
        return data

    def values(self) -> dict[str, Any]:
        """Return the texts of the dialogue."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def points(self) -> list[Agreement]:
        """Return what was agreed."""
        data = self.cleaned_data
        return [
            Agreement(data[f"{key}_text"], data[f"{key}_due"], data[f"{key}_office"], row)
            for key, row in self._keys
        ]

    def differences_from(self, current: QualityDialogue) -> list[dict[str, str]]:
        """Return what differs from the dialogue as it stands now."""
        found = differing(self, {name: getattr(current, name) for name in self.Meta.fields})
        for key, row in self._keys:
            if row is None:
                continue
            mine = "" if key in self.unseen else str(self.data.get(f"{key}_text", "")).strip()
            if mine != row.text.strip():
                label = str(_("What was agreed"))
                found.append({"label": label, "mine": mine or "–", "theirs": row.text})
        return found

    def _post_clean(self) -> None:
        """Leave the judgement to the service: the instance is only read here."""

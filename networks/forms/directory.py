"""What somebody looks for in the public directory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.forms.widgets import PlainSelect
from networks.models.choices import Language, TargetGroup
from networks.models.institutions import MAX_AGE
from networks.publishing import Wanted

MARKS = [
    ("", _("all")),
    ("basic_offer", _("basic offer")),
    ("family_centre", _("family centre")),
    ("early_help", _("early help")),
]


class Choice(forms.ChoiceField):
    """One of many, or all."""

    def __init__(self, *, label: Any, choices: Sequence[Any] = ()) -> None:
        super().__init__(
            label=label, required=False, widget=PlainSelect, choices=[("", _("all")), *choices]
        )


class DirectoryForm(forms.Form):
    """Words and filters; everything may be left empty."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    sozialraum = Choice(label=_("Part of town"))
    art = Choice(label=_("Kind of place"))
    zielgruppe = Choice(label=_("For whom?"), choices=TargetGroup.choices)
    alter = forms.IntegerField(
        label=_("Age in years"), required=False, min_value=0, max_value=MAX_AGE
    )
    sprache = Choice(label=_("Language"), choices=Language.choices)
    merkmal = Choice(label=_("Marked as"), choices=MARKS[1:])
    direkt = forms.BooleanField(label=_("Without application"), required=False)
    rollstuhl = forms.BooleanField(label=_("With a wheelchair"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        spaces: Sequence[tuple[int, str]],
        categories: Sequence[tuple[int, str]],
    ) -> None:
        super().__init__(data)
        for name, choices in (("sozialraum", spaces), ("art", categories)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", _("all")), *choices]

    def wanted(self) -> Wanted:
        """Return what is looked for; what makes no sense is left out."""
        self.is_valid()
        values = self.cleaned_data
        return Wanted(
            text=values.get("q", ""),
            space=_number(values.get("sozialraum")),
            category=_number(values.get("art")),
            target_group=values.get("zielgruppe", ""),
            age=values.get("alter"),
            language=values.get("sprache", ""),
            direct=values.get("direkt", False),
            wheelchair=values.get("rollstuhl", False),
            mark=values.get("merkmal", ""),
        )

    @property
    def usual(self) -> list[forms.BoundField]:
        """The fields that are always shown."""
        return [self[name] for name in ("q", "sozialraum", "art")]

    @property
    def closer(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[name] for name in ("zielgruppe", "alter", "sprache", "merkmal")]

    @property
    def ticks(self) -> list[forms.BoundField]:
        """What can be ticked, beside the fields that are folded away."""
        return [self[name] for name in ("direkt", "rollstuhl")]

    @property
    def more_chosen(self) -> bool:
        """Whether one of the filters that are folded away is in use."""
        return any(self.data.get(field.name) for field in (*self.closer, *self.ticks))


def _number(text: Any) -> int | None:
    return int(text) if text else None

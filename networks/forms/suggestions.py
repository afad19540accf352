"""Deciding about what an institution wants changed, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.models import EntrySuggestion, Institution, Offer, SuggestionKind, SuggestionState
from networks.models.choices import Language, OfferKind, TargetGroup, Wheelchair
from networks.rules.corrections import Change, changes
from networks.services.suggestions import WHOLE, entry_of

TAKE, LEAVE = "ja", "nein"
CHOICES = [(TAKE, _("take over")), (LEAVE, _("leave as it is"))]

_WORDS: dict[str, Any] = {
    "target_groups": TargetGroup,
    "languages": Language,
    "wheelchair": Wheelchair,
    "kind": OfferKind,
}


@dataclass(frozen=True)
class Line:
    """One field of the comparison in words, with the choice beneath it."""

    label: str
    before: str
    now: str
    after: str
    is_stale: bool
    choice: forms.BoundField | None
    was_accepted: bool


class Decision(forms.Form):
    """One choice for each field that was suggested; nothing is chosen by silence."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    entry_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    compared: tuple[Change, ...] = ()
    names: tuple[str, ...] = ()
    #: Of a correction that is decided: the fields taken over.
    decided: tuple[str, ...] = ()

    def accepted(self) -> list[str]:
        """Return the fields that are taken over."""
        return [name for name in self.names if self.cleaned_data[f"feld_{name}"] == TAKE]

    def lines(self) -> list[Line]:
        """Return the comparison, one line a field."""
        return [
            Line(
                label=label_of(change.field),
                before=in_words(change.field, change.before),
                now=in_words(change.field, change.now),
                after=in_words(change.field, change.after),
                is_stale=change.is_stale,
                choice=self[f"feld_{change.field}"] if change.field in self.names else None,
                was_accepted=change.field in self.decided,
            )
            for change in self.compared
        ]

    def whole(self) -> forms.BoundField | None:
        """Return the one choice of a suggestion that is no list of fields."""
        return self[f"feld_{WHOLE}"] if WHOLE in self.names else None


def decision_form(suggestion: EntrySuggestion, data: QueryDict | None = None) -> Decision:
    """Return the form for a suggestion as suggestion and entry stand now."""
    entry = entry_of(suggestion)
    whole = suggestion.kind in (SuggestionKind.NEW, SuggestionKind.END)
    now: dict[str, Any] = {}
    if entry is not None and not whole:
        now = {name: getattr(entry, name) for name in suggestion.after}
    if suggestion.state != SuggestionState.OPEN and not whole:
        now = {**now, **{k: v for k, v in suggestion.replaced.items() if k in suggestion.after}}
    compared = changes(suggestion.before, suggestion.after, now)
    form = Decision(
        data,
        initial={
            "version": suggestion.version,
            "entry_version": entry.version if entry is not None else 0,
        },
    )
    form.compared = tuple(compared)
    form.decided = tuple(suggestion.accepted)
    form.names = (WHOLE,) if whole else tuple(change.field for change in compared)
    for name in form.names:
        label = (
            _("Take it over?")
            if whole
            else gettext("Take over: %(field)s?") % {"field": label_of(name)}
        )
        stale = any(change.field == name and change.is_stale for change in compared)
        form.fields[f"feld_{name}"] = forms.ChoiceField(
            label=label,
            choices=CHOICES,
            widget=forms.RadioSelect,
            # Where somebody has changed the field meanwhile, a person has to choose.
            initial=None if stale else TAKE,
        )
    return form


def label_of(name: str) -> str:
    """Return what a field is called."""
    model = Offer if name == "kind" else Institution
    return str(model._meta.get_field(name).verbose_name)


def in_words(name: str, value: Any) -> str:
    """Return a value as people read it; empty when there is none."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    words = _WORDS.get(name)
    if words is None:
        return str(value)
    labels = dict(words.choices)
    keys = value if isinstance(value, list) else [value]
    return ", ".join(str(labels.get(key, key)) for key in keys)

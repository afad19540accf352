"""Long forms in small sets, each under its own heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    """Fields that belong together; `folded` ones are shown on demand or when they say something."""

    title: str | Promise
    fields: tuple[str, ...]
    folded: bool = False


class GroupedForm(forms.BaseForm):
    """A form whose `groups` decide the order of its fields; fields of no group come last."""

    template_name = "networks/grouped_form.html"
    groups: tuple[Group, ...] = ()

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        # A set whose fields are all left out has no heading either.
        asked = (group for group in self.groups if any(n in self.fields for n in group.fields))
        context["groups"] = [self._shown(group) for group in asked]
        grouped = {name for group in self.groups for name in group.fields}
        context["rest"] = [f for f in self.visible_fields() if f.name not in grouped]
        return context

    def _shown(self, group: Group) -> dict[str, Any]:
        fields = [self[name] for name in group.fields if name in self.fields]
        speaks = any(field.errors or field.value() not in (None, "", []) for field in fields)
        return {"title": group.title, "fields": fields, "folded": group.folded, "open": speaks}


def name_empty_choices(form: forms.BaseForm) -> None:
    """Say in words what choosing nothing means, instead of Django's row of dashes."""
    for field in form.fields.values():
        word = _("please choose") if field.required else _("not stated")
        if isinstance(field, forms.ModelChoiceField):
            if field.empty_label is not None:
                field.empty_label = word
        elif isinstance(field, forms.TypedChoiceField) and field.choices:
            (first, label), *others = field.choices
            if first == "" and label == _DASHES:
                field.choices = [("", word), *others]


_DASHES = "---------"

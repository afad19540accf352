"""What the forms of a plan's parts share: saying what somebody else saved meanwhile."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from sro.ui.editing import display_value


def differing(form: forms.Form, saved: forms.Form) -> list[dict[str, str]]:
    """Say in which fields a form about a part of a plan differs from the same as it is saved.

    A stale save of an unchanged part says so: the plan was changed somewhere else.
    """
    found = []
    for name in form.fields:
        if name not in saved.fields or form.fields[name].widget.is_hidden:
            continue
        mine = display_value(form[name], form[name].value())
        theirs = display_value(saved[name], saved[name].initial)
        if mine != theirs:
            found.append({"label": str(form[name].label), "mine": mine, "theirs": theirs})
    if not found:
        elsewhere = _("The plan was changed at another place; this part is the same.")
        found.append({"label": _("This part"), "mine": elsewhere, "theirs": elsewhere})
    return found

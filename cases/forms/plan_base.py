"""What the forms of a plan's parts share: saying what somebody else saved meanwhile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sro.ui.editing import display_value


class PartForm(forms.Form):
    """A form about a part of a plan."""

    def fresh(self, current: Any) -> PartForm:
        """Return the form as it would show `current`, the row as it stands now."""
        raise NotImplementedError

    def differences_from(self, current: Any) -> list[dict[str, str]]:
        """Say which fields differ from what was saved meanwhile."""
        saved = self.fresh(current)
        found = []
        for name in self.fields:
            if name not in saved.fields or self.fields[name].widget.is_hidden:
                continue
            mine = display_value(self[name], self[name].value())
            theirs = display_value(saved[name], saved[name].initial)
            if mine != theirs:
                found.append({"label": str(self[name].label), "mine": mine, "theirs": theirs})
        if not found:
            elsewhere = _("The plan was changed at another place; this part is the same.")
            found.append({"label": _("This part"), "mine": elsewhere, "theirs": elsewhere})
        return found

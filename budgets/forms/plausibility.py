"""What to look at in the plausibility report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.models import Indicator


class Kinds(models.TextChoices):
    """Remarks by what is to be done about them; the values stand in addresses."""

    MISSING = "fehlt", _("value missing")
    STALE = "veraltet", _("out of date")
    JUMP = "sprung", _("conspicuous change")
    PARTS = "summe", _("parts do not add up")
    ZERO = "null", _("zero cannot be used")


#: The codes of the report (budgets.rules.plausibility.MESSAGES) by kind.
KIND_OF = {
    "no_values": Kinds.MISSING,
    "missing": Kinds.MISSING,
    "missing_spaces": Kinds.MISSING,
    "stale": Kinds.STALE,
    "jump": Kinds.JUMP,
    "jump_from_zero": Kinds.JUMP,
    "parts": Kinds.PARTS,
    "zero_inverse": Kinds.ZERO,
}


class RemarkFilter(forms.Form):
    """One indicator, one kind of remark."""

    kennzahl = forms.ModelChoiceField(
        label=_("Indicator"),
        queryset=Indicator.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("all"),
    )
    art = forms.ChoiceField(
        label=_("What is conspicuous"), choices=[("", _("all")), *Kinds.choices], required=False
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kennzahl"].queryset = Indicator.objects.visible_to(user)

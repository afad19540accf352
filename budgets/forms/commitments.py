"""Which unit counts for a support."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from budgets.models import CommitmentSchedule
from networks.models.agreements import Unit


class UnitForm(forms.ModelForm):
    """The unit that counts; without one, the rates decide as long as they leave no doubt."""

    unit = forms.TypedChoiceField(
        label=_("Unit that counts"),
        choices=[("", _("as the rates say")), *Unit.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )

    class Meta:
        model = CommitmentSchedule
        fields = ["unit", "unit_reason"]
        widgets = {"unit_reason": forms.Textarea({"rows": 2})}
        help_texts = {"unit_reason": _("Such as the place in the agreement.")}

    def clean(self) -> dict[str, Any]:
        """Demand a reason with a unit; without a unit there is nothing to justify."""
        cleaned = super().clean() or {}
        if cleaned.get("unit") is None:
            cleaned["unit_reason"] = ""
        elif not cleaned.get("unit_reason", "").strip():
            self.add_error("unit_reason", _("Please say why this unit counts."))
        return cleaned

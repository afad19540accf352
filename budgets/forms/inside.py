"""Laying out a scenario inside a district: how much its social spaces get, and by what."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.forms.runs import RunForm
from budgets.models import Fund, IndicatorValue
from budgets.models.runs import ReferenceKind
from budgets.querysets import IndicatorValueQuerySet
from budgets.services.inside import purse_of
from networks.models import District
from sro.ui.fields import MoneyField


class InsideForm(RunForm):
    """Like the form of a run among districts, by indicators alone: bookings name no social space.

    `purse` is what the district has to divide today.
    """

    usual_reference = ReferenceKind.RUN

    indicator_share = None
    outflow_year = None
    amount = MoneyField(
        label=_("Amount to divide in euro"),
        help_text=_("What is not divided stays with the district. 0 takes a division back."),
    )

    class Meta(RunForm.Meta):
        fields = ["name", "note", "amount", "floor_percent", "cap_percent", "reference_run"]

    def __init__(
        self, *args: Any, fund: Fund, user: Any, district: District, **kwargs: Any
    ) -> None:
        self.district = district
        self.purse = purse_of(fund, district)
        super().__init__(*args, fund=fund, user=user, **kwargs)
        self.fields["reference_run"].label = _("Bounds are measured against the allocation")
        self.fields["reference_run"].help_text = _("Needed with bounds only.")

    def _offer_outflow(self, years: Sequence[int]) -> None:
        """Suggest all that the district has left; there is no spending to go by."""
        if self.instance._state.adding:
            self.initial.setdefault("amount", self.purse.left if self.purse else None)

    def _show_percent(self) -> None:
        super()._show_percent()
        self.initial.pop("indicator_share", None)

    def _values(self) -> IndicatorValueQuerySet:
        spaces = IndicatorValue.objects.of_social_spaces()
        return spaces.filter(social_space__district=self.district)

    def parameters(self) -> dict[str, Any]:
        """Return what the service stores on the run itself."""
        return {
            **super().parameters(),
            "indicator_share": Decimal(1),
            "outflow_year": None,
            "reference_kind": self.cleaned_data["reference_kind"],
        }

"""Saying what a booking was paid for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.models import BaseBudget
from budgets.services.paid_supports import PaidSupport
from sro.ui.forms import ReasonForm
from sro.ui.templatetags.ui import day, money

NO_SUPPORT = "none"
_BASE_BUDGET = "grundbudget-"


class SettleForm(forms.Form):
    """A support that comes near, a base budget, or no support with the reason."""

    support = forms.ChoiceField(
        label=gettext_lazy("What was this booking paid for?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose a support, or that it is none.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it belongs to no support"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Only in this case. Please without names of families."),
    )

    def __init__(
        self,
        *args: Any,
        supports: Sequence[PaidSupport],
        base_budgets: Sequence[BaseBudget],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["support"].choices = [
            *((str(each.pk), in_words(each)) for each in supports),
            *base_budget_choices(base_budgets),
            (NO_SUPPORT, _("none: the booking belongs to no support")),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where it is needed."""
        data = super().clean() or {}
        if data.get("support") == NO_SUPPORT and not data.get("reason", "").strip():
            raise ValidationError({"reason": _("Please give a reason.")})
        return data

    @property
    def chosen(self) -> int | None:
        """The number of the support, None for no support or a base budget."""
        support = self.cleaned_data["support"]
        return int(support) if support.isdecimal() else None

    @property
    def base_budget(self) -> int | None:
        """The number of the base budget, None where it is another answer."""
        return base_budget_in(self.cleaned_data["support"])


class ChargeForm(forms.Form):
    """Which base budget a booking was a payment for."""

    support = forms.ChoiceField(
        label=gettext_lazy("Which base budget was this a payment for?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose a base budget.")},
    )

    def __init__(self, *args: Any, base_budgets: Sequence[BaseBudget], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["support"].choices = base_budget_choices(base_budgets)

    @property
    def base_budget(self) -> int:
        """The number of the base budget."""
        return base_budget_in(self.cleaned_data["support"]) or 0


def base_budget_choices(budgets: Sequence[BaseBudget]) -> list[tuple[str, str]]:
    """Return base budgets as choices beside supports."""
    return [
        (
            f"{_BASE_BUDGET}{each.pk}",
            _("base budget of %(provider)s, %(amount)s")
            % {"provider": each.provider, "amount": money(each.amount)},
        )
        for each in budgets
    ]


def base_budget_in(choice: str) -> int | None:
    """Return the number of the base budget that was chosen, if it was one."""
    if not choice.startswith(_BASE_BUDGET):
        return None
    return int(choice.removeprefix(_BASE_BUDGET))


class SetAllAsideForm(ReasonForm):
    """Why several bookings belong to no support."""


def in_words(support: PaidSupport) -> str:
    """Return a support in one line: sign, kind, provider, days and file reference."""
    days = (
        f"{day(support.start)}–{day(support.end - timedelta(days=1))}"
        if support.end
        else _("since %(first)s") % {"first": day(support.start)}
    )
    parts = (support.sign, support.kind, support.provider, days, support.reference)
    return " · ".join(part for part in parts if part)

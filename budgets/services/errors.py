"""What a service refuses, in words for the person in front of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.models.problems import Gap, summary
from sro.refusals import NotPossible
from sro.states import TransitionRefused

if TYPE_CHECKING:
    from budgets.models import AllocationRun

_REFUSED = {
    "adopt": gettext_lazy("Only a draft can be adopted."),
    "propose_close": gettext_lazy("Only an adopted budget year can be closed."),
    "take_back_close": gettext_lazy("There is no proposal to close this year (any more)."),
    "refuse_close": gettext_lazy("There is no proposal to close this year (any more)."),
    "confirm_close": gettext_lazy("There is no proposal to close this year (any more)."),
    "revise": gettext_lazy(
        "This allocation can no longer be changed. Copy it to go on with another version."
    ),
    "start": gettext_lazy("This allocation cannot be calculated in its present state."),
    "cancel": gettext_lazy("There is no calculation under way that could be cancelled."),
    "recompute": gettext_lazy("There is no result to check yet."),
    "propose": gettext_lazy("Only a calculated allocation can be proposed."),
    "withdraw": gettext_lazy("Only a proposed allocation can be withdrawn."),
    "approve": gettext_lazy(
        "This allocation is not waiting for a decision (any more). Somebody else may have decided."
    ),
    "assign": gettext_lazy(
        "This booking has been settled already. Take that back first to settle it another way."
    ),
    "set_aside": gettext_lazy(
        "This booking has been settled already. Take that back first to settle it another way."
    ),
    "take_back": gettext_lazy("This booking is open; there is nothing to take back."),
    "reject": gettext_lazy(
        "This allocation is not waiting for a decision (any more). Somebody else may have decided."
    ),
}


class AlreadyRunning(NotPossible):
    """Another calculation of the same fund is under way; `run` is that one."""

    def __init__(self, run: AllocationRun) -> None:
        super().__init__(
            _(
                "“%(name)s” is being calculated for this fund at the moment. "
                "Please wait until it has finished, or cancel it."
            )
            % {"name": run.name}
        )
        self.run = run


class CannotCalculate(ValidationError):
    """Something is missing or wrong; `gaps` lists all of it, never filled in silently."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        super().__init__(summary(gaps))
        self.gaps = list(gaps)


def refused(error: TransitionRefused) -> ValidationError:
    """The table's refusal as a message: a missing reason belongs to its field."""
    if error.code == "reason":
        return ValidationError({"reason": _("Please give a reason.")})
    return NotPossible(_REFUSED.get(error.action, _("This is not possible at the moment.")))

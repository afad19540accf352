"""What a district can hand on to its social spaces, and that it has it at the approval too."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from budgets.models import AllocationRun, Fund
from budgets.models.problems import Gap
from budgets.services.lines import ZERO, LineFigures, PlaceKey, standing
from networks.models import District
from sro.money import cents_from_decimal, format_german
from sro.refusals import NotPossible


@dataclass(frozen=True)
class Purse:
    """What a district has in a fund, in euro, before its allocation among social spaces.

    `planned` is what it may use: its own line and what the allocation in force has handed on.
    `left` is what it can divide: what was handed on may be divided anew, beyond that only what is
    neither spent nor bound; None where that is not known.
    """

    planned: Decimal
    left: Decimal | None


def purse_of(fund: Fund, district: District) -> Purse:
    """Return what a district has to divide in a fund; the caller asks for rights."""
    lines = _lines_of(fund, district)
    handed_on = sum((line.allocated or ZERO for line in lines if line.social_space), ZERO)
    own = next((line for line in lines if line.social_space is None), None)
    if own is None or own.planned is None:
        return Purse(handed_on, handed_on)
    planned = own.planned + handed_on
    if own.free is None:
        return Purse(planned, None)
    return Purse(planned, max(ZERO, min(planned, handed_on + max(ZERO, own.free))))


def amount_gaps(run: AllocationRun) -> list[Gap]:
    """Return why the district cannot hand on the run's amount today; empty if it can."""
    if run.district is None or run.amount is None:
        return []
    purse = purse_of(run.fund, run.district)
    here = run.district
    if purse.left is None:
        template = gettext_noop("It is not known how much is left, so nothing can be divided.")
        return [Gap("amount_unknown", template, unit=here.key, unit_name=here.name)]
    if run.amount <= purse.left:
        return []
    left = format_german(cents_from_decimal(purse.left))
    template = gettext_noop("Only %(left)s are left to be divided among the social spaces.")
    return [Gap("amount_above", template, {"left": left}, unit=here.key, unit_name=here.name)]


def free_inside(run: AllocationRun) -> dict[PlaceKey, Decimal | None]:
    """Return what is free (euro) in each line of the run's district; empty without a district."""
    if run.district is None:
        return {}
    return {line.place: line.free for line in _lines_of(run.fund, run.district)}


def require_enough(run: AllocationRun, before: dict[PlaceKey, Decimal | None]) -> None:
    """Refuse what would leave less than nothing in a line of the district that had more `before`.

    To be called when the run is in force, inside the transaction; raises NotPossible.
    """
    if run.district is None:
        return
    for line in _lines_of(run.fund, run.district):
        had = before.get(line.place, ZERO)
        if line.free is None or had is None:
            raise NotPossible(_("It is not known how much is left, so nothing can be divided."))
        short = line.free if line.free < min(ZERO, had) else ZERO
        if line.planned is not None and line.social_space is None:
            # More handed on than the district has, whoever caused it.
            short = min(short, line.planned)
        if short < 0:
            advice = (
                _("%(missing)s would be missing in %(place)s. Copy the scenario and divide less.")
                if line.social_space is None
                else _(
                    "In %(place)s, %(missing)s more are spent or bound than it would have then."
                    " Move money there first (Transfers), or copy the scenario and divide more."
                )
            )
            raise NotPossible(
                advice
                % {
                    "missing": format_german(-cents_from_decimal(short)),
                    "place": line.social_space or line.district,
                }
            )


def _lines_of(fund: Fund, district: District) -> list[LineFigures]:
    [figures] = standing(year=fund.budget_year, funds=[fund])
    return [line for line in figures.lines if line.district == district]
